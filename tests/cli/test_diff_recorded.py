"""The recorded demo district, compared by the tool as a user runs it."""

import json
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import RunTool
from tests.cli.tampering import Record, tampering_proxy

pytestmark = pytest.mark.needs_shared

COUNTS = {"students": 1004, "teachers": 89, "sections": 379, "schools": 3}
TAMPERABLE = (*COUNTS, "school_admins", "district_admins")


def report(tool: RunTool, base_url: str, *words: str, code: int, terminal: bool = False) -> dict[str, Any]:
    ended = tool("diff", *words, "--base-url", base_url, "--format", "json", terminal=terminal)
    assert ended.code == code, ended.err
    return json.loads(ended.out)


def test_every_difference_of_the_recorded_district_is_documented(tool: RunTool, recorded: str) -> None:
    found = report(tool, recorded, code=0)
    counted = {count["collection"]: count for count in found["collections"]}

    assert {name: counted[name]["pairs"] for name in COUNTS} == COUNTS
    assert found["findings"] == []
    assert found["complete"]
    assert counted["teachers"]["several_schools"] == 7
    assert counted["students"]["several_schools"] == 0
    for users in ("students", "teachers"):
        assert counted[users]["documented"] == COUNTS[users]
    arrays = {field["collection"]: field["records"] for field in found["fields"] if field["path"] == "schools"}
    assert arrays == {"students": 1004, "teachers": 89}


def test_the_recorded_events_are_equal(tool: RunTool, recorded: str) -> None:
    found = report(tool, recorded, "events", "--acknowledge-events", code=0)
    assert [(count["collection"], count["pairs"], count["equal"]) for count in found["collections"]] == [
        ("events", 7, 7)
    ]


def _change_name(record: Record) -> tuple[Record, str, str]:
    if isinstance(record.get("name"), dict):
        return {**record, "name": {**record["name"], "first": "Somebody else"}}, "name.first", "value-differs"
    return {**record, "name": "Something else"}, "name", "value-differs"


def _drop_a_field(record: Record) -> tuple[Record, str, str]:
    path = "email" if "email" in record else "sis_id"
    return {name: value for name, value in record.items() if name != path}, path, "field-vanished"


def _add_a_field(record: Record) -> tuple[Record, str, str]:
    return {**record, "shoe_size": "44"}, "shoe_size", "undocumented-field"


def _change_a_type(record: Record) -> tuple[Record, str, str]:
    return {**record, "name": 7}, "name", "type-differs"


def _null_for_a_text(record: Record) -> tuple[Record, str, str]:
    path = "email" if "email" in record else "sis_id"
    return {**record, path: None}, path, "type-differs"


KINDS = (_change_name, _drop_a_field, _add_a_field, _change_a_type, _null_for_a_text)


def some_record(shared: Path, collection: str, seed: str) -> Record:
    content = json.loads((shared / "recordings" / "demo-district-v1.1.json").read_text())
    return random.Random(seed).choice(content["collections"][collection])


def _cases() -> list[Any]:
    """Every kind in every collection; each collection once, and each kind, in the default run."""
    return [
        pytest.param(
            collection,
            kind,
            id=f"{collection}-{kind.__name__.strip('_')}",
            marks=[] if number % len(KINDS) == position % len(KINDS) else [pytest.mark.slow],
        )
        for position, collection in enumerate(TAMPERABLE)
        for number, kind in enumerate(KINDS)
    ]


@pytest.mark.parametrize(("collection", "kind"), _cases())
def test_a_record_that_is_tampered_with_is_named_and_nothing_else(
    tool: RunTool,
    recorded: str,
    shared: Path,
    collection: str,
    kind: Callable[[Record], tuple[Record, str, str]],
) -> None:
    target = some_record(shared, collection, kind.__name__)
    _, path, rule = kind(target)

    def tamper(record: Record) -> Record:
        return kind(record)[0] if record.get("id") == target["id"] else record

    with tampering_proxy(recorded, "/v1.2/", tamper) as base_url:
        found = report(tool, base_url, code=1)

    assert [(f["collection"], f["id"], f["path"], f["rule"]) for f in found["findings"]] == [
        (collection, target["id"], path, rule)
    ]


