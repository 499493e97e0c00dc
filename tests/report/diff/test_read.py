"""A JSON report that is read back says what it said."""

import json
from dataclasses import replace

import pytest
from hypothesis import given

from clever_upgrade.errors import DistrictFailure
from clever_upgrade.report.diff.read import result_of
from clever_upgrade.report.diff.render import redactor_of, render
from tests.report.diff import results
from tests.report.diff.test_properties import findings_of, outcomes, patient, values

FAILED = replace(
    results.UNEXPECTED, complete=False, failures=(DistrictFailure("5" * 24, "token-refused", "GET … failed"),)
)


@pytest.mark.parametrize("result", [*results.ALL.values(), FAILED])
@pytest.mark.parametrize("report_format", ["json", "ndjson", "terminal", "markdown"])
def test_every_format_is_the_same_from_what_was_read_back(result, report_format):
    read = result_of(json.loads(render(result, "json")))
    assert render(read, report_format) == render(result, report_format)


@patient
@given(outcomes(findings_of(values)))
def test_no_value_comes_back_that_was_not_shown(result):
    read = result_of(json.loads(render(result, "json")))
    assert render(read, "json", show_values=True) == render(result, "json")


@pytest.mark.parametrize(
    "data", [{}, {"from_version": "v1.1"}, json.loads(render(results.EQUAL, "json")) | {"nested": [{}]}]
)
def test_something_else_is_not_taken_for_a_report(data):
    with pytest.raises((KeyError, TypeError, ValueError)):
        result_of(data)


def test_what_was_shown_is_shown_as_it_was():
    read = result_of(json.loads(render(results.UNEXPECTED, "json", show_values=True)))
    redactor = redactor_of(read, show_values=False)
    shown = {
        redactor.shown(each.collection, each.difference.path, each.difference.from_value) for each in read.findings
    }
    assert "Ada" in shown
