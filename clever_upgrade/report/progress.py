"""Tells how far a comparison has come, on standard error: alive on a terminal, a line now and then elsewhere.

Rich is imported only where a terminal is there to draw on.
"""

import logging
import os
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Protocol, TextIO

from clever_upgrade.api.observer import Observer, SilentObserver
from clever_upgrade.compare.source import Progress, SilentProgress
from clever_upgrade.grammar import counted
from clever_upgrade.report.course import Clock, Course, Stage
from clever_upgrade.report.manners import manners_of
from clever_upgrade.report.untrusted import printable

EVERY = 10.0
"""Seconds between two lines of one stage where no terminal is there to draw on."""

_log = logging.getLogger("clever_upgrade.api")
"""What it tells on the same screen would be drawn over."""


class ProgressReport(Progress, Observer, Protocol):
    """Watches the comparison and the client at once."""


class SilentReport(SilentProgress, SilentObserver):
    """Tells nobody of either."""


@dataclass(slots=True)
class PlainReport:
    """Writes one line when a stage has ended, and one every ten seconds while a long one runs."""

    stream: TextIO
    course: Course
    _last_line: float = 0.0

    def __post_init__(self) -> None:
        self._last_line = self.course.clock()

    def collection_started(self, collection: str) -> None:
        """Close the stage before with a line."""
        self.finish()
        self.course.start(collection)

    def records_announced(self, collection: str, records: int) -> None:  # noqa: ARG002
        """Note it for the next line."""
        self.course.announce(records)

    def records_compared(self, collection: str, records: int) -> None:  # noqa: ARG002
        """Write a line if the last one is old."""
        self.course.compare(records)
        self._line_if_due()

    def settling(self, collection: str, records: int) -> None:  # noqa: ARG002
        """Write a line if the last one is old."""
        self.course.settle(records)
        self._line_if_due()

    def request_done(self, version: str, path: str, status: int, remaining: int | None) -> None:  # noqa: ARG002
        """Note what is left of the rate limit."""
        self.course.answer(remaining)

    def waiting(self, seconds: float, reason: str) -> None:
        """Say so at once if it will take long, so that silence is explained."""
        self.course.wait(seconds, reason)
        self._line_if_due(silence_ahead=seconds)

    def retrying(self, path: str, attempt: int, reason: str) -> None:  # noqa: ARG002
        """Write a line if the last one is old."""
        self.course.retry(path, reason)
        self._line_if_due()

    def finish(self) -> None:
        """Close the running stage with a line."""
        stage = self.course.stage
        if stage is not None:
            self.course.end()
            self._write(f"{stage.title}: {counted(stage.done, 'record')} compared")

    def _line_if_due(self, silence_ahead: float = 0.0) -> None:
        stage = self.course.stage
        if stage is not None and self.course.clock() - self._last_line + silence_ahead >= EVERY:
            self._write(", ".join(filter(None, (_so_far(stage, self.course.clock()), self._budget, self.course.note))))

    @property
    def _budget(self) -> str:
        remaining = self.course.remaining
        return "" if remaining is None else f"{counted(remaining, 'request')} left"

    def _write(self, line: str) -> None:
        self._last_line = self.course.clock()
        self.stream.write(f"{printable(line)}\n")
        self.stream.flush()


@contextmanager
def progress_report(
    *,
    quiet: bool,
    stream: TextIO | None = None,
    environ: Mapping[str, str] = os.environ,
    clock: Clock = time.monotonic,
) -> Iterator[ProgressReport]:
    """What watches a comparison while the block runs, by default on standard error."""
    stream = sys.stderr if stream is None else stream
    manners = manners_of(stream, environ)
    if quiet:
        yield SilentReport()
    elif manners.is_terminal and not _log.isEnabledFor(logging.INFO):
        from clever_upgrade.report.progress_terminal import terminal_report

        with terminal_report(stream, manners, Course(clock)) as report:
            yield report
    else:
        plain = PlainReport(stream, Course(clock))
        yield plain
        plain.finish()


def _so_far(stage: Stage, now: float) -> str:
    done = f"{stage.done:,}" if stage.total is None else f"{stage.done:,} of {stage.total:,}"
    to_go = stage.to_go(now)
    rest = "" if to_go is None else f", about {to_go:.0f} s to go"
    return f"{stage.title}: {done} records compared, {stage.rate(now):,.0f} a second{rest}"
