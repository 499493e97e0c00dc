"""The pictures in the documentation show the terminal reports and nothing else."""

import re
from html import unescape
from xml.etree import ElementTree

from clever_upgrade.report.command_line import Source
from clever_upgrade.report.diff.calls import DiffCalls
from clever_upgrade.report.diff.render import render as render_diff
from clever_upgrade.report.picture import COLUMNS, demo_as_svg, diff_as_svg, scan_as_svg
from clever_upgrade.report.scan.render import render as render_scan
from tests.report.diff import results as diff_results
from tests.report.scan import results as scan_results


def shown_in(svg: str) -> str:
    """The text of a picture without any space: it holds the lines as they are broken for the screen."""
    return re.sub(r"\s+", "", unescape("".join(ElementTree.fromstring(svg).itertext())))  # noqa: S314 - our own


def test_the_picture_of_a_comparison_shows_the_command_and_then_the_report():
    calls, command = DiffCalls(Source(("--sandbox",))), "clever-upgrade diff --sandbox"
    report = render_diff(diff_results.DOCUMENTED, "terminal", is_terminal=True, width=COLUMNS, calls=calls)
    picture = diff_as_svg(diff_results.DOCUMENTED, calls=calls)
    assert re.sub(r"\s+", "", f"$ {command} {report}") in shown_in(picture)


def test_the_picture_of_a_scan_shows_the_command_and_then_the_report():
    command = "clever-upgrade scan app"
    report = render_scan(scan_results.FOUND, "terminal", is_terminal=True, width=COLUMNS, command=command)
    picture = scan_as_svg(scan_results.FOUND, command=command)
    assert re.sub(r"\s+", "", f"$ {command} {report}") in shown_in(picture)


def test_the_picture_of_the_demo_shows_every_scene_in_its_order():
    picture = shown_in(demo_as_svg([lambda pen: pen.line(("one", "")), lambda pen: pen.heading("two")]))
    assert "$clever-upgradedemoonetwo" in picture


def test_a_picture_is_the_same_every_time():
    assert diff_as_svg(diff_results.UNEXPECTED) == diff_as_svg(diff_results.UNEXPECTED)
