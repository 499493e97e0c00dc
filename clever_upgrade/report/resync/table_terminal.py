"""The table of a plan: for each collection, how many records are staged, and what becomes of them.

A screen that is too narrow for the table gets a line for each collection instead, so that no number is ever cut.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from clever_upgrade.report.screen import Pen, columns_of, joined
from clever_upgrade.store.merge import Plan

if TYPE_CHECKING:
    from rich.text import Text

KINDS = {"added": "green", "changed": "yellow", "archived": "red", "revived": "green"}
_COLUMNS = {**KINDS, "unchanged": ""}
_HEADINGS = ("Collection", "Read", *(kind.capitalize() for kind in _COLUMNS))
_INDENT = 2

Row = tuple[str, int, Plan]
"""A collection, the records that were read of it, and what becomes of them."""


def draw_plan(rows: Sequence[Row], pen: Pen) -> None:
    """The table; zero stands back, so that the rest stands out."""
    if _width(rows, gap=3 if pen.is_terminal else 2) > pen.width:
        for collection, number, plan in rows:
            pen.hanging((f"{named(collection)}: {_in_words(number, plan)}", ""))
        return
    from rich.box import SIMPLE
    from rich.padding import Padding
    from rich.table import Table

    table = Table(
        box=SIMPLE if pen.is_terminal else None,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1),
        header_style="",
        border_style="dim",
    )
    table.add_column(_HEADINGS[0], no_wrap=True)
    for heading in _HEADINGS[1:]:
        table.add_column(heading, justify="right", no_wrap=True)
    for collection, number, plan in rows:
        table.add_row(named(collection), f"{number:,}", *_cells(plan, pen))
    pen.show(Padding(table, (0, 0, 0, _INDENT), expand=False))


def named(collection: str) -> str:
    """A collection as people say it."""
    return collection.replace("_", " ")


def kinds_in_words(plans: Sequence[Plan]) -> str:
    """How many records were written in each way, or empty if none was."""
    totals = {kind: sum(getattr(plan, kind) for plan in plans) for kind in KINDS}
    return ", ".join(f"{number:,} {kind}" for kind, number in totals.items() if number)


def _width(rows: Sequence[Row], gap: int) -> int:
    names = max(map(columns_of, (_HEADINGS[0], *(named(collection) for collection, _, _ in rows))))
    columns = [[number for _, number, _ in rows], *([getattr(plan, kind) for _, _, plan in rows] for kind in _COLUMNS)]
    widths = [
        max(len(heading), *(len(f"{number:,}") for number in numbers))
        for heading, numbers in zip(_HEADINGS[1:], columns, strict=True)
    ]
    return _INDENT + names + sum(gap + width for width in widths)


def _in_words(number: int, plan: Plan) -> str:
    parts = [f"{number:,} read", kinds_in_words([plan]), f"{plan.unchanged:,} unchanged" if plan.unchanged else ""]
    return ", ".join(filter(None, parts))


def _cells(plan: Plan, pen: Pen) -> "list[Text]":
    zero = (pen.choose("·", "-"), "dim")
    cells = [(getattr(plan, kind), style) for kind, style in _COLUMNS.items()]
    return [joined((f"{number:,}", style) if number else zero) for number, style in cells]
