"""The table below the findings: how many each rule has, by severity, and how many of them the tool can fix."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from clever_upgrade.grammar import counted
from clever_upgrade.report.explain_terminal import STYLES
from clever_upgrade.report.scan.words import SEVERITIES, by_rule, fixable
from clever_upgrade.report.screen import Pen, joined
from clever_upgrade.scan.result import Finding

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text


def draw_summary(findings: Iterable[Finding], pen: Pen) -> None:
    """The table; a screen that is too narrow for it gets a line for each rule, so that nothing is ever cut."""
    found = tuple(findings)
    table = _table(found, pen)
    if pen.fits(table):
        pen.show(table)
        return
    for rule, _ in by_rule(found):
        own = [finding for finding in found if finding.rule == rule]
        counts = [(severity, sum(finding.severity is severity for finding in own)) for severity in SEVERITIES]
        told = [counted(number, severity.value) for severity, number in counts if number]
        fixes = len(fixable(own))
        pen.hanging((f"{rule}: {', '.join([*told, *([f'{fixes:,} fixable'] if fixes else [])])}", ""), mark="-")


def _table(findings: Iterable[Finding], pen: Pen) -> "RenderableType":
    """The table, with a total where there are several rules."""
    from rich.box import SIMPLE
    from rich.padding import Padding
    from rich.table import Table

    found = tuple(findings)
    rules = [rule for rule, _ in by_rule(found)]
    table = Table(
        box=SIMPLE if pen.is_terminal else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1),
        show_footer=len(rules) > 1,
        header_style="",
        footer_style="",
        border_style="dim",
    )
    table.add_column("Rule", "total", no_wrap=True)
    for heading, cell in zip(("Errors", "Warnings", "Notes", "Fixable"), _cells(found, pen), strict=True):
        table.add_column(heading, cell, justify="right", no_wrap=True)
    for rule in rules:
        table.add_row(rule, *_cells(tuple(finding for finding in found if finding.rule == rule), pen))
    return Padding(table, (0, 0, 0, 2), expand=False)


def _cells(findings: tuple[Finding, ...], pen: Pen) -> "list[Text]":
    """One row; zero stands back, so that the rest stands out."""
    zero = (pen.choose("·", "-"), "dim")
    counts = [(sum(finding.severity is one for finding in findings), STYLES[one]) for one in SEVERITIES]
    cells = [*counts, (len(fixable(findings)), "green")]
    return [joined((f"{number:,}", style) if number else zero) for number, style in cells]
