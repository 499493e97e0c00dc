"""Every variation that the contract allows, one after the other: no randomness, the same records each time."""

from collections.abc import Iterator, Sequence
from typing import Any

from clever_upgrade.check.probe.answer import Record
from clever_upgrade.check.probe.forms import Forms, Specimen
from clever_upgrade.check.probe.members import member_at, with_member, without_member
from clever_upgrade.check.probe.values import described, usual, variants
from clever_upgrade.compare.result import MISSING

_OF_EVENTS = {"type", "data", "data.object"}
"""What an event is about: no value of its own, but a record with its kind. Events of each kind are among the base."""


def systematic(forms: Forms, base: Sequence[Specimen]) -> Iterator[Specimen]:
    """The records of ``base`` as they are, then every variation of the fullest of them."""
    yield from base
    if not base:
        return
    fullest = max(base, key=lambda one: len(one.later))
    full = _filled(forms, fullest.later)
    yield _specimen(forms, full, "every field is there")
    yield _specimen(forms, _bare(forms, full), "only what is guaranteed is there")
    for facts in forms.fields:
        if forms.collection == "events" and facts.path in _OF_EVENTS:
            continue
        for value in variants(facts, full):
            if member_at(full, facts.path) != value:
                later = with_member(full, facts.path, value)
                yield _specimen(forms, later, described(facts, facts.path, value, later), facts.since or "")


def _specimen(forms: Forms, later: Record, variation: str, rule: str = "") -> Specimen:
    return Specimen(forms.earlier(later), later, variation, rule)


def _filled(forms: Forms, record: Record) -> dict[str, Any]:
    """The record with a usual value in each field that it lacks."""
    found = dict(record)
    for facts in forms.fields:
        if member_at(found, facts.path) in (MISSING, None) and _has_place(found, facts.path):
            found = with_member(found, facts.path, usual(facts))
    return found


def _has_place(record: Record, path: str) -> bool:
    """Whether the object that a member belongs to is there, and is one."""
    outer = path.rpartition(".")[0]
    return not outer or isinstance(member_at(record, outer), dict)


def _bare(forms: Forms, record: Record) -> dict[str, Any]:
    """The record without anything optional."""
    found = dict(record)
    for facts in forms.fields:
        if not facts.guaranteed:
            found = without_member(found, facts.path)
    return found
