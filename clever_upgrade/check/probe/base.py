"""The records that variations start from: pairs of both versions, from the generated district of the sandbox."""

from collections.abc import Iterator
from functools import cache
from typing import Any

from clever_upgrade.check.probe.forms import Forms, Specimen
from clever_upgrade.check.probe.members import paths_of
from clever_upgrade.contract.endpoints import EVENT_NOUNS
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district

STUDENTS = 120
"""Enough for a district with every kind of record in it."""
MOST = 24
"""How many records of one collection are tried as they are: enough for an event of each kind."""

Pair = tuple[dict[str, Any], dict[str, Any]]


def generated(forms: Forms, seed: int) -> list[Specimen]:
    """Records of the collection that differ in what members they have, in both versions; invented people."""
    pairs = sorted(_pairs(forms, _district(seed)), key=lambda pair: not forms.news(pair[1]))
    return [
        Specimen(earlier, later, "a record of the generated district, as it is", is_plain=True)
        for earlier, later in _different(pairs)
    ]


@cache
def _district(seed: int) -> District:
    return generate_district(STUDENTS, seed)


def _pairs(forms: Forms, district: District) -> Iterator[Pair]:
    earlier, later = forms.upgrade.from_version.name, forms.upgrade.to_version.name
    if forms.collection == "status":
        yield district.status(earlier), district.status(later)
        return
    if forms.collection == "events":
        yield from _events(forms, district)
    in_both = set(district.ids(earlier, forms.collection))
    for record_id in district.ids(later, forms.collection):
        if record_id in in_both:
            yield (
                district.record(earlier, forms.collection, record_id),
                district.record(later, forms.collection, record_id),
            )


def _events(forms: Forms, district: District) -> Iterator[Pair]:
    """An event of each kind about the first record of each collection, after the form of one that has happened."""
    sides = forms.upgrade.from_version.name, forms.upgrade.to_version.name
    earlier = district.record(sides[0], "events", district.ids(sides[0], "events")[0])
    for collection, noun in EVENT_NOUNS.items():
        record_id = district.ids(sides[0], collection)[0]
        records = [district.record(side, collection, record_id) for side in sides]
        for action in ("created", "updated", "deleted"):
            old: dict[str, Any] = {"previous_attributes": {}} if action == "updated" else {}
            given = {**earlier, "type": f"{noun}.{action}"}
            yield tuple({**given, "data": {"object": record, **old}} for record in records)  # type: ignore[misc]


def _different(pairs: list[Pair]) -> Iterator[Pair]:
    """The first pairs of which each has other members than those before it, or more schools; at most ``MOST``."""
    seen: set[tuple[object, ...]] = set()
    for pair in pairs:
        shape = tuple(sorted(paths_of(pair[1]))), len(pair[1].get("schools", ())), _kind(pair)
        if shape not in seen and len(seen) < MOST:
            seen.add(shape)
            yield pair


def _kind(pair: Pair) -> object:
    """The type of an event; that of a contact is free text, and says nothing."""
    return pair[1].get("type") if "data" in pair[1] else None
