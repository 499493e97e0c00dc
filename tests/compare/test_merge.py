"""Many results add up to one that says of all districts what each said of its own."""

from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.merge import merged
from clever_upgrade.compare.result import Change, CollectionCount, DiffResult, FieldGroup, Finding, Verdict
from clever_upgrade.errors import DistrictFailure, ExitCode, NothingComparedError, UnreachableError
from tests.report.diff import results

FAILURE = DistrictFailure("5" * 24, "unreachable", "no answer")

verdicts = st.dictionaries(st.sampled_from(Verdict), st.integers(0, 50), max_size=4)
groups = st.builds(
    FieldGroup,
    collection=st.sampled_from(["students", "teachers"]),
    path=st.sampled_from(["schools", "name.first"]),
    change=st.sampled_from(Change),
    verdict=st.sampled_from([Verdict.DOCUMENTED, Verdict.UNEXPECTED]),
    rule=st.sampled_from(["schools-array", "value-differs"]),
    records=st.integers(1, 100),
    examples=st.lists(st.integers(0, 99).map(results.record_id), max_size=3).map(tuple),
)


@st.composite
def one_result(draw: st.DrawFn) -> DiffResult:
    district = f"{draw(st.integers(0, 2**32)):024x}"
    counts = draw(st.lists(st.sampled_from(["students", "teachers", "schools"]), unique=True, min_size=1))
    return replace(
        results.DOCUMENTED,
        complete=draw(st.booleans()),
        collections=tuple(
            CollectionCount(
                district, name, draw(st.integers(0, 9)), verdicts=draw(verdicts), fields=draw(st.integers(0, 9))
            )
            for name in counts
        ),
        groups=tuple({_key(group): group for group in draw(st.lists(groups, max_size=4))}.values()),
        findings=tuple(
            Finding(
                district,
                "students",
                results.record_id(number),
                results.unexpected("a", Change.CHANGED, "b"),
                f"{number:016x}",
            )
            for number in range(draw(st.integers(0, 4)))
        ),
        skipped=tuple(draw(st.lists(st.sampled_from(["a", "b", "c"]), unique=True))),
    )


def _key(group: FieldGroup) -> tuple[object, ...]:
    return group.collection, group.path, group.change, group.verdict, group.rule


many = st.lists(one_result(), min_size=1, max_size=6)


@given(one_result())
def test_one_result_stays_what_it_is(result: DiffResult) -> None:
    together = merged([result], [])
    same = ("from_version", "to_version", "complete", "collections", "nested", "findings", "skipped", "failures")
    assert all(getattr(together, name) == getattr(result, name) for name in same)
    assert [replace(group, examples=tuple(sorted(group.examples))) for group in result.groups] == list(together.groups)


@given(many)
def test_nothing_is_lost_and_nothing_counts_twice(some: list[DiffResult]) -> None:
    together = merged(some, [])
    assert list(together.collections) == [count for result in some for count in result.collections]
    records: Counter[tuple[object, ...]] = Counter()
    for result in some:
        for group in result.groups:
            records[_key(group)] += group.records
    assert {_key(group): group.records for group in together.groups} == records
    assert list(together.findings) == [finding for result in some for finding in result.findings]
    assert together.worst == max(result.worst for result in some)
    assert together.complete == all(result.complete for result in some)
    assert together.coverage.requests == sum(result.coverage.requests for result in some)


@given(many, st.integers(0, 5))
def test_what_a_limit_keeps_out_is_counted(some: list[DiffResult], most: int) -> None:
    together = merged(some, [], max_findings=most)
    assert len(together.findings) <= most
    assert len(together.findings) + together.findings_left_out == sum(len(result.findings) for result in some)


@given(many)
def test_a_sentence_that_does_not_hold_everywhere_says_so(some: list[DiffResult]) -> None:
    for sentence in merged(some, []).skipped:
        text, _, where = sentence.partition(" (in ")
        number = sum(text in result.skipped for result in some)
        assert (where == "") == (number == len(some))
        assert not where or where == f"{number} of {len(some)} districts)"


def test_a_failure_makes_it_incomplete() -> None:
    together = merged([results.EQUAL], [FAILURE])
    assert (together.complete, together.failures) == (False, (FAILURE,))


def test_if_all_failed_there_is_no_result() -> None:
    with pytest.raises(
        NothingComparedError, match="none of 2 districts could be compared, the first one so: no answer"
    ):
        merged([], [FAILURE, FAILURE])


def test_an_error_is_a_failure_of_its_district() -> None:
    failure = DistrictFailure.of("d", UnreachableError("no answer"))
    assert failure == DistrictFailure("d", "unreachable", "no answer", ExitCode.API)
