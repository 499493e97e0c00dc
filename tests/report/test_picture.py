"""The picture in the documentation shows the terminal report and nothing else."""

import re
from html import unescape
from xml.etree import ElementTree

from clever_upgrade.report.diff import render
from clever_upgrade.report.picture import COLUMNS, as_svg
from tests.report import diff_results as results


def test_the_picture_shows_the_command_and_then_the_report():
    svg = as_svg(results.DOCUMENTED, command="clever-upgrade diff --sandbox")
    shown = re.sub(r"\s+", "", unescape("".join(ElementTree.fromstring(svg).itertext())))  # noqa: S314 - our own
    report = render(
        results.DOCUMENTED, "terminal", is_terminal=True, width=COLUMNS, command="clever-upgrade diff --sandbox"
    )
    assert re.sub(r"\s+", "", f"$ clever-upgrade diff --sandbox {report}") in shown


def test_the_picture_is_the_same_every_time():
    assert as_svg(results.UNEXPECTED) == as_svg(results.UNEXPECTED)
