"""The JSON report has the published form, byte for byte the same for equal results."""

import json
from dataclasses import replace

import pytest

jsonschema = pytest.importorskip("jsonschema")

from clever_upgrade.report.diff.render import render  # noqa: E402 - the tests below are of no use without jsonschema
from clever_upgrade.report.diff.schema import diff_schema  # noqa: E402
from tests.report.closed_schema import closed  # noqa: E402
from tests.report.diff import results  # noqa: E402

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)


def rendered(result, **options):
    return json.loads(render(result, "json", **options))


@every_result
@pytest.mark.parametrize("show_values", [False, True])
def test_the_report_keeps_its_schema_and_has_nothing_beyond_it(result, show_values):
    jsonschema.validate(rendered(result, show_values=show_values), closed(diff_schema()))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("schema", "clever-upgrade/diff/2"),
        ("complete", "yes"),
        ("findings_left_out", -1),
        ("findings", [{}]),
        ("coverage", {}),
        ("fields", [{"verdict": "equal"}]),
    ],
)
def test_the_schema_refuses_what_is_no_report(name, value):
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(rendered(results.UNEXPECTED) | {name: value}, diff_schema())


def test_the_members_stand_in_the_order_of_the_design():
    data = rendered(results.UNEXPECTED)
    assert list(data) == [
        "schema", "from_version", "to_version", "complete", "collections", "nested", "fields", "findings",
        "districts", "failures", "skipped", "findings_left_out", "coverage",
    ]  # fmt: skip
    assert list(data["collections"][0]) == [
        "district", "collection", "pairs", "only_from", "only_to", "equal", "documented", "drifted", "unexpected",
        "several_schools", "date_forms", "fields",
    ]  # fmt: skip


def test_numbers_and_names_are_those_of_the_result():
    data = rendered(results.UNEXPECTED)
    assert data["collections"][1] == {
        "district": results.DISTRICT, "collection": "teachers", "pairs": 88, "only_from": 1, "only_to": 0,
        "equal": 0, "documented": 88, "drifted": 0, "unexpected": 1, "several_schools": 0, "date_forms": 0,
        "fields": 12,
    }  # fmt: skip
    assert data["fields"][0] == {
        "collection": "students", "path": "name.first", "change": "changed", "verdict": "unexpected",
        "rule": "value-differs", "records": 25, "examples": list(results.ids(0, 1, 2)),
    }  # fmt: skip
    assert data["nested"][0] == {"parent": "schools", "collection": "teachers", "lists": 3, "pairs": 89}
    assert data["coverage"] == {
        "districts": 1, "collections": 5, "pages": 14, "requests": 65, "pairs": 1476, "fields": 60,
    }  # fmt: skip
    assert data["skipped"] == ["contacts: GET /v1.1/contacts is not served (404)"]


def test_a_finding_shows_types_unless_values_are_asked_for():
    found = {(finding["collection"], finding["path"]): finding for finding in rendered(results.UNEXPECTED)["findings"]}
    assert found["students", "name.first"]["from"] == "[string]"
    assert found["students", "name.first"]["to"] == "[string]"
    assert found["status", "state"]["from"] == "pending"
    shown = rendered(results.UNEXPECTED, show_values=True)["findings"]
    names = [(finding["from"], finding["to"]) for finding in shown if finding["path"] == "name.first"]
    assert names == [("Ada", "Bea")] * 25


def test_a_side_without_a_value_has_no_member_and_null_is_null():
    unsettled = rendered(results.UNSETTLED, show_values=True)["findings"]
    assert [finding["to"] for finding in unsettled if finding["path"] == "email"] == [None]
    by_rule = {finding["rule"]: finding for finding in rendered(results.UNEXPECTED, show_values=True)["findings"]}
    assert "from" not in by_rule["schools-mismatch"]
    assert by_rule["schools-mismatch"]["to"] == [results.DISTRICT]
    assert not {"from", "to"} & by_rule["only-in-from"].keys()


def test_the_worst_findings_come_first():
    verdicts = [finding["verdict"] for finding in rendered(results.UNEXPECTED)["findings"]]
    assert verdicts == ["unexpected"] * 28 + ["drifted"] * 2


@every_result
def test_the_order_in_which_findings_were_made_does_not_show(result):
    turned = replace(result, findings=result.findings[::-1], groups=result.groups[::-1])
    assert render(turned, "json") == render(result, "json")
    assert render(turned, "ndjson") == render(result, "ndjson")


def test_each_finding_stands_on_a_line_of_its_own():
    lines = render(results.UNEXPECTED, "json").splitlines()
    assert sum('"fingerprint"' in line for line in lines) == len(results.UNEXPECTED.findings)


@every_result
def test_ndjson_carries_the_same_facts_and_ends_with_a_summary(result):
    whole = rendered(result)
    lines = [json.loads(line) for line in render(result, "ndjson").splitlines()]
    lists = {
        "collection": "collections", "nested": "nested", "field": "fields", "finding": "findings",
        "district": "districts", "failure": "failures",
    }  # fmt: skip
    for kind, name in lists.items():
        of_kind = [
            {key: value for key, value in line.items() if key != "type"} for line in lines if line["type"] == kind
        ]
        assert of_kind == whole[name]
    assert [line["type"] for line in lines].index("summary") == len(lines) - 1
    summary = {key: value for key, value in whole.items() if key not in lists.values()}
    assert lines[-1] == {"type": "summary", **summary}


@every_result
@pytest.mark.parametrize("report_format", ["json", "ndjson"])
def test_machine_formats_are_ascii_and_end_in_a_line_break(result, report_format):
    text = render(result, report_format, show_values=True)
    assert text.isascii()
    assert text.endswith("\n")
