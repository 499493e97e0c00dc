"""Renders what an examination found: for a terminal, or as JSON."""

from collections.abc import Mapping
from typing import TextIO

from clever_upgrade.doctor.result import Examination, Value
from clever_upgrade.report.manners import UNKNOWN_WIDTH, Manners, manners_of

FORMATS = ("terminal", "json")


def write_examination(found: Examination, report_format: str, stream: TextIO, environ: Mapping[str, str]) -> None:
    """Write the report to ``stream`` the way that stream wants it."""
    stream.write(_rendered(found, report_format, manners_of(stream, environ)))


def write_settings(values: tuple[Value, ...], report_format: str, stream: TextIO, environ: Mapping[str, str]) -> None:
    """Write every setting with its value and origin."""
    if report_format == "json":
        from clever_upgrade.report.doctor.json import settings_as_json

        stream.write(settings_as_json(values))
        return
    from clever_upgrade.report.doctor.terminal import settings_as_terminal

    stream.write(settings_as_terminal(values, manners_of(stream, environ)))


def render(
    found: Examination,
    report_format: str,
    *,
    width: int = UNKNOWN_WIDTH,
    color: bool = False,
    is_terminal: bool = False,
) -> str:
    """The whole report as text. ``width``, ``color`` and ``is_terminal`` matter to the terminal format only."""
    return _rendered(found, report_format, Manners(width, color, is_terminal))


def _rendered(found: Examination, report_format: str, manners: Manners) -> str:
    match report_format:
        case "json":
            from clever_upgrade.report.doctor.json import examination_as_json

            return examination_as_json(found)
        case "terminal":
            from clever_upgrade.report.doctor.terminal import examination_as_terminal

            return examination_as_terminal(found, manners)
        case _:
            raise ValueError(f"{report_format} is no format; there are {', '.join(FORMATS)}")
