"""The SARIF report of a check is the one of its scan, with a result for each problem of parsers and data beside it."""

import json
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.report.check import results
from tests.report.scan.test_sarif import URI, uris_in, validator

__all__ = ["validator"]

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)


def run_of(result):
    return json.loads(results.rendered(result, "sarif"))["runs"][0]


@every_result
def test_the_log_is_valid(result, validator):
    validator.validate(json.loads(results.rendered(result, "sarif")))


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1))
def test_the_log_is_valid_whatever_comes_from_outside(validator, text):
    log = json.loads(results.rendered(results.hostile(text), "sarif"))
    validator.validate(log)
    for uri in uris_in(log["runs"][0]["results"]):
        assert URI.fullmatch(uri), uri


@every_result
def test_there_is_a_result_for_each_problem_and_each_has_its_rule(result):
    problems = json.loads(results.rendered(result, "json"))["problems"]
    run = run_of(result)
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert len(set(rules)) == len(rules)
    told = [one for one in run["results"] if not one["suppressions"]]
    for one in told:
        assert rules[one["ruleIndex"]] == one["ruleId"]
    prefix = {"scan": "", "probe": "probe/", "diff": "diff/"}
    expected = sorted((f"{prefix[one['part']]}{one['rule']}", one["severity"]) for one in problems)
    assert sorted((one["ruleId"], one["level"]) for one in told) == expected


def test_what_is_in_no_file_is_placed_at_the_configuration_and_says_where_it_is():
    (one,) = (one for one in run_of(results.FOUND)["results"] if "students.name.first" in one["message"]["text"])
    (place,) = one["locations"]
    assert place["physicalLocation"] == {
        "artifactLocation": {"uri": "clever-upgrade.toml", "uriBaseId": "%SRCROOT%"},
        "region": {"startLine": 1},
    }
    assert place["logicalLocations"] == [{"fullyQualifiedName": "students.name.first", "kind": "property"}]


def test_a_parser_is_placed_where_its_code_is():
    (one,) = (one for one in run_of(results.FOUND)["results"] if one["ruleId"] == "probe/schools-array")
    place = one["locations"][0]["physicalLocation"]
    assert (place["artifactLocation"]["uri"], place["region"]) == ("app/roster.py", {"startLine": 11})


def test_a_rule_is_as_grave_as_its_gravest_result_and_explains_itself():
    rules = {rule["id"]: rule for rule in run_of(results.FOUND)["tool"]["driver"]["rules"]}
    assert rules["diff/value-differs"]["defaultConfiguration"] == {"level": "error"}
    assert re.match(r"v1.1 and v1.2 give different values\.", rules["diff/value-differs"]["shortDescription"]["text"])
    assert "schools" in rules["probe/schools-array"]["help"]["text"]
    assert rules["probe/drops"]["shortDescription"]["text"].startswith("A parser takes a record")


def test_fingerprints_are_there_and_tell_results_apart():
    marks = [one["partialFingerprints"]["cleverUpgradeFinding/v1"] for one in run_of(results.FOUND)["results"]]
    assert all(marks)
    own = [mark for mark in marks if mark not in "0123456789abcdef" * 4]
    assert len(set(own)) == len(own)


@pytest.mark.parametrize(
    ("name", "successful", "level"),
    [("cut-off", False, "error"), ("only-code", True, "note"), ("unsettled", False, None)],
)
def test_what_could_not_be_looked_at_is_notified(name, successful, level):
    (invocation,) = run_of(results.ALL[name])["invocations"]
    assert invocation["executionSuccessful"] is successful
    own = [one for one in invocation["toolExecutionNotifications"] if one["descriptor"]["id"] == "unchecked-part"]
    assert {one["level"] for one in own} == ({level} if level else set())
