"""What every part of a check has found, in one form for the reports that show it side by side."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from clever_upgrade.check.probe.result import ProbeFailure, ProbeOutcome
from clever_upgrade.check.result import DIFF, PROBE, SCAN, CheckResult
from clever_upgrade.check.verdict import OF_PARSERS, OF_VERDICTS
from clever_upgrade.compare.judge import Rules
from clever_upgrade.compare.result import MISSING, Change, DiffResult, FieldGroup, Verdict
from clever_upgrade.compare.result import Finding as Found
from clever_upgrade.contract import default_upgrade
from clever_upgrade.grammar import counted
from clever_upgrade.report.diff.json import findings_in_order, groups_in_order
from clever_upgrade.report.diff.words import group_in_words, place
from clever_upgrade.report.probe.words import message_of, rule_of, shown_record, what_happened
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.scan.words import grouped
from clever_upgrade.report.untrusted import printable, printable_value
from clever_upgrade.scan.fingerprint import fingerprint
from clever_upgrade.scan.result import Finding, Place, ScanResult, Severity

_Kind = tuple[str, str, Change, Verdict, str]
"""What all differences of a group have in common."""

NOT_TRIED = "not-tried"
"""The rule of a parser that could not be given anything."""

_MOST_RECORDS = 5
"""How many of the records with one difference are named; `clever-upgrade diff` names them all."""
_ASK = "Make your code ready for it, or ask Clever about these records."
_READ_AGAIN = "Compare again at a quieter time, if it matters."
_REMEDIES = {
    Rules.ONLY_IN_FROM: "Ask Clever why v1.2 does not share these records, before a resync archives them.",
    Rules.SCHOOLS_MISMATCH: "Do not build on schools before Clever has explained these records.",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a person must look at.

    ``part`` is scan, probe or diff. ``where`` says it in words: a file with its line, a parser, or a field of a
    collection (records with the same difference are one problem); ``subject`` is what it belongs to: the file, the
    parser or the collection. ``path`` and ``place`` are there if it is in a file;
    ``frame`` holds the lines of the file from the place's first one on. ``details`` are further lines; nothing in them
    is a person's. ``rule`` is unique within its part only.
    """

    part: str
    rule: str
    severity: Severity
    where: str
    subject: str
    message: str
    remedy: str
    fingerprint: str
    path: str = ""
    place: Place | None = None
    frame: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


def problems(result: CheckResult, redactor: Redactor) -> list[Problem]:
    """Every problem: those of the code first, then those of the parsers, then those of the data."""
    return [*_of_scan(result.scan), *_of_probe(result), *_of_diff(result.diff, redactor)]


def _of_scan(scan: ScanResult | None) -> Iterator[Problem]:
    for finding in _gravest_first(scan) if scan is not None else ():
        yield Problem(
            part=SCAN,
            rule=finding.rule,
            severity=finding.severity,
            where=f"{printable(finding.path)}:{finding.place.line}",
            subject=printable(finding.path),
            message=finding.message,
            remedy=finding.remedy,
            fingerprint=finding.fingerprint,
            path=finding.path,
            place=finding.place,
            frame=finding.frame,
            details=finding.evidence,
        )


def _gravest_first(scan: ScanResult) -> list[Finding]:
    """The findings of a scan; of the equally grave ones those that one act clears together come last."""
    groups, alone = grouped(scan.findings, scan.paths)
    findings = [*alone, *(finding for group in groups for finding in group.findings)]
    return sorted(findings, key=lambda finding: -finding.severity.weight)


def _of_probe(result: CheckResult) -> Iterator[Problem]:
    for outcome in result.probe.outcomes if result.probe is not None else ():
        if outcome.problem:
            mark = fingerprint(NOT_TRIED, outcome.parser, outcome.collection)
            yield _problem_of(outcome, NOT_TRIED, printable(outcome.problem), outcome.remedy, mark, ())
        for failure in outcome.failures:
            message = f"the parser {what_happened(failure)}"
            found = _problem_of(
                outcome, rule_of(failure), message, failure.remedy, failure.fingerprint, _details(outcome, failure)
            )
            yield found if failure.is_grave else replace(found, severity=Severity.NOTE)


