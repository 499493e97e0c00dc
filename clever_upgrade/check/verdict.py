"""Whether what a check has found is to fail the job."""

from clever_upgrade.check.result import CheckResult
from clever_upgrade.compare.result import Verdict
from clever_upgrade.scan.result import Severity

NEVER = "never"


def fails(result: CheckResult, diff_fails_on: str, scan_fails_on: str) -> bool:
    """Whether any part has found what its own setting counts; a parser that fails always does."""
    return _code_fails(result, scan_fails_on) or _parsers_fail(result) or _data_fails(result, diff_fails_on)


def _code_fails(result: CheckResult, fail_on: str) -> bool:
    worst = result.scan.worst() if result.scan is not None else None
    return worst is not None and fail_on != NEVER and worst.weight >= Severity(fail_on).weight


def _parsers_fail(result: CheckResult) -> bool:
    return result.probe is not None and result.probe.failed


def _data_fails(result: CheckResult, fail_on: str) -> bool:
    return result.diff is not None and fail_on != NEVER and result.diff.worst >= Verdict[fail_on.upper()]
