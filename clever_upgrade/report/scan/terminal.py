"""What a scan found, for people at a terminal.

From top to bottom: the answer in one sentence, what one act clears together, the findings file by file with the code
they are about, the numbers, what was looked at, and what to do next.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from clever_upgrade.grammar import counted
from clever_upgrade.report.explain_terminal import MARKS, STYLES
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.scan.frame_terminal import draw_frame
from clever_upgrade.report.scan.next_steps import next_steps
from clever_upgrade.report.scan.summary_terminal import draw_summary
from clever_upgrade.report.scan.words import (
    Group,
    fixable,
    grouped,
    headline,
    looked_at,
    skipped_in_order,
    unused_in_order,
)
from clever_upgrade.report.screen import Pen, drawn
from clever_upgrade.scan.result import Finding, ScanResult, Severity
from clever_upgrade.scan.suppress import why_unused

MOST_IN_A_FILE = 25
"""How many findings of one file are listed; a file with more is a copy of something, or was written by a machine."""

MOST_PLACES = 3
"""How many places of a group are named."""

MOST_NOTES = 10
"""How many skipped files and unused suppressions are named."""


def as_terminal(result: ScanResult, manners: Manners, command: str) -> str:
    """The whole report as text for a screen with these manners."""
    return drawn(manners, lambda pen: write(pen, result, command))


def write(pen: Pen, result: ScanResult, command: str) -> None:
    """Write the whole report."""
    report = _Report(pen, result)
    report.answer()
    groups, alone = grouped(result.findings, result.paths)
    for group in groups:
        report.group(group)
    for path, found in groupby(alone, key=lambda finding: finding.path):
        report.file(path, list(found))
    report.numbers()
    report.unused()
    report.skipped()
    report.coverage()
    report.next(command)


@dataclass(frozen=True, slots=True)
class _Report:
    pen: Pen
    result: ScanResult

    def answer(self) -> None:
        """The headline."""
        worst = self.result.worst()
        if worst is None:
            clean = bool(self.result.files and self.result.evidence)
            mark, style = (self.pen.choose("✓", ""), "bold green") if clean else ("", "bold")
        else:
            mark, style = self._mark(worst), f"bold {STYLES[worst]}"
        self.pen.hanging((headline(self.result), style), mark=mark, style=style, indent=0)

    def group(self, group: Group) -> None:
        """Findings that one act clears, with the first places."""
        style = STYLES[group.severity]
        title = f"{group.cause[:1].upper()}{group.cause[1:]}"
        self.pen.heading(title, f"bold {style}", self._size_of(group))
        for remedy in group.remedies:
            self.pen.hanging((remedy, ""), mark=self._arrow)
        rules = ", ".join(f"{rule} {number:,}" for rule, number in group.rules)
        self.pen.hanging((rules, "dim"))
        for finding in group.findings[:MOST_PLACES]:
            self.pen.hanging((f"{_where(finding)}  ", ""), (finding.message, ""))
        more = len(group.findings) - MOST_PLACES
        self.pen.hanging((f"and {more:,} more; --format json lists them all", "dim"))

    def _size_of(self, group: Group) -> str:
        return f"{counted(len(group.findings), 'finding')} in {counted(group.files, 'file')}{group.where}"

    def file(self, path: str, findings: list[Finding]) -> None:
        """The findings of one file."""
        self.pen.heading(path)
        told: set[str] = set()
        for number, finding in enumerate(findings[:MOST_IN_A_FILE]):
            if number:
                self.pen.blank()
            because = "; ".join(finding.evidence)
            self._finding(finding, remedy=finding.remedy not in told, because="" if because in told else because)
            told.update((finding.remedy, because))
        more = len(findings) - MOST_IN_A_FILE
        if more > 0:
            self.pen.blank()
            self.pen.hanging((f"and {counted(more, 'more finding')} in this file; --format json lists them all", ""))

    def _finding(self, finding: Finding, *, remedy: bool, because: str) -> None:
        """One finding: where, what, the code, what to do, and why. The last two are said once a file."""
        style = STYLES[finding.severity]
        place = f"{finding.place.line}:{finding.place.column}"
        head = (f"{place} ", ""), (f"{finding.severity.value} ", style), (f"{finding.rule} ", "bold")
        self.pen.hanging(*head, (finding.message, ""), mark=self._mark(finding.severity), style=style)
        draw_frame(self.pen, finding, style)
        if finding.fields:
            self.pen.hanging((", ".join(finding.fields), ""), mark="Fields:", indent=4)
        if remedy and finding.remedy:
            self.pen.hanging((finding.remedy, ""), mark=self._arrow, indent=4)
        if finding.fix is not None:
            self.pen.hanging((f"--fix does it: {finding.fix.description}", "green"), indent=4)
        elif finding.held:
            self.pen.hanging((f"not fixed: {finding.held}", "dim"), indent=4)
        if because:
            self.pen.hanging((f"because {because}", "dim"), indent=4)

    def numbers(self) -> None:
        """The table of rules and severities."""
        if self.result.findings:
            self.pen.heading("Summary")
            draw_summary(self.result.findings, self.pen)
            number = len(fixable(self.result.findings))
            if number:
                self.pen.hanging((f"--fix clears {counted(number, 'finding')}.", ""))

    def unused(self) -> None:
        """Suppressions that answer nothing."""
        unused = unused_in_order(self.result)
        lines = [f"{one.path}:{one.line}  {why_unused(one)}" for one in unused]
        self._notes("Unused suppressions", "remove or correct them", lines)

    def skipped(self) -> None:
        """What was not looked at."""
        lines = [f"{one.path} {one.why}" for one in skipped_in_order(self.result)]
        self._notes("Skipped", f"{counted(len(lines), 'file')} not looked at, or only in part", lines)

    def _notes(self, title: str, explanation: str, lines: Sequence[str]) -> None:
        if not lines:
            return
        self.pen.heading(title, explanation=explanation)
        for line in lines[:MOST_NOTES]:
            self.pen.hanging((line, ""))
        more = len(lines) - MOST_NOTES
        if more > 0:
            self.pen.hanging((f"and {more:,} more; --format json lists them all", ""))

    def coverage(self) -> None:
        """What was looked at."""
        self.pen.heading("Coverage")
        for sentence in looked_at(self.result):
            self.pen.hanging((sentence, ""))

    def next(self, command: str) -> None:
        """What to do now."""
        steps = next_steps(self.result, command)
        if steps:
            self.pen.heading("What next")
        for number, step in enumerate(steps, 1):
            self.pen.hanging((step.sentence, ""), mark=f"{number}.")
            for one in step.commands:
                self.pen.command(one, indent=5)

    def _mark(self, severity: Severity) -> str:
        return self.pen.choose(MARKS[severity], "-")

    @property
    def _arrow(self) -> str:
        return self.pen.choose("→", "=>")


def _where(finding: Finding) -> str:
    return f"{finding.path}:{finding.place.line}:{finding.place.column}"
