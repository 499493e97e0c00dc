"""A picture of the terminal report, as SVG, for documentation: the same text and colours as on a real terminal."""

import io

from clever_upgrade.compare.result import DiffResult
from clever_upgrade.report.diff import redactor_of
from clever_upgrade.report.diff_terminal import write
from clever_upgrade.report.next_steps import DIFF
from clever_upgrade.report.screen import Pen

COLUMNS = 84
"""As wide as the report needs, so that the picture stays readable where it is shown small."""


def as_svg(result: DiffResult, *, command: str = DIFF, columns: int = COLUMNS) -> str:
    """The report as an SVG picture, below the command that was typed."""
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
    write(pen, result, redactor_of(result, show_values=False), command)
    # A fixed id keeps the picture byte-identical from run to run.
    return console.export_svg(title="clever-upgrade", unique_id="clever-upgrade-diff")
