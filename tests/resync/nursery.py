"""Makes processes of the tool that can be killed, more quickly than by starting each anew."""

import json
import select
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import pytest


@dataclass(frozen=True)
class Ended:
    """A process of the tool that has ended; a negative ``code`` is the signal that ended it."""

    code: int
    out: str
    err: str

    @property
    def said(self) -> str:
        """Everything that it wrote."""
        return self.out + self.err

    @property
    def result(self) -> Any:
        """The JSON that it wrote to standard output."""
        return json.loads(self.out)


class Nursery:
    """Makes processes of the tool quickly: forks them off one process that has imported everything and no more."""

    _CODE = """
import json, os, sys, tempfile
import clever_upgrade.cli.workplace, clever_upgrade.report.resync.render, clever_upgrade.resync.compare
import clever_upgrade.resync.events, clever_upgrade.resync.run, clever_upgrade.resync.views, httpx
import sqlalchemy.dialects.mysql.pymysql, sqlalchemy.dialects.postgresql.psycopg, sqlalchemy.dialects.sqlite.pysqlite
from clever_upgrade.api.settings import Backoff
from clever_upgrade.cli.main import run
# Shorter waits between attempts than a user's: tests/api/test_settings.py proves how long those are.
Backoff.of = lambda settings: Backoff(initial=0.02, longest=1, jitter=0.05)
with tempfile.TemporaryDirectory() as folder:
    # A first run, of a server that is not there, loads whatever is loaded late.
    os.environ.update(CLEVER_API_URL="http://127.0.0.1:9", CLEVER_UPGRADE_ATTEMPTS="1")
    sys.argv = ["clever-upgrade", "resync", "run", "--quiet", "--store", f"sqlite:///{folder}/none.db"]
    try:
        run()
    except SystemExit:
        pass
for line in sys.stdin:
    job = json.loads(line)
    child = os.fork()
    if not child:
        os.environ.clear()
        os.environ.update(job["env"])
        sys.argv = ["clever-upgrade", *job["words"]]
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(os.open(job["out"], os.O_WRONLY), 1)
        os.dup2(os.open(job["err"], os.O_WRONLY), 2)
        code = 0
        try:
            run()
        except SystemExit as ended:
            code = ended.code or 0
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)
"""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-c", self._CODE],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, words: Sequence[str], env: dict[str, str], seconds: float = 90) -> Ended:
        """Run the tool to its end."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        with tempfile.NamedTemporaryFile("r") as out, tempfile.NamedTemporaryFile("r") as err:
            job = {"words": list(words), "env": env, "out": out.name, "err": err.name}
            self._process.stdin.write(json.dumps(job) + "\n")
            self._process.stdin.flush()
            if not select.select([self._process.stdout], [], [], seconds)[0]:
                self.close()
                raise TimeoutError(f"{words} did not end: {err.read()}")
            code = int(self._process.stdout.readline())
            return Ended(code, out.read(), err.read())

    def close(self) -> None:
        """End it; a tool that still runs is left to end by itself."""
        self._process.kill()
        self._process.communicate()


@pytest.fixture(scope="session")
def nursery() -> Iterator[Nursery]:
    """One for all tests."""
    made = Nursery()
    yield made
    made.close()
