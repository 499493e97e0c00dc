"""One reader of the documentation: a folder with an integration, a district, a database, and a shell to type into.

What the pages leave open, or could not know, is put in: the address of the server, the token, the ids of records.
"""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.integration import lay_out
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import district_token
from tests.documentation.consoles import PROJECT, Command, Written
from tests.stores import empty_store

STUDENTS = 60
PATIENCE = 120
_SERVED = "http://127.0.0.1:8712"
_CRON = re.compile(r"^(?:[\d*/,-]+ ){5} *")
_EXPORT = re.compile(r"^export (\w+)=(\S+)$")
_FOR_PEOPLE = ("--fix", "--show-values")
"""What asks a person, or shows what only a person may see."""
_ON_TERMINAL = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
_TOOL = """#!/bin/sh
exec {python} -m clever_upgrade "$@"
"""
_SECRET_STORE = """#!/bin/sh
echo {token}
"""
_PARSER = """require("readline").createInterface({ input: process.stdin })
  .on("line", (line) => console.log(JSON.stringify({ state: JSON.parse(line).state })));
"""


@dataclass
class Session:
    """Types the commands of one page, one after the other."""

    folder: Path
    environ: dict[str, str]
    known: dict[str, str]
    server: subprocess.Popen[str] | None = None
    heard: list[str] = field(default_factory=list)

    def type(self, command: Command) -> None:
        """Type a command, and see it end as the page says."""
        text = self._filled(_CRON.sub("", command.text))
        if text.startswith("clever-upgrade init"):
            # It is told to somebody who has no configuration yet, whatever an earlier part of the page wrote.
            (self.folder / "clever-upgrade.toml").unlink(missing_ok=True)
        exported = _EXPORT.match(text)
        if exported:
            self.environ[exported[1]] = exported[2]
        elif "sandbox serve" in text:
            self.stop_serving()
            self._serve(text)
        elif "--follow" in text:
            self._follow(text, command)
        else:
            self._run(text, command)

    def write(self, file: Written) -> None:
        """Write a file as the page has it."""
        (self.folder / file.name).write_text(file.text, encoding="utf-8")

    def stop_serving(self) -> None:
        """Press Ctrl-C in the terminal in which a sandbox serves, if there is one."""
        if self.server is not None:
            self.server.send_signal(signal.SIGINT)
            _, err = self.server.communicate(timeout=30)
            assert (self.server.returncode, "has stopped" in err) == (0, True), err
            self.server = None

    def _filled(self, text: str) -> str:
        for placeholder, value in self.known.items():
            text = re.sub(placeholder, lambda _, value=value: value, text)
        return text

    def _run(self, text: str, command: Command) -> None:
        shell = ["bash", "-c", f"set -o pipefail; {text}"]
        at_terminal = any(word in text for word in _FOR_PEOPLE) and "--yes" not in text
        done = subprocess.run(
            [sys.executable, "-c", _ON_TERMINAL, *shell] if at_terminal else shell,
            cwd=self.folder,
            env=self.environ,
            input="y\n" if at_terminal else "",
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )
        assert done.returncode in command.exits, f"{command}\n{done.stdout[-1500:]}\n{done.stderr[-1500:]}"

    def _serve(self, text: str) -> None:
        process = self._started(f"{text} --port 0")
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+", line)
        assert found is not None, line + (process.stderr.read() if process.poll() is not None else "")
        self.server, self.known[_SERVED] = process, found[0]

    def _follow(self, text: str, command: Command) -> None:
        process = self._started(text)
        assert process.stderr is not None
        assert process.stderr.readline().startswith("Reading")
        time.sleep(2)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=30)
        assert process.returncode in command.exits, f"{command}\n{out}\n{err}"

    def _started(self, text: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            shlex.split(text),
            cwd=self.folder,
            env=self.environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )


@contextmanager
def session(folder: Path) -> Iterator[Session]:
    """A reader with an empty store and two districts; whatever still serves at the end is stopped."""
    place = folder / "work"
    place.mkdir()
    lay_out(place / "app")
    _lay_out_parsers(place)
    districts = {district_token(number): generate_district(STUDENTS, number) for number in (1, 2)}
    (token, first), *_ = districts.items()
    with running_sandbox(Sandbox(districts, rate_limit=None)) as base_url, empty_store("postgresql", folder) as store:
        reader = Session(
            place,
            _environ(folder, base_url, token),
            {
                re.escape(_SERVED): base_url,
                r"postgresql://\S+": store,
                "CLEVER_TOKEN=…": f"CLEVER_TOKEN={token}",
                "=…": "=any",
                r"\bDISTRICT\b": first.id,
                r"\bID\b|\b530e5960049e75a9262cff1d\b": next(iter(first.ids("v1.2", "students"))),
            },
        )
        try:
            yield reader
        finally:
            reader.stop_serving()


def _lay_out_parsers(place: Path) -> None:
    """A program and a schema, beside the parser in Python that the integration has."""
    (place / "parse-status.js").write_text(_PARSER, encoding="utf-8")
    (place / "schemas").mkdir()
    (place / "schemas" / "teacher.json").write_text('{"type": "object", "required": ["id"]}', encoding="utf-8")


def _environ(folder: Path, base_url: str, token: str) -> dict[str, str]:
    programs = folder / "bin"
    programs.mkdir()
    for name, script in (
        ("clever-upgrade", _TOOL.format(python=sys.executable)),
        ("my-secret-store", _SECRET_STORE.format(token=token)),
    ):
        (programs / name).write_text(script, encoding="utf-8")
        (programs / name).chmod(0o755)
    passed_on = {name: value for name, value in os.environ.items() if not name.startswith(("CLEVER", "GITHUB"))}
    return passed_on | {
        "PATH": f"{programs}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join([str(PROJECT), str(folder / "work" / "app")]),
        "HOME": str(folder),
        "XDG_STATE_HOME": str(folder / "state"),
        "CLEVER_API_URL": base_url,
        "CLEVER_CLIENT_SECRET": "any",
    }
