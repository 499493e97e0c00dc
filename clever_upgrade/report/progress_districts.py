"""Tells how far the work on many districts has come, on standard error: a line for each that is finished."""

import sys
from dataclasses import dataclass, field
from typing import TextIO

from clever_upgrade.compare.result import DiffResult, Verdict
from clever_upgrade.errors import DistrictFailure
from clever_upgrade.report.diff_words import affected, counted
from clever_upgrade.report.untrusted import printable


@dataclass(slots=True)
class DistrictProgress:
    """Counts districts; says nothing if ``quiet``."""

    total: int
    quiet: bool = False
    stream: TextIO = field(default_factory=lambda: sys.stderr)
    done: int = 0

    def ended(self, district: str, words: str) -> None:
        """One more district is finished; ``words`` say how."""
        self.done += 1
        self.say(f"[{self.done:>{len(str(self.total))}}/{self.total}] {printable(district)}: {words}")

    def say(self, line: str) -> None:
        """A line of its own."""
        if not self.quiet:
            self.stream.write(f"{line}\n")
            self.stream.flush()


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
    return f"failed ({failure.reason}): {printable(failure.message)}"
