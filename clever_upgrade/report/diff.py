"""Renders the outcome of a comparison in the format that was asked for."""

from collections.abc import Iterator
from enum import StrEnum

from clever_upgrade.compare.result import DiffResult
from clever_upgrade.contract import Upgrade, version
from clever_upgrade.report.next_steps import DIFF
from clever_upgrade.report.redaction import Redactor


class DiffFormat(StrEnum):
    """How a comparison is reported."""

    TERMINAL = "terminal"
    JSON = "json"
    NDJSON = "ndjson"
    MARKDOWN = "markdown"


def render(
    result: DiffResult,
    report_format: DiffFormat | str,
    *,
    show_values: bool = False,
    width: int = 80,
    color: bool = False,
    is_terminal: bool = False,
    command: str = DIFF,
) -> str:
    """The whole report, ending in a line break.

    ``width``, ``color`` and ``is_terminal`` matter to the terminal format only. ``command`` is how the user calls
    ``diff``, with the options that say where the records come from; the report suggests further calls in that form.
    """
    pieces = render_pieces(
        result,
        report_format,
        show_values=show_values,
        width=width,
        color=color,
        is_terminal=is_terminal,
        command=command,
    )
    return "".join(pieces)


def render_pieces(
    result: DiffResult,
    report_format: DiffFormat | str,
    *,
    show_values: bool = False,
    width: int = 80,
    color: bool = False,
    is_terminal: bool = False,
    command: str = DIFF,
) -> Iterator[str]:
    """The same in pieces, so that a report with very many findings never stands in memory as one text."""
    redactor = Redactor(Upgrade(version(result.from_version), version(result.to_version)), show_values)
    match DiffFormat(report_format):
        case DiffFormat.JSON:
            from clever_upgrade.report.diff_json import as_json

            return as_json(result, redactor)
        case DiffFormat.NDJSON:
            from clever_upgrade.report.diff_json import as_ndjson

            return as_ndjson(result, redactor)
        case DiffFormat.MARKDOWN:
            from clever_upgrade.report.diff_markdown import as_markdown

            return as_markdown(result, redactor)
        case DiffFormat.TERMINAL:
            from clever_upgrade.report.diff_terminal import as_terminal
            from clever_upgrade.report.screen import Screen

            return iter([as_terminal(result, redactor, Screen(width, color, is_terminal), command)])
