"""The checklist says of each step how it stands, and why; what was not looked at is never done."""

from dataclasses import replace

import pytest

from clever_upgrade.check.probe.result import ProbeResult
from clever_upgrade.check.readiness import Standing
from clever_upgrade.check.result import CheckResult, State
from tests.report.check import results
from tests.report.diff import results as diff_results
from tests.report.scan import results as scan_results

ORDER = ["see-the-changes", "explain-differences", "ready-the-code", "try-the-parsers", "resync", "switch-over"]
DONE, OPEN, BLOCKED = State.DONE, State.OPEN, State.BLOCKED

READS_EVENTS = scan_results.result(scan_results.CUTOVER, scan_results.STUDENTS)


def states(result: CheckResult) -> list[State]:
    return [item.state for item in result.checklist]


def item(result: CheckResult, name: str) -> tuple[State, str, str]:
    (one,) = (one for one in result.checklist if one.name == name)
    return one.state, one.evidence, one.command


@pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)
def test_the_steps_are_always_the_same_and_each_has_its_evidence(result: CheckResult) -> None:
    assert [one.name for one in result.checklist] == ORDER
    assert all(one.evidence for one in result.checklist)
    assert all(one.command for one in result.checklist if one.state is OPEN)
    assert not any(one.command for one in result.checklist if one.state is not OPEN)


def test_what_was_not_looked_at_is_never_done() -> None:
    nothing = results.checked(
        scan=None, probe=None, diff=None, unchecked=(results.NO_PARSER, results.NO_DATA)
    )  # fmt: skip
    assert states(nothing) == [OPEN, BLOCKED, OPEN, OPEN, BLOCKED, BLOCKED]
    stranger = results.STRANGER
    assert DONE not in states(stranger)


def test_on_the_way_each_step_frees_the_next() -> None:
    code = scan_results.result(scan_results.PARSER, scan_results.CUTOVER, scan_results.STUDENTS)
    assert states(results.checked(scan=code)) == [DONE, DONE, OPEN, DONE, BLOCKED, BLOCKED]
    assert states(results.checked(scan=READS_EVENTS)) == [DONE, DONE, DONE, DONE, OPEN, BLOCKED]
    assert states(results.checked(Standing(2, 1), scan=READS_EVENTS)) == [DONE, DONE, DONE, DONE, OPEN, BLOCKED]
    assert states(results.checked(Standing(2, 2), scan=READS_EVENTS)) == [DONE, DONE, DONE, DONE, DONE, OPEN]
    assert states(results.checked(Standing(2, 2), scan=scan_results.CLEAN)) == [DONE] * 6


def test_the_evidence_is_in_numbers_and_names() -> None:
    assert item(results.FOUND, "explain-differences") == (OPEN, "28 unexpected", "clever-upgrade diff")
    assert item(results.FOUND, "ready-the-code")[1] == "old-client-library 2, strict-parsing 1"
    assert "failed: app.roster:Student.model_validate, node parse.js" in item(results.FOUND, "try-the-parsers")[1]
    assert item(results.READY, "see-the-changes")[1].startswith("1,476 records compared; changes: schools-array")


def test_a_comparison_that_came_to_no_end_explains_nothing() -> None:
    for diff in (diff_results.UNSETTLED, replace(diff_results.DOCUMENTED, complete=False)):
        result = results.checked(diff=diff)
        assert item(result, "see-the-changes")[0] is OPEN
        assert item(result, "explain-differences") == (OPEN, "not all could be judged", "clever-upgrade diff")


def test_an_integration_without_events_needs_no_resync() -> None:
    result = results.checked(scan=scan_results.result(scan_results.STUDENTS))
    assert item(result, "resync")[:2] == (DONE, "not needed: no code here reads events of v1.1")


def test_a_reader_of_events_that_was_answered_is_one_all_the_same() -> None:
    answered = scan_results.result(
        suppressed=(replace(scan_results.FOUND.suppressed[0], finding=scan_results.CUTOVER),)
    )  # fmt: skip
    assert item(results.checked(scan=answered), "resync")[0] is OPEN


def test_a_store_that_cannot_be_read_is_said() -> None:
    result = results.checked(Standing(problem="the store could not be read (no route)"), scan=READS_EVENTS)
    assert item(result, "resync") == (OPEN, "the store could not be read (no route)", "clever-upgrade resync")


def test_parsers_that_were_given_nothing_were_not_tried() -> None:
    assert item(results.checked(probe=ProbeResult(())), "try-the-parsers")[0] is OPEN
