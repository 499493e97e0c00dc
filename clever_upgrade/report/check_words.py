"""The sentences that the reports of a check share."""

from clever_upgrade.check.result import ChecklistItem, CheckResult, State
from clever_upgrade.compare.result import Verdict
from clever_upgrade.report.diff_words import affected, counted
from clever_upgrade.report.problem import DIFF, PROBE, SCAN, Problem
from clever_upgrade.scan.result import Severity

PARTS = {SCAN: "Code", PROBE: "Parsers", DIFF: "Data"}
"""The parts of a check, as people call them."""


def headline(result: CheckResult, found: list[Problem]) -> str:
    """The answer in one sentence."""
    grave = sum(problem.severity is not Severity.NOTE for problem in found)
    failed = [one.part for one in result.unchecked if one.exit_code]
    if failed:
        told = f"Not conclusive: {' and '.join(PARTS[part].lower() for part in failed)} could not be checked."
        return f"{told} {counted(grave, 'problem')} in the rest." if grave else told
    if grave:
        return f"Not ready: {counted(grave, 'problem')} to look at."
    if is_elsewhere(result):
        return "Nothing here has to do with Clever, as far as was checked."
    left_out = [PARTS[one.part].lower() for one in result.unchecked]
    checked = [name.lower() for part, name in PARTS.items() if part not in {one.part for one in result.unchecked}]
    rest = (
        f" {_listed(left_out).capitalize()} {'was' if left_out == ['data'] else 'were'} not checked."
        if left_out
        else ""
    )
    return f"Nothing stands in the way in {_listed(checked)}.{rest}" if checked else f"Nothing was checked.{rest}"


def is_elsewhere(result: CheckResult) -> bool:
    """Whether only code was looked at, and none of it has to do with Clever."""
    scan = result.scan
    return result.probe is None and result.diff is None and scan is not None and not (scan.evidence or scan.findings)


def parts_in_words(result: CheckResult, found: list[Problem]) -> list[tuple[str, str, str]]:
    """Each part: its name, what it looked at, and what it found."""
    unchecked = {one.part: one for one in result.unchecked}
    looked_at = {SCAN: _scanned(result), PROBE: _tried(result), DIFF: _compared(result)}
    rows = []
    for part, name in PARTS.items():
        if part in unchecked:
            rows.append((name, "not checked", unchecked[part].why))
        else:
            rows.append((name, looked_at[part], _found(part, result, found)))
    return rows


def readiness(items: tuple[ChecklistItem, ...]) -> str:
    """How far the way to v1.2 is."""
    done = sum(item.state is State.DONE for item in items)
    return f"{done} of {counted(len(items), 'step')} done"


def _scanned(result: CheckResult) -> str:
    return "" if result.scan is None else counted(result.scan.files, "file")


def _tried(result: CheckResult) -> str:
    if result.probe is None:
        return ""
    tried = sum(outcome.tried for outcome in result.probe.outcomes)
    return f"{counted(len(result.probe.outcomes), 'parser')} on {counted(tried, 'record')}"


def _compared(result: CheckResult) -> str:
    return "" if result.diff is None else counted(sum(count.records for count in result.diff.collections), "record")


def _found(part: str, result: CheckResult, found: list[Problem]) -> str:
    own = [problem for problem in found if problem.part == part]
    told = [
        counted(number, severity.value)
        for severity in Severity
        if (number := sum(problem.severity is severity for problem in own))
    ]
    if part == DIFF and result.diff is not None:
        documented = affected(result.diff, Verdict.DOCUMENTED)
        told.append(f"{documented:,} as documented")
    return ", ".join(told) or "nothing"


def _listed(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
