"""The table at the top of the terminal report: for each collection, how many records have which verdict."""

from typing import TYPE_CHECKING

from clever_upgrade.compare.result import DiffResult, Verdict
from clever_upgrade.report.diff.words import by_collection
from clever_upgrade.report.screen import Pen, joined

if TYPE_CHECKING:
    from rich.console import RenderableType
    from rich.text import Text

STYLES = {
    Verdict.EQUAL: "",
    Verdict.DOCUMENTED: "green",
    Verdict.DRIFTED: "yellow",
    Verdict.UNEXPECTED: "red",
}
"""The colour of each verdict. Whatever is coloured also says the verdict in words."""

_NARROW = 72
"""Below this width the headings take two lines."""


def draw_summary(result: DiffResult, pen: Pen) -> None:
    """The table; a screen that is too narrow for it gets a line for each collection, so that nothing is ever cut."""
    table = _table(result, pen)
    if pen.fits(table):
        pen.show(table)
        return
    for collection, (records, *verdicts) in by_collection(result):
        told = [f"{number:,} {verdict.label}" for verdict, number in zip(Verdict, verdicts, strict=True) if number]
        pen.hanging((f"{collection}: {records:,} compared, {', '.join(told) or 'nothing to judge'}", ""), mark="-")


def _table(result: DiffResult, pen: Pen) -> "RenderableType":
    """The table, with a total where there are several collections."""
    from rich.box import SIMPLE
    from rich.padding import Padding
    from rich.table import Table

    rows = by_collection(result)
    totals = tuple(map(sum, zip(*(numbers for _, numbers in rows), strict=True)))
    table = Table(
        box=SIMPLE if pen.is_terminal else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, 0) if pen.is_terminal and pen.width < _NARROW else (0, 1),
        show_footer=len(rows) > 1,
        header_style="",
        footer_style="",
        border_style="dim",
    )
    table.add_column("Collection", "total", no_wrap=True)
    for heading, cell in zip(_headings(pen), _cells(totals, pen), strict=True):
        table.add_column(heading, cell, justify="right", no_wrap=True, vertical="bottom")
    for collection, numbers in rows:
        table.add_row(collection, *_cells(numbers, pen))
    return Padding(table, (0, 0, 0, 2), expand=False)


def _headings(pen: Pen) -> tuple[str, ...]:
    if pen.width < _NARROW:
        return ("Compared", "Equal", "Docu-\nmented", "Drifted", "Unex-\npected")
    return ("Compared", "Equal", "Documented", "Drifted", "Unexpected")


def _cells(numbers: tuple[int, ...], pen: Pen) -> "list[Text]":
    """One row: how many records, then how many with each verdict; zero stands back, so that the rest stands out."""
    records, *verdicts = numbers
    zero = (pen.choose("·", "-"), "dim")
    cells = [(f"{number:,}", STYLES[verdict]) for verdict, number in zip(Verdict, verdicts, strict=True)]
    return [joined((f"{records:,}", "")), *(joined(cell if cell[0] != "0" else zero) for cell in cells)]
