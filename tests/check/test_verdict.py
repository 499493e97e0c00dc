"""The one exit code of a check: what could not be looked at weighs more than what was found."""

from dataclasses import replace

import pytest

from clever_upgrade.check.verdict import exit_code, unfinished
from clever_upgrade.errors import ExitCode
from clever_upgrade.scan.result import Severity
from tests.report.check import results
from tests.report.diff import results as diff_results
from tests.report.scan import results as scan_results


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        # For --fail-on error, warning, note and never.
        ("found", (1, 1, 1, 0)),
        ("ready", (0, 0, 0, 0)),
        ("notes", (0, 0, 1, 0)),
        ("only-code", (0, 1, 1, 0)),
        ("cut-off", (4, 4, 4, 4)),
        ("unsettled", (4, 4, 4, 4)),
        ("many", (4, 4, 4, 4)),
        ("stranger", (0, 0, 0, 0)),
    ],
)
def test_what_counts_is_said_by_one_severity(name: str, codes: tuple[int, ...]) -> None:
    thresholds = ("error", "warning", "note", "never")
    assert tuple(exit_code(replace(results.ALL[name], fail_on=one)) for one in thresholds) == codes


@pytest.mark.parametrize("severity", Severity)
def test_each_part_can_fail_alone(severity: Severity) -> None:
    finding = replace(scan_results.STUDENTS, severity=severity)
    own = results.checked(scan=scan_results.result(finding))
    assert [exit_code(replace(own, fail_on=one.value)) for one in Severity] == [
        ExitCode.FINDINGS if severity.weight >= one.weight else ExitCode.OK for one in Severity
    ]
    assert exit_code(results.checked(probe=results.PARSERS)) is ExitCode.FINDINGS
    assert exit_code(results.checked(diff=diff_results.UNEXPECTED)) is ExitCode.FINDINGS


def test_documented_differences_never_fail() -> None:
    assert exit_code(replace(results.checked(diff=diff_results.DOCUMENTED), fail_on="note")) is ExitCode.OK


def test_the_gravest_reason_is_the_exit_code() -> None:
    store = replace(results.UNREACHABLE, part="scan", exit_code=5)
    both = results.checked(scan=None, diff=None, unchecked=(store, results.UNREACHABLE))
    assert unfinished(both) == {"scan": ExitCode.STORE, "diff": ExitCode.API}
    assert exit_code(both) is ExitCode.STORE


def test_what_nobody_asked_for_is_not_unfinished() -> None:
    assert unfinished(results.ONLY_CODE) == {}
