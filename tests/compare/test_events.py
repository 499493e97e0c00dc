"""Events are judged like the records inside them, and one that only the later version shows must explain itself."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.compare.events import EventJudge, collection_of
from clever_upgrade.compare.result import Change, Difference, Verdict
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import default_upgrade
from tests.compare import oracle
from tests.compare.fake_source import FakeSource
from tests.compare.mutations import MUTATIONS
from tests.compare.oracle import Row
from tests.compare.rehearsal import count_of, found_rows, groups_of, run, verdicts_of
from tests.compare.worlds import DISTRICT, FROM, SIDES, STAMP, TO, build, new_id

NOUNS = {
    "students": "students", "teachers": "teachers", "sections": "sections", "schools": "schools",
    "contacts": "studentcontacts", "school_admins": "schooladmins", "districts": "districts",
    "district_admins": "district_admins",
}  # fmt: skip
SCHOOL, OTHER = new_id("schools", 0), new_id("schools", 1)
EVENT = "530e5960049e75a9000000aa"
STUDENT: dict[str, Any] = {"id": new_id("students", 0), "school": SCHOOL, "grade": "1"}


def event(kind: str, record: bytes, previous: dict[str, Any] | None = None) -> bytes:
    """An event around the text of a record."""
    before = b"" if previous is None else b',"previous_attributes":' + json.dumps(previous).encode()
    head = json.dumps({"id": EVENT, "type": kind, "created": STAMP})[:-1].encode()
    return head + b',"data":{"object":' + record + before + b"}}"


def of_student(more: dict[str, Any], previous: dict[str, Any] | None = None, kind: str = "students.updated") -> bytes:
    return event(kind, json.dumps({**STUDENT, **more}).encode(), previous)


def judge() -> EventJudge:
    return EventJudge(default_upgrade(), Met())


def judged(from_text: bytes, to_text: bytes) -> set[Row]:
    return {
        Row(EVENT, found.path, found.change.value, found.verdict.label, found.rule)
        for found in judge().judge(EVENT, from_text, to_text)
    }


def only_later(text: bytes) -> tuple[Verdict, str]:
    (found,) = judge().judge_one_sided(EVENT, Change.ADDED, text)
    assert (found.path, found.change) == ("", Change.ADDED)
    return found.verdict, found.rule


@settings(max_examples=80, deadline=None)
@given(
    st.integers(0, 2**32), st.lists(st.tuples(st.sampled_from(sorted(MUTATIONS)), st.integers(0, 2**32)), max_size=3)
)
def test_records_inside_events_are_judged_as_the_oracle_judges_them(seed: int, spoils: list[tuple[str, int]]) -> None:
    rng, world = Random(seed), build(Random(seed))
    for name, chance in spoils:
        MUTATIONS[name](world, Random(chance))
    for collection, noun in NOUNS.items():
        from_texts, to_texts = (world.texts(side, collection) for side in SIDES)
        for record_id in from_texts.keys() & to_texts.keys():
            kind = f"{noun}.{rng.choice(['created', 'updated', 'deleted'])}"
            older = rng.choice([None, {"grade": "4"}, {"name": {"first": "Jo"}}])
            newer = rng.choice([older, {**(older or {}), "schools": [OTHER]}, {**(older or {}), "schools": "x"}])
            from_text, to_text = event(kind, from_texts[record_id], older), event(kind, to_texts[record_id], newer)
            assert judged(from_text, to_text) == oracle.compare("events", {EVENT: from_text}, {EVENT: to_text}).rows


def test_schools_in_object_and_previous_attributes_are_documented() -> None:
    older, newer = of_student({}, {"grade": "2"}), of_student({"schools": [SCHOOL]}, {"grade": "2", "schools": []})
    assert judged(older, newer) == {
        Row(EVENT, "data.object.schools", "added", "documented", "schools-array"),
        Row(EVENT, "data.previous_attributes.schools", "added", "documented", "schools-array"),
    }


def test_a_member_whose_name_looks_like_a_path_is_not_documented() -> None:
    newer = of_student({})[:-1] + b',"data.object.schools":["' + SCHOOL.encode() + b'"]}'
    assert judged(of_student({}), newer) == {
        Row(EVENT, "data.object.schools", "added", "unexpected", "undocumented-field")
    }


@pytest.mark.parametrize(
    "kind", ["schools.updated", "sections.updated", "districts.updated", "what.updated", "students"]
)
def test_schools_are_not_documented_in_events_of_other_records(kind: str) -> None:
    (found,) = judged(of_student({}, kind=kind), of_student({"schools": [SCHOOL]}, kind=kind))
    assert (found.verdict == "documented") is (kind == "students")


@pytest.mark.parametrize(
    ("record", "previous", "rule"),
    [
        ({"schools": [SCHOOL, OTHER]}, {"schools": [SCHOOL]}, "schools-array"),
        ({"schools": [SCHOOL], "graduation_year": "2031"}, {"graduation_year": "2030"}, "graduation-year"),
        ({"schools": [SCHOOL]}, {}, "schools-array"),
        ({"schools": [SCHOOL]}, None, "schools-array"),
        ({}, {"schools": [SCHOOL]}, "schools-array"),
    ],
)
def test_an_event_about_fields_that_only_the_later_version_has_is_documented(
    record: dict[str, Any], previous: dict[str, Any] | None, rule: str
) -> None:
    assert only_later(of_student(record, previous)) == (Verdict.DOCUMENTED, rule)


@pytest.mark.parametrize(
    "text",
    [
        of_student({"schools": [SCHOOL]}, {"schools": [], "grade": "2"}),
        of_student({"schools": [SCHOOL]}, {"grade": "2"}),
        of_student({"schools": [SCHOOL]}, {"schools": []}, "students.created"),
        of_student({"schools": [SCHOOL]}, {"schools": []}, "students.deleted"),
        of_student({"schools": [SCHOOL]}, {"schools": []}, "sections.updated"),
        of_student({"schools": [SCHOOL]}, {"schools": []}, "schooladmins.updated"),
        of_student({"schools": [SCHOOL]}, {"schools": []}, "what.updated"),
        of_student({"schools": SCHOOL}, {"schools": []}),
        of_student({"schools": [SCHOOL, SCHOOL]}, {"schools": []}),
        of_student({"schools": [SCHOOL]}, {"schools": "x"}),
        of_student({}, {}),
        event("students.updated", b"[]", {"schools": []}),
        b'{"id":"x","type":"students.updated","data":7}',
        b'{"id":"x","type":7,"data":{"object":{}}}',
        b'{"type":"students.updated","data":{"object":{"schools":[]},"previous_attributes":[]}}',
        b"not JSON",
    ],
)
def test_an_event_of_the_later_version_that_nothing_explains_is_unexpected(text: bytes) -> None:
    assert only_later(text) == (Verdict.UNEXPECTED, "only-in-to")


def test_an_event_that_the_later_version_lacks_is_unexpected() -> None:
    text = of_student({"schools": [SCHOOL]}, {"schools": []})
    expected = [Difference("", Change.REMOVED, Verdict.UNEXPECTED, "only-in-from")]
    assert judge().judge_one_sided(EVENT, Change.REMOVED, text) == expected


@pytest.mark.parametrize("collection", sorted(NOUNS.keys() - {"district_admins"}))
def test_the_type_of_an_event_tells_its_collection(collection: str) -> None:
    assert collection_of(event(f"{NOUNS[collection]}.updated", b"{}")) == collection


def test_a_comparison_of_events_counts_hidden_ones_as_documented() -> None:
    ids = [f"530e5960049e75a9000000{number:02x}" for number in range(4)]
    texts = {
        FROM: [of_student({}), of_student({}), None, None],
        TO: [
            of_student({"schools": [SCHOOL]}),
            of_student({"schools": "x"}),
            of_student({"schools": []}, {"schools": [OTHER]}),
            of_student({"schools": []}, {"grade": "1"}),
        ],
    }
    served = {
        (side, "events"): {one: text for one, text in zip(ids, texts[side], strict=True) if text} for side in SIDES
    }
    result = run(FakeSource({**served, (FROM, "districts"): {DISTRICT: b"{}"}}), "events")
    assert found_rows(result, "events") == {
        Row(ids[1], "data.object.schools", "added", "unexpected", "malformed-value"),
        Row(ids[3], "", "added", "unexpected", "only-in-to"),
    }
    count = count_of(result, "events")
    assert verdicts_of(count) == {"documented": 2, "unexpected": 2}
    assert (count.pairs, count.only_to) == (2, 2)
    assert groups_of(result)["events", "", "added", "documented", "schools-array"] == 1
