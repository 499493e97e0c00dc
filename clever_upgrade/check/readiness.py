"""How ready an integration is: what is to be done from the first look to the switch, and how each of it stands.

It is concluded from what the parts of a check have found, and from the store of the resync where there is one. What
was not looked at is open, never done.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clever_upgrade.check.result import ChecklistItem, CheckResult, State
from clever_upgrade.compare.result import DiffResult, Verdict
from clever_upgrade.grammar import counted
from clever_upgrade.scan.result import Finding, ScanResult, Severity

MOVES = ("endpoint-version", "me-endpoint", "events-cutover")
"""The rules of what is changed last: the addresses, once everything else is ready."""
EVENTS = "events-cutover"


@dataclass(frozen=True, slots=True)
class Standing:
    """How far the store is: how many districts it knows, and how many of these were cut over.

    ``problem`` says in a clause why that is not known.
    """

    districts: int = 0
    cut_over: int = 0
    problem: str = ""


def checklist(result: CheckResult, standing: Standing) -> tuple[ChecklistItem, ...]:
    """The items in the order in which they are done."""
    before = (_changes(result.diff), _explained(result.diff), _code(result.scan), _parsers(result))
    ready = all(item.state is State.DONE for item in before)
    resync = _resync(result.scan, standing, ready=ready)
    switch = _switch(result.scan, ready=ready and resync.state is State.DONE)
    return (*before, resync, switch)


def _changes(diff: DiffResult | None) -> ChecklistItem:
    name, title = "see-the-changes", "You have seen what changes in your data"
    if diff is None:
        return ChecklistItem(name, title, State.OPEN, "no data was compared", "clever-upgrade diff")
    records = sum(count.records for count in diff.collections)
    rules = sorted({group.rule for group in diff.groups if group.verdict is Verdict.DOCUMENTED})
    told = f"{counted(records, 'record')} compared; changes: {', '.join(rules) or 'none'}"
    if not diff.complete:
        return ChecklistItem(name, title, State.OPEN, f"{told}; not all could be judged", "clever-upgrade diff")
    return ChecklistItem(name, title, State.DONE, told)


def _explained(diff: DiffResult | None) -> ChecklistItem:
    name, title = "explain-differences", "Every difference is explained by the contract"
    if diff is None:
        return ChecklistItem(name, title, State.BLOCKED, "no data was compared")
    unexpected = sum(
        finding.difference.verdict is Verdict.UNEXPECTED and not finding.accepted for finding in diff.findings
    )
    if diff.worst_left is Verdict.UNEXPECTED:
        return ChecklistItem(name, title, State.OPEN, f"{unexpected:,} unexpected", "clever-upgrade diff")
    if not diff.complete:
        return ChecklistItem(name, title, State.OPEN, "not all could be judged", "clever-upgrade diff")
    accepted = "" if diff.acceptance is None else f" but {diff.acceptance.findings:,} that are accepted"
    return ChecklistItem(name, title, State.DONE, f"nothing unexpected{accepted} was found")


def _code(scan: ScanResult | None) -> ChecklistItem:
    name, title = "ready-the-code", "Your code takes the new fields and states"
    if scan is None:
        return ChecklistItem(name, title, State.OPEN, "no code was scanned", "clever-upgrade scan")
    if not scan.evidence and not scan.findings:
        told = f"nothing that has to do with Clever in {counted(scan.files, 'file')}"
        return ChecklistItem(name, title, State.OPEN, told, "clever-upgrade scan PATH")
    open_ = [finding for finding in _grave(scan) if finding.rule not in MOVES]
    if open_:
        return ChecklistItem(name, title, State.OPEN, _by_rule(open_), "clever-upgrade scan")
    return ChecklistItem(name, title, State.DONE, f"{counted(scan.files, 'file')} scanned, nothing is left")


def _parsers(result: CheckResult) -> ChecklistItem:
    name, title = "try-the-parsers", "Your parsers were tried on records of v1.2"
    if result.probe is None or not result.probe.outcomes:
        return ChecklistItem(name, title, State.OPEN, "no parser was tried", "clever-upgrade probe")
    outcomes = result.probe.outcomes
    tried = sum(outcome.tried for outcome in outcomes)
    failed = [outcome.parser for outcome in outcomes if outcome.failed]
    if failed:
        return ChecklistItem(name, title, State.OPEN, f"failed: {', '.join(failed)}", "clever-upgrade probe")
    told = f"{counted(len(outcomes), 'parser')}, {counted(tried, 'record')}"
    return ChecklistItem(name, title, State.DONE, told)


def _resync(scan: ScanResult | None, standing: Standing, *, ready: bool) -> ChecklistItem:
    name, title = "resync", "Everything was read once through v1.2"
    command = "clever-upgrade resync"
    if standing.districts:
        told = f"{standing.cut_over:,} of {counted(standing.districts, 'district')} cut over"
        if standing.cut_over == standing.districts:
            return ChecklistItem(name, title, State.DONE, told)
        return ChecklistItem(name, title, State.OPEN, told, command)
    if scan is not None and scan.evidence and not _reads_events(scan):
        return ChecklistItem(name, title, State.DONE, "not needed: no code here reads events of v1.1")
    told = standing.problem or "the store of this tool knows no district yet"
    if not ready:
        return ChecklistItem(name, title, State.BLOCKED, f"{told}; make the code ready first")
    return ChecklistItem(name, title, State.OPEN, told, command)


def _switch(scan: ScanResult | None, *, ready: bool) -> ChecklistItem:
    name, title = "switch-over", "Every request asks for v1.2"
    if scan is None:
        return ChecklistItem(name, title, State.BLOCKED, "no code was scanned")
    moves = [finding for finding in scan.findings if finding.rule in MOVES]
    if not moves and (scan.evidence or scan.findings):
        return ChecklistItem(name, title, State.DONE, "no address of v1.1 is left")
    told = _by_rule(moves) or "nothing that has to do with Clever was scanned"
    if not ready:
        return ChecklistItem(name, title, State.BLOCKED, f"{told}; this is done last")
    return ChecklistItem(name, title, State.OPEN, told, "clever-upgrade scan --fix --resynced")


def _grave(scan: ScanResult) -> Iterator[Finding]:
    return (finding for finding in scan.findings if finding.severity is not Severity.NOTE)


def _reads_events(scan: ScanResult) -> bool:
    answered = (suppressed.finding for suppressed in scan.suppressed)
    return any(finding.rule == EVENTS for finding in (*scan.findings, *answered))


def _by_rule(findings: Sequence[Finding]) -> str:
    rules = dict.fromkeys(finding.rule for finding in findings)
    return ", ".join(f"{rule} {sum(finding.rule == rule for finding in findings):,}" for rule in rules)
