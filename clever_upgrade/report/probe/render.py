"""Renders what became of the parsers in the format that was asked for."""

from collections.abc import Iterator

from clever_upgrade.check.probe.result import ProbeResult
from clever_upgrade.contract import default_upgrade
from clever_upgrade.report.manners import Manners

FORMATS = ("terminal", "json", "markdown")


def probe_pieces(result: ProbeResult, report_format: str, manners: Manners) -> Iterator[str]:
    """The report in pieces; ``manners`` matter to the terminal format only."""
    upgrade = default_upgrade()
    match report_format:
        case "terminal":
            from clever_upgrade.report.probe.terminal import as_terminal

            return iter([as_terminal(result, upgrade, manners)])
        case "json":
            from clever_upgrade.report.probe.json import as_json

            return iter([as_json(result, upgrade)])
        case "markdown":
            from clever_upgrade.report.probe.markdown import as_markdown

            return as_markdown(result, upgrade)
        case _:
            raise ValueError(f"{report_format} is no format; there are {', '.join(FORMATS)}")
