"""What became of the parsers, for people at a terminal: the answer, then each parser with what it cannot take."""

import json

from clever_upgrade.check.probe.result import ProbeFailure, ProbeOutcome, ProbeResult
from clever_upgrade.contract import Upgrade
from clever_upgrade.grammar import counted
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.probe.words import (
    headline,
    in_one_line,
    message_of,
    rule_of,
    shown_record,
    what_happened,
)
from clever_upgrade.report.screen import Pen, drawn
from clever_upgrade.report.untrusted import LONGEST_NAME, printable

LONGEST_RECORD = 600
"""Characters of a smallest record that a person can take in."""


def as_terminal(result: ProbeResult, upgrade: Upgrade, manners: Manners) -> str:
    """The whole report as text for a screen with these manners."""

    def draw(pen: Pen) -> None:
        mark, style = ("✗", "bold red") if result.failed else ("✓", "bold green")
        pen.hanging((headline(result), style), mark=pen.choose(mark, ""), style=style, indent=0)
        for note in result.notes:
            pen.hanging((note, "dim"))
        for outcome in result.outcomes:
            _outcome(pen, outcome, upgrade)
        _next(pen, result)

    return drawn(manners, draw)


def _outcome(pen: Pen, outcome: ProbeOutcome, upgrade: Upgrade) -> None:
    pen.heading(printable(outcome.parser, LONGEST_NAME), explanation=f"{outcome.collection}, {in_one_line(outcome)}")
    if outcome.path:
        pen.hanging((f"{outcome.path}:{max(outcome.line, 1)}", "dim"))
    if outcome.problem:
        pen.hanging((outcome.problem, "red"), mark=pen.choose("✗", "-"), style="red")
    if outcome.problem and outcome.remedy:
        pen.hanging((outcome.remedy, ""), mark=pen.choose("→", "=>"), indent=4)
    for number, failure in enumerate(outcome.failures):
        if number:
            pen.blank()
        _failure(pen, outcome, failure, upgrade)
    for note in outcome.notes:
        pen.hanging((note, "dim"), mark=pen.choose("i", "-"), style="dim")


def _failure(pen: Pen, outcome: ProbeOutcome, failure: ProbeFailure, upgrade: Upgrade) -> None:
    mark, style = ("✗", "red") if failure.is_grave else ("i", "cyan")
    head = (f"{rule_of(failure)}  ", style), (what_happened(failure), "bold")
    pen.hanging(*head, mark=pen.choose(mark, "-"), style=style)
    if failure.message:
        pen.hanging((message_of(failure), ""), mark="says", indent=4)
    record = json.dumps(shown_record(outcome.collection, failure, upgrade), ensure_ascii=False)
    pen.hanging((printable(record, LONGEST_RECORD), "dim"), mark="record", indent=4)
    if failure.records > 1:
        pen.hanging((f"{counted(failure.records, 'record')} failed so; this is the smallest", "dim"), indent=4)
    pen.hanging((failure.remedy, ""), mark=pen.choose("→", "=>"), indent=4)


def _next(pen: Pen, result: ProbeResult) -> None:
    rules = dict.fromkeys(
        failure.rule for outcome in result.outcomes for failure in outcome.failures if failure.rule and failure.is_grave
    )
    if not rules:
        return
    pen.heading("What next")
    pen.hanging(("Read what these changes are, and what else they break:", ""), mark="1.")
    for rule in rules:
        pen.command(f"clever-upgrade changes {rule}", indent=5)
    pen.hanging(("Find every place in the code that does the same:", ""), mark="2.")
    pen.command("clever-upgrade scan", indent=5)
