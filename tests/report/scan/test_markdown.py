"""The Markdown report of a scan can be pasted into a pull request, whatever source code and file names hold."""

import re
from dataclasses import replace

import pytest

from clever_upgrade.report.scan.markdown import MOST_FINDINGS, MOST_NOTES
from clever_upgrade.report.scan.render import render
from clever_upgrade.scan.result import Skipped
from tests.report.scan import results


@pytest.mark.parametrize("name", results.ALL)
def test_the_report_looks_like_this(name, snapshot):
    assert render(results.ALL[name], "markdown") == snapshot


HOSTILE = ["a|b", "a`b", "``", "`", "a\\|b", "<img src=x>", "@everyone", "[x](http://e.vil)", "a\nb", "a\x1b[2J", " "]


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_leaves_its_cell_or_formats_anything(text):
    plain, hostile = (render(results.hostile(one), "markdown").splitlines() for one in ("x", text))
    assert [_bars(line) for line in hostile] == [_bars(line) for line in plain]
    told = re.sub(r"\\.", "", "\n".join(_outside_code(line) for line in hostile))
    assert not re.search(r"[<@]|\]\(", told)
    assert "\x1b" not in told


def _bars(line):
    """How many cells a row of a table has."""
    return len(re.findall(r"(?<!\\)(?:\\\\)*\|", line))


def _outside_code(line):
    """The line without its code spans: a fence of backticks closes with a fence of the same length."""
    return re.sub(r"(?<![`\\])(`+)(?!`).*?(?<!`)\1(?!`)", "<code>", line).replace("<code>", "")


def test_a_long_list_is_cut_and_says_so():
    many = [
        replace(results.STUDENTS, path=f"app/part_{number:03}.py", fingerprint=f"{number:016x}")
        for number in range(MOST_FINDINGS + 11)
    ]
    text = render(results.result(*many), "markdown")
    assert text.count("`app/part_") == MOST_FINDINGS
    assert "11 more warnings; `--format json` lists them all." in text


def test_endless_skipped_files_are_cut_too():
    skipped = tuple(Skipped(f"part_{number:03}.bin", "is binary") for number in range(MOST_NOTES + 3))
    text = render(results.result(skipped=skipped), "markdown")
    assert text.count("part_") == MOST_NOTES
    assert "and 3 more" in text


def test_what_one_act_clears_takes_one_paragraph():
    text = render(results.FOUND, "markdown")
    assert "### Replace the library" in text
    assert "40 findings in 8 files below `vendor/clever-ruby/lib`" in text
    assert text.count("vendor/clever-ruby") == 2
