"""Finds every path at which two versions of one record differ, without judging any of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from clever_upgrade.compare.result import MISSING, Change
from clever_upgrade.compare.values import json_type, same
from clever_upgrade.contract import FieldFacts
from clever_upgrade.contract.facts import Format, date_part

Fields = Mapping[str, FieldFacts]


class Divergence(NamedTuple):
    """One path at which the two sides differ; a side without the member has MISSING there.

    ``from_facts`` and ``to_facts`` are what each version's contract says of the member, None if it knows no such one.
    ``repeats`` is set where both sides hold the same ids and one of them holds an id twice.
    """

    path: str
    change: Change
    from_value: object
    to_value: object
    from_facts: FieldFacts | None
    to_facts: FieldFacts | None
    repeats: bool = False


@dataclass(slots=True)
class Met:
    """What was met on the walks through one collection: its paths, and dates that differ in form only."""

    names: dict[str, set[str]] = field(default_factory=dict)
    """The members met in each object, by the object's path with its dot (empty for the record)."""
    date_forms: int = 0

    def note(self, prefix: str, members: Iterable[str]) -> None:
        """Note the members of one object."""
        known = self.names.get(prefix)
        if known is None:
            known = self.names[prefix] = set()
        known.update(members)

    def note_pair(self, from_object: Mapping[str, Any], to_object: Mapping[str, Any], prefix: str = "") -> None:
        """Note the members of two objects at the same path, and of the objects inside that both have."""
        self.note(prefix, from_object)
        if to_object.keys() != from_object.keys():
            self.note(prefix, to_object)
        for name, value in from_object.items():
            if type(value) is dict and type(other := to_object.get(name)) is dict:
                self.note_pair(value, other, f"{prefix}{name}.")

    @property
    def paths(self) -> set[str]:
        """Every path met."""
        return {prefix + name for prefix, names in self.names.items() for name in names}


@dataclass(frozen=True, slots=True)
class Walker:
    """Walks pairs of one resource, with its facts in both versions, and notes what it meets."""

    from_fields: Fields
    to_fields: Fields
    met: Met

    def divergences(self, from_record: Mapping[str, Any], to_record: Mapping[str, Any]) -> list[Divergence]:
        """Every divergence of the pair, outermost path only where a whole object is on one side."""
        found = list[Divergence]()
        self._objects(from_record, to_record, self.from_fields, self.to_fields, "", found)
        return found

    def divergences_inside(
        self, name: str, from_object: Mapping[str, Any], to_object: Mapping[str, Any]
    ) -> list[Divergence]:
        """Every divergence inside a member that is an object on both sides."""
        found = list[Divergence]()
        from_facts, to_facts = self.from_fields.get(name), self.to_fields.get(name)
        self._objects(from_object, to_object, *_inside(from_facts, to_facts), f"{name}.", found)
        return found

    def _objects(
        self,
        from_object: Mapping[str, Any],
        to_object: Mapping[str, Any],
        from_fields: Fields,
        to_fields: Fields,
        prefix: str,
        found: list[Divergence],
    ) -> None:
        self.met.note(prefix, from_object)
        if to_object.keys() != from_object.keys():
            self.met.note(prefix, to_object)
        for name, from_value in from_object.items():
            to_value = to_object.get(name, MISSING)
            if type(from_value) is str and from_value == to_value:
                continue
            path, from_facts, to_facts = prefix + name, from_fields.get(name), to_fields.get(name)
            if to_value is MISSING:
                found.append(Divergence(path, Change.REMOVED, from_value, MISSING, from_facts, to_facts))
            else:
                self._member(Divergence(path, Change.CHANGED, from_value, to_value, from_facts, to_facts), found)
        for name, to_value in to_object.items():
            if name not in from_object:
                facts = from_fields.get(name), to_fields.get(name)
                found.append(Divergence(prefix + name, Change.ADDED, MISSING, to_value, *facts))

    def _member(self, pair: Divergence, found: list[Divergence]) -> None:
        """Find what differs in a member that both sides have."""
        from_value, to_value, facts = pair.from_value, pair.to_value, pair.to_facts
        if isinstance(from_value, dict) and isinstance(to_value, dict):
            self._objects(from_value, to_value, *_inside(pair.from_facts, facts), f"{pair.path}.", found)
        elif same(from_value, to_value):
            return
        elif facts is not None and facts.format is Format.LOOSE_DATE and _same_date(from_value, to_value):
            self.met.date_forms += 1
        elif _ids_only(from_value) and _ids_only(to_value) and facts is not None and facts.order_free:
            from_counts, to_counts = _counted(from_value), _counted(to_value)
            if from_counts != to_counts:
                found.append(pair._replace(repeats=from_counts.keys() == to_counts.keys()))
        else:
            found.append(pair)


def _inside(from_facts: FieldFacts | None, to_facts: FieldFacts | None) -> tuple[Fields, Fields]:
    """What each version's contract says of the members of an object."""
    return from_facts.fields if from_facts else {}, to_facts.fields if to_facts else {}


def _ids_only(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _counted(ids: Any) -> Counter[str]:
    return Counter(ids)


def _same_date(from_value: object, to_value: object) -> bool:
    if not (isinstance(from_value, str) and isinstance(to_value, str)):
        return False
    from_date = date_part(from_value)
    return from_date is not None and from_date == date_part(to_value)


def type_differs(divergence: Divergence) -> bool:
    """Whether the JSON types of the two sides differ; null has a type of its own."""
    from_value, to_value = divergence.from_value, divergence.to_value
    return type(from_value) is not type(to_value) and json_type(from_value) != json_type(to_value)
