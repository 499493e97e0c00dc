"""What became of the records that a user's parsers were given: plain values, from which every report is made."""

from dataclasses import dataclass
from enum import StrEnum


class Trouble(StrEnum):
    """What went wrong with one kind of record."""

    RAISES = "raises"
    """The parser refused the record."""
    HANGS = "hangs"
    """It gave no answer in time."""
    DROPS = "drops"
    """It took the record and brought nothing for it."""
    CHANGES = "changes"
    """What it made of the record differs from what it makes of the same record of the earlier version."""
    REFUSES_EARLIER = "refuses-earlier"
    """It refused a record as the earlier version gives it, so that nothing is known of the later one."""


@dataclass(frozen=True, slots=True)
class ProbeFailure:
    """One way in which a parser fails, shown by the smallest record that does.

    ``rule`` is the change of the contract behind it, or empty where none is. ``variation`` says in words what is
    special about the record, ``record`` is it, ``message`` what the parser said, without values. ``records`` counts
    those that failed in this way. ``is_grave`` is not set where the earlier version gives such records as well, so that
    the move does not bring the failure. ``recorded`` is set for a record that comes from a recording, of which reports
    show no personal value, though it was replaced; any other one was invented.
    """

    trouble: Trouble
    rule: str
    variation: str
    message: str
    remedy: str
    record: dict[str, object]
    records: int = 1
    fingerprint: str = ""
    is_grave: bool = True
    recorded: bool = False


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """What one parser did with ``tried`` different records. ``problem`` says in a sentence why it could not be tried.

    ``parser`` is it as the configuration names it; ``path`` and ``line`` say where its code is, as far as is known.
    ``remedy`` belongs to the problem. ``notes`` are further sentences about how it was tried.
    """

    collection: str
    parser: str
    tried: int
    failures: tuple[ProbeFailure, ...] = ()
    problem: str = ""
    path: str = ""
    line: int = 0
    remedy: str = ""
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether it could not be tried, or fails on what the later version brings."""
        return bool(self.problem) or any(failure.is_grave for failure in self.failures)


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What all parsers did. ``notes`` are sentences about what all of them were tried on."""

    outcomes: tuple[ProbeOutcome, ...]
    notes: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        """Whether anything failed, or could not be tried."""
        return any(outcome.failed for outcome in self.outcomes)