def _problem_of(
    outcome: ProbeOutcome, rule: str, message: str, remedy: str, mark: str, details: tuple[str, ...]
) -> Problem:
    line = max(outcome.line, 1)
    return Problem(
        part=PROBE,
        rule=rule,
        severity=OF_PARSERS,
        where=parser_in_words(outcome),
        subject=parser_in_words(outcome),
        message=message,
        remedy=remedy,
        fingerprint=mark,
        path=outcome.path,
        place=Place(0, 0, line, 1, line, 1) if outcome.path else None,
        details=details,
    )


def parser_in_words(outcome: ProbeOutcome) -> str:
    """A parser and what it reads."""
    return f"{printable(outcome.parser)} ({printable(outcome.collection)})"


def _details(outcome: ProbeOutcome, failure: ProbeFailure) -> tuple[str, ...]:
    record = shown_record(outcome.collection, failure, default_upgrade())
    return tuple(line for line in (message_of(failure), f"record: {printable_value(record)}") if line)


def _of_diff(result: DiffResult | None, redactor: Redactor) -> Iterator[Problem]:
    if result is None:
        return
    findings: dict[_Kind, list[Found]] = {}
    for finding in (finding for finding in findings_in_order(result) if not finding.accepted):
        findings.setdefault(_kind_of_finding(finding), []).append(finding)
    for group in groups_in_order(result):
        if group.verdict in OF_VERDICTS and group.records > group.accepted:
            yield _of_group(result, group, findings.get(_kind_of_group(group), []), redactor)


def _of_group(result: DiffResult, group: FieldGroup, findings: Sequence[Found], redactor: Redactor) -> Problem:
    where = place(group.collection, group.path)
    return Problem(
        part=DIFF,
        rule=group.rule,
        severity=Severity.ERROR if group.rule == Rules.DID_NOT_SETTLE else OF_VERDICTS[group.verdict],
        where=where,
        subject=printable(group.collection),
        message=f"{group_in_words(result, group)}: {counted(group.records - group.accepted, 'record')}",
        remedy=_REMEDIES.get(group.rule, _ASK) if group.verdict is Verdict.UNEXPECTED else _READ_AGAIN,
        fingerprint=fingerprint(group.rule, where, f"{group.change.value} {group.verdict.label}"),
        details=tuple(_records(result, group, findings, redactor)),
    )


def _records(result: DiffResult, group: FieldGroup, findings: Sequence[Found], redactor: Redactor) -> Iterator[str]:
    """Some of the records of a group, with what is shown of their values."""
    shown = findings[:_MOST_RECORDS]
    for finding in shown:
        district = f"{printable(finding.district)} " if result.coverage.districts > 1 else ""
        below = f" in {printable(finding.nested_in)}" if finding.nested_in else ""
        values = ", ".join(_values(result, finding, redactor))
        yield f"{district}{printable(finding.id)}{below}{f': {values}' if values else ''}"
    more = group.records - group.accepted - len(shown)
    if shown and more > 0:
        yield f"and {more:,} more"


def _values(result: DiffResult, finding: Found, redactor: Redactor) -> Iterator[str]:
    difference = finding.difference
    sides = ((result.from_version, difference.from_value), (result.to_version, difference.to_value))
    for name, value in sides:
        shown = redactor.shown(finding.collection, difference.path, value)
        if shown is not MISSING:
            yield f"{name} {printable(shown) if isinstance(shown, str) else printable_value(shown)}"


def _kind_of_group(group: FieldGroup) -> _Kind:
    return group.collection, group.path, group.change, group.verdict, group.rule


def _kind_of_finding(finding: Found) -> _Kind:
    difference = finding.difference
    return finding.collection, difference.path, difference.change, difference.verdict, difference.rule
