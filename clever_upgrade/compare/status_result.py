"""How the syncs of districts stand, as both versions tell it, and what can be concluded from that."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from clever_upgrade.contract.states import (
    HEALTHY,
    MEANINGS,
    StateMeaning,
    ThreeStateReading,
    as_three_states,
    consistent,
    meaning_of,
)
from clever_upgrade.errors import DistrictFailure

UNKNOWN = "unknown"
"""Stands for every state that the contract does not know, and for none at all."""

BY_GRAVITY: tuple[str, ...] = (UNKNOWN, "error", "pending", "paused", HEALTHY)
"""Every state of the newer version, that first which needs somebody soonest."""

STATES: tuple[str, ...] = (*(meaning.state for meaning in MEANINGS), UNKNOWN)


@dataclass(frozen=True, slots=True)
class StatusTold:
    """What one version tells of a district's sync.

    ``moments`` holds its dates by the names of their fields, as the server wrote them. ``malformed`` names the fields
    whose values the contract does not allow; what they hold is left out. ``has_error`` is whether there is a text about
    an error, which may name people and is never kept.
    """

    state: str
    sis_type: str = ""
    moments: Mapping[str, str] = field(default_factory=dict)
    has_error: bool = False
    malformed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DistrictStatus:
    """One district through both versions. ``name`` is empty where none was told."""

    district: str
    name: str
    older: StatusTold
    newer: StatusTold

    @property
    def state(self) -> str:
        """The state in the newer version, or ``unknown``."""
        return self.newer.state if meaning_of(self.newer.state) is not None else UNKNOWN

    @property
    def meaning(self) -> StateMeaning | None:
        """What that state means; None if it is unknown."""
        return meaning_of(self.newer.state)

    @property
    def is_consistent(self) -> bool:
        """Whether both states may describe one district at one moment."""
        return consistent(self.older.state, self.newer.state)

    @property
    def read_today(self) -> ThreeStateReading:
        """What code of three states makes of it through the older version."""
        return as_three_states(self.older.state)

    @property
    def read_after(self) -> ThreeStateReading:
        """What the same code makes of it once it asks the newer version, unchanged."""
        return as_three_states(self.newer.state)

    @property
    def right_today(self) -> bool:
        """Whether that code does the right thing today."""
        return self.older.state == self.newer.state == HEALTHY

    @property
    def right_after(self) -> bool:
        """Whether it still would."""
        return self.newer.state == HEALTHY

    def moment(self, name: str) -> str | None:
        """The date in the field ``name``, as the newer version tells it or else the older one."""
        return self.newer.moments.get(name) or self.older.moments.get(name)


@dataclass(frozen=True, slots=True)
class StatusResult:
    """The status of every district that was asked for, and why some could not be read."""

    from_version: str
    to_version: str
    districts: tuple[DistrictStatus, ...]
    failures: tuple[DistrictFailure, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every district could be read."""
        return not self.failures

    @property
    def counts(self) -> Counter[str]:
        """How many districts are in each state, the gravest first; every state is there."""
        found = Counter(each.state for each in self.districts)
        return Counter({state: found[state] for state in BY_GRAVITY})

    def in_order(self) -> list[DistrictStatus]:
        """Every district, the gravest state first; within one, those first that the versions disagree on."""
        return sorted(
            self.districts,
            key=lambda each: (BY_GRAVITY.index(each.state), each.is_consistent, each.older.state, each.district),
        )
