"""The outcome of a comparison for people at a terminal.

From top to bottom: the answer in one sentence, the numbers, what changes as documented (briefly), what does not (at
length), what was covered, and what to do next.
"""

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from clever_upgrade.compare.result import MISSING, DiffResult, FieldGroup, Finding, Verdict
from clever_upgrade.report.diff_json import findings_in_order, groups_in_order
from clever_upgrade.report.diff_words import (
    affected,
    by_collection,
    counted,
    coverage_notes,
    groups_of,
    headline,
    meaning,
    notes,
    place,
)
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.next_steps import Step, next_steps
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.screen import Pen, drawn, joined
from clever_upgrade.report.untrusted import LONGEST_NAME, printable, printable_value

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

MOST_FINDINGS = 20
"""How many findings the terminal lists; more scroll the summary away."""

_NARROW = 72
"""Below this width the headings of the summary take two lines."""

_STYLES = {
    Verdict.EQUAL: "",
    Verdict.DOCUMENTED: "green",
    Verdict.DRIFTED: "yellow",
    Verdict.UNEXPECTED: "red",
}
_MARKS = {Verdict.EQUAL: "✓", Verdict.DOCUMENTED: "✓", Verdict.DRIFTED: "!", Verdict.UNEXPECTED: "✗"}


def as_terminal(result: DiffResult, redactor: Redactor, manners: Manners, command: str) -> str:
    """The whole report as text for a screen with these manners."""
    return drawn(manners, lambda pen: write(pen, result, redactor, command))


def write(pen: Pen, result: DiffResult, redactor: Redactor, command: str) -> None:
    """Write the whole report."""
    report = _Report(pen, result, redactor)
    report.answer()
    report.documented()
    report.differences(Verdict.DRIFTED, "the records changed between the two readings")
    report.differences(Verdict.UNEXPECTED, f"the contract of {result.to_version} does not explain this")
    report.findings()
    report.coverage()
    report.next(next_steps(result, show_values=redactor.show_values, listed=MOST_FINDINGS, command=command))


