"""Tells how far the work on many districts has come, on standard error.

On a terminal one line is written over and over, and only what a person must look at stays; elsewhere, where many
districts are well, a line comes every ten seconds.
"""

import os
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TextIO

from clever_upgrade.compare.result import DiffResult, Verdict
from clever_upgrade.errors import DistrictFailure, ExitCode
from clever_upgrade.grammar import counted
from clever_upgrade.report.diff.words import affected
from clever_upgrade.report.manners import manners_of
from clever_upgrade.report.untrusted import printable

FEW = 20
"""Up to so many districts, each has a line of its own."""
SECONDS_BETWEEN_LINES = 10.0

_UP = "\x1b[1A\x1b[2K"
"""To the line above, which is wiped. Every line ends as lines do, so that what follows an interruption starts anew."""


@dataclass(slots=True)
class DistrictProgress:
    """Counts districts; says nothing if ``quiet``. ``clock`` gives seconds."""

    total: int
    quiet: bool = False
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    clock: Callable[[], float] = time.monotonic
    done: int = 0
    _is_live: bool = field(init=False)
    _said_at: float = field(init=False)
    _passing: bool = False

    def __post_init__(self) -> None:
        self._is_live = manners_of(self.stream, os.environ).is_terminal
        self._said_at = self.clock()

    def ended(self, district: str, words: str, *, notable: bool = False) -> None:
        """One more district is finished; ``words`` say how, and ``notable`` that a person must look at it."""
        self.done += 1
        line = f"[{self.done:>{len(str(self.total))}}/{self.total}] {district}: {words}"
        if notable or self.total <= FEW or self.done == self.total:
            self.say(line)
        elif self._is_live:
            self._write(printable(line)[: manners_of(self.stream, os.environ).width - 1], passing=True)
        elif self.clock() - self._said_at >= SECONDS_BETWEEN_LINES:
            self.say(line)

    def failed(self, failure: DistrictFailure) -> None:
        """One more district is finished, and brought nothing."""
        self.ended(failure.district, failed_in_words(failure), notable=True)

    def say(self, line: str) -> None:
        """A line of its own, which stays."""
        self._said_at = self.clock()
        self._write(printable(line), passing=False)

    def _write(self, line: str, *, passing: bool) -> None:
        if self.quiet:
            return
        self.stream.write(f"{_UP if self._passing else ''}{line}\n")
        self.stream.flush()
        self._passing = passing


def compared_in_words(result: DiffResult) -> str:
    """How the comparison of one district came out."""
    records = counted(sum(count.records for count in result.collections), "record")
    told = [
        f"{number:,} {verdict.label}"
        for verdict in (Verdict.UNEXPECTED, Verdict.DRIFTED)
        if (number := affected(result, verdict))
    ]
    return f"{records}, {', '.join(told) or 'nothing unexpected'}"


def failed_in_words(failure: DistrictFailure) -> str:
    """Why one district brought nothing."""
    word = "held back" if failure.exit_code == ExitCode.REFUSED else "failed"
    return f"{word} ({failure.reason}): {failure.message}"
