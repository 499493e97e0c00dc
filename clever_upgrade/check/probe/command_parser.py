"""A program that reads one record a line and answers one line for each.

It is given all records at once and then the end of its input, so that one that keeps its answers back until then is
tried as well as one that answers at once. Where answers are fewer than records, a search finds the first one without.
"""

import json
import os
import queue
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clever_upgrade.check.probe.answer import Answer, Ending, Record
from clever_upgrade.check.probe.process import LineProcess
from clever_upgrade.check.probe.python_parser import ending_in_words
from clever_upgrade.check.probe.settings import Probe
from clever_upgrade.check.probe.wording import last_error
from clever_upgrade.filenames import seen_from

_START = 10.0
"""Seconds for a program to start and to read many records, over and above the time for one; less once it is known."""
_AT_LEAST = 1.0


@dataclass(frozen=True, slots=True)
class _Run:
    """What a program did with some records: its lines, its exit code (None if it was ended), what it said besides."""

    lines: list[bytes]
    code: int | None
    errors: str
    hung: bool


class CommandParser:
    """The program; each batch of records is a run of its own."""

    def __init__(self, probe: Probe, environ: Mapping[str, str]) -> None:
        self._probe = probe
        self._environ = environ
        self._noisy = False
        self._patience = _START
        self.path = _script_of(probe)
        self.line = 1 if self.path else 0
        self.restarts = 0

    @property
    def notes(self) -> Sequence[str]:
        """Whether lines were passed over."""
        return ("lines on its standard output that are no JSON were passed over",) if self._noisy else ()

    def answers(self, records: Sequence[Record], *, limit: float | None = None) -> list[Answer]:
        """The answers up to the first record for which there is none, or the last one."""
        limit = limit or self._probe.timeout
        run = self._run(records, limit)
        found = self._whole(run, len(records))
        if found is not None:
            return found
        if len(records) == 1:
            return [self._trouble(run)]
        return self._until_trouble(records, run, limit)

    def close(self) -> None:
        """No run outlives its batch."""

    def _until_trouble(self, records: Sequence[Record], run: _Run, limit: float) -> list[Answer]:
        """The answers to the first records, the last of which is the first one in trouble."""
        # A program that answers at once has told where it is by how much it said.
        said = min(len(self._answering(run)), len(records) - 1)
        good = self._whole(self._run(records[:said], limit), said) if said else []
        low, high = (0, said) if good is None else (said, len(records))
        if good is not None:
            answer = self._alone(records[low], limit)
            if answer.ending is not Ending.MADE:
                return [*good, answer]
        while high - low > 1:
            middle = (low + high) // 2
            found = self._whole(self._run(records[:middle], limit), middle)
            low, high, good = (low, middle, good) if found is None else (middle, high, found)
        return [*(good or []), self._alone(records[low], limit)]

    def _alone(self, record: Record, limit: float) -> Answer:
        run = self._run([record], limit)
        found = self._whole(run, 1)
        return found[0] if found else self._trouble(run)

    def _run(self, records: Sequence[Record], limit: float) -> _Run:
        lines: list[bytes] = []
        with self._started() as process:
            process.send((f"{json.dumps(record)}\n".encode() for record in records), last=True)
            # One that answers at once has the time for each record; one that answers at the end has it for all.
            started = time.monotonic()
            until = started + limit + self._patience
            while (left := until - time.monotonic()) > 0:
                try:
                    line = process.line(left)
                except queue.Empty:
                    break
                if line is None:
                    code = process.ended(limit)
                    self._patience = min(self._patience, _AT_LEAST + 4 * (time.monotonic() - started))
                    return _Run(lines, code, process.errors(), hung=code is None)
                lines.append(line)
                until = time.monotonic() + limit
            return _Run(lines, None, process.errors(), hung=True)

    @contextmanager
    def _started(self) -> Iterator[LineProcess]:
        process = LineProcess(self._probe.command, self._probe.cwd, self._environ)
        self.restarts += 1
        try:
            yield process
        finally:
            process.close()

    def _answering(self, run: _Run) -> list[bytes]:
        """The lines that are answers: where some are no JSON, those that are."""
        lines = [line for line in run.lines if line.strip()]
        return [line for line in lines if _is_json(line)]

    def _whole(self, run: _Run, records: int) -> list[Answer] | None:
        """The answers, if there is one for each record and the program ended well."""
        if run.hung or run.code:
            return None
        lines = [line for line in run.lines if line.strip()]
        answering = self._answering(run)
        if len(answering) == records:
            self._noisy = self._noisy or len(lines) != len(answering)
            return [_answer(line) for line in answering]
        if len(lines) == records:
            return [_answer(line) for line in lines]
        return None

    def _trouble(self, run: _Run) -> Answer:
        """What happened to the one record of a run that brought no one answer."""
        kind, message = last_error(run.errors)
        if run.hung:
            return Answer(Ending.HUNG, kind="no answer in time", message=message)
        if run.code:
            return Answer(Ending.REFUSED, kind=kind or ending_in_words(run.code), message=message)
        number = len(run.lines)
        if number:
            return Answer(Ending.REFUSED, kind=f"{number} lines for one record")
        return Answer(Ending.NOTHING, kind=kind, message=message)


def _answer(line: bytes) -> Answer:
    try:
        said = json.loads(line)
    except ValueError:
        return Answer(Ending.REFUSED, kind="an answer that is no JSON")
    if isinstance(said, dict) and said.keys() == {"error"}:
        return Answer(Ending.REFUSED, kind="error", message=_text(said["error"]))
    return Answer(Ending.NOTHING if said is None else Ending.MADE, made=said)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _script_of(probe: Probe) -> str:
    """The first word of the command that is a file of the user's, seen from the working folder."""
    for word in probe.command:
        file = probe.cwd / word
        # A word may be a whole program, which pathlib would take for a name that is too long.
        if os.path.isfile(file) and not Path(word).is_absolute():  # noqa: PTH113
            return seen_from(Path.cwd(), file)
    return ""
