"""The outcome of a comparison as Markdown, to be pasted into a ticket.

Text that came from a server stands in code spans only, where it can neither format, link nor mention anybody.
"""

from collections.abc import Iterator

from clever_upgrade.compare.result import MISSING, DiffResult, FieldGroup, Finding, Verdict
from clever_upgrade.grammar import counted
from clever_upgrade.report.diff.districts import DistrictCount, districts_that_differ
from clever_upgrade.report.diff.json import findings_in_order, groups_in_order
from clever_upgrade.report.diff.words import (
    accepted_in_vain,
    accepted_in_words,
    by_collection,
    coverage_notes,
    groups_of,
    headline,
    meaning,
    notes,
    place,
)
from clever_upgrade.report.markdown import code, plain, table
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.untrusted import printable_value

MOST_FINDINGS = 100
"""More than this many rows nobody reads in a ticket."""

MOST_GROUPS = 50
"""The same for kinds of difference, of each verdict."""


def as_markdown(result: DiffResult, redactor: Redactor) -> Iterator[str]:
    """The report, line by line."""
    for line in _lines(result, redactor):
        yield f"{line}\n"


def _lines(result: DiffResult, redactor: Redactor) -> Iterator[str]:
    yield f"## clever-upgrade diff: {result.from_version} to {result.to_version}"
    yield ""
    yield f"**{plain(headline(result))}**"
    yield ""
    head = ("Collection", "Compared", "Equal", "Documented", "Drifted", "Unexpected")
    yield from table(head, (_row_of(row) for row in by_collection(result)), numbers_from=1)
    yield from (f"\n{plain(note)}" for note in notes(result))
    yield from _districts(result)
    yield from _groups(result)
    yield from _accepted(result)
    yield from _findings(result, redactor)
    yield from ("", "### Coverage", "")
    yield from (f"- {plain(note)}" for note in coverage_notes(result))
    yield from (f"- Skipped: {plain(sentence)}" for sentence in result.skipped)


def _districts(result: DiffResult) -> Iterator[str]:
    """What was not compared, and which of several districts differ."""
    if result.failures:
        yield from ("", "### Not compared", "")
        rows = ((code(failure.district), code(failure.reason), plain(failure.message)) for failure in result.failures)
        yield from table(("District", "Reason", "What happened"), rows)
    differing = districts_that_differ(result)
    if differing and result.coverage.districts > 1:
        yield from ("", "### Districts that differ", "")
        yield from table(
            ("District", "Compared", "Drifted", "Unexpected"), map(_district_row, differing), numbers_from=1
        )


def _district_row(count: DistrictCount) -> tuple[str, ...]:
    numbers = (count.records, *(count.verdicts.get(verdict, 0) for verdict in (Verdict.DRIFTED, Verdict.UNEXPECTED)))
    return (code(count.district), *(f"{number:,}" for number in numbers))


def _row_of(row: tuple[str, tuple[int, ...]]) -> tuple[str, ...]:
    collection, numbers = row
    return (plain(collection), *(f"{number:,}" for number in numbers))


def _groups(result: DiffResult) -> Iterator[str]:
    groups = groups_in_order(result)
    for verdict in (Verdict.UNEXPECTED, Verdict.DRIFTED, Verdict.DOCUMENTED):
        chosen = [group for group in groups_of(groups, verdict) if group.accepted < group.records]
        if chosen:
            yield from ("", f"### {verdict.label.capitalize()}", "")
            head = ("Where", "Change", "Rule", "Records", "Examples")
            yield from table(head, (_group_row(group) for group in chosen[:MOST_GROUPS]))
            more = len(chosen) - MOST_GROUPS
            if more > 0:
                yield f"\n{counted(more, 'more kind')} of difference; `--format json` lists them all."
            meanings = {group.rule: meaning(result, group) for group in chosen[:MOST_GROUPS]}
            yield from (f"\n{code(rule)}: {plain(told)}." for rule, told in meanings.items() if told)


def _accepted(result: DiffResult) -> Iterator[str]:
    """What is accepted, and what is accepted in vain."""
    groups = [group for group in groups_in_order(result) if group.accepted]
    sentence, unused = accepted_in_vain(result)
    if groups or sentence:
        yield from ("", "### Accepted", "")
    if groups:
        yield f"{plain(accepted_in_words(result))}."
        yield ""
        rows = (
            (code(place(one.collection, one.path)), one.change.value, code(one.rule), f"{one.accepted:,}")
            for one in groups[:MOST_GROUPS]
        )
        yield from table(("Where", "Change", "Rule", "Records"), rows)
    if sentence:
        yield f"\n{plain(sentence)}:\n"
        yield from (f"- {code(line)}" for line in unused)


def _group_row(group: FieldGroup) -> tuple[str, ...]:
    return (
        code(place(group.collection, group.path)),
        group.change.value,
        code(group.rule),
        f"{group.records - group.accepted:,}",
        ", ".join(code(example) for example in group.examples),
    )


def _findings(result: DiffResult, redactor: Redactor) -> Iterator[str]:
    findings = findings_in_order(result)
    if not findings:
        return
    yield from ("", "### Findings", "")
    head = ("Record", "Where", "Change", "Verdict", "Rule", result.from_version, result.to_version)
    yield from table(head, (_finding_row(finding, redactor) for finding in findings[:MOST_FINDINGS]))
    more = len(findings) + result.findings_left_out - min(len(findings), MOST_FINDINGS)
    if more:
        yield f"\n{counted(more, 'more finding')}; `--format json` lists them all."


def _finding_row(finding: Finding, redactor: Redactor) -> tuple[str, ...]:
    difference = finding.difference
    values = (
        redactor.shown(finding.collection, difference.path, value)
        for value in (difference.from_value, difference.to_value)
    )
    return (
        code(finding.id),
        code(place(finding.collection, difference.path)),
        difference.change.value,
        f"{difference.verdict.label}, accepted" if finding.accepted else difference.verdict.label,
        code(difference.rule),
        *(_value(value, redactor.show_values) for value in values),
    )


def _value(value: object, as_json: bool) -> str:
    if value is MISSING:
        return ""
    return code(printable_value(value) if as_json or not isinstance(value, str) else value)
