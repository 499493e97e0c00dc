"""Database servers of a test's own, which may be stopped, killed and filled: never those that others use."""

import os
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.exc import SQLAlchemyError

from tests.required import missing
from tests.stores import need_driver

_POSTGRESQL = [
    Path(folder) for folder in ("/usr/lib/postgresql/15/bin", "/usr/lib/postgresql/16/bin", "/usr/local/bin")
]
_START_SECONDS = 40.0


class Server:
    """A server with a data folder of its own, on a free port of the loopback."""

    kind: str
    account: str
    """Who runs it where the tests are run by root, which neither server allows."""

    def __init__(self, folder: Path) -> None:
        need_driver(self.kind)
        self.folder = folder
        self.data = folder / "data"
        self.port = _free_port()
        self._process: subprocess.Popen[bytes] | None = None
        self._user = self.account if os.getuid() == 0 else None
        if self._user is not None:
            try:
                person = pwd.getpwnam(self._user)
            except KeyError:
                missing(self.kind, f"there is no account {self._user} to run a server as")
            os.chown(folder, person.pw_uid, person.pw_gid)

    def url(self, database: str) -> str:
        """A database of it, as ``--store`` takes it."""
        raise NotImplementedError

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self._process = self._popen(self._command())
        until = time.monotonic() + _START_SECONDS
        while not self._answers():
            assert self._process.poll() is None, f"the private {self.kind} server ended: {self._log()}"
            assert time.monotonic() < until, f"the private {self.kind} server does not answer: {self._log()}"
            time.sleep(0.05)

    def stop(self) -> None:
        """Have it fall over: nothing is finished, nothing is written that was not yet."""
        if self._process is None:
            return
        self._process.send_signal(self._end)
        self._process.wait(_START_SECONDS)
        self._process = None

    def create(self, database: str, options: str = "") -> str:
        """A new database; its URL."""
        self.execute(f"CREATE DATABASE {database} {options}")
        return self.url(database)

    def execute(self, *statements: str) -> None:
        """Run statements outside of any transaction and of any database of a test."""
        engine = create_engine(self._admin_url(), isolation_level="AUTOCOMMIT")
        try:
            with engine.connect() as connection:
                for statement in statements:
                    connection.exec_driver_sql(statement)
        finally:
            engine.dispose()

    def own(self, folder: Path) -> None:
        """Give a folder to whoever runs the server."""
        if self._user is not None:
            shutil.chown(folder, self._user, self._user)

    _end = signal.SIGKILL

    def _command(self) -> Sequence[str]:
        raise NotImplementedError

    def _admin_url(self) -> str:
        raise NotImplementedError

    def _popen(self, command: Sequence[str]) -> "subprocess.Popen[bytes]":
        with (self.folder / "log").open("ab") as log:
            return subprocess.Popen(
                command, cwd=self.folder, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True,
                user=self._user, group=self._user, extra_groups=[] if self._user else None,
            )  # fmt: skip

    def _run(self, command: Sequence[str]) -> None:
        assert self._popen(command).wait(_START_SECONDS) == 0, self._log()

    def _answers(self) -> bool:
        with suppress(SQLAlchemyError):
            self.execute("SELECT 1")
            return True
        return False

    def _log(self) -> str:
        return (self.folder / "log").read_text(errors="replace")[-2000:]


class PostgreSQLServer(Server):
    """PostgreSQL; stopped, it is as after a crash."""

    kind, account = "postgresql", "postgres"
    _end = signal.SIGQUIT

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        found = shutil.which("initdb", path=os.pathsep.join([*map(str, _POSTGRESQL), os.environ["PATH"]]))
        if found is None:
            missing(self.kind, "PostgreSQL's initdb is not on this machine")
        self._binaries = Path(found).parent
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C", "--no-sync"]
        self._run([found, "-D", str(self.data), *options])

    def url(self, database: str) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/{database}"

    def _admin_url(self) -> str:
        return self.url("postgres").replace(":", "+psycopg:", 1)

    def _command(self) -> Sequence[str]:
        settings = {
            "port": self.port, "listen_addresses": "127.0.0.1", "unix_socket_directories": self.folder,
            "shared_buffers": "32MB", "max_wal_size": "64MB",
        }  # fmt: skip
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return [str(self._binaries / "postgres"), "-D", str(self.data), *options]


class MariaDBServer(Server):
    """MariaDB; stopped, it is killed."""

    kind, account = "mariadb", "mysql"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        install = shutil.which("mariadb-install-db")
        daemon = shutil.which("mariadbd", path=os.pathsep.join(["/usr/sbin", os.environ["PATH"]]))
        if install is None or daemon is None:
            missing(self.kind, "MariaDB's server is not on this machine")
        self._daemon = daemon
        own = [] if self._user is None else [f"--user={self._user}"]
        options = ["--auth-root-authentication-method=normal", "--skip-test-db", "--skip-name-resolve"]
        self._run([install, "--no-defaults", f"--datadir={self.data}", *own, *options])

    def url(self, database: str) -> str:
        return f"mariadb://root@127.0.0.1:{self.port}/{database}"

    def _admin_url(self) -> str:
        return self.url("mysql").replace(":", "+pymysql:", 1)

    def _command(self) -> Sequence[str]:
        settings = {
            "datadir": self.data, "port": self.port, "bind-address": "127.0.0.1", "socket": self.folder / "socket",
            "pid-file": self.folder / "pid", "innodb-buffer-pool-size": "32M", "innodb-log-file-size": "16M",
        }  # fmt: skip
        options = [f"--{name}={value}" for name, value in settings.items()]
        return [self._daemon, "--no-defaults", *options, "--skip-name-resolve"]


SERVERS: dict[str, type[Server]] = {"postgresql": PostgreSQLServer, "mariadb": MariaDBServer}


@contextmanager
def private_server(kind: str) -> Iterator[Server]:
    """A running server that nobody else knows; nothing of it is left afterwards."""
    # Not below pytest's own folders, which only their owner may enter: the server has an account of its own.
    with tempfile.TemporaryDirectory(prefix="clever-server-", ignore_cleanup_errors=True) as folder:
        server = SERVERS[kind](Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def small_disk(folder: Path, size: str) -> Iterator[Path]:
    """A disk of its own at a folder; the test is skipped where none can be mounted."""
    folder.mkdir(exist_ok=True)
    mount = shutil.which("mount")
    if mount is None or os.getuid() != 0:
        missing("mount", "only root can mount a small disk")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)], capture_output=True)
    if done.returncode != 0:
        missing("mount", f"a small disk cannot be mounted here: {done.stderr.decode().strip()}")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "--lazy", str(folder)], check=True)


class Ballast:
    """What fills a disk."""

    def __init__(self, disk: Path) -> None:
        self._file = disk / "ballast"

    def fill(self) -> None:
        """Take all the room that is left."""
        with self._file.open("ab", buffering=0) as file, suppress(OSError):
            for size in (65536, 4096, 512, 1):
                with suppress(OSError):
                    while file.write(b"\0" * size):
                        pass

    def lift(self) -> None:
        """Give it back."""
        self._file.unlink(missing_ok=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
