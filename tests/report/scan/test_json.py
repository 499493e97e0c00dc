"""The JSON report of a scan has the published form, byte for byte the same for equal results."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

jsonschema = pytest.importorskip("jsonschema")

from clever_upgrade.report.scan.render import render  # noqa: E402 - the tests below are of no use without jsonschema
from clever_upgrade.report.scan.schema import scan_schema  # noqa: E402
from tests.report.closed_schema import closed  # noqa: E402
from tests.report.scan import results  # noqa: E402

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)


def rendered(result):
    return json.loads(render(result, "json"))


@every_result
def test_the_report_keeps_its_schema_and_has_nothing_beyond_it(result):
    jsonschema.validate(rendered(result), closed(scan_schema()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("schema", "clever-upgrade/scan/2"),
        ("findings", [{}]),
        ("suppressed", [{"rule": "endpoint-version"}]),
        ("unused_suppressions", [{"path": "a.py", "line": 0, "rules": [], "why": "x"}]),
        ("skipped", ["a.py"]),
        ("summary", {}),
    ],
)
def test_the_schema_refuses_what_is_no_report(name, value):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(rendered(results.FOUND) | {name: value}, scan_schema())


def test_the_members_stand_in_their_order():
    data = rendered(results.FOUND)
    assert list(data) == ["schema", "findings", "suppressed", "unused_suppressions", "skipped", "summary"]
    assert list(data["findings"][0]) == [
        "rule", "severity", "path", "line", "column", "end_line", "end_column", "message", "remedy", "matched",
        "evidence", "fields", "fix", "held", "fingerprint",
    ]  # fmt: skip


def test_a_finding_says_all_that_is_known_of_it():
    (found,) = rendered(results.result(results.STUDENTS))["findings"]
    assert found == {
        "rule": "endpoint-version",
        "severity": "warning",
        "path": "app/clever/client.py",
        "line": 12,
        "column": 49,
        "end_line": 12,
        "end_column": 53,
        "message": "this asks for v1.1 of students",
        "remedy": results.ASK_FOR_V12,
        "matched": "v1.1",
        "evidence": ["line 4 names Clever's API host"],
        "fields": [],
        "fix": {
            "description": "write v1.2",
            "edits": [{"line": 12, "column": 49, "end_line": 12, "end_column": 53, "text": "v1.2"}],
        },
        "held": "",
        "fingerprint": results.STUDENTS.fingerprint,
    }


def test_what_is_answered_says_by_what_and_why():
    data = rendered(results.FOUND)
    assert [(one["path"], one["suppressed_by"], one["reason"]) for one in data["suppressed"]] == [
        ("app/night.py", "comment", "compared every night"),
        ("app/old.py", "baseline", "in the baseline"),
        ("spec/login.yml", "configuration", ""),
    ]
    assert data["unused_suppressions"] == [
        {
            "path": "app/bare.py",
            "line": 3,
            "rules": [],
            "why": "names no rule: write clever-upgrade: ignore[rule] and the reason",
        },
        {"path": "app/gone.py", "line": 8, "rules": ["sync-state"], "why": "answers no finding of sync-state"},
    ]
    assert data["skipped"][0] == {"path": "db/dump.sql", "why": "is larger than 1 MB"}


def test_the_numbers_are_those_of_the_result():
    assert rendered(results.FOUND)["summary"] == {
        "paths": ["."],
        "files": 423,
        "size": 3_200_000,
        "rules": list(results.RULES),
        "evidence": list(results.FOUND.evidence),
        "findings": 46,
        "errors": 4,
        "warnings": 41,
        "notes": 1,
        "by_rule": {
            "endpoint-version": 41,
            "me-endpoint": 1,
            "events-cutover": 1,
            "strict-parsing": 1,
            "old-client-library": 2,
        },
        "fixable": 41,
        "suppressed": 3,
        "unused_suppressions": 2,
        "skipped": 2,
    }


def test_every_finding_of_a_group_is_there_on_a_line_of_its_own():
    lines = render(results.FOUND, "json").splitlines()
    assert sum('"fingerprint"' in line and '"suppressed_by"' not in line for line in lines) == 46
    assert len({one["line"] for one in rendered(results.FOUND)["findings"] if one["path"].startswith("vendor/")}) == 40


@every_result
def test_the_order_in_which_things_were_found_does_not_show(result):
    turned = replace(
        result,
        findings=result.findings[::-1],
        suppressed=result.suppressed[::-1],
        unused=result.unused[::-1],
        skipped=result.skipped[::-1],
    )
    for report_format in ("json", "sarif", "github", "markdown", "terminal"):
        assert render(turned, report_format) == render(result, report_format)


@given(st.text(min_size=1))
def test_whatever_source_code_says_comes_through_unharmed(text):
    written = render(results.hostile(text), "json")
    assert written.isascii()
    data = json.loads(written)
    found = next(one for one in data["findings"] if one["fix"])
    assert [found[name] for name in ("path", "message", "remedy", "matched")] == [text] * 4
    assert found["fix"]["edits"][0]["text"] == text
