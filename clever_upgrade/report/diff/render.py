"""Renders the outcome of a comparison in the format that was asked for: terminal, json, ndjson or markdown."""

from collections.abc import Iterator, Mapping
from typing import TextIO

from clever_upgrade.compare.result import DiffResult
from clever_upgrade.contract import Upgrade, version
from clever_upgrade.report.diff.calls import PLAIN, DiffCalls
from clever_upgrade.report.manners import UNKNOWN_WIDTH, Manners, manners_of
from clever_upgrade.report.redaction import Redactor

FORMATS = ("terminal", "json", "ndjson", "markdown")


def write_diff(
    result: DiffResult,
    report_format: str,
    stream: TextIO,
    *,
    show_values: bool,
    environ: Mapping[str, str],
    calls: DiffCalls = PLAIN,
) -> None:
    """Write the report to ``stream`` the way that stream wants it, piece by piece, with ``calls`` to go on."""
    redactor = redactor_of(result, show_values=show_values)
    stream.writelines(_pieces(result, report_format, redactor, manners_of(stream, environ), calls))


def render(
    result: DiffResult,
    report_format: str,
    *,
    show_values: bool = False,
    width: int = UNKNOWN_WIDTH,
    color: bool = False,
    is_terminal: bool = False,
    calls: DiffCalls = PLAIN,
) -> str:
    """The whole report as text. ``width``, ``color`` and ``is_terminal`` matter to the terminal format only."""
    redactor = redactor_of(result, show_values=show_values)
    return "".join(_pieces(result, report_format, redactor, Manners(width, color, is_terminal), calls))


def redactor_of(result: DiffResult, *, show_values: bool) -> Redactor:
    """What decides which values of this comparison are shown."""
    return Redactor(Upgrade(version(result.from_version), version(result.to_version)), show_values)


def _pieces(
    result: DiffResult, report_format: str, redactor: Redactor, manners: Manners, calls: DiffCalls
) -> Iterator[str]:
    """The report in pieces, so that one with very many findings never stands in memory as one text."""
    match report_format:
        case "json":
            from clever_upgrade.report.diff.json import as_json

            return as_json(result, redactor)
        case "ndjson":
            from clever_upgrade.report.diff.json import as_ndjson

            return as_ndjson(result, redactor)
        case "markdown":
            from clever_upgrade.report.diff.markdown import as_markdown

            return as_markdown(result, redactor)
        case "terminal":
            from clever_upgrade.report.diff.terminal import as_terminal

            return iter([as_terminal(result, redactor, manners, calls)])
        case _:
            raise ValueError(f"{report_format} is no format; there are {', '.join(FORMATS)}")
