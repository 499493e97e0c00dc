"""Tells how far a resync has come, on standard error: a line for each step, and now and then one in between."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TextIO

from clever_upgrade.grammar import counted
from clever_upgrade.report.untrusted import printable

EVERY = 5.0
"""Seconds between two lines of one step."""

_WORTH_A_WORD = 3.0
"""A wait that is shorter needs no explanation."""


@dataclass(slots=True)
class ResyncProgress:
    """Hears the run and the client at once; ``stream`` is None where nobody wants to know."""

    stream: TextIO | None
    clock: Callable[[], float] = time.monotonic
    requests_left: int | None = None
    _last_line: float = 0.0
    _rows: dict[str, tuple[int, int | None]] = field(default_factory=dict)

    def step(self, text: str) -> None:
        """A line of its own."""
        self._write(f"{text[0].upper()}{text[1:]}".replace("_", " "))

    def rows_staged(self, collection: str, rows: int, announced: int | None) -> None:
        """A line, if the last one is old."""
        known = self._rows.get(collection, (0, None))[1]
        self._rows[collection] = (rows, announced if announced is not None else known)
        if self._is_due():
            parts = [_so_far(name, *far) for name, far in self._rows.items() if far[0] != far[1]]
            if parts:
                self._write("  " + ", ".join(parts))

    def events_applied(self, events: int) -> None:
        """A line, if the last one is old."""
        if events and self._is_due():
            self._write(f"  {counted(events, 'event')} applied")

    def request_done(self, version: str, path: str, status: int, remaining: int | None) -> None:  # noqa: ARG002
        """Note what is left of the rate limit."""
        self.requests_left = self.requests_left if remaining is None else remaining

    def waiting(self, seconds: float, reason: str) -> None:
        """Say so at once if it will take long, so that silence is explained."""
        if seconds >= _WORTH_A_WORD and self._is_due(seconds):
            self._write(f"  Waiting {seconds:.0f} seconds: {reason}")

    def retrying(self, path: str, attempt: int, reason: str) -> None:
        """A line, if the last one is old."""
        if self._is_due():
            self._write(f"  Trying {path} again after attempt {attempt}: {reason}")

    def _is_due(self, silence_ahead: float = 0.0) -> bool:
        return self.stream is not None and self.clock() - self._last_line + silence_ahead >= EVERY

    def _write(self, line: str) -> None:
        self._last_line = self.clock()
        if self.stream is not None:
            self.stream.write(f"{printable(line)}\n")
            self.stream.flush()


@contextmanager
def resync_progress(*, quiet: bool, stream: TextIO | None = None) -> Iterator[ResyncProgress]:
    """What watches a resync while the block runs, by default on standard error."""
    yield ResyncProgress(None if quiet else stream or sys.stderr)


def _so_far(collection: str, rows: int, announced: int | None) -> str:
    name = collection.replace("_", " ")
    return f"{name} {rows:,}" if announced is None else f"{name} {rows:,} of {announced:,}"
