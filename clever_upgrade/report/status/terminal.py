"""How the syncs of districts stand, for people at a terminal: one district in full, or many by their states."""

from collections.abc import Iterator, Mapping, Sequence

from clever_upgrade.compare.status_result import UNKNOWN, DistrictStatus, StatusResult
from clever_upgrade.contract.states import HEALTHY
from clever_upgrade.grammar import counted
from clever_upgrade.report.command_line import Source, command
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.screen import Pen, columns_of, drawn, joined
from clever_upgrade.report.status.words import (
    action,
    by_state,
    day,
    headline,
    meaning_in_words,
    pause,
    readings,
    remarks,
    three_states,
    told,
    who_acts,
)
from clever_upgrade.report.untrusted import LONGEST_NAME, printable

MOST_DISTRICTS = 20
"""How many districts of one state the terminal names."""

MOST_HEALTHY = 5
"""How many of those that are running, where others are not."""

_INDENT, _GAP = 2, 2
_NAME = "Name"
_ROOM_FOR_NAMES = 12
"""Fewer columns than this say nothing of a name."""

_STYLES = {UNKNOWN: "red", "error": "red", "pending": "yellow", "paused": "cyan", HEALTHY: "green"}
_MARKS = {HEALTHY: "✓", "paused": "!", "pending": "!"}
_TROUBLE = "✗"


def status_as_terminal(result: StatusResult, manners: Manners, source: Source) -> str:
    """The whole report as text for a screen with these manners."""
    return drawn(manners, lambda pen: _write(pen, result, source))


def _write(pen: Pen, result: StatusResult, source: Source) -> None:
    _answer(pen, result)
    _failed(pen, result)
    if len(result.districts) == 1 and not result.failures:
        _in_full(pen, result, result.districts[0])
    else:
        for state, districts in by_state(result):
            _one_state(pen, result, state, districts)
    _next(pen, result, source)


def _answer(pen: Pen, result: StatusResult) -> None:
    arrow = pen.choose("→", "->")
    pen.line((f"{result.from_version} {arrow} {result.to_version}", "bold"), (f"  {_whose(result)}", ""))
    pen.blank()
    worst = UNKNOWN if result.failures else next((state for state, number in result.counts.items() if number), HEALTHY)
    style = f"bold {_STYLES[worst]}"
    mark = pen.choose(_MARKS.get(worst, _TROUBLE), "")
    pen.hanging((headline(result), style), mark=mark, style=style, indent=0)


def _whose(result: StatusResult) -> str:
    if len(result.districts) != 1 or result.failures:
        return counted(len(result.districts) + len(result.failures), "district")
    (status,) = result.districts
    name = f" ({printable(status.name, LONGEST_NAME)})" if status.name else ""
    return f"district {status.district}{name}"


def _failed(pen: Pen, result: StatusResult) -> None:
    if not result.failures:
        return
    pen.heading("Not read", "bold red", counted(len(result.failures), "district"))
    for failure in result.failures[:MOST_DISTRICTS]:
        pen.hanging((failure.district, "bold"), (f"  {failure.reason}", "red"))
        pen.hanging((failure.message, ""), indent=4)
    _and_more(pen, len(result.failures))


def _in_full(pen: Pen, result: StatusResult, status: DistrictStatus) -> None:
    pen.blank()
    rows = (
        ("Who acts", who_acts(status)),
        ("What to do", action(status)),
        (f"{result.from_version} says", told(status.older.state)),
        (f"{result.to_version} says", told(status.newer.state)),
        ("Pause", pause(status)),
        ("Launch", day(status, "launch_date")),
        ("Last sync", day(status, "last_sync") or "never, as far as is told"),
        ("Source", status.newer.sis_type or status.older.sis_type),
    )
    wide = max(len(name) for name, _ in rows)
    for name, text in rows:
        if text:
            pen.hanging((text, ""), mark=f"{name:<{wide}} ", style="dim")
    for remark in remarks(result, status):
        pen.hanging((remark, "yellow"))
    pen.blank()
    pen.hanging((three_states(result, status), ""))


