"""Renders what a check found in the format that was asked for."""

from collections.abc import Iterator

from clever_upgrade.check.result import CheckResult
from clever_upgrade.contract import default_upgrade
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.redaction import Redactor

FORMATS = ("terminal", "json", "sarif", "junit", "github", "markdown", "html")


def check_pieces(result: CheckResult, report_format: str, manners: Manners) -> Iterator[str]:
    """The report in pieces; ``manners`` matter to the terminal format only."""
    redactor = Redactor(default_upgrade())
    match report_format:
        case "terminal":
            from clever_upgrade.report.check.terminal import as_terminal

            return iter([as_terminal(result, redactor, manners)])
        case "json":
            from clever_upgrade.report.check.json import as_json

            return iter([as_json(result, redactor)])
        case "sarif":
            from clever_upgrade.report.check.sarif import as_sarif

            return iter([as_sarif(result, redactor)])
        case "junit":
            from clever_upgrade.report.check.junit import as_junit

            return iter([as_junit(result, redactor)])
        case "github":
            from clever_upgrade.report.check.github import as_github

            return as_github(result, redactor)
        case "markdown":
            from clever_upgrade.report.check.markdown import as_markdown

            return as_markdown(result, redactor)
        case "html":
            from clever_upgrade.report.html.page import as_html

            return as_html(result, redactor)
        case _:
            raise ValueError(f"{report_format} is no format; there are {', '.join(FORMATS)}")
