"""Whatever records hold: no report gives away a value unasked, or a secret ever, or drops a finding."""

import copy
import json
import re
from dataclasses import replace

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from clever_upgrade.compare.result import MISSING, Change, Difference, Finding, Verdict
from clever_upgrade.contract import COLLECTIONS
from clever_upgrade.report.diff.render import FORMATS, render
from tests.report.diff import results

MARK = "ZQX"
"""Stands in every generated text, so that any piece of a value that comes through is seen."""
NUMBER = 7_300_000_000
SECRET = "KWVhunter2"

texts = st.text(max_size=20).map(lambda text: f"{MARK}{text}{MARK}")
scalars = texts | st.integers(NUMBER, NUMBER + 99_999_999) | st.booleans() | st.none()
values = st.recursive(
    scalars, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3), max_leaves=8
)
paths = st.sampled_from(
    ["name", "name.first", "schools", "state", "pause_start", "dob", "data.object", "data.object.email", "wat.ever", ""]
)
collections = st.sampled_from([*COLLECTIONS, "status", "me"])


# The first example imports what a format needs, which takes longer than Hypothesis allows an example.
patient = settings(deadline=None)


def findings_of(some_values, some_paths=paths):
    differences = st.builds(
        Difference,
        path=some_paths,
        change=st.sampled_from(Change),
        verdict=st.sampled_from([Verdict.DRIFTED, Verdict.UNEXPECTED]),
        rule=st.sampled_from(["value-differs", "type-differs", "did-not-settle"]),
        from_value=some_values | st.just(MISSING),
        to_value=some_values | st.just(MISSING),
    )
    return st.builds(
        Finding,
        district=st.just(results.DISTRICT),
        collection=collections,
        id=st.integers(0, 9999).map(results.record_id),
        difference=differences,
        fingerprint=st.integers(0, 9999).map("{:016x}".format),
    )


def outcomes(findings):
    lists = st.lists(findings, max_size=6).map(tuple)
    return lists.map(lambda some: replace(results.UNEXPECTED, groups=(), findings=some))


def squeezed(text):
    """The report without the blanks and line ends at which long words are folded."""
    return "".join(text.split())


@pytest.mark.parametrize("report_format", FORMATS)
@patient
@given(result=outcomes(findings_of(values)))
def test_no_value_is_shown_unasked(report_format, result):
    text = squeezed(render(result, report_format, width=120))
    assert MARK not in text
    assert "73000" not in text.replace(",", "")


def with_secrets(inner):
    """An object that holds the secret under the name that the contract knows, in company."""
    hidden = st.sampled_from([SECRET, [SECRET], {"now": SECRET}])
    return st.tuples(inner, hidden).map(lambda pair: {"district_username": pair[0], "district_password": pair[1]})


secretive = st.recursive(
    with_secrets(values), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3)
)
secret_findings = findings_of(
    st.just(SECRET), st.sampled_from(["credentials.district_password", "data.object.credentials.district_password"])
) | findings_of(secretive)


@pytest.mark.parametrize("report_format", FORMATS)
@pytest.mark.parametrize("show_values", [False, True])
@patient
@given(result=outcomes(secret_findings))
def test_no_secret_is_shown_even_when_asked_for(report_format, show_values, result):
    assert SECRET not in squeezed(render(result, report_format, show_values=show_values, width=120))


@patient
@given(result=outcomes(findings_of(values)), show_values=st.booleans())
def test_json_has_every_finding_and_is_the_same_for_equal_results(result, show_values):
    text = render(result, "json", show_values=show_values)
    assert render(copy.deepcopy(result), "json", show_values=show_values) == text
    written = sorted(finding["fingerprint"] for finding in json.loads(text)["findings"])
    assert written == sorted(finding.fingerprint for finding in result.findings)


@patient
@given(finding=findings_of(values))
def test_shown_values_come_through_json_unharmed(finding):
    difference = finding.difference
    # A member whose name speaks of a secret is hidden even so.
    assume(not re.search("password|secret|token", repr(difference).lower()))
    (shown,) = json.loads(render(replace(results.EQUAL, findings=(finding,)), "json", show_values=True))["findings"]
    for side, value in (("from", difference.from_value), ("to", difference.to_value)):
        assert (side in shown) == (value is not MISSING)
        assert json.dumps(shown.get(side)) == json.dumps(None if value is MISSING else value)
