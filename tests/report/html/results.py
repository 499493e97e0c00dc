"""Outcomes of checks as pages, and a few more: one without anything, a hostile one, one with very many findings."""

from dataclasses import replace

from clever_upgrade.check.probe.result import ProbeOutcome
from clever_upgrade.check.result import ChecklistItem, CheckResult, State, Unchecked
from clever_upgrade.contract import default_upgrade
from clever_upgrade.errors import DistrictFailure, ExitCode
from clever_upgrade.report.html.page import as_html
from clever_upgrade.report.redaction import Redactor
from tests.report.check import results as check_results
from tests.report.scan import results as scan_results

FOUND = check_results.FOUND
READY = check_results.READY
ONLY_CODE = check_results.ONLY_CODE
ALL = {**check_results.ALL, "nothing": CheckResult(None, None, None)}


def page_of(result: CheckResult) -> str:
    """The whole page."""
    return "".join(as_html(result, Redactor(default_upgrade())))


def with_findings(number: int) -> CheckResult:
    """A check with so many findings in the code."""
    many = (
        replace(scan_results.STUDENTS, path=f"app/part_{at:05}.py", fingerprint=f"{at:016x}") for at in range(number)
    )
    return check_results.checked(scan=scan_results.result(*many))


def hostile(text: str) -> CheckResult:
    """A check in which everything that comes from outside says ``text``."""
    result = check_results.hostile(text)
    assert result.diff is not None
    assert result.probe is not None
    return replace(
        result,
        probe=replace(result.probe, outcomes=(*result.probe.outcomes, ProbeOutcome(text, text, 0, problem=text))),
        diff=replace(result.diff, failures=(DistrictFailure(text, text, text),), findings_left_out=1, complete=False),
        unchecked=(Unchecked("probe", text, text), Unchecked("diff", text, text, ExitCode.API)),
        checklist=tuple(ChecklistItem("name", text, state, text, text) for state in State),
    )
