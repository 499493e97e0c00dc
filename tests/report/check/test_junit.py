"""The JUnit report of a check holds nothing but what its consumers share, and fails where the check fails."""

import re
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.check.verdict import exit_code
from clever_upgrade.errors import ExitCode
from tests.report.check import results

ALLOWED = {
    "testsuites": ({"name", "tests", "failures", "errors", "time"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testcase", "system-out"}),
    "testcase": ({"classname", "name", "time"}, {"failure", "error", "skipped", "system-out"}),
    "failure": ({"message", "type"}, set()),
    "error": ({"message", "type"}, set()),
    "skipped": ({"message", "type"}, set()),
    "system-out": (set(), set()),
}
"""What the schemas of Jenkins (of its JUnit and of its xUnit plugin), of GitLab and of Surefire all allow."""
SUITES = ["Code", "Parsers", "Data"]

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)


def document(result):
    return ET.fromstring(results.rendered(result, "junit"))  # noqa: S314 - our own document


def cases(result):
    return {
        (case.get("classname"), case.get("name")): [child.tag for child in case]
        for case in document(result).iter("testcase")
    }


@every_result
def test_it_has_only_what_every_consumer_takes(result):
    assert_is_allowed(document(result))


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1))
def test_it_can_be_read_whatever_comes_from_outside(text):
    assert_is_allowed(document(results.hostile(text)))


def assert_is_allowed(root):
    assert root.tag == "testsuites"
    for element in root.iter():
        attributes, children = ALLOWED[element.tag]
        assert set(element.attrib) == attributes
        assert {child.tag for child in element} <= children
        assert not children or not (element.text or "").strip()
        ends = [child.tag for child in element if child.tag in ("failure", "error", "skipped")]
        assert len(ends) <= 1


@every_result
def test_the_numbers_are_those_of_the_cases(result):
    root = document(result)
    assert [suite.get("name") for suite in root] == SUITES
    for suite in root:
        assert int(suite.get("tests")) == len(suite.findall("testcase"))
        for name, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
            assert int(suite.get(name)) == len(suite.findall(f"testcase/{tag}"))
    for name in ("tests", "failures", "errors"):
        assert int(root.get(name)) == sum(int(suite.get(name)) for suite in root)


@every_result
@pytest.mark.parametrize("fail_on", ["error", "warning", "note"])
def test_it_is_green_exactly_where_the_check_is(result, fail_on):
    judged = replace(result, fail_on=fail_on)
    root = document(judged)
    failed = int(root.get("failures")) + int(root.get("errors")) > 0
    assert failed is (exit_code(judged) is not ExitCode.OK)


def test_a_check_that_never_fails_shows_its_failures_all_the_same():
    never = replace(results.FOUND, fail_on="never")
    assert exit_code(never) is ExitCode.OK
    assert results.rendered(never, "junit") == results.rendered(results.FOUND, "junit")


def test_what_is_well_is_a_case_that_passes():
    found = cases(results.FOUND)
    assert found["scan.sync-state", "every file"] == []
    assert found["scan.strict-parsing", "app/clever/models.py"] == ["failure"]
    assert ("scan.strict-parsing", "every file") not in found
    assert found["scan.me-endpoint", "config/login.yml"] == ["system-out"]
    assert found["probe", "app.roster:Teacher.model_validate (teachers)"] == []
    assert found["probe", "app.roster:Student.model_validate (students)"] == ["failure"]
    assert found["diff", "schools"] == []
    assert found["diff", "students"] == ["failure", "system-out"]


def test_what_did_not_run_is_skipped_and_what_could_not_is_an_error():
    assert cases(results.ONLY_CODE)["probe", "not checked"] == ["skipped"]
    assert cases(results.CUT_OFF)["diff", "not checked"] == ["error"]
    assert cases(results.MANY)["diff.districts", "4fd43cc56d11340000000007"] == ["error"]


def test_it_knows_no_time_of_day():
    text = results.rendered(results.FOUND, "junit")
    assert set(re.findall(r' time="([^"]*)"', text)) == {"0"}
    assert "timestamp" not in text
