"""The filter of ``where``."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from clever_upgrade.sandbox.answers.where import parse_where
from tests.sandbox.http_world import SCHOOLS, SECTIONS, STUDENTS, TEACHERS, UNKNOWN, Caller, small_caller

RECORDS: dict[str, dict[str, Any]] = {
    "1": {"id": "1", "n": 3, "s": "abc", "l": ["x", "y"], "o": {"p": {"q": "deep"}}, "flag": True},
    "2": {"id": "2", "n": 5, "s": "abd", "l": [], "o": {"p": "flat"}, "flag": False},
    "3": {"id": "3", "s": "ABC", "l": ["y"], "z": None},
}


@pytest.fixture(scope="module")
def caller() -> Caller:
    return small_caller(rate_limit=None)


def matching(query: Any) -> list[str]:
    return list(parse_where(json.dumps(query)).select(list(RECORDS), RECORDS.__getitem__))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, "123"),
        ({"s": "abc"}, "1"),
        ({"n": 5}, "2"),
        ({"flag": True}, "1"),
        ({"flag": 1}, ""),
        ({"l": "y"}, "13"),
        ({"l": ["x", "y"]}, "1"),
        ({"l.0": "y"}, "3"),
        ({"o.p.q": "deep"}, "1"),
        ({"o.p": {"q": "deep"}}, "1"),
        ({"o.p.q.r": "deep"}, ""),
        ({"n": None}, "3"),
        ({"z": None}, "123"),
        ({"s": {"$in": ["abd", "ABC"]}}, "23"),
        ({"n": {"$in": [None, 3]}}, "13"),
        ({"s": {"$nin": ["abd", "ABC"]}}, "1"),
        ({"n": {"$gt": 3}}, "2"),
        ({"n": {"$gte": 3}}, "12"),
        ({"n": {"$lt": 5}}, "1"),
        ({"n": {"$lte": 5}}, "12"),
        ({"n": {"$gt": 3, "$lt": 5}}, ""),
        ({"s": {"$gt": "abc"}}, "2"),
        ({"s": {"$gt": 1}}, ""),
        ({"n": {"$ne": 3}}, "23"),
        ({"s": {"$regex": "^ab"}}, "12"),
        ({"l": {"$size": 2}}, "1"),
        ({"l": {"$size": 0}}, "2"),
        ({"n": {"$exists": True}}, "12"),
        ({"n": {"$exists": False}}, "3"),
        ({"z": {"$exists": True}}, "3"),
        ({"id": "2"}, "2"),
        ({"_id": "2"}, "2"),
        ({"_id": "2", "id": "1"}, ""),
        ({"_id": "2", "s": "abc"}, ""),
        ({"_id": {"$in": ["3", "1", "9", 7]}}, "13"),
        ({"_id": {"$nin": ["3", "1"]}}, "2"),
        ({"_id": {"$gt": "1", "$lt": "3"}}, "2"),
        ({"id": {"$ne": "1"}}, "23"),
    ],
)
def test_each_operator_selects_what_mongo_would(query: Any, found: str) -> None:
    assert "".join(matching(query)) == found


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "1", "null", '{"a":{"$near":1}}', '{"$or":[]}', '{"a":{"$in":1}}', '{"a":{"$regex":"("}}',
     '{"a":{"$regex":1}}', "[" * 9000],
)  # fmt: skip
def test_what_is_no_filter_is_refused_in_one_sentence(caller: Caller, text: str) -> None:
    assert caller.error(f"/v1.1/students?where={quote(text)}", 400).startswith("where")


def test_ids_are_found_without_reading_a_record() -> None:
    def never(record_id: str) -> dict[str, Any]:
        raise AssertionError(record_id)

    assert parse_where('{"_id":{"$in":["3","1"]}}').select(["1", "2", "3"], never) == ["1", "3"]
    assert parse_where('{"id":"2"}').select(["1", "2", "3"], never) == ["2"]


def test_a_batch_of_ids_is_asked_for_and_unknown_ones_are_left_out(caller: Caller) -> None:
    where = quote(json.dumps({"_id": {"$in": [STUDENTS[3], UNKNOWN, STUDENTS[1]]}}))
    assert caller.ids(f"/v1.2/students?where={where}") == [STUDENTS[1], STUDENTS[3]]


def test_an_empty_filter_is_ignored_wherever_a_client_sends_it(caller: Caller) -> None:
    for path in ("students", f"students/{STUDENTS[0]}", f"sections/{SECTIONS[0]}/students", "events", "districts"):
        assert caller.answer(f"/v1.1/{path}?where=%7B%7D").status == 200


def test_a_filter_narrows_count_and_nested_lists(caller: Caller) -> None:
    odd = quote('{"name.last":"Odd"}')
    assert caller.get(f"/v1.1/students?where={odd}&count=true")["count"] == 12
    assert len(caller.ids(f"/v1.1/schools/{SCHOOLS[1]}/students?where={odd}")) == 2
    assert caller.ids(f"/v1.1/teachers?where={quote(json.dumps({'id': TEACHERS[2]}))}&limit=1") == [TEACHERS[2]]


def test_only_a_version_that_has_a_field_can_be_filtered_by_it(caller: Caller) -> None:
    where = quote(json.dumps({"schools": SCHOOLS[1]}))
    assert caller.ids(f"/v1.1/students?where={where}") == []
    assert caller.ids(f"/v1.2/students?where={where}") == STUDENTS[4::5]
