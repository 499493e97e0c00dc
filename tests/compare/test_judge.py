"""The judge by itself: laws that hold for every pair, and the cases that the contract names."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.compare.judge import PairJudge
from clever_upgrade.compare.result import MISSING, Change, Difference, Verdict
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import default_upgrade
from tests.compare.mutations import MUTATIONS
from tests.compare.worlds import FROM, TO, build

SCHOOL, OTHER = "530e5960049e75a9262cff1d", "530e5960049e75a9262cff1e"
PLAIN = ("sections", "schools", "contacts", "school_admins", "district_admins", "districts", "status")


def judge_of(collection: str, schools: frozenset[str] | None = None) -> PairJudge:
    upgrade = default_upgrade()
    fields = (version.resources[collection].fields for version in (upgrade.from_version, upgrade.to_version))
    return PairJudge(*fields, Met(), None if schools is None else lambda *_: schools)


def judge(collection: str, older: Any, newer: Any, schools: frozenset[str] | None = None) -> list[Difference]:
    texts = (text if isinstance(text, bytes) else json.dumps(text).encode() for text in (older, newer))
    return judge_of(collection, schools).judge("x", *texts)


def only(collection: str, older: Any, newer: Any, schools: frozenset[str] | None = None) -> tuple[str, str, str, str]:
    (found,) = judge(collection, older, newer, schools)
    return found.path, found.change.value, found.verdict.label, found.rule


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(sorted(MUTATIONS)), max_size=4))
def test_a_record_that_gains_nothing_does_not_differ_from_itself(seed: int, spoils: list[str]) -> None:
    world = build(Random(seed))
    for turn, name in enumerate(spoils):
        MUTATIONS[name](world, Random(seed + turn))
    for side in (FROM, TO):
        for collection in PLAIN:
            for text in world.texts(side, collection).values():
                assert judge(collection, text, text) == []


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32), st.lists(st.sampled_from(sorted(MUTATIONS)), min_size=1, max_size=3))
def test_a_pair_that_differs_one_way_differs_the_other_way_at_the_same_paths(seed: int, spoils: list[str]) -> None:
    world = build(Random(seed))
    for turn, name in enumerate(spoils):
        MUTATIONS[name](world, Random(seed + turn))
    for collection in ("sections", "schools", "school_admins", "district_admins", "districts"):
        older, newer = world.texts(FROM, collection), world.texts(TO, collection)
        for record_id in older.keys() & newer.keys():
            there = judge(collection, older[record_id], newer[record_id])
            back = judge(collection, newer[record_id], older[record_id])
            doubles = {one.path for one in (*there, *back) if one.rule == "malformed-value" and one.to_value is MISSING}
            assert {one.path for one in there} - doubles == {one.path for one in back} - doubles


def test_schools_that_the_sections_bear_out_are_documented_in_any_order() -> None:
    both = frozenset({SCHOOL, OTHER})
    for schools in ([SCHOOL, OTHER], [OTHER, SCHOOL]):
        assert only("students", {}, {"schools": schools}, both) == ("schools", "added", "documented", "schools-array")
    assert only("teachers", {}, {"schools": []}, frozenset()) == ("schools", "added", "documented", "schools-array")


@pytest.mark.parametrize("schools", [[], [SCHOOL], [OTHER], [SCHOOL, OTHER, "a" * 24]])
def test_schools_that_the_sections_do_not_bear_out_say_what_they_should_hold(schools: list[str]) -> None:
    (found,) = judge("students", {}, {"schools": schools}, frozenset({SCHOOL, OTHER}))
    assert (found.verdict, found.rule) == (Verdict.UNEXPECTED, "schools-mismatch")
    assert (found.to_value, found.expected) == (schools, [SCHOOL, OTHER])


@pytest.mark.parametrize(
    "schools",
    [None, SCHOOL, 1, {}, {SCHOOL: 1}, [SCHOOL, SCHOOL], [SCHOOL, None], [[SCHOOL]], [SCHOOL.upper()], [SCHOOL[1:]]],
)
def test_malformed_schools_are_malformed_whatever_was_expected(schools: Any) -> None:
    for expected in (frozenset[str](), frozenset({SCHOOL}), None):
        assert only("students", {}, {"schools": schools}, expected) == (
            "schools",
            "added",
            "unexpected",
            "malformed-value",
        )


def test_schools_that_neither_side_has_are_missed() -> None:
    for collection in ("students", "teachers"):
        (found,) = judge(collection, b"{}", b"{}", frozenset({SCHOOL}))
        assert (found.path, found.change, found.rule) == ("schools", Change.MISSING, "schools-mismatch")
        assert found.expected == [SCHOOL]
    assert judge("sections", b"{}", b"{}") == []


def test_texts_of_a_user_that_nobody_can_read_are_not_equal() -> None:
    assert only("students", b'{"a":"\xff"}', b'{"a":"\xff"}') == ("", "changed", "unexpected", "malformed-value")
    assert judge("schools", b"{", b"{") == []
    assert only("schools", b"{", b"{}") == ("", "changed", "unexpected", "malformed-value")
    assert only("schools", b"{}", b"{") == ("", "changed", "unexpected", "malformed-value")


@pytest.mark.parametrize("depth", [990, 100_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"n":', "}")])
@pytest.mark.parametrize("collection", ["students", "schools"])
def test_a_record_nested_too_deep_to_compare_is_malformed(
    depth: int, opened: str, closed: str, collection: str
) -> None:
    inside = f'"q":{opened * depth}1{closed * depth}'
    older, newer = f'{{"id":"x",{inside}}}'.encode(), f'{{{inside},"id":"x"}}'.encode()
    assert only(collection, older, newer) == ("", "changed", "unexpected", "malformed-value")


@pytest.mark.parametrize(
    ("older", "newer", "outcome"),
    [
        ("running", "paused", ("state", "changed", "documented", "sync-state")),
        ("running", "error", ("state", "changed", "documented", "sync-state")),
        ("error", "pending", ("state", "changed", "documented", "sync-state")),
        ("error", "running", ("state", "changed", "unexpected", "value-differs")),
        ("pending", "running", ("state", "changed", "unexpected", "value-differs")),
        ("paused", "running", ("state", "changed", "unexpected", "value-differs")),
        ("running", "pause", ("state", "changed", "unexpected", "malformed-value")),
        ("running", None, ("state", "changed", "unexpected", "type-differs")),
    ],
)
def test_the_sync_state_is_judged_by_the_relation(older: Any, newer: Any, outcome: tuple[str, ...]) -> None:
    assert only("status", {"state": older}, {"state": newer}) == outcome


def test_a_state_that_only_the_later_version_shows_is_not_documented() -> None:
    for state in ("running", "paused"):
        assert only("status", {}, {"state": state}) == ("state", "added", "unexpected", "value-differs")


def test_a_documented_addition_that_stands_twice_is_malformed() -> None:
    for text in (b'{"schools":[],"schools":[]}', b'{"schools":["x"],"schools":[]}', b'{"schools":[], "schools" :[]}'):
        (found,) = judge("teachers", b"{}", text, frozenset())
        assert (found.path, found.verdict, found.rule) == ("schools", Verdict.UNEXPECTED, "malformed-value")


@pytest.mark.parametrize("value", ["Klingon", "Hmong"])
def test_a_value_of_a_new_field_that_both_sides_have_differs_like_any_other(value: str) -> None:
    older, newer = {"schools": [], "home_language": "English"}, {"schools": [], "home_language": value}
    assert only("students", older, newer) == ("home_language", "changed", "unexpected", "value-differs")


def test_equal_additions_on_both_sides_are_equal_known_or_not() -> None:
    record = {
        "schools": ["x"],
        "graduation_year": 7,
        "frl_status": "Paid",
        "what": [{}],
        "credentials": {"district_password": ""},
    }
    assert judge("students", record, record, frozenset()) == []


@pytest.mark.parametrize(
    ("older", "newer", "paths"),
    [
        (b'{"a":1}', b'{"a":1,"a":1}', ["a"]),
        (b'{"a":1}', b'{"a":2,"a":1}', ["a"]),
        (b'{"a":1,"a":1}', b'{"a":1,"a":1}', []),
        (b'{"a":1,"a":1}', b'{"a":1}', []),
        (b'{"a":{"b":1}}', b'{"a":{"b":1,"b":1}}', ["a.b"]),
        (b'{"a":{"b":1}}', b'{"a":{"b":2},"a":{"b":1}}', ["a"]),
        (b'{"a":[{"b":1}]}', b'{"a" :[{"b" :1,"b" :1}]}', ["a.b"]),
        (b'{"a":"x"}', b'{"a":"x", "a" : "x"}', ["a"]),
        (b'{"a":"\\":\\":"}', b'{"\\u0061":"\\":\\":"}', []),
    ],
)
def test_members_that_stand_twice_in_the_later_text_alone_are_malformed(
    older: bytes, newer: bytes, paths: list[str]
) -> None:
    found = judge("schools", older, newer)
    assert [one.path for one in found] == paths
    assert {one.rule for one in found} <= {"malformed-value"}


def test_what_is_met_is_counted_on_either_side() -> None:
    met = judge_of("schools")
    met.judge("x", b'{"id":"x","location":{"zip":"1"}}', b'{"id":"x","location":{"city":"y"},"phone":{"a":1}}')
    assert met.met.paths == {"id", "location", "location.zip", "location.city", "phone"}
    met.judge("x", b'{"name":"n","principal":{"email":"e"}}', b'{"name":"n","principal":{"email":"e"}}')
    assert {"name", "principal", "principal.email"} <= met.met.paths
