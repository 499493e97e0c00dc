"""Where every district of a store stands, for people."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from clever_upgrade.grammar import counted
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.resync.calls import PLAIN, Calls
from clever_upgrade.report.resync.steps import Step, draw_steps, state_in_words, steps_of_district
from clever_upgrade.report.resync.table_terminal import named
from clever_upgrade.report.screen import Pen, drawn, joined
from clever_upgrade.resync.feed import KEPT_SECONDS
from clever_upgrade.resync.result import DistrictView
from clever_upgrade.store.state import FINISHED, NOT_SERVED, Progress, Run, RunState

if TYPE_CHECKING:
    from rich.table import Table

_DAY, _HOUR, _MINUTE = 86_400, 3_600, 60
_LONG_AGO = 20 * _DAY
"""A cursor that is older needs somebody soon."""


def status_as_terminal(views: Sequence[DistrictView], manners: Manners, calls: Calls = PLAIN) -> str:
    """One paragraph for each district."""

    def draw(pen: Pen) -> None:
        if not views:
            pen.line(("The store holds no district yet.", ""))
            draw_steps([Step("To read everything and cut over:", calls.on_both("resync", "run"))], pen)
        for number, view in enumerate(views):
            if number:
                pen.blank()
            _draw(view, calls, pen)

    return drawn(manners, draw)


def lasting(seconds: float) -> str:
    """A stretch of time in its largest fitting unit."""
    for size, unit in ((_DAY, "day"), (_HOUR, "hour"), (_MINUTE, "minute")):
        if seconds >= size:
            return counted(int(seconds // size), unit)
    return counted(int(seconds), "second")


def _draw(view: DistrictView, calls: Calls, pen: Pen) -> None:
    district, run = view.district, view.run
    pen.line((f"District {district.district}", "bold"))
    if district.version:
        when = (
            "" if district.cut_over_at is None else f" on {datetime.fromtimestamp(district.cut_over_at, UTC):%Y-%m-%d}"
        )
        pen.hanging((f"cut over to {district.version}{when}, cursor {district.cursor or 'none'}", ""))
    else:
        pen.hanging(("not cut over yet", ""))
    _draw_age(view, pen)
    if run is not None:
        _draw_run(view, run, pen)
    draw_steps(steps_of_district(view, calls), pen, indent=2)


def _draw_age(view: DistrictView, pen: Pen) -> None:
    age = view.cursor_age
    if age is None:
        return
    pen.hanging((f"events read to their end {lasting(age)} ago", "yellow" if age > _LONG_AGO else ""))
    if age > KEPT_SECONDS:
        pen.hanging(("The feed keeps 30 days, so events may be lost: it needs another resync.", "yellow"))
    elif age > _LONG_AGO:
        pen.hanging((f"The feed keeps 30 days: apply them within {lasting(KEPT_SECONDS - age)}.", "yellow"))


def _draw_run(view: DistrictView, run: Run, pen: Pen) -> None:
    held = run.state is RunState.HELD
    why = f": {run.problem}" if held and run.problem else ""
    who = ""
    if view.at_work:
        who = "; a process is at work on it"
    elif run.state in (RunState.STARTED, RunState.SNAPSHOT, RunState.CUT_OVER):
        who = "; no process is at work on it"
    pen.hanging(
        (f"run {run.run} {state_in_words(run.state, at_work=view.at_work)}{why}{who}", "yellow" if held else "")
    )
    if run.problem and not held:
        pen.hanging((f"it stopped last time: {run.problem}", "yellow"))
    if run.state is not RunState.SNAPSHOT:
        return
    pen.show(_far(view.progress))
    if view.at_work:
        pace = ", ".join(filter(None, _pace(view)))
        if pace:
            pen.hanging((pace, "dim"), indent=4)


def _far(progress: Sequence[Progress]) -> "Table":
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(overflow="fold")
    for each in progress:
        rows = "" if each.state == NOT_SERVED else f"{each.rows:,}"
        grid.add_row(joined((f"    {named(each.collection)}", "")), joined((rows, "")), joined(_so_far(each)))
    return grid


def _so_far(progress: Progress) -> tuple[str, str]:
    if progress.state == NOT_SERVED:
        return ("not served to this application", "dim")
    if progress.state == FINISHED:
        return ("all", "green")
    known = progress.counted if progress.counted is not None else progress.announced
    again = f"at reading number {progress.walks}" if progress.walks > 1 else ""
    return (", ".join(filter(None, (f"of {known:,}" if known is not None else "", again))), "")


def _pace(view: DistrictView) -> tuple[str, ...]:
    left = view.district.budget_left
    return (
        "" if view.rate is None else f"{view.rate:,.0f} rows a second",
        "" if view.to_go is None else f"about {lasting(view.to_go)} to go",
        "" if left is None else f"{counted(left, 'request')} left in this minute",
    )
