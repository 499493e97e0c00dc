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
    special about the record, ``record`` is it (generated or from a sandbox: never a person's), ``message`` what the
    parser said, without values. ``records`` counts those that failed in this way.
    """

    trouble: Trouble
    rule: str
    variation: str
    message: str
    remedy: str
    record: dict[str, object]
    records: int = 1
    fingerprint: str = ""


@dataclass(frozen=True, slots=True)
class ProbeOutcome:
    """What one parser did. ``problem`` says in a sentence why it could not be tried at all.

    ``parser`` is it as the configuration names it; ``path`` and ``line`` say where its code is, as far as is known.
    """

    collection: str
    parser: str
    tried: int
    failures: tuple[ProbeFailure, ...] = ()
    problem: str = ""
    path: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class ProbeResult:
    """What all parsers did."""

    outcomes: tuple[ProbeOutcome, ...]

    @property
    def failed(self) -> bool:
        """Whether anything failed, or could not be tried."""
        return any(outcome.failures or outcome.problem for outcome in self.outcomes)
