"""The JSON report of a check has the published form, and is a function of the result alone."""

import json

import pytest

jsonschema = pytest.importorskip("jsonschema")

from clever_upgrade.report.check.schema import check_schema  # noqa: E402 - of no use without jsonschema
from tests.report.check import results  # noqa: E402
from tests.report.closed_schema import closed  # noqa: E402

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)


def read(result):
    return json.loads(results.rendered(result, "json"))


@every_result
def test_the_report_keeps_its_schema_and_has_nothing_beyond_it(result):
    jsonschema.validate(read(result), closed(check_schema()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("schema", "clever-upgrade/check/2"),
        ("complete", "yes"),
        ("fail_on", "drifted"),
        ("summary", {}),
        ("problems", [{}]),
        ("unchecked", [{"part": "code"}]),
        ("checklist", [{"name": "resync", "state": "half"}]),
    ],
)
def test_the_schema_refuses_what_is_no_report(name, value):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(read(results.FOUND) | {name: value}, check_schema())


def test_records_with_the_same_difference_are_one_problem():
    data = [one for one in read(results.FOUND)["problems"] if one["part"] == "diff"]
    told = {(one["where"], one["rule"]): one for one in data}
    assert len(told) == len(data) == 5
    assert told["students.name.first", "value-differs"]["message"].endswith(": 25 records")
    assert told["students.name.first", "value-differs"]["details"][-1] == "and 20 more"
    assert told["students.last_modified", "value-differs"]["severity"] == "note"


def test_the_fingerprint_of_a_difference_stays_when_more_records_have_it():
    from dataclasses import replace

    from tests.report.diff import results as diff_results

    fewer = results.checked(diff=replace(diff_results.UNEXPECTED, findings=()))
    marks, again = (
        {one["where"] + one["rule"]: one["fingerprint"] for one in read(result)["problems"] if one["part"] == "diff"}
        for result in (results.FOUND, fewer)
    )
    assert marks == again
    assert len(set(marks.values())) == len(marks)


@every_result
def test_it_says_whether_everything_could_be_looked_at(result):
    finished = {id(results.CUT_OFF): False, id(results.UNSETTLED): False, id(results.MANY): False}
    assert read(result)["complete"] is finished.get(id(result), True)


def test_no_value_of_a_record_is_told():
    text = results.rendered(results.FOUND, "json")
    assert "Ada" not in text
    assert "[string]" in text
