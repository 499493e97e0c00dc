"""Accepted differences: what a file of them makes of a result, and what is written into it."""

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.accepted import SCHEMA, AcceptedFile, limited, parse, written
from clever_upgrade.compare.request import DiffRequest
from clever_upgrade.compare.result import AcceptedDifference, DiffResult, Finding, Verdict
from clever_upgrade.errors import UsageError
from tests.report.diff import results

WHOLE = DiffRequest()
FILE = "accepted.json"


def accepting(findings: list[Finding] | tuple[Finding, ...], result: DiffResult = results.UNEXPECTED) -> AcceptedFile:
    text = AcceptedFile(FILE).updated(replace(result, findings=tuple(findings)), WHOLE, mildest=Verdict.DRIFTED)
    return parse(FILE, text.encode())


def unexpected(result: DiffResult) -> list[Finding]:
    return [one for one in result.findings if one.difference.verdict is Verdict.UNEXPECTED]


def test_what_was_found_is_accepted_and_fails_nothing() -> None:
    result = accepting(results.UNEXPECTED.findings).apply(results.UNEXPECTED, WHOLE)
    assert result.worst is Verdict.UNEXPECTED
    assert result.worst_left is Verdict.DOCUMENTED
    assert all(one.accepted for one in result.findings)
    assert result.acceptance is not None
    assert (result.acceptance.findings, result.acceptance.records, result.acceptance.unused) == (30, 0, ())


def test_one_that_nobody_has_accepted_fails() -> None:
    first, *others = unexpected(results.UNEXPECTED)
    result = accepting(others).apply(results.UNEXPECTED, WHOLE)
    assert result.worst_left is Verdict.UNEXPECTED
    assert result.acceptance is not None
    assert result.acceptance.records == 1
    assert [one.id for one in unexpected(result) if not one.accepted] == [first.id]


def test_a_group_says_how_much_of_it_is_accepted_and_shows_the_rest() -> None:
    named = [one for one in results.UNEXPECTED.findings if one.difference.path == "name.first"]
    result = accepting(named[:20]).apply(results.UNEXPECTED, WHOLE)
    (group,) = [one for one in result.groups if one.path == "name.first"]
    assert (group.records, group.accepted) == (25, 20)
    assert group.examples == tuple(one.id for one in named[20:23])


def test_the_file_holds_no_value() -> None:
    text = AcceptedFile(FILE).updated(results.UNEXPECTED, WHOLE)
    assert {"Ada", "Bea", "pending"}.isdisjoint(text.replace('"', " ").split())
    assert set(json.loads(text)["differences"][0]) == {"fingerprint", "district", "collection", "id", "path", "rule"}


def test_what_drifted_is_written_only_where_it_fails() -> None:
    drifted = {one.fingerprint for one in results.DRIFTED.findings}
    for mildest, wanted in ((Verdict.UNEXPECTED, set()), (Verdict.DRIFTED, drifted)):
        text = AcceptedFile(FILE).updated(results.DRIFTED, WHOLE, mildest=mildest)
        assert {one.fingerprint for one in parse(FILE, text.encode()).accepted} == wanted


def test_what_never_held_still_cannot_be_accepted() -> None:
    known = accepting(results.UNSETTLED.findings, results.UNSETTLED)
    assert "did-not-settle" not in {one.rule for one in known.accepted}
    result = known.apply(results.UNSETTLED, WHOLE)
    assert result.worst_left is Verdict.DRIFTED
    assert not result.complete


@pytest.mark.parametrize(
    ("request_", "collection", "gone"),
    [
        (WHOLE, "students", True),
        (WHOLE, "contacts", False),
        (DiffRequest(sample=5), "students", False),
        (DiffRequest(ids=(results.record_id(7000),)), "students", False),
    ],
)
def test_only_a_whole_comparison_knows_what_is_gone(request_: DiffRequest, collection: str, gone: bool) -> None:
    record = results.record_id(7000)
    stale = AcceptedDifference(results.DISTRICT, collection, record, "email", "value-differs", "f" * 16)
    known = AcceptedFile(FILE, (stale,))
    result = known.apply(results.UNEXPECTED, request_)
    assert result.acceptance is not None
    assert (stale in result.acceptance.unused) == gone
    assert ("f" * 16 in known.updated(results.UNEXPECTED, request_)) != gone


