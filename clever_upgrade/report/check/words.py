"""The sentences that the reports of a check share."""

from collections.abc import Iterable

from clever_upgrade.check.result import DIFF, PROBE, SCAN, ChecklistItem, CheckResult, State, Unchecked
from clever_upgrade.check.verdict import counts, unfinished
from clever_upgrade.compare.result import Acceptance, Verdict
from clever_upgrade.grammar import counted, listed
from clever_upgrade.report.check.problem import Problem
from clever_upgrade.report.diff.words import affected
from clever_upgrade.scan.result import Severity

PARTS = {SCAN: "Code", PROBE: "Parsers", DIFF: "Data"}
"""The parts of a check, as people call them."""


def headline(result: CheckResult, found: list[Problem]) -> str:
    """The answer in one sentence."""
    grave = sum(counts(problem.severity, result.fail_on) for problem in found)
    failed = unfinished(result)
    if failed:
        words = listed([PARTS[part].lower() for part in PARTS if part in failed])
        told = f"Not conclusive: {words} could not be checked{'' if _missing(result, failed) else ' to the end'}."
        return f"{told} {counted(grave, 'problem')} so far." if grave else told
    if grave:
        return f"Not ready: {counted(grave, 'problem')} to look at."
    if is_elsewhere(result):
        return "Nothing here has to do with Clever, as far as was checked."
    left_out = [PARTS[one.part].lower() for one in result.unchecked]
    checked = [name.lower() for part, name in PARTS.items() if part not in {one.part for one in result.unchecked}]
    rest = (
        f" {listed(left_out).capitalize()} {'was' if left_out == ['data'] else 'were'} not checked." if left_out else ""
    )
    return f"Nothing stands in the way in {listed(checked)}.{rest}" if checked else f"Nothing was checked.{rest}"


def _missing(result: CheckResult, failed: Iterable[str]) -> bool:
    """Whether nothing at all is known of one of these parts."""
    return any(one.part in failed for one in result.unchecked)


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


def why_unchecked(one: Unchecked) -> str:
    """Why a part did not run, and what would have it run."""
    return f"{one.why}. {one.remedy}".rstrip()


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
    if part == SCAN and result.scan is not None:
        told += _said(len(result.scan.suppressed), "answered")
        told += _said(len(result.scan.skipped), "not looked at in full")
    if part == DIFF and result.diff is not None:
        told += _said(affected(result.diff, Verdict.DOCUMENTED), "as documented")
        told += _said(len(result.diff.failures), "districts not compared")
        told += _accepted(result.diff.acceptance)
    return ", ".join(told) or "nothing"


def _accepted(acceptance: Acceptance | None) -> list[str]:
    if acceptance is None:
        return []
    return [*_said(acceptance.findings, "accepted"), *_said(len(acceptance.unused), "accepted in vain")]


def _said(number: int, what: str) -> list[str]:
    return [f"{number:,} {what}"] if number else []
