"""Counts, groups and findings add up, whatever came in which order."""

from collections import Counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from clever_upgrade.compare.bulk import Alike
from clever_upgrade.compare.judge import worst
from clever_upgrade.compare.result import Change, Difference, Verdict
from clever_upgrade.compare.tally import EXAMPLES, CollectionTally, Tally, fingerprint

DOCUMENTED = Difference("schools", Change.ADDED, Verdict.DOCUMENTED, "schools-array")
DRIFTED = Difference("email", Change.CHANGED, Verdict.DRIFTED, "value-differs")
UNEXPECTED = replace(DRIFTED, verdict=Verdict.UNEXPECTED)

DIFFERENCES = st.builds(
    Difference,
    path=st.sampled_from(["", "schools", "name.first"]),
    change=st.sampled_from([Change.ADDED, Change.CHANGED]),
    verdict=st.sampled_from([Verdict.DRIFTED, Verdict.UNEXPECTED]),
    rule=st.sampled_from(["value-differs", "only-in-to"]),
)
NOTES = st.lists(
    st.tuples(st.sampled_from(["students", "teachers"]), st.sampled_from("abcdef"), DIFFERENCES), max_size=30
)


@given(NOTES, st.none() | st.integers(0, 6))
def test_each_difference_of_each_record_counts_once_under_its_worst_verdict(
    notes: list[tuple[str, str, Difference]], most: int | None
) -> None:
    tally, expected = Tally("d", most), {}
    for collection, record_id, found in notes:
        tally.add(collection, [Alike([found], 1, (record_id,))])
        key = (collection, record_id, found.path, found.change, found.rule)
        expected[key] = max(expected.get(key, Verdict.EQUAL), found.verdict)
    groups = Counter((key[0], *key[2:4], verdict, key[4]) for key, verdict in expected.items())
    made = tally.groups()
    assert {(g.collection, g.path, g.change, g.verdict, g.rule): g.records for g in made} == groups
    findings = tally.findings()
    assert len(findings) + tally.left_out == len(expected)
    assert len(findings) == min(len(expected), len(expected) if most is None else most)
    for found in findings:
        one = found.difference
        assert one.verdict is expected[found.collection, found.id, one.path, one.change, one.rule]
        assert found.fingerprint == fingerprint("d", found.collection, found.id, one)
    for group in made:
        assert len(set(group.examples)) == len(group.examples) <= min(EXAMPLES, group.records)


@given(st.lists(NOTES, max_size=4), st.none() | st.integers(0, 6))
@example(
    [[("students", "a", DRIFTED), *(("students", each, DRIFTED) for each in "bcd"), ("students", "a", UNEXPECTED)]],
    None,
)
def test_what_comes_together_is_counted_as_if_it_came_one_by_one(
    notes: list[list[tuple[str, str, Difference]]], most: int | None
) -> None:
    together, one_by_one = Tally("d", most), Tally("d", most)
    for some in notes:
        alike = [Alike([found], 1, (record_id,)) for _, record_id, found in some]
        together.add("students", alike)
        for each in alike:
            one_by_one.add("students", [each])
    assert together.groups() == one_by_one.groups()
    assert (together.findings(), together.left_out) == (one_by_one.findings(), one_by_one.left_out)


def test_documented_differences_are_counted_and_are_no_findings() -> None:
    tally = Tally("d")
    for record_id in "abcd":
        tally.add("students", [Alike([DOCUMENTED], 1, (record_id,))])
    (group,) = tally.groups()
    assert (group.records, group.examples) == (4, ("a", "b", "c"))
    assert tally.findings() == ()


def test_a_finding_of_nobody_in_particular_is_refused() -> None:
    with pytest.raises(AssertionError):
        Tally("d").add("students", [Alike([UNEXPECTED], 2, ("a", "b"))])


@pytest.mark.parametrize("most", [None, 0])
def test_drift_that_another_list_shows_to_be_a_finding_counts_as_that_alone(most: int | None) -> None:
    tally = Tally("d", most)
    tally.add("students", [Alike([DRIFTED], 1, ("a",))])
    tally.add("students", [Alike([UNEXPECTED], 1, ("a",))], nested_in="/schools/s/students")
    (group,) = tally.groups()
    assert (group.verdict, group.records, group.examples) == (Verdict.UNEXPECTED, 1, ("a",))
    assert (len(tally.findings()), tally.left_out) == ((1, 0) if most is None else (0, 1))


def test_a_finding_that_a_nested_list_repeats_keeps_its_first_place() -> None:
    tally = Tally("d")
    tally.add("students", [Alike([UNEXPECTED], 1, ("a",))])
    tally.add("students", [Alike([UNEXPECTED, DRIFTED], 1, ("a",))], nested_in="/schools/s/students")
    assert [(found.nested_in, found.difference.verdict) for found in tally.findings()] == [("", Verdict.UNEXPECTED)]


def test_groups_come_worst_first_then_largest() -> None:
    tally = Tally("d")
    tally.add("students", [Alike([DOCUMENTED, DRIFTED], 1, ("a",))])
    tally.add("students", [Alike([DOCUMENTED, replace(UNEXPECTED, path="dob")], 1, ("b",))])
    tally.add("students", [Alike([UNEXPECTED], 1, ("c",))])
    tally.add("students", [Alike([UNEXPECTED], 1, ("d",))])
    assert [(group.verdict, group.path) for group in tally.groups()] == [
        (Verdict.UNEXPECTED, "email"),
        (Verdict.UNEXPECTED, "dob"),
        (Verdict.DRIFTED, "email"),
        (Verdict.DOCUMENTED, "schools"),
    ]


def test_a_fingerprint_names_record_place_and_reason_and_never_a_value() -> None:
    base = fingerprint("d", "students", "a", UNEXPECTED)
    assert fingerprint("d", "students", "a", replace(UNEXPECTED, from_value=1, to_value=2, expected=3)) == base
    assert fingerprint("d", "students", "a", DRIFTED) == base
    others = [
        fingerprint("e", "students", "a", UNEXPECTED),
        fingerprint("d", "teachers", "a", UNEXPECTED),
        fingerprint("d", "students", "b", UNEXPECTED),
        *(fingerprint("d", "students", "a", replace(UNEXPECTED, path=path)) for path in ("", "dob")),
        fingerprint("d", "students", "a", replace(UNEXPECTED, change=Change.ADDED)),
        fingerprint("d", "students", "a", replace(UNEXPECTED, rule="type-differs")),
    ]
    assert len({base, *others}) == len(others) + 1
    assert base == "f0a3a1381c097a8e"


@given(st.lists(st.lists(st.sampled_from(list(Verdict)[1:]), max_size=3), max_size=10))
def test_each_record_counts_under_its_worst_verdict(records: list[list[Verdict]]) -> None:
    tally = CollectionTally("students")
    for verdicts in records:
        tally.count([replace(DRIFTED, verdict=verdict) for verdict in verdicts])
    result = tally.result("d", date_forms=0, fields=0)
    assert set(result.verdicts) == set(Verdict)
    assert sum(result.verdicts.values()) == len(records)
    assert result.verdicts == {
        verdict: sum(max(verdicts, default=Verdict.EQUAL) is verdict for verdicts in records) for verdict in Verdict
    }


def test_nothing_differing_is_equal() -> None:
    assert worst([]) is Verdict.EQUAL
    assert worst([UNEXPECTED, DOCUMENTED, DRIFTED]) is Verdict.UNEXPECTED
