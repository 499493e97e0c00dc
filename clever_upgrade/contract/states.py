"""What a district's sync state means in each version, and which pairs of states are consistent.

The relation is a relation and never a function: the older version cannot express a pause, hides some problems that the
newer one shows, and splits errors by other owners.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateMeaning:
    """One state of the newer version: what it means, who must act, and what an integration does."""

    state: str
    meaning: str
    who_acts: str
    action: str


MEANINGS: tuple[StateMeaning, ...] = (
    StateMeaning("running", "the sync is healthy", "nobody", "sync as usual"),
    StateMeaning(
        "pending",
        "an error that the district can fix",
        "the district",
        "keep the last good data, tell the district, keep polling",
    ),
    StateMeaning(
        "error",
        "an error that Clever can fix",
        "Clever",
        "keep the last good data, and wait or contact Clever",
    ),
    StateMeaning(
        "paused",
        "the district paused its sync; the data shows last year",
        "nobody until pause_end",
        "keep serving, archive nothing, look at pause_end",
    ),
)

RELATION: Mapping[str, frozenset[str]] = {
    "running": frozenset({"running", "pending", "error", "paused"}),
    "pending": frozenset({"pending", "error", "paused"}),
    "error": frozenset({"pending", "error", "paused"}),
}
"""For each state that the older version may show: the states that the newer one may show at the same moment."""


def consistent(older: str, newer: str) -> bool:
    """Whether both states may describe one district at one moment."""
    return newer in RELATION.get(older, frozenset())
