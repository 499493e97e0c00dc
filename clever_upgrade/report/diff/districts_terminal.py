"""The districts in the terminal report of a comparison of many: which could not be compared, and which differ."""

from collections.abc import Sequence

from clever_upgrade.compare.result import DiffResult, Verdict
from clever_upgrade.grammar import counted
from clever_upgrade.report.diff.districts import DistrictCount, districts_that_differ
from clever_upgrade.report.diff.summary_terminal import STYLES
from clever_upgrade.report.diff.words import rest_of_districts
from clever_upgrade.report.screen import Pen, joined

MOST_DISTRICTS = 20
"""How many districts of a kind the terminal names."""


def write_districts(pen: Pen, result: DiffResult) -> None:
    """Write about the districts, where there are several."""
    if result.coverage.districts + len(result.failures) < 2:
        return
    _failed(pen, result)
    _differing(pen, result)


def _failed(pen: Pen, result: DiffResult) -> None:
    if not result.failures:
        return
    style = f"bold {STYLES[Verdict.UNEXPECTED]}"
    pen.heading("Not compared", style, f"{counted(len(result.failures), 'district')} could not be read")
    for failure in result.failures[:MOST_DISTRICTS]:
        pen.hanging((failure.district, "bold"), (f"  {failure.reason}", STYLES[Verdict.UNEXPECTED]))
        pen.hanging((failure.message, ""), indent=4)
    _and_more(pen, len(result.failures))


def _differing(pen: Pen, result: DiffResult) -> None:
    differing = districts_that_differ(result)
    if differing:
        pen.heading("Districts that differ", explanation="the worst first")
        _counts(pen, differing[:MOST_DISTRICTS])
        _and_more(pen, len(differing))
    rest = rest_of_districts(result, len(differing))
    if rest:
        pen.blank()
        pen.hanging((rest, ""))


def _counts(pen: Pen, counts: Sequence[DistrictCount]) -> None:
    """A table; a screen that is too narrow for it gets a paragraph for each district, so that nothing is cut."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(overflow="fold")
    for _ in range(3):
        grid.add_column(justify="right", no_wrap=True)
    for count in counts:
        grid.add_row(joined((f"  {count.district}", "bold")), *_cells(count))
    if pen.fits(grid):
        pen.show(grid)
        return
    for count in counts:
        *verdicts, records = filter(None, _cells(count))
        pen.hanging((count.district, "bold"))
        pen.hanging((f"{', '.join(verdicts)} {records}".lstrip(), ""), indent=4)


def _cells(count: DistrictCount) -> "list[str]":
    numbers = {verdict: count.verdicts.get(verdict, 0) for verdict in (Verdict.UNEXPECTED, Verdict.DRIFTED)}
    told = [f"{number:,} {verdict.label}" if number else "" for verdict, number in numbers.items()]
    return [*told, f"of {counted(count.records, 'record')}"]


def _and_more(pen: Pen, number: int) -> None:
    if number > MOST_DISTRICTS:
        pen.hanging((f"and {counted(number - MOST_DISTRICTS, 'more district')}", ""))
