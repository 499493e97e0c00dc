"""Renders how the syncs of districts stand in the format that was asked for: terminal, json or markdown."""

from collections.abc import Mapping
from typing import TextIO

from clever_upgrade.compare.status_result import StatusResult
from clever_upgrade.report.command_line import USUAL, Source
from clever_upgrade.report.manners import UNKNOWN_WIDTH, Manners, manners_of

FORMATS = ("terminal", "json", "markdown")


def write_status(
    result: StatusResult, report_format: str, stream: TextIO, *, environ: Mapping[str, str], source: Source = USUAL
) -> None:
    """Write the report to ``stream`` the way that stream wants it; ``source`` is where it was read."""
    stream.write(_rendered(result, report_format, manners_of(stream, environ), source))


def render(
    result: StatusResult,
    report_format: str,
    *,
    width: int = UNKNOWN_WIDTH,
    color: bool = False,
    is_terminal: bool = False,
    source: Source = USUAL,
) -> str:
    """The whole report as text. ``width``, ``color`` and ``is_terminal`` matter to the terminal format only."""
    return _rendered(result, report_format, Manners(width, color, is_terminal), source)


def _rendered(result: StatusResult, report_format: str, manners: Manners, source: Source) -> str:
    match report_format:
        case "json":
            from clever_upgrade.report.status.json import status_as_json

            return status_as_json(result)
        case "markdown":
            from clever_upgrade.report.status.markdown import status_as_markdown

            return "".join(status_as_markdown(result))
        case "terminal":
            from clever_upgrade.report.status.terminal import status_as_terminal

            return status_as_terminal(result, manners, source)
        case _:
            raise ValueError(f"{report_format} is no format; there are {', '.join(FORMATS)}")
