"""The parts of a check run one after the other, and one that fails stops no other."""

import pytest

from clever_upgrade.check.readiness import Standing
from clever_upgrade.check.run import Parts, run_check
from clever_upgrade.errors import StoreError, UnreachableError, UsageError
from tests.report.check import results
from tests.report.diff import results as diff_results
from tests.report.scan import results as scan_results


def parts(**given: object) -> Parts:
    whole: dict[str, object] = {
        "scan": lambda: scan_results.FEW,
        "probe": lambda: results.GOOD_PARSERS,
        "diff": lambda: diff_results.DOCUMENTED,
        "standing": Standing,
    }
    return Parts(**{**whole, **given})  # type: ignore[arg-type]


def test_each_part_says_its_own() -> None:
    result = run_check(parts(standing=lambda: Standing(2, 1)), "error", "gate.toml")
    assert (result.scan, result.probe, result.diff) == (
        scan_results.FEW,
        results.GOOD_PARSERS,
        diff_results.DOCUMENTED,
    )
    assert result.unchecked == ()
    assert (result.fail_on, result.configuration) == ("error", "gate.toml")
    assert "1 of 2 districts cut over" in {item.evidence for item in result.checklist}


def test_a_part_that_is_not_configured_is_left_out_and_said() -> None:
    result = run_check(parts(probe=results.NO_PARSER, diff=results.NO_DATA), "warning")
    assert (result.probe, result.diff) == (None, None)
    assert result.unchecked == (results.NO_PARSER, results.NO_DATA)


def test_a_part_that_fails_stops_no_other() -> None:
    def no_answer() -> None:
        raise UnreachableError("no answer", hint="Check the network.")

    def no_store() -> None:
        raise StoreError("the disk is full")

    result = run_check(parts(probe=no_store, diff=no_answer), "warning")
    assert result.scan == scan_results.FEW
    assert [(one.part, one.why, one.remedy, one.exit_code) for one in result.unchecked] == [
        ("probe", "the disk is full", "", 5),
        ("diff", "no answer", "Check the network.", 4),
    ]


def test_what_is_configured_wrongly_is_no_result() -> None:
    def wrong() -> None:
        raise UsageError("no such recording")

    with pytest.raises(UsageError):
        run_check(parts(diff=wrong), "warning")