@dataclass(frozen=True, slots=True)
class _Report:
    pen: Pen
    result: DiffResult
    redactor: Redactor

    def answer(self) -> None:
        """The headline and the summary table."""
        result = self.result
        districts = ", ".join(dict.fromkeys(printable(count.district) for count in result.collections))
        versions = f"{result.from_version} {self._arrow} {result.to_version}"
        self.pen.line((versions, "bold"), (f"  district {districts}", ""))
        self.pen.blank()
        worst = max(result.worst, Verdict.DOCUMENTED)
        mark = self.pen.choose(_MARKS[worst], "")
        style = f"bold {_STYLES[worst]}"
        self.pen.hanging((headline(result), style), mark=mark, style=style, indent=0)
        self.pen.blank()
        self.pen.show(self._summary())
        told = notes(result)
        if told:
            self.pen.blank()
        for note in told:
            self.pen.hanging((note, ""))

    def documented(self) -> None:
        """Each rule of the contract once, with the places where it shows."""
        from rich.table import Table

        groups = groups_of(groups_in_order(self.result), Verdict.DOCUMENTED)
        if not groups:
            return
        self.pen.heading("Documented", explanation=f"what {self.result.to_version} adds or changes by contract")
        grid = Table.grid(padding=(0, 2, 0, 0))
        for overflow in ("ignore", "fold", "fold"):
            grid.add_column(overflow=overflow, no_wrap=overflow == "ignore")
        for rule in dict.fromkeys(group.rule for group in groups):
            title = joined((f"  {rule}", _STYLES[Verdict.DOCUMENTED]))
            for group in (group for group in groups if group.rule == rule):
                grid.add_row(title, place(group.collection, group.path), self._what(group))
                title = joined()
        self.pen.show(grid)

    def differences(self, verdict: Verdict, explanation: str) -> None:
        """Every group of this verdict, with what its rule means and example ids."""
        groups = groups_of(groups_in_order(self.result), verdict)
        if not groups:
            return
        style, mark = _STYLES[verdict], self.pen.choose(_MARKS[verdict], "-")
        title = f"{verdict.label.capitalize()} in {counted(affected(self.result, verdict), 'record')}"
        self.pen.heading(title, f"bold {style}", explanation)
        for group in groups:
            where = place(group.collection, group.path)
            self.pen.hanging(
                (where, "bold"), (f"  {self._what(group)}  ", ""), (group.rule, style), mark=mark, style=style
            )
            explained = meaning(self.result, group)
            if explained:
                self.pen.hanging((explained, ""), indent=4)
            self.pen.hanging((_examples(group), "dim"), indent=4)

    def findings(self) -> None:
        """The first findings, those of one record together."""
        findings = findings_in_order(self.result)
        if not findings:
            return
        shown = findings[:MOST_FINDINGS]
        total = len(findings) + self.result.findings_left_out
        more = total - len(shown)
        self.pen.heading("Findings", explanation=f"the first {len(shown)} of {total:,}" if more else "")
        columns = self._columns(shown)
        for (verdict, collection, record_id), found in groupby(shown, key=_record):
            record = (f"{printable(collection)} ", ""), (printable(record_id), "bold")
            self.pen.hanging(*record, (f"  {verdict.label}", _STYLES[verdict]))
            for finding in found:
                self.pen.hanging((self._finding(finding, columns), ""), indent=4)
        if more:
            self.pen.hanging((f"and {more:,} more", ""))

    def _columns(self, findings: list[Finding]) -> tuple[int, int]:
        """How wide paths and rules are, if columns of that width leave room for values."""
        paths = max(len(_path(finding)) for finding in findings)
        rules = max(len(finding.difference.rule) for finding in findings)
        values = max(len(self._values(finding)) for finding in findings)
        return (paths, rules) if 4 + paths + 2 + rules + 2 + min(values, 30) <= self.pen.width else (0, 0)

    def _finding(self, finding: Finding, columns: tuple[int, int]) -> str:
        paths, rules = columns
        rule, values = finding.difference.rule, self._values(finding)
        return f"{_path(finding):<{paths}}  {rule:<{rules}}  {values}"

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
            self.pen.hanging((printable(sentence), ""), mark="Skipped:")

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

    def _what(self, group: FieldGroup) -> str:
        return f"{group.change.value} in {counted(group.records, 'record')}"

    def _summary(self) -> "RenderableType":
        from rich.box import SIMPLE
        from rich.padding import Padding
        from rich.table import Table

        rows = by_collection(self.result)
        totals = tuple(map(sum, zip(*(numbers for _, numbers in rows), strict=True)))
        table = Table(
            box=SIMPLE if self.pen.is_terminal else None,
            show_edge=False,
            pad_edge=False,
            show_footer=len(rows) > 1,
            header_style="",
            footer_style="",
            border_style="dim",
        )
        table.add_column("Collection", "total", no_wrap=True)
        for heading, cell in zip(self._headings(), self._cells(totals), strict=True):
            table.add_column(heading, cell, justify="right", no_wrap=True, vertical="bottom")
        for collection, numbers in rows:
            table.add_row(collection, *self._cells(numbers))
        return Padding(table, (0, 0, 0, 2), expand=False)

    def _headings(self) -> tuple[str, ...]:
        if self.pen.width < _NARROW:
            return ("Compared", "Equal", "Docu-\nmented", "Drifted", "Unex-\npected")
        return ("Compared", "Equal", "Documented", "Drifted", "Unexpected")

    def _cells(self, numbers: tuple[int, ...]) -> "list[Text]":
        """One row: how many records, then how many with each verdict; zero stands back, so that the rest stands out."""
        records, *verdicts = numbers
        zero = (self.pen.choose("·", "-"), "dim")
        cells = [(f"{number:,}", _STYLES[verdict]) for verdict, number in zip(Verdict, verdicts, strict=True)]
        return [joined((f"{records:,}", "")), *(joined(cell if cell[0] != "0" else zero) for cell in cells)]


def _record(finding: Finding) -> tuple[Verdict, str, str]:
    return finding.difference.verdict, finding.collection, finding.id


def _path(finding: Finding) -> str:
    return printable(finding.difference.path, LONGEST_NAME) or "(whole record)"


def _examples(group: FieldGroup) -> str:
    more = group.records - len(group.examples)
    tail = f" and {more:,} more" if more > 0 else ""
    return ", ".join(printable(example) for example in group.examples) + tail
