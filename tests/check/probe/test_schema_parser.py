"""A JSON Schema refuses what it does not list, and says where it is closed."""

import json
from pathlib import Path

import pytest

from clever_upgrade.check.probe.run import ProbeRequest, run_probes
from clever_upgrade.check.probe.settings import Probe
from clever_upgrade.contract import default_upgrade
from tests.check.probe.configured import PARSERS, outcome_of, told

pytest.importorskip("jsonschema")


def schema(folder: Path, content: object) -> Probe:
    (folder / "own.json").write_text(content if isinstance(content, str) else json.dumps(content))
    return Probe("teachers", folder, json_schema=folder / "own.json")


def test_a_closed_schema_refuses_the_new_member():
    outcome = outcome_of(Probe("teachers", PARSERS, json_schema=PARSERS / "schemas" / "teacher.json"))
    assert told(outcome) == [("raises", "schools-array", "it has schools")]
    (failure,) = outcome.failures
    assert failure.record["schools"] == []
    assert failure.message.startswith("additionalProperties at #/additionalProperties:")
    assert "'schools' was unexpected" in failure.message
    assert outcome.notes == ("closed at #: whatever else comes there is refused",)
    assert outcome.parser == "schemas/teacher.json"


def test_an_open_schema_takes_everything(tmp_path: Path):
    outcome = outcome_of(schema(tmp_path, {"type": "object", "required": ["id"]}))
    assert (outcome.problem, outcome.failures, outcome.notes) == ("", (), ())


def test_a_schema_that_is_closed_where_nothing_comes_is_only_told_of(tmp_path: Path):
    outcome = outcome_of(schema(tmp_path, {"$defs": {"other": {"type": "object", "additionalProperties": False}}}))
    assert not outcome.failed
    assert outcome.notes == ("closed at #/$defs/other: whatever else comes there is refused",)


DEEP = '{"not":' * 500 + "{}" + "}" * 500


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "cannot be read as JSON"),
        ({"type": 7}, "is no valid JSON Schema"),
        *((text, "it must be an object, true or false") for text in ("5", "null", '"x"', "[]", "NaN")),
        ({"$schema": ["x"]}, "its $schema must be a text"),
        ({"$schema": "http://["}, "cannot be used as a JSON Schema"),
        ({"$ref": "http://["}, "cannot be used as a JSON Schema"),
        ({"$ref": "#/a/b", "a": [1]}, "cannot be used as a JSON Schema"),
        ({"$ref": "#"}, "refers to itself without end"),
        ("[" * 100_000, "is nested too deep"),
        (DEEP, "is nested too deep"),
    ],
)
def test_a_file_that_is_no_schema_is_said_to_be_none(tmp_path: Path, content: object, said: str):
    assert said in outcome_of(schema(tmp_path, content)).problem


def test_a_schema_that_is_not_there_is_named(tmp_path: Path):
    outcome = outcome_of(Probe("teachers", tmp_path, json_schema=tmp_path / "no.json"))
    assert outcome.problem.startswith("there is no file no.json")


def test_references_lead_to_files_and_nowhere_else(tmp_path: Path):
    (tmp_path / "ids.json").write_text('{"$defs": {"id": {"type": "string", "minLength": 24}}}')
    beside = {"properties": {"id": {"$ref": "ids.json#/$defs/id"}, "schools": {"items": {"$ref": "#/properties/id"}}}}
    assert outcome_of(schema(tmp_path, beside), examples=0).failures == ()
    wrong = {"properties": {"schools": {"items": {"$ref": "ids.json#/$defs/id"}, "maxItems": 1}}}
    assert told(outcome_of(schema(tmp_path, wrong), examples=0)) == [("raises", "schools-array", "schools lists 2 ids")]
    (tmp_path / "five.json").write_text("5")
    for reference in ("http://127.0.0.1:9/student.json", "no.json#/x", "five.json"):
        outcome = outcome_of(schema(tmp_path, {"$ref": reference}), examples=0)
        assert outcome.problem, reference


def test_a_schema_that_cannot_be_used_stops_no_other_parser(tmp_path: Path):
    (tmp_path / "five.json").write_text("5")
    probes = (
        Probe("teachers", tmp_path, json_schema=tmp_path / "five.json"),
        Probe("teachers", PARSERS, json_schema=PARSERS / "schemas" / "teacher.json"),
    )
    first, second = run_probes(probes, ProbeRequest(default_upgrade(), {}, examples=0)).outcomes
    assert (bool(first.problem), second.tried > 0) == (True, True)
