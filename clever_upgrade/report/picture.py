"""Pictures of the terminal reports, as SVG, for documentation: the same text and colours as on a real terminal."""

import io
from collections.abc import Callable, Iterable

from clever_upgrade.compare.result import DiffResult
from clever_upgrade.report.diff import terminal as diff_terminal
from clever_upgrade.report.diff.calls import PLAIN, DiffCalls
from clever_upgrade.report.diff.render import redactor_of
from clever_upgrade.report.scan import terminal as scan_terminal
from clever_upgrade.report.scan.words import SCAN
from clever_upgrade.report.screen import Pen
from clever_upgrade.scan.result import ScanResult

COLUMNS = 84
"""As wide as the reports need, so that a picture stays readable where it is shown small."""


def diff_as_svg(result: DiffResult, *, calls: DiffCalls = PLAIN, columns: int = COLUMNS) -> str:
    """The report of a comparison as an SVG picture, below the command that was typed."""
    redactor = redactor_of(result, show_values=False)
    return _drawn("diff", calls.again(), columns, lambda pen: diff_terminal.write(pen, result, redactor, calls))


def scan_as_svg(result: ScanResult, *, command: str = SCAN, columns: int = COLUMNS) -> str:
    """The report of a scan as an SVG picture, below the command that was typed."""
    return _drawn("scan", command, columns, lambda pen: scan_terminal.write(pen, result, command))


def demo_as_svg(draws: Iterable[Callable[[Pen], None]], *, columns: int = COLUMNS) -> str:
    """The scenes of the demo as an SVG picture, below the command that was typed."""

    def draw(pen: Pen) -> None:
        for each in draws:
            each(pen)

    return _drawn("demo", "clever-upgrade demo", columns, draw)


def _drawn(name: str, command: str, columns: int, draw: Callable[[Pen], None]) -> str:
    from rich.console import Console

    console = Console(
        file=io.StringIO(),
        width=columns,
        record=True,
        color_system="standard",
        force_terminal=True,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )
    pen = Pen(console, is_terminal=True)
    pen.line(("$ ", "dim"), (command, "bold"))
    draw(pen)
    # A fixed id keeps the picture byte-identical from run to run.
    return console.export_svg(title="clever-upgrade", unique_id=f"clever-upgrade-{name}")
