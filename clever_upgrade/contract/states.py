"""What a district's sync state means in each version, and which pairs of states are consistent.

The relation is a relation and never a function: the older version cannot express a pause, hides some problems that the
newer one shows, and splits errors by other owners.
"""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StateMeaning:
    """One state of the newer version: what it means, who must act, and what an integration does.

    ``owner`` is who must act, as one word for programs: nobody, district or clever.
    """

    state: str
    meaning: str
    who_acts: str
    action: str
    owner: str


HEALTHY = "running"

MEANINGS: tuple[StateMeaning, ...] = (
    StateMeaning(HEALTHY, "the sync is healthy", "nobody", "sync as usual", "nobody"),
    StateMeaning(
        "pending",
        "an error that the district can fix",
        "the district",
        "keep the last good data, tell the district, keep polling",
        "district",
    ),
    StateMeaning(
        "error",
        "an error that Clever can fix",
        "Clever",
        "keep the last good data, and wait or contact Clever",
        "clever",
    ),
    StateMeaning(
        "paused",
        "the district paused its sync; the data shows last year",
        "nobody until pause_end",
        "keep serving, archive nothing, look at pause_end",
        "nobody",
    ),
)

OWNERS: tuple[str, ...] = tuple(dict.fromkeys(meaning.owner for meaning in MEANINGS))


@dataclass(frozen=True, slots=True)
class ThreeStateReading:
    """What code that knows the states of the older version alone takes a state for, and what it then does."""

    taken_for: str
    effect: str


THREE_STATES: Mapping[str, ThreeStateReading] = {
    "running": ThreeStateReading("a healthy sync", "syncs as usual"),
    "pending": ThreeStateReading("a district that is not set up yet", "stops to sync it, or drops it"),
    "error": ThreeStateReading("a failed sync", "alarms its own staff"),
}
"""The usual reading of each state of the older version, for which no definition was ever published."""

FOURTH_STATE = ThreeStateReading("a state that it does not know", "crashes, or alarms as for an error")

RELATION: Mapping[str, frozenset[str]] = {
    "running": frozenset({"running", "pending", "error", "paused"}),
    "pending": frozenset({"pending", "error", "paused"}),
    "error": frozenset({"pending", "error", "paused"}),
}
"""For each state that the older version may show: the states that the newer one may show at the same moment."""


def consistent(older: str, newer: str) -> bool:
    """Whether both states may describe one district at one moment."""
    return newer in RELATION.get(older, frozenset())


def as_three_states(state: str) -> ThreeStateReading:
    """What code that knows three states makes of any state."""
    return THREE_STATES.get(state, FOURTH_STATE)


def meaning_of(state: str) -> StateMeaning | None:
    """What a state of the newer version means; None if the contract does not know it."""
    return next((meaning for meaning in MEANINGS if meaning.state == state), None)
