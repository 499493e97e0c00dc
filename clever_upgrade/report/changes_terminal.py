"""The catalogue of contract changes for people: an overview with the dates, or one change in full."""

from typing import TYPE_CHECKING, TextIO

from clever_upgrade.contract.changes import Change
from clever_upgrade.report.changes import SOURCES, Catalogue, field_notes, places
from clever_upgrade.report.console import console_for, draws_boxes, print_wrapped

if TYPE_CHECKING:
    from rich.console import Console

_TABLE_WIDTH = 90
"""From this many columns on a table reads better than a list."""


def write_catalogue(catalogue: Catalogue, stream: TextIO) -> None:
    """Write the overview, or each change in full where that was asked for."""
    console = console_for(stream)
    if catalogue.in_full:
        for change in catalogue.changes:
            _write_in_full(change, console)
        return
    console.print(f"Changes from {catalogue.from_version} to {catalogue.to_version}", style="bold")
    console.print()
    if draws_boxes(stream) and console.width >= _TABLE_WIDTH:
        _write_table(catalogue, console)
    else:
        _write_list(catalogue, console)
    _write_dates(catalogue, console)
    print_wrapped(console, "One change in full: `clever-upgrade changes NAME`. In your data: `clever-upgrade diff`.")


def _write_table(catalogue: Catalogue, console: "Console") -> None:
    from rich.box import SIMPLE_HEAD
    from rich.table import Table

    table = Table(box=SIMPLE_HEAD, padding=(0, 1), show_edge=False)
    table.add_column("Change", style="bold cyan", no_wrap=True)
    table.add_column("Source", no_wrap=True)
    table.add_column("Where", overflow="fold")
    table.add_column("What changes")
    for change in catalogue.changes:
        table.add_row(change.name, SOURCES[change.origin], "\n".join(places(change)), change.title)
    console.print(table)
    console.print()


def _write_list(catalogue: Catalogue, console: "Console") -> None:
    for change in catalogue.changes:
        console.print(f"{change.name} ({SOURCES[change.origin]})", style="bold cyan")
        print_wrapped(console, change.title, indent=2)
        print_wrapped(console, ", ".join(places(change)), indent=2)
        console.print()


def _write_dates(catalogue: Catalogue, console: "Console") -> None:
    console.print("Dates", style="bold")
    for milestone in catalogue.milestones:
        print_wrapped(console, milestone.event, mark=f"{milestone.date:<10}", indent=2)
    console.print()


def _write_in_full(change: Change, console: "Console") -> None:
    console.print(f"{change.name}: {change.title}", style="bold cyan")
    console.print(f"Source: {SOURCES[change.origin]}")
    console.print()
    print_wrapped(console, change.summary)
    _heading("Where it shows", console)
    for field in change.fields:
        print_wrapped(console, f"`{field.collection}.{field.path}`: {field_notes(field)}", mark="-", indent=2)
    for endpoint in change.endpoints:
        print_wrapped(console, endpoint, mark="-", indent=2)
    _heading("What breaks", console)
    for breakage in change.breaks:
        print_wrapped(console, breakage.code, mark="-", indent=2)
        print_wrapped(console, breakage.effect, mark="  =>", indent=2)
    _heading("What to do", console)
    for number, step in enumerate(change.todo, 1):
        print_wrapped(console, step, mark=f"{number}.", indent=2)


def _heading(text: str, console: "Console") -> None:
    console.print()
    console.print(text, style="bold")
