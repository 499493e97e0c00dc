"""Renders what a scan found in the format that was asked for: terminal, json, sarif, github or markdown."""

from collections.abc import Iterator, Mapping
from typing import TextIO

from clever_upgrade.report.manners import UNKNOWN_WIDTH, Manners, manners_of
from clever_upgrade.report.scan.words import SCAN
from clever_upgrade.scan.result import ScanResult

FORMATS = ("terminal", "json", "sarif", "github", "markdown")


def write_scan(
    result: ScanResult, report_format: str, stream: TextIO, environ: Mapping[str, str], *, command: str = SCAN
) -> None:
    """Write the report to ``stream`` the way that stream wants it, piece by piece.

    ``command`` is how the user calls ``scan``, with the paths and options that say what is looked at; the report
    suggests further calls in that form.
    """
    stream.writelines(_pieces(result, report_format, manners_of(stream, environ), command))


def render(
    result: ScanResult,
    report_format: str,
    *,
    width: int = UNKNOWN_WIDTH,
    color: bool = False,
    is_terminal: bool = False,
    command: str = SCAN,
) -> str:
    """The whole report as text. ``width``, ``color`` and ``is_terminal`` matter to the terminal format only."""
    return "".join(_pieces(result, report_format, Manners(width, color, is_terminal), command))


def _pieces(result: ScanResult, report_format: str, manners: Manners, command: str) -> Iterator[str]:
    """The report in pieces, so that one with very many findings never stands in memory as one text."""
    match report_format:
        case "json":
            from clever_upgrade.report.scan.json import as_json

            return as_json(result)
        case "sarif":
            from clever_upgrade.report.scan.sarif import as_sarif

            return iter([as_sarif(result)])
        case "github":
            from clever_upgrade.report.scan.github import as_github

            return as_github(result)
        case "markdown":
            from clever_upgrade.report.scan.markdown import as_markdown

            return as_markdown(result)
        case "terminal":
            from clever_upgrade.report.scan.terminal import as_terminal

            return iter([as_terminal(result, manners, command)])
        case _:
            raise ValueError(f"{report_format} is no format; there are {', '.join(FORMATS)}")
