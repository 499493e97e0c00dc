"""What every part of a check has found, in one form for the reports that show it side by side."""

from collections.abc import Iterator
from dataclasses import dataclass

from clever_upgrade.check.probe.result import ProbeFailure, ProbeOutcome, Trouble
from clever_upgrade.check.result import CheckResult
from clever_upgrade.compare.result import MISSING, DiffResult, Finding, Verdict
from clever_upgrade.report.diff_json import findings_in_order
from clever_upgrade.report.diff_words import rule_in_words
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.scan_words import in_order
from clever_upgrade.report.untrusted import LONGEST_NAME, printable, printable_value
from clever_upgrade.scan.result import Place, Severity

SCAN, PROBE, DIFF = "scan", "probe", "diff"

_DIFF_SEVERITIES = {Verdict.UNEXPECTED: Severity.ERROR, Verdict.DRIFTED: Severity.NOTE}
_TROUBLES = {
    Trouble.RAISES: "refuses a record of v1.2",
    Trouble.HANGS: "gives no answer to a record of v1.2",
    Trouble.DROPS: "takes a record of v1.2 and brings nothing for it",
    Trouble.CHANGES: "makes something else of a record of v1.2",
    Trouble.REFUSES_EARLIER: "refuses a record of v1.1 already",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that a person must look at.

    ``part`` is scan, probe or diff. ``where`` says it in words: a file with its line, a parser, or a record. ``path``
    and ``place`` are there if it is in a file; ``frame`` holds the lines of the file from the place's first one on.
    ``details`` are further lines; nothing in them is a person's.
    """

    part: str
    rule: str
    severity: Severity
    where: str
    message: str
    remedy: str
    fingerprint: str
    path: str = ""
    place: Place | None = None
    frame: tuple[str, ...] = ()
    details: tuple[str, ...] = ()


def problems(result: CheckResult, redactor: Redactor) -> list[Problem]:
    """Every problem: those of the code first, then those of the parsers, then those of the data."""
    return [*_of_scan(result), *_of_probe(result), *_of_diff(result.diff, redactor)]


def _of_scan(result: CheckResult) -> Iterator[Problem]:
    for finding in in_order(result.scan.findings) if result.scan is not None else ():
        yield Problem(
            part=SCAN,
            rule=finding.rule,
            severity=finding.severity,
            where=f"{printable(finding.path)}:{finding.place.line}",
            message=finding.message,
            remedy=finding.remedy,
            fingerprint=finding.fingerprint,
            path=finding.path,
            place=finding.place,
            frame=finding.frame,
            details=finding.evidence,
        )


def _of_probe(result: CheckResult) -> Iterator[Problem]:
    for outcome in result.probe.outcomes if result.probe is not None else ():
        if outcome.problem:
            yield _problem_of(outcome, "probe", outcome.problem, "", "", ())
        for failure in outcome.failures:
            message = f"{printable(outcome.parser)} {_TROUBLES[failure.trouble]}: {failure.variation}"
            rule = failure.rule or failure.trouble.value
            yield _problem_of(outcome, rule, message, failure.remedy, failure.fingerprint, _details(failure))


def _problem_of(
    outcome: ProbeOutcome, rule: str, message: str, remedy: str, fingerprint: str, details: tuple[str, ...]
) -> Problem:
    line = max(outcome.line, 1)
    return Problem(
        part=PROBE,
        rule=rule,
        severity=Severity.ERROR,
        where=f"{printable(outcome.parser)} ({outcome.collection})",
        message=message,
        remedy=remedy,
        fingerprint=fingerprint,
        path=outcome.path,
        place=Place(0, 0, line, 1, line, 1) if outcome.path else None,
        details=details,
    )


def _details(failure: ProbeFailure) -> tuple[str, ...]:
    told = printable(failure.message, 200)
    return tuple(line for line in (told, f"record: {printable_value(failure.record)}") if line)


def _of_diff(result: DiffResult | None, redactor: Redactor) -> Iterator[Problem]:
    if result is None:
        return
    for finding in findings_in_order(result):
        difference = finding.difference
        path = printable(difference.path, LONGEST_NAME)
        yield Problem(
            part=DIFF,
            rule=difference.rule,
            severity=_DIFF_SEVERITIES[difference.verdict],
            where=f"{printable(finding.collection)} {printable(finding.id)}",
            message=f"{path or 'the whole record'} {difference.change.value}: {rule_in_words(result, difference.rule)}",
            remedy="Ask Clever about it, or make your code ready for it.",
            fingerprint=finding.fingerprint,
            details=tuple(_values(result, finding, redactor)),
        )


def _values(result: DiffResult, finding: Finding, redactor: Redactor) -> Iterator[str]:
    difference = finding.difference
    sides = ((result.from_version, difference.from_value), (result.to_version, difference.to_value))
    for name, value in sides:
        shown = redactor.shown(finding.collection, difference.path, value)
        if shown is not MISSING:
            yield f"{name}: {printable(shown) if isinstance(shown, str) else printable_value(shown)}"