def _one_state(pen: Pen, result: StatusResult, state: str, districts: list[DistrictStatus]) -> None:
    first = districts[0]
    pen.heading(state, f"bold {_STYLES[state]}", f"{meaning_in_words(first)}, in {counted(len(districts), 'district')}")
    if state != HEALTHY:
        pen.hanging((f"Who acts: {who_acts(first)}. What to do: {action(first)}.", ""))
    for sentence in readings(result, districts):
        pen.hanging((sentence, "dim"))
    most = MOST_DISTRICTS if state != HEALTHY or len(result.districts) == len(districts) else MOST_HEALTHY
    shown = districts[:most]
    columns = _columns(result, shown, pen.width)
    if columns:
        _table(pen, columns)
        _remarks(pen, result, shown)
    else:
        _list(pen, result, shown)
    _and_more(pen, len(districts), most)


def _columns(result: StatusResult, districts: Sequence[DistrictStatus], room: int) -> dict[str, list[str]]:
    """The cells of a table by their heading, without what no district has; empty where there is no room for one."""
    older = [told(each.older.state) for each in districts]
    columns = {
        "District": [printable(each.district) for each in districts],
        # Where it is the same everywhere, the sentences above the table say it.
        result.from_version: older if len(set(older)) > 1 else [],
        result.to_version: [told(each.newer.state) if each.state == UNKNOWN else "" for each in districts],
        "Last sync": [day(each, "last_sync") for each in districts],
        "Paused": [pause(each) for each in districts],
        "Launch": [day(each, "launch_date") for each in districts],
    }
    used = {heading: cells for heading, cells in columns.items() if any(cells)}
    left = room - _INDENT - sum(max(map(columns_of, (heading, *cells))) + _GAP for heading, cells in used.items())
    if left < 0:
        return {}
    names = [printable(each.name, min(LONGEST_NAME, left)) for each in districts] if left >= _ROOM_FOR_NAMES else []
    return used | ({_NAME: names} if any(names) else {})


def _table(pen: Pen, columns: Mapping[str, list[str]]) -> None:
    from rich.padding import Padding
    from rich.table import Table

    table = Table(box=None, show_edge=False, pad_edge=False, padding=(0, _GAP, 0, 0), header_style="dim")
    for heading, cells in columns.items():
        # An id or a date is never cut. A name of wide signs may be.
        widest = None if heading == _NAME else max(map(columns_of, (heading, *cells)))
        table.add_column(heading, no_wrap=True, min_width=widest)
    for first, *rest in zip(*columns.values(), strict=True):
        table.add_row(joined((first, "bold")), *(joined((cell, "")) for cell in rest))
    pen.blank()
    pen.show(Padding(table, (0, 0, 0, _INDENT), expand=False))


def _list(pen: Pen, result: StatusResult, districts: Sequence[DistrictStatus]) -> None:
    for status in districts:
        pen.hanging((status.district, "bold"))
        pen.hanging((", ".join(filter(None, _facts(result, status))), ""), indent=4)
        for remark in remarks(result, status):
            pen.hanging((remark, "yellow"), indent=4)


def _facts(result: StatusResult, status: DistrictStatus) -> Iterator[str]:
    """What there is to say of a district beside its state."""
    yield f"{told(status.older.state)} in {result.from_version}"
    yield f"{told(status.newer.state)} in {result.to_version}" if status.state == UNKNOWN else ""
    yield f"last sync {last}" if (last := day(status, "last_sync")) else ""
    yield f"paused {window}" if (window := pause(status)) else ""
    yield f"launch {launch}" if (launch := day(status, "launch_date")) else ""
    yield printable(status.name, LONGEST_NAME)


def _remarks(pen: Pen, result: StatusResult, districts: Sequence[DistrictStatus]) -> None:
    for status in districts:
        for remark in remarks(result, status):
            pen.hanging((f"{status.district}: {remark}", "yellow"))


def _and_more(pen: Pen, number: int, most: int = MOST_DISTRICTS) -> None:
    if number > most:
        pen.hanging((f"and {counted(number - most, 'more district')}; --format json lists them all", "dim"))


def _next(pen: Pen, result: StatusResult, source: Source) -> None:
    pen.heading("Next")
    if result.failures:
        pen.hanging(("See why a district cannot be read, with its own error and hint:", ""))
        pen.command(command("status", *source.words(result.failures[0].district)), 4)
    if any(each.state != HEALTHY for each in result.districts):
        pen.hanging(("See what these states break in code, and find the places in yours:", ""))
        pen.command("clever-upgrade changes sync-state", 4)
        pen.command("clever-upgrade scan --select sync-state", 4)
    elif not result.failures:
        pen.hanging(("Compare the records too:", ""))
        pen.command(command("diff", *source.words()), 4)
