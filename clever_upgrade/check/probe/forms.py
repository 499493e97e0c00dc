"""One collection as both versions know it: the earlier form of a later record, and the change behind a member."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from clever_upgrade.check.probe.answer import Record
from clever_upgrade.check.probe.members import differing, member_at, with_member, without_member
from clever_upgrade.contract import FieldFacts, Upgrade
from clever_upgrade.contract.endpoints import COLLECTION_OF_NOUN

_CARRIED = ("data.object", "data.previous_attributes")
"""Where an event carries a record, or a part of one."""


@dataclass(frozen=True)
class Forms:
    """What the contract says about the records of one collection in both versions."""

    collection: str
    upgrade: Upgrade

    @cached_property
    def fields(self) -> tuple[FieldFacts, ...]:
        """Every field of the later version but secrets, members of objects after their object."""
        resource = self.upgrade.to_version.resources[self.collection]
        return tuple(facts for facts in resource.walk() if not facts.secret)

    @cached_property
    def added(self) -> tuple[str, ...]:
        """The paths that only the later version knows."""
        return tuple(facts.path for facts in self.upgrade.added(self.collection))

    def earlier(self, later: Record) -> dict[str, Any]:
        """The record as the earlier version gives it: without what is new, and without new values."""
        found = dict(later)
        for path in self.added:
            found = without_member(found, path)
        for facts in self.upgrade.from_version.resources[self.collection].walk():
            value = member_at(found, facts.path)
            newer = self.facts_at(facts.path)
            if facts.enum and newer and newer.enum and value in newer.enum - facts.enum:
                # The earlier version shows another value then; which one, no rule says.
                found = with_member(found, facts.path, self.plain_value(facts))
        carried = self._carried(later)
        if carried is not None:
            for at in _CARRIED:
                inner = member_at(found, at)
                if isinstance(inner, dict):
                    found = with_member(found, at, carried.earlier(inner))
        return found

    def plain_value(self, facts: FieldFacts) -> str:
        """The value of an enumeration that stands for nothing special: the first of the version's states, or any."""
        states = self.upgrade.from_version.states
        return states[0] if facts.enum == frozenset(states) else min(facts.enum or {""})

    def undone(self, later: Record, path: str) -> dict[str, Any]:
        """The later record with one member as the earlier version has it."""
        return with_member(later, path, member_at(self.earlier(later), path))

    def news(self, later: Record) -> list[str]:
        """The paths at which a later record differs from its earlier form, in the order of the contract."""
        order = {path: number for number, path in enumerate(self.added)}
        found = differing(self.earlier(later), later)
        return sorted(found, key=lambda path: order.get(path, len(order)))

    def facts_at(self, path: str, record: Record | None = None) -> FieldFacts | None:
        """What the later version says of the field at a path; for an event's record, what its collection says."""
        facts = self.upgrade.to_version.resources[self.collection].facts_at(path)
        carried = self._carried(record or {})
        if facts is None and carried is not None:
            for at in _CARRIED:
                if path.startswith(f"{at}."):
                    return carried.facts_at(path.removeprefix(f"{at}."))
        return facts

    def rule_of(self, path: str, record: Record) -> str:
        """The change of the contract behind a member, or an empty text."""
        facts = self.facts_at(path, record)
        return facts.since or "" if facts else ""

    def _carried(self, record: Record) -> "Forms | None":
        """The forms of the record that an event carries."""
        kind = record.get("type")
        if self.collection != "events" or not isinstance(kind, str):
            return None
        collection = COLLECTION_OF_NOUN.get(kind.partition(".")[0])
        return Forms(collection, self.upgrade) if collection else None


@dataclass(frozen=True, slots=True)
class Specimen:
    """One record in both forms.

    ``variation`` says in words what is special about it, ``rule`` names the change of the contract behind that, or is
    empty. ``is_plain`` is set for a record as it was found, ``recorded`` for one that comes from a recording,
    ``is_random`` for one that was drawn.
    """

    earlier: Mapping[str, Any]
    later: Mapping[str, Any]
    variation: str
    rule: str = ""
    is_plain: bool = False
    recorded: bool = False
    is_random: bool = False
