"""What a scan found as Markdown, for a comment on a pull request or for a ticket.

Text from source code stands in code spans, or is escaped: it can neither format, link nor mention anybody.
"""

from collections.abc import Iterable, Iterator

from clever_upgrade.grammar import counted
from clever_upgrade.report.markdown import code, plain, table
from clever_upgrade.report.scan.words import (
    SEVERITIES,
    Group,
    by_rule,
    fixable,
    grouped,
    headline,
    looked_at,
    skipped_in_order,
    unused_in_order,
)
from clever_upgrade.report.untrusted import LONGEST_VALUE, printable
from clever_upgrade.scan.result import Finding, ScanResult, Severity
from clever_upgrade.scan.suppress import why_unused

MOST_FINDINGS = 100
"""More than this many rows nobody reads in a comment."""

MOST_NOTES = 20
"""The same for files that were skipped, and for unused suppressions."""


def as_markdown(result: ScanResult) -> Iterator[str]:
    """The report, line by line."""
    for line in _lines(result):
        yield f"{line}\n"


def _lines(result: ScanResult) -> Iterator[str]:
    groups, alone = grouped(result.findings, result.paths)
    yield from ("## clever-upgrade scan", "", f"**{plain(headline(result))}**")
    if result.findings:
        yield from ("", *_summary(result.findings))
    for group in groups:
        yield from _group(group)
    for severity in SEVERITIES:
        yield from _findings(severity, [finding for finding in alone if finding.severity is severity])
    yield from ("", "### Coverage", "")
    yield from (f"- {plain(sentence)}" for sentence in looked_at(result))
    yield from _notes(_unused(result), "unused suppression")
    yield from _notes(_skipped(result), "skipped file")


def _summary(findings: Iterable[Finding]) -> Iterator[str]:
    found = tuple(findings)
    rows = []
    for rule, _ in by_rule(found):
        of_rule = [finding for finding in found if finding.rule == rule]
        counts = [sum(finding.severity is severity for finding in of_rule) for severity in SEVERITIES]
        rows.append((code(rule), *(f"{number:,}" for number in (*counts, len(fixable(of_rule))))))
    yield from table(("Rule", "Errors", "Warnings", "Notes", "`--fix` clears"), rows, numbers_from=1)


def _group(group: Group) -> Iterator[str]:
    yield from ("", f"### {plain(group.cause[:1].upper() + group.cause[1:])}", "")
    rules = ", ".join(f"{number:,} of {code(rule)}" for rule, number in group.rules)
    where = f" below {code(group.tree)}" if group.tree else ""
    found = counted(len(group.findings), "finding")
    yield f"{found} in {counted(group.files, 'file')}{where} that this one act clears: {rules}."
    yield from (f"\n{plain(remedy)}" for remedy in group.remedies)
    first = group.findings[0]
    yield f"\nThe first is at {_where(first)}; `--format json` lists them all."


def _findings(severity: Severity, findings: list[Finding]) -> Iterator[str]:
    if not findings:
        return
    yield from ("", f"### {severity.value.capitalize()}s", "")
    rows = (
        (_where(finding), code(finding.rule), _what(finding), plain(finding.remedy))
        for finding in findings[:MOST_FINDINGS]
    )
    yield from table(("Where", "Rule", "What", "What to do"), rows)
    more = len(findings) - MOST_FINDINGS
    if more > 0:
        yield f"\n{counted(more, f'more {severity.value}')}; `--format json` lists them all."


def _where(finding: Finding) -> str:
    return code(f"{finding.path}:{finding.place.line}:{finding.place.column}")


def _what(finding: Finding) -> str:
    told = [plain(finding.message)]
    if finding.matched:
        told.append(code(printable(finding.matched, LONGEST_VALUE)))
    if finding.fix is not None:
        told.append("(`--fix` does it)")
    elif finding.held:
        told.append(f"(not fixed: {plain(finding.held)})")
    return " ".join(told)


def _unused(result: ScanResult) -> list[str]:
    return [f"{code(f'{one.path}:{one.line}')}: {plain(why_unused(one))}" for one in unused_in_order(result)]


def _skipped(result: ScanResult) -> list[str]:
    return [f"{code(one.path)} {plain(one.why)}" for one in skipped_in_order(result)]


def _notes(notes: list[str], what: str) -> Iterator[str]:
    if not notes:
        return
    yield from ("", f"### {counted(len(notes), what).capitalize()}", "")
    yield from (f"- {note}" for note in notes[:MOST_NOTES])
    more = len(notes) - MOST_NOTES
    if more > 0:
        yield f"- and {more:,} more; `--format json` lists them all."
