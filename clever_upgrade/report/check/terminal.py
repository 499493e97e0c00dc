"""What a check found, for people at a terminal: the answer, the parts, the problems, the way that is left."""

from collections.abc import Sequence
from itertools import groupby

from clever_upgrade.check.result import ChecklistItem, CheckResult, State, Unchecked
from clever_upgrade.check.verdict import counts, unfinished
from clever_upgrade.grammar import counted
from clever_upgrade.report.check.problem import Problem, problems
from clever_upgrade.report.check.words import PARTS, headline, is_elsewhere, parts_in_words, readiness
from clever_upgrade.report.explain_terminal import MARKS, STYLES
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.screen import Pen, drawn, joined

MOST_PROBLEMS = 15
"""How many problems of one part are listed; the command of that part shows them all."""

_STATES = {State.DONE: ("✓", "green"), State.OPEN: ("○", "yellow"), State.BLOCKED: ("·", "dim")}


def as_terminal(result: CheckResult, redactor: Redactor, manners: Manners) -> str:
    """The whole report as text for a screen with these manners."""
    found = problems(result, redactor)

    def draw(pen: Pen) -> None:
        _answer(pen, result, found)
        for part, own in groupby(found, key=lambda problem: problem.part):
            _problems(pen, part, list(own))
        _unchecked(pen, result.unchecked)
        if is_elsewhere(result):
            _elsewhere(pen)
        else:
            _checklist(pen, result.checklist)

    return drawn(manners, draw)


def _answer(pen: Pen, result: CheckResult, found: list[Problem]) -> None:
    from rich.table import Table

    grave = any(counts(problem.severity, result.fail_on) for problem in found)
    mark, style = ("✗", "bold red") if grave or unfinished(result) else ("✓", "bold green")
    if is_elsewhere(result):
        mark, style = "", "bold"
    pen.hanging((headline(result, found), style), mark=pen.choose(mark, ""), style=style, indent=0)
    pen.blank()
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=pen.width >= 60, overflow="fold")
    grid.add_column(overflow="fold")
    for name, looked_at, what in parts_in_words(result, found):
        grid.add_row(joined((f"  {name}", "bold")), joined((looked_at, "")), joined((what, "")))
    pen.show(grid)


def _problems(pen: Pen, part: str, found: Sequence[Problem]) -> None:
    pen.heading(PARTS[part], explanation=counted(len(found), "problem"))
    for problem in found[:MOST_PROBLEMS]:
        style = STYLES[problem.severity]
        head = (f"{problem.where}  ", "bold"), (problem.rule, style)
        pen.hanging(*head, mark=pen.choose(MARKS[problem.severity], "-"), style=style)
        pen.hanging((problem.message, ""), indent=4)
        if problem.remedy:
            pen.hanging((problem.remedy, ""), mark=pen.choose("→", "=>"), indent=4)
    more = len(found) - MOST_PROBLEMS
    if more > 0:
        pen.hanging((f"and {more:,} more; `clever-upgrade {part}` shows them all", "dim"))


def _unchecked(pen: Pen, unchecked: Sequence[Unchecked]) -> None:
    if unchecked:
        pen.heading("Not checked")
    for one in unchecked:
        pen.hanging((f"{PARTS[one.part]}: {one.why}", "red" if one.exit_code else ""), mark="-")
        if one.remedy:
            pen.hanging((one.remedy, ""), mark=pen.choose("→", "=>"), indent=4)


def _elsewhere(pen: Pen) -> None:
    pen.heading("What next")
    pen.hanging(("If the integration is somewhere else, name its folder:", ""), mark="1.")
    pen.command("clever-upgrade check PATH", indent=5)
    pen.hanging(("See the whole story in a minute, on a local Clever:", ""), mark="2.")
    pen.command("clever-upgrade demo", indent=5)


def _checklist(pen: Pen, items: tuple[ChecklistItem, ...]) -> None:
    if not items:
        return
    pen.heading("The way to v1.2", explanation=readiness(items))
    for item in items:
        mark, style = _STATES[item.state]
        word = pen.choose(mark, f"[{item.state.value}]")
        pen.hanging((f"{item.title}: ", ""), (item.evidence, "dim"), mark=word, style=style)
        if item.command and item.state is State.OPEN:
            pen.command(item.command, indent=6)