BAD_SCHOOLS = {
    "null": (None, "malformed-value"),
    "a-string": ("530e595026403103360ff9fd", "malformed-value"),
    "doubled": (["530e595026403103360ff9fd"] * 2, "malformed-value"),
    "unknown": (["530e595026403103360ff9fd", "0" * 24], "schools-mismatch"),
    "none-at-all": ([], "schools-mismatch"),
}


@pytest.mark.parametrize("name", BAD_SCHOOLS)
@pytest.mark.parametrize("collection", ["students", "teachers"])
def test_schools_is_never_taken_on_trust(
    tool: RunTool, recorded: str, shared: Path, collection: str, name: str
) -> None:
    target = some_record(shared, collection, name)
    value, rule = BAD_SCHOOLS[name]

    def tamper(record: Record) -> Record:
        return {**record, "schools": value} if record.get("id") == target["id"] else record

    with tampering_proxy(recorded, "/v1.2/", tamper) as base_url:
        found = report(tool, base_url, collection, code=1)

    assert [(f["collection"], f["id"], f["path"], f["rule"]) for f in found["findings"]] == [
        (collection, target["id"], "schools", rule)
    ]


def test_a_wrong_schools_comes_with_what_the_sections_bear_out(tool: RunTool, recorded: str, shared: Path) -> None:
    target = some_record(shared, "students", "expected")

    def tamper(record: Record) -> Record:
        return {**record, "schools": []} if record.get("id") == target["id"] else record

    with tampering_proxy(recorded, "/v1.2/", tamper) as base_url:
        shown = report(tool, base_url, "students", "--show-values", code=1, terminal=True)
        told = tool("diff", "students", "--show-values", "--base-url", base_url, terminal=True).out

    assert shown["findings"][0]["expected"] == [target["school"]]
    assert f'the sections bear out ["{target["school"]}"]' in told


def test_a_record_that_one_version_drops_is_named(tool: RunTool, recorded: str, shared: Path) -> None:
    target = some_record(shared, "students", "dropped")

    def tamper(record: Record) -> Record | None:
        return None if record.get("id") == target["id"] else record

    with tampering_proxy(recorded, "/v1.2/", tamper) as base_url:
        found = report(tool, base_url, code=1)

    assert [(f["collection"], f["id"], f["path"], f["rule"]) for f in found["findings"]] == [
        ("students", target["id"], "", "only-in-from")
    ]


@pytest.mark.slow
def test_schools_missing_from_nested_lists_only_is_found(tool: RunTool, recorded: str) -> None:
    """The announcement promises ``schools`` on related endpoints too, and integrations read them."""

    def drop_schools(record: Record) -> Record:
        return {name: value for name, value in record.items() if name != "schools"}

    with tampering_proxy(recorded, "/v1.2/sections/", drop_schools) as base_url:
        found = report(tool, base_url, "students", code=1)

    assert all(f["nested_in"].startswith("/sections/") for f in found["findings"])
    assert {(f["collection"], f["path"], f["rule"]) for f in found["findings"]} == {
        ("students", "schools", "schools-mismatch")
    }


def test_the_same_comparison_gives_the_same_bytes(tool: RunTool, recorded: str) -> None:
    words = ("diff", "teachers", "--base-url", recorded, "--format", "json")
    assert tool(*words).out == tool(*words).out


def test_no_personal_value_and_no_secret_leaves_without_being_asked_for(
    tool: RunTool, recorded: str, shared: Path
) -> None:
    target = some_record(shared, "students", "privacy")

    def tamper(record: Record) -> Record:
        if record.get("id") != target["id"]:
            return record
        return {**record, "name": {"first": "Xaverine"}, "credentials": {"district_password": "Sesame-opens"}}

    with tampering_proxy(recorded, "/v1.2/", tamper) as base_url:
        for report_format in ("terminal", "json", "ndjson", "markdown"):
            # The whole collection once; what a format shows hangs on the record.
            picked = () if report_format == "terminal" else ("--id", target["id"])
            words = ("diff", "students", *picked, "--base-url", base_url, "--format", report_format)
            hidden, shown = tool(*words), tool(*words, "--show-values", terminal=True)
            for ended in (hidden, shown):
                assert ended.code == 1
                assert "Sesame-opens" not in ended.out + ended.err
                assert target["credentials"]["district_password"] not in ended.out + ended.err
            assert "Xaverine" not in hidden.out + hidden.err
            assert target["name"]["last"] not in hidden.out + hidden.err
