"""Every path at which two records differ is found once, and equal ones differ nowhere."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.result import MISSING, Change
from clever_upgrade.compare.walk import Divergence, Met, Walker, type_differs
from clever_upgrade.contract import default_upgrade
from tests.compare import oracle

SECTIONS = tuple(
    version.resources["sections"].fields for version in (default_upgrade().from_version, default_upgrade().to_version)
)
VALUES = st.sampled_from(
    [None, True, 1, 1.0, "", "x", [], ["x"], ["y", "x"], ["x", "x"], [1], {}, {"a": 1}, {"a": {"b": "c"}}]
)
RECORDS = st.dictionaries(st.sampled_from(["id", "students", "teachers", "name", "term", "extra", "a.b", ""]), VALUES)


def walk(from_record: dict[str, Any], to_record: dict[str, Any], met: Met | None = None) -> list[Divergence]:
    return list(Walker(*SECTIONS, met or Met()).divergences(from_record, to_record))


def swapped(found: Divergence) -> tuple[Any, ...]:
    back = {Change.ADDED: Change.REMOVED, Change.REMOVED: Change.ADDED, Change.CHANGED: Change.CHANGED}
    return found.path, back[found.change], repr(found.to_value), repr(found.from_value), found.repeats


@given(RECORDS)
def test_a_record_differs_nowhere_from_itself(record: dict[str, Any]) -> None:
    assert walk(record, record) == []


@given(RECORDS, RECORDS)
def test_the_way_back_has_the_same_divergences_the_other_way_round(
    older: dict[str, Any], newer: dict[str, Any]
) -> None:
    there = {
        (one.path, one.change, repr(one.from_value), repr(one.to_value), one.repeats) for one in walk(older, newer)
    }
    assert there == {swapped(one) for one in walk(newer, older)}


@given(RECORDS, RECORDS)
def test_records_that_are_the_same_diverge_nowhere_and_others_do(older: dict[str, Any], newer: dict[str, Any]) -> None:
    reordered = {**older, "students": None} == {**newer, "students": None}
    if not reordered:
        assert bool(walk(older, newer)) is not oracle.equal(older, newer)


@given(RECORDS, RECORDS)
def test_every_path_is_met_on_whichever_side_it_is(older: dict[str, Any], newer: dict[str, Any]) -> None:
    met, back = Met(), Met()
    walk(older, newer, met)
    walk(newer, older, back)
    assert met.paths == back.paths >= {*older, *newer}


def test_an_object_on_one_side_is_one_divergence() -> None:
    (found,) = walk({}, {"term": {"name": "Y", "start_date": "x"}})
    assert (found.path, found.change, found.from_value) == ("term", Change.ADDED, MISSING)


def test_paths_inside_objects_are_dotted_and_lists_are_whole() -> None:
    older, newer = {"term": {"name": "Y"}, "teachers": ["a", "b"]}, {"term": {"name": "Z"}, "teachers": ["b", "a"]}
    assert {(found.path, found.change) for found in walk(older, newer)} == {
        ("term.name", Change.CHANGED),
        ("teachers", Change.CHANGED),
    }


@pytest.mark.parametrize(
    ("older", "newer", "repeats"),
    [
        (["a", "b"], ["b", "a"], None),
        (["a", "a"], ["a", "a"], None),
        (["a", "b"], ["a", "b", "b"], True),
        (["a", "a", "b"], ["a", "b", "b"], True),
        (["a", "b"], ["a"], False),
        (["a", "b"], ["a", "c", "c"], False),
        ([1, 2], [2, 1], False),
        ([], ["a"], False),
    ],
)
def test_lists_of_ids_without_order_differ_by_what_they_hold(
    older: list[Any], newer: list[Any], repeats: bool | None
) -> None:
    found = walk({"students": older}, {"students": newer})
    assert [one.repeats for one in found] == ([] if repeats is None else [repeats])


@pytest.mark.parametrize(
    ("older", "newer", "alike"),
    [
        ("2015-08-25", "2015-08-25T00:00:00.000Z", True),
        ("2015-08-25 00:00:00.000000", "2015-08-25T00:00:00.000Z", True),
        ("2015-08-25", "2015-08-26T00:00:00.000Z", False),
        ("2015-02-30", "2015-02-30T00:00:00.000Z", False),
        ("2015-08-25", "2015-08-25T25:00:00.000Z", False),
        ("2015-08-25", "2015-08-25 ", False),
        ("Fall", "fall", False),
        ("2015-08-25", None, False),
    ],
)
def test_dates_that_differ_in_form_only_are_equal_and_counted(older: Any, newer: Any, alike: bool) -> None:
    for name in ("start_date", "end_date"):
        met = Met()
        found = walk({"term": {name: older}}, {"term": {name: newer}}, met)
        assert (found == []) is alike
        assert met.date_forms == alike
        assert walk({"term": {name: older}}, {"term": {name: older}}, met) == []
        assert met.date_forms == alike


@pytest.mark.parametrize(
    "place", [lambda date: {"created": date}, lambda date: {"term": {"name": date}}, lambda date: {"x": date}]
)
def test_only_the_dates_of_a_term_may_differ_in_form(place: Callable[[str], dict[str, Any]]) -> None:
    assert len(walk(place("2015-08-25"), place("2015-08-25T00:00:00.000Z"))) == 1


def test_a_member_whose_name_holds_a_dot_is_not_the_member_inside() -> None:
    (found,) = walk({}, {"term.name": "Y"})
    assert (found.path, found.from_facts, found.to_facts) == ("term.name", None, None)
    (inside,) = walk({"term": {}}, {"term": {"name": "Y"}})
    assert (inside.path, inside.to_facts and inside.to_facts.path) == ("term.name", "term.name")


def test_null_is_a_type_of_its_own() -> None:
    (found,) = walk({"grade": None}, {"grade": "1"})
    assert type_differs(found)
    (found,) = walk({"grade": "2"}, {"grade": "1"})
    assert not type_differs(found)