def test_of_a_record_that_never_held_still_nothing_is_gone() -> None:
    restless = results.UNSETTLED.findings[-1]
    stale = AcceptedDifference(restless.district, "students", restless.id, "email", "value-differs", "f" * 16)
    result = AcceptedFile(FILE, (stale,)).apply(results.UNSETTLED, WHOLE)
    assert result.acceptance is not None
    assert result.acceptance.unused == ()


def test_another_districts_differences_are_left_alone() -> None:
    stale = AcceptedDifference("4fd43cc56d11340000000099", "students", "1" * 24, "email", "value-differs", "f" * 16)
    result = AcceptedFile(FILE, (stale,)).apply(results.MANY, WHOLE)
    assert result.acceptance is not None
    assert result.acceptance.unused == ()


def test_a_limit_keeps_what_nobody_has_accepted() -> None:
    first, *others = unexpected(results.UNEXPECTED)
    result = limited(accepting(others).apply(results.UNEXPECTED, WHOLE), 1)
    assert [one.id for one in result.findings] == [first.id]
    assert result.findings_left_out == 29
    assert limited(result, None) is result
    assert limited(result, 0).worst_left is Verdict.UNEXPECTED


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "are not JSON"),
        ("[]", '"schema" is not'),
        ('{"schema": "clever-upgrade/diff/1"}', '"schema" is not'),
        (json.dumps({"schema": SCHEMA}), 'has no list of "differences"'),
        (json.dumps({"schema": SCHEMA, "differences": [{}]}), 'no text as its "fingerprint"'),
        (json.dumps({"schema": SCHEMA, "differences": [3]}), 'no text as its "fingerprint"'),
    ],
)
def test_a_file_that_is_none_is_refused(text: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as refused:
        parse(FILE, text.encode())
    assert refused.value.hint == "Delete it and write it anew with --update-accepted, or name another."


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("rule", "nonsense"),
        ("rule", "type-differs"),
        ("collection", "studnets"),
        ("collection", "teachers"),
        ("district", "4fd43cc56d11340000000099"),
        ("id", "4fd43cc56d11340000000099"),
        ("path", "email"),
        ("fingerprint", "f" * 16),
    ],
)
def test_what_stands_beside_a_fingerprint_must_be_what_it_names(key: str, value: str) -> None:
    content = json.loads(AcceptedFile(FILE).updated(results.UNEXPECTED, WHOLE))
    assert content["differences"][1][key] != value
    content["differences"][1][key] = value
    with pytest.raises(UsageError, match="the fingerprint of difference 2 of accepted"):
        parse(FILE, json.dumps(content).encode())


chosen = st.lists(st.sampled_from(results.UNEXPECTED.findings), unique_by=lambda one: one.fingerprint)


@given(chosen, st.randoms())
def test_the_same_differences_give_the_same_bytes(some: list[Finding], rng: object) -> None:
    known = accepting(some)
    shuffled = list(known.accepted)
    rng.shuffle(shuffled)  # type: ignore[attr-defined]
    assert written(shuffled) == written(known.accepted)
    assert parse(FILE, written(known.accepted).encode()) == known


@given(chosen)
def test_exactly_what_is_in_the_file_is_accepted(some: list[Finding]) -> None:
    result = accepting(some).apply(results.UNEXPECTED, WHOLE)
    assert {one.fingerprint for one in result.findings if one.accepted} == {one.fingerprint for one in some}
    assert sum(group.accepted for group in result.groups) == len(some)
    left = [one.difference.verdict for one in results.UNEXPECTED.findings if one not in some]
    assert result.worst_left is max([Verdict.DOCUMENTED, *left])
    text = accepting(some).updated(results.UNEXPECTED, WHOLE)
    assert parse(FILE, text.encode()).apply(results.UNEXPECTED, WHOLE).worst_left is not Verdict.UNEXPECTED
