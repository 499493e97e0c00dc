"""A parser of Python, called record by record in a process of its own, by the interpreter of its user."""

import json
import os
import queue
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from clever_upgrade.check.probe.answer import Answer, Ending, Record
from clever_upgrade.check.probe.process import LineProcess
from clever_upgrade.check.probe.settings import Probe
from clever_upgrade.check.probe.wording import last_error, redacted
from clever_upgrade.check.python_files import SOURCES, lies_in
from clever_upgrade.errors import ParserUnusableError
from clever_upgrade.filenames import is_there, seen_from

_SCRIPT = Path(__file__).parent / "child" / "call_parser.py"
_START = 30.0
"""Seconds for an application to be imported, which takes longer than a record."""


class PythonParser:
    """The process with the parser. It is started again after a record on which it hung or ended."""

    def __init__(self, probe: Probe, environ: Mapping[str, str]) -> None:
        self._probe = probe
        self._environ = environ
        self._process: LineProcess | None = None
        self.path = ""
        self.line = 0
        self.restarts = -1
        self._start()

    @property
    def notes(self) -> Sequence[str]:
        """Nothing."""
        return ()

    def answers(self, records: Sequence[Record], *, limit: float | None = None) -> list[Answer]:
        """The answer to every record, as far as the process comes in one life."""
        process = self._process or self._start()
        began = process.errors_so_far()
        process.send(f"{json.dumps(record)}\n".encode() for record in records)
        found: list[Answer] = []
        while len(found) < len(records):
            try:
                line = process.line(limit or self._probe.timeout)
            except queue.Empty:
                found.append(Answer(Ending.HUNG, kind="no answer in time"))
            else:
                said = _read(line)
                if said:
                    found.append(_answer(said))
                    continue
                found.append(self._died(process))
            self.close()
            return found
        if len(found) == 1 and found[0].ending is Ending.NOTHING:
            # Whoever passes a record over often says why, to standard error; with one record it is known about which.
            kind, message = last_error(process.errors(began))
            return [replace(found[0], kind=kind, message=message)]
        return found

    def close(self) -> None:
        """End the process."""
        if self._process is not None:
            self._process.close()
            self._process = None

    def _start(self) -> LineProcess:
        probe = self._probe
        words = (interpreter_of(probe, self._environ), str(_SCRIPT), probe.python, probe.given or "")
        process = self._process = LineProcess(words, probe.cwd, self._environ)
        self.restarts += 1
        try:
            line = process.line(max(_START, probe.timeout))
        except queue.Empty:
            self.close()
            raise ParserUnusableError(
                f"{probe.python} was not there after {max(_START, probe.timeout):g} seconds of importing",
                hint="Name a module that only defines the parser, and starts nothing.",
            ) from None
        said = _read(line)
        if not said.get("ready"):
            error = _not_importable(probe, said, process)
            self.close()
            raise error
        self.path, self.line = _seen_from_here(probe.cwd, said["path"]), said["line"]
        return process

    def _died(self, process: LineProcess) -> Answer:
        code = process.ended(self._probe.timeout)
        _, message = last_error(process.errors())
        return Answer(Ending.REFUSED, kind=ending_in_words(code), message=message)


def interpreter_of(probe: Probe, environ: Mapping[str, str]) -> str:
    """The Python to use: the configured one, that of the active environment, that of the folder, or our own."""
    if probe.interpreter:
        return probe.interpreter
    program = ("Scripts", "python.exe") if os.name == "nt" else ("bin", "python")
    active = environ.get("VIRTUAL_ENV")
    for folder in (Path(active) if active else None, probe.cwd / ".venv", probe.cwd / "venv"):
        if folder is not None and is_there(folder.joinpath(*program)):
            return str(folder.joinpath(*program))
    return sys.executable


def ending_in_words(code: int | None) -> str:
    """How a process ended, by its exit code."""
    if code is None:
        return "its output ended"
    return f"ended by signal {-code}" if code < 0 else f"ended with code {code}"


def _answer(said: Mapping[str, Any]) -> Answer:
    if "raised" in said:
        return Answer(Ending.REFUSED, kind=said["raised"], message=said["message"], where=said["where"])
    return Answer(Ending.NOTHING if said["made"] is None else Ending.MADE, made=said["made"])


def _read(line: bytes | None) -> dict[str, Any]:
    try:
        said = json.loads(line or b"{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _not_importable(probe: Probe, said: Mapping[str, Any], process: LineProcess) -> ParserUnusableError:
    """What to say of a parser that is not there."""
    kind, missing = said.get("problem"), said.get("missing")
    module = probe.python.rpartition(":")[0]
    if kind is None:
        _, message = last_error(process.errors())
        told = redacted(message, {}, ending_in_words(process.ended(1.0)))
        return ParserUnusableError(
            f"its Python cannot be used: {told}", hint="Set interpreter below [[probe]] to a Python from 3.6 on."
        )
    if missing and module.split(".")[0] == missing.split(".")[0]:
        return ParserUnusableError(
            f"there is no module {missing} in {probe.cwd.name or probe.cwd}, nor installed",
            hint="Set cwd below [[probe]] to the folder that it is imported from.",
        )
    if missing and (beside := _with_beside(probe, missing)) is not None:
        folder, target = seen_from(Path.cwd(), beside.parent), f"{beside.stem}:{probe.python.rpartition(':')[2]}"
        return ParserUnusableError(
            f"{module} needs {missing}, which lies beside it",
            hint=f'Have both imported from there: below [[probe]], set cwd to "{folder}" and python to "{target}".',
        )
    if missing:
        return ParserUnusableError(
            f"{module} needs {missing}, which its Python has not installed",
            hint="Set interpreter below [[probe]] to the Python of your application.",
        )
    told = redacted(str(said.get("message", "")), {}, str(kind))
    return ParserUnusableError(f"{probe.python} cannot be imported: {told}", hint="Import it yourself, and correct it.")


def _with_beside(probe: Probe, missing: str) -> Path | None:
    """The file of the parser, if it is one of the folder's own and a module that is missing lies beside it."""
    module = probe.python.rpartition(":")[0]
    name = module if module.endswith(".py") else f"{module.replace('.', '/')}.py"
    files = (probe.cwd / name, probe.cwd / SOURCES / name)
    return next((file for file in files if file.is_file() and lies_in(file.parent, missing)), None)


def _seen_from_here(folder: Path, path: str) -> str:
    """A file as somebody names it who stands in the working folder; empty for one outside of the parser's folder."""
    if not path or not Path(path).is_relative_to(folder.resolve()) or "site-packages" in path:
        return ""
    return seen_from(Path.cwd().resolve(), Path(path))
