"""The catalogue of contract changes for people: an overview with the dates, or one change in full."""

from clever_upgrade.contract.changes import Change
from clever_upgrade.report.changes import SOURCES, Catalogue, field_notes, places
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.screen import Pen, drawn, prose

_TABLE_WIDTH = 90
"""From this many columns on a table reads better than a list."""

_NAME = "bold cyan"
_NEXT = "One change in full: `clever-upgrade changes NAME`. In your data: `clever-upgrade diff`."


def as_terminal(catalogue: Catalogue, manners: Manners) -> str:
    """The overview, or each change in full where that was asked for."""
    return drawn(manners, lambda pen: _write(catalogue, pen))


def _write(catalogue: Catalogue, pen: Pen) -> None:
    if catalogue.in_full:
        for change in catalogue.changes:
            _write_in_full(change, pen)
        return
    pen.line((f"Changes from {catalogue.from_version} to {catalogue.to_version}", "bold"))
    pen.blank()
    if pen.is_terminal and pen.width >= _TABLE_WIDTH:
        _write_table(catalogue, pen)
    else:
        _write_list(catalogue, pen)
    pen.heading("Dates")
    for milestone in catalogue.milestones:
        pen.hanging((milestone.event, ""), mark=f"{milestone.date:<10}")
    pen.blank()
    pen.line(*prose(_NEXT))


def _write_table(catalogue: Catalogue, pen: Pen) -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("Change", style=_NAME, no_wrap=True)
    table.add_column("Source", no_wrap=True)
    table.add_column("Where", overflow="fold")
    table.add_column("What changes")
    for change in catalogue.changes:
        table.add_row(change.name, SOURCES[change.origin], "\n".join(places(change)), change.title)
    pen.show(table)


def _write_list(catalogue: Catalogue, pen: Pen) -> None:
    for number, change in enumerate(catalogue.changes):
        if number:
            pen.blank()
        pen.line((change.name, _NAME), (f" ({SOURCES[change.origin]})", ""))
        pen.hanging((change.title, ""))
        pen.hanging((", ".join(places(change)), ""))


def _write_in_full(change: Change, pen: Pen) -> None:
    pen.line((change.name, _NAME), (f": {change.title}", "bold"))
    pen.line((f"Source: {SOURCES[change.origin]}", ""))
    pen.blank()
    pen.line(*prose(change.summary))
    pen.heading("Where it shows")
    for field in change.fields:
        pen.hanging(*prose(f"`{field.collection}.{field.path}`: {field_notes(field)}"), mark="-")
    for endpoint in change.endpoints:
        pen.hanging((endpoint, ""), mark="-")
    pen.heading("What breaks")
    for breakage in change.breaks:
        pen.hanging(*prose(breakage.code), mark="-")
        pen.hanging(*prose(breakage.effect), mark="=>", indent=4)
    pen.heading("What to do")
    for number, step in enumerate(change.todo, 1):
        pen.hanging(*prose(step), mark=f"{number}.")
