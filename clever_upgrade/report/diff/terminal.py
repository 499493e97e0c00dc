"""The outcome of a comparison for people at a terminal.

From top to bottom: the answer in one sentence, the numbers, what changes as documented (briefly), what does not (at
length), what was covered, and what to do next.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from clever_upgrade.compare.judge import Rules
from clever_upgrade.compare.result import MISSING, DiffResult, FieldGroup, Finding, Verdict
from clever_upgrade.grammar import counted
from clever_upgrade.report.diff.calls import DiffCalls
from clever_upgrade.report.diff.districts_terminal import write_districts
from clever_upgrade.report.diff.json import findings_in_order, groups_in_order
from clever_upgrade.report.diff.next_steps import Step, next_steps
from clever_upgrade.report.diff.summary_terminal import STYLES, draw_summary
from clever_upgrade.report.diff.words import (
    accepted_in_vain,
    accepted_in_words,
    coverage_notes,
    districts_in_words,
    groups_of,
    headline,
    meaning,
    notes,
    place,
    unexplained,
)
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.screen import BREAK, Part, Pen, drawn, joined
from clever_upgrade.report.untrusted import LONGEST_NAME, printable, printable_value

if TYPE_CHECKING:
    from rich.table import Table

MOST_FINDINGS = 20
"""How many findings the terminal lists; more scroll the summary away."""

MOST_GROUPS = 20
"""How many kinds of difference of one verdict the terminal tells apart."""

_MARKS = {Verdict.EQUAL: "✓", Verdict.DOCUMENTED: "✓", Verdict.DRIFTED: "!", Verdict.UNEXPECTED: "✗"}


def as_terminal(result: DiffResult, redactor: Redactor, manners: Manners, calls: DiffCalls) -> str:
    """The whole report as text for a screen with these manners."""
    return drawn(manners, lambda pen: write(pen, result, redactor, calls))


def write(pen: Pen, result: DiffResult, redactor: Redactor, calls: DiffCalls) -> None:
    """Write the whole report."""
    report = _Report(pen, result, redactor)
    report.answer()
    write_districts(pen, result)
    report.documented()
    report.drifted()
    report.unsettled()
    report.unexpected()
    report.accepted()
    unlisted = report.findings()
    report.documented_values()
    report.coverage()
    report.next(next_steps(result, show_values=redactor.show_values, unlisted=unlisted, calls=calls))


_ROOM_FOR_IDS = 76
"""Below this width a column of ids would break them."""

Row = tuple[tuple[Part, ...], ...]
"""The cells of one row of a table, each in parts."""


@dataclass(frozen=True, slots=True)
class _Report:
    pen: Pen
    result: DiffResult
    redactor: Redactor

    def answer(self) -> None:
        """The headline and the summary table."""
        result = self.result
        versions = f"{result.from_version} {self._arrow} {result.to_version}"
        self.pen.line((versions, "bold"), (f"  {districts_in_words(result)}", ""))
        self.pen.blank()
        worst = max(result.worst_left, Verdict.DOCUMENTED)
        mark = self.pen.choose(_MARKS[worst], "")
        style = f"bold {STYLES[worst]}"
        self.pen.hanging((headline(result), style), mark=mark, style=style, indent=0)
        self.pen.blank()
        draw_summary(result, self.pen)
        told = notes(result)
        if told:
            self.pen.blank()
        for note in told:
            self.pen.hanging((note, ""))

    def documented(self) -> None:
        """Each rule of the contract once, with the places where it shows and a record to look at."""
        groups = groups_of(groups_in_order(self.result), Verdict.DOCUMENTED)
        title, told = "Documented", f"what {self.result.to_version} adds or changes by contract"
        if self.pen.width >= _ROOM_FOR_IDS:
            self._table(title, told, list(_documented_rows(groups)))
            return
        if groups:
            self.pen.heading(title, explanation=told)
        for group in groups[:MOST_GROUPS]:
            what = (f"{group.rule}  ", STYLES[Verdict.DOCUMENTED]), (f"{_place(group)}  {_what(group)}", "")
            self.pen.hanging(*what)
            self.pen.hanging((_example(group), "dim"), indent=4)
        self._and_more(len(groups) - MOST_GROUPS)

    def drifted(self) -> None:
        """What changed between the two readings, briefly: it is equal by now, so that nobody needs to look at it."""
        groups = [group for group in self._groups(Verdict.DRIFTED) if group.rule != Rules.DID_NOT_SETTLE]
        groups = [group for group in groups if group.accepted < group.records]
        rows: list[Row] = [(((_place(group), ""),), ((_what(group), ""),)) for group in groups]
        told = "changed between the two readings, and equal by now"
        self._brief("Drifted", told, rows, f"bold {STYLES[Verdict.DRIFTED]}")

    def unsettled(self) -> None:
        """What kept changing."""
        groups = [group for group in self._groups(Verdict.DRIFTED) if group.rule == Rules.DID_NOT_SETTLE]
        self._in_full("Did not settle", groups, "no verdict on these records")

    def unexpected(self) -> None:
        """What the contract does not explain."""
        records = counted(unexplained(self.result), "record")
        told = f"the contract of {self.result.to_version} does not explain this"
        groups = [group for group in self._groups(Verdict.UNEXPECTED) if group.accepted < group.records]
        self._in_full(f"Unexpected in {records}", groups, told)

    def accepted(self) -> None:
        """What is accepted, briefly, and what is accepted in vain."""
        groups = [group for group in groups_in_order(self.result) if group.accepted]
        rows: list[Row] = [
            (
                ((_place(group), ""),),
                ((f"{group.change.value} in {counted(group.accepted, 'record')}", ""),),
                ((group.rule, ""),),
            )
            for group in groups
        ]
        self._brief("Accepted", accepted_in_words(self.result), rows)
        sentence, unused = accepted_in_vain(self.result)
        if not sentence:
            return
        if rows:
            self.pen.blank()
        else:
            self.pen.heading("Accepted")
        self.pen.hanging((f"{sentence}:", ""))
        for line in unused:
            self.pen.hanging((line, "dim"), indent=4)

    def _groups(self, verdict: Verdict) -> list[FieldGroup]:
        return groups_of(groups_in_order(self.result), verdict)

    def _table(self, title: str, explanation: str, rows: Sequence[Row], style: str = "bold") -> None:
        if not rows:
            return
        self.pen.heading(title, style, explanation)
        self.pen.show(_grid(rows[:MOST_GROUPS]))
        self._and_more(len(rows) - MOST_GROUPS)

    def _brief(self, title: str, explanation: str, rows: Sequence[Row], style: str = "bold") -> None:
        """A table of short rows; where there is no room for it a line for each, so that no name is broken."""
        indented: list[Row] = [((("  ", ""), *first), *rest) for first, *rest in rows]
        if not rows or self.pen.fits(_grid(indented[:MOST_GROUPS])):
            self._table(title, explanation, indented, style)
            return
        self.pen.heading(title, style, explanation)
        for first, *rest in rows[:MOST_GROUPS]:
            self.pen.hanging(*first, *(part for cell in rest for part in (("  ", ""), *cell)))
        self._and_more(len(rows) - MOST_GROUPS)

    def _in_full(self, title: str, groups: list[FieldGroup], explanation: str) -> None:
        """Every group with what its rule means, and example ids."""
        if not groups:
            return
        verdict = groups[0].verdict
        style, mark = STYLES[verdict], self.pen.choose(_MARKS[verdict], "-")
        self.pen.heading(title, f"bold {style}", explanation)
        for group in groups[:MOST_GROUPS]:
            what = (_place(group), "bold"), (f"  {_what(group)}  ", ""), (group.rule, style)
            self.pen.hanging(*what, mark=mark, style=style)
            self.pen.hanging((meaning(self.result, group), ""), indent=4)
            self.pen.hanging((_examples(group), "dim"), indent=4)
        self._and_more(len(groups) - MOST_GROUPS)

    def _and_more(self, number: int) -> None:
        if number > 0:
            self.pen.hanging((f"and {counted(number, 'more kind')} of difference", ""))

    def findings(self) -> int:
        """List the first findings that a person should look at; return how many of those are not listed."""
        shown, total = list[Finding](), self.result.findings_left_out
        for finding in findings_in_order(self.result):
            if not _needs_a_look(finding) or finding.accepted:
                continue
            total += 1
            if len(shown) < MOST_FINDINGS:
                shown.append(finding)
        more = total - len(shown)
        if shown:
            self.pen.heading("Findings", explanation=f"the first {len(shown)} of {total:,}" if more else "")
        self._one_by_one(shown)
        if shown and more:
            self.pen.hanging((f"and {more:,} more", ""))
        return more

    def documented_values(self) -> None:
        """What is documented of the records that were asked for, with the values, for whoever may see them."""
        found = self.result.documented
        if found and self.redactor.show_values:
            self.pen.heading("Documented values")
            self._one_by_one(found)

    def _one_by_one(self, findings: Sequence[Finding]) -> None:
        """Each record with its differences below it."""
        columns = self._columns(findings)
        for (verdict, collection, record_id), found in groupby(findings, key=_record):
            record = (f"{collection} ", ""), (record_id, "bold")
            self.pen.hanging(*record, (f"  {verdict.label}", STYLES[verdict]))
            for finding in found:
                self.pen.hanging((self._finding(finding, columns), ""), indent=4)
                for note in self._notes(finding):
                    self.pen.hanging((note, "dim"), indent=6)

    def _columns(self, findings: Sequence[Finding]) -> tuple[int, int]:
        """How wide paths and rules are, if columns of that width leave room for values."""
        paths = max((len(_path(finding)) for finding in findings), default=0)
        rules = max((len(finding.difference.rule) for finding in findings), default=0)
        values = max((len(self._values(finding)) for finding in findings), default=0)
        return (paths, rules) if 4 + paths + 2 + rules + 2 + min(values, 30) <= self.pen.width else (0, 0)

    def _finding(self, finding: Finding, columns: tuple[int, int]) -> str:
        paths, rules = columns
        rule, values = finding.difference.rule, self._values(finding)
        return f"{_path(finding):<{paths}}  {rule:<{rules}}  {values}"

    def _notes(self, finding: Finding) -> Iterator[str]:
        if finding.nested_in:
            yield f"only in the list {finding.nested_in}"
        if finding.difference.rule == Rules.WRONG_LINK and finding.difference.expected is not MISSING:
            yield f"it must lead to {self._value(finding, finding.difference.expected)}"
        elif finding.difference.expected is not MISSING and self.redactor.show_values:
            yield f"the sections bear out {self._value(finding, finding.difference.expected)}"

    def _values(self, finding: Finding) -> str:
        difference = finding.difference
        if difference.from_value is MISSING and difference.to_value is MISSING:
            return ""
        sides = (self._value(finding, value) for value in (difference.from_value, difference.to_value))
        return f" {self._arrow} ".join(sides)

    def _value(self, finding: Finding, value: object) -> str:
        shown = self.redactor.shown(finding.collection, finding.difference.path, value)
        if shown is MISSING:
            return "(none)"
        return printable(shown) if isinstance(shown, str) and not self.redactor.show_values else printable_value(shown)

    def coverage(self) -> None:
        """What was looked at and what was not."""
        self.pen.heading("Coverage")
        for note in coverage_notes(self.result):
            self.pen.hanging((note, ""))
        for sentence in self.result.skipped:
            self.pen.hanging((sentence, ""), mark="Skipped:")

    def next(self, steps: list[Step]) -> None:
        """What to do now."""
        self.pen.heading("What next")
        for number, step in enumerate(steps, 1):
            self.pen.hanging((step.sentence, ""), mark=f"{number}.")
            for command in step.commands:
                self.pen.command(command, indent=5)

    @property
    def _arrow(self) -> str:
        return self.pen.choose("→", "->")


def _place(group: FieldGroup) -> str:
    return place(group.collection, group.path)


def _grid(rows: Sequence[Row]) -> "Table":
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    for _ in rows[0]:
        grid.add_column(overflow="fold")
    for row in rows:
        grid.add_row(*(joined(*cell) for cell in row))
    return grid


def _what(group: FieldGroup) -> str:
    return f"{group.change.value} in {counted(group.records - group.accepted, 'record')}"


def _needs_a_look(finding: Finding) -> bool:
    return finding.difference.verdict is Verdict.UNEXPECTED or finding.difference.rule == Rules.DID_NOT_SETTLE


def _record(finding: Finding) -> tuple[Verdict, str, str]:
    return finding.difference.verdict, finding.collection, finding.id


def _path(finding: Finding) -> str:
    return printable(finding.difference.path, LONGEST_NAME) or "(whole record)"


def _documented_rows(groups: list[FieldGroup]) -> Iterator[Row]:
    for rule in dict.fromkeys(group.rule for group in groups):
        title = f"  {rule}"
        for group in (group for group in groups if group.rule == rule):
            place = (_place(group), ""), BREAK, (f"  {_example(group)}", "dim")
            yield ((title, STYLES[Verdict.DOCUMENTED]),), place, ((_what(group), ""),)
            title = ""


def _example(group: FieldGroup) -> str:
    return f"e.g. {group.examples[0]}" if group.examples else ""


def _examples(group: FieldGroup) -> str:
    more = group.records - group.accepted - len(group.examples)
    tail = f" and {more:,} more" if more > 0 else ""
    return ", ".join(group.examples) + tail
