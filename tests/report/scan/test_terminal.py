"""What a person sees after a scan: at every width, in colour or not, on a terminal or in a pipe."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.report.scan.render import render
from clever_upgrade.report.scan.terminal import MOST_IN_A_FILE, MOST_NOTES
from clever_upgrade.report.screen import columns_of
from clever_upgrade.scan.result import Severity, Skipped
from tests.report.scan import results

WIDTHS = (60, 80, 120)
ANSI = re.compile(r"\x1b\[[0-9;]*m")

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)


@pytest.mark.parametrize("name", results.ALL)
def test_on_a_terminal_of_80_columns_it_looks_like_this(name, snapshot):
    assert render(results.ALL[name], "terminal", is_terminal=True) == snapshot


@pytest.mark.parametrize("width", [60, 120])
def test_on_other_terminals_it_looks_like_this(width, snapshot):
    assert render(results.FOUND, "terminal", is_terminal=True, width=width) == snapshot


def test_in_a_pipe_it_looks_like_this(snapshot):
    assert render(results.FOUND, "terminal") == snapshot


@every_result
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("is_terminal", [False, True])
def test_no_line_is_wider_than_the_screen_or_ends_in_blanks(result, width, is_terminal):
    lines = render(result, "terminal", width=width, is_terminal=is_terminal).splitlines()
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]


@every_result
@pytest.mark.parametrize("width", [40, 50, 60, 80])
def test_nothing_of_the_summary_is_cut(result, width):
    summary = render(result, "terminal", is_terminal=True, width=width).partition("\nSummary\n")[2]
    assert "…" not in summary
    assert all(finding.rule in summary for finding in result.findings)


@every_result
def test_a_pipe_gets_plain_ascii(result):
    assert render(result, "terminal").isascii()


@every_result
def test_colour_adds_nothing_but_colour(result):
    plain = render(result, "terminal", is_terminal=True)
    coloured = render(result, "terminal", is_terminal=True, color=True)
    assert "\x1b" not in plain
    assert ANSI.search(coloured)
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


def test_severities_are_said_in_words_beside_each_finding():
    text = render(results.FOUND, "terminal")
    for finding in (results.GEMFILE, results.STUDENTS, results.LOGIN):
        place = f"{finding.place.line}:{finding.place.column}"
        assert f"{place} {finding.severity.value} {finding.rule} " in text


def test_what_to_do_is_said_once_a_file():
    text = render(results.result(results.STUDENTS, results.EVENTS, replace(results.STUDENTS, path="b.py")), "terminal")
    assert text.count("Ask for v1.2 here") == 2


def test_a_fix_and_a_fix_that_is_held_back_are_told_apart():
    text = render(results.result(results.STUDENTS, results.EVENTS), "terminal")
    assert "--fix does it: write v1.2" in text
    assert "not fixed: events may be read from v1.2 only after a full resync" in text


def test_findings_with_one_cause_are_shown_together():
    text = render(results.FOUND, "terminal")
    assert "Replace the library: 40 findings in 8 files below vendor/clever-ruby/lib" in text
    assert text.count("vendor/clever-ruby") == 4
    assert "and 37 more; --format json lists them all" in text
    assert text.index("Replace the library") < text.index("app/clever/client.py")


def test_a_few_findings_with_one_cause_are_shown_each():
    text = render(results.result(*results.vendored(3)), "terminal")
    assert "Replace the library" not in text
    assert text.count("warning endpoint-version") == 2


def test_a_file_with_endless_findings_does_not_flood_the_screen():
    many = [
        replace(results.STUDENTS, place=replace(results.STUDENTS.place, line=line, end_line=line), fingerprint="")
        for line in range(1, MOST_IN_A_FILE + 6)
    ]
    text = render(results.result(*many), "terminal")
    assert text.count("warning endpoint-version") == MOST_IN_A_FILE
    assert "and 5 more findings in this file" in text


def test_endless_skipped_files_are_cut_and_counted():
    skipped = tuple(Skipped(f"part_{number:03}.bin", "is binary") for number in range(MOST_NOTES + 4))
    text = render(results.result(skipped=skipped), "terminal")
    assert "Skipped: 14 files not looked at, or only in part" in text
    assert text.count("part_") == MOST_NOTES
    assert "and 4 more" in text


def test_without_evidence_it_says_exactly_that():
    text = render(results.STRANGER, "terminal", width=120)
    assert text.startswith("Nothing here has to do with Clever: 423 files looked at, and no sign of it.")
    assert "No file names Clever's API, its login or one of its clients, and no manifest one of the clients." in text
    assert 'evidence = ["RosterGateway"]' in text


def test_without_findings_it_says_what_was_looked_at():
    text = render(results.CLEAN, "terminal", width=120)
    assert text.startswith("Nothing to do: no finding in 423 files.")
    assert "423 files (3.2 MB) in . with 8 rules." in text
    assert "Evidence of Clever: app/clever/client.py names Clever's API host" in text


def test_without_files_it_says_so():
    assert render(results.EMPTY, "terminal").startswith("No file was read.")


def test_further_calls_have_the_form_of_this_one():
    text = render(results.FEW, "terminal", command="clever-upgrade scan app --config x.toml")
    assert "clever-upgrade scan app --config x.toml --fix" in text


def test_events_come_before_everything_else():
    steps = render(results.FOUND, "terminal").split("What next\n")[1]
    assert steps.lstrip().startswith("1. Change nothing about events before the full resync is done")


def frame_of(line, marked, width=80):
    """The frame as it is drawn, without its margin."""
    found = results.finding("sync-state", "a.py:1", line, marked, "x", "y", Severity.NOTE)
    text = render(results.result(found), "terminal", width=width)
    return [part.partition("| ")[2] for part in text.splitlines() if "| " in part]


def test_a_long_line_is_cut_on_both_sides_of_the_place():
    shown, marks = frame_of("x" * 500 + "HERE" + "y" * 500, "HERE")
    assert shown.startswith("...x")
    assert shown.endswith("y...")
    assert shown[marks.index("^") : marks.rindex("^") + 1] == "HERE"


@pytest.mark.parametrize("before", ["", "\t", "  \t", "学校 = ", "e\u0301 = ", "\x1b[2J", "x" * 300])
@pytest.mark.parametrize("after", ["", "y" * 300, "学校"])
@pytest.mark.parametrize("width", [40, 60, 80])
def test_the_place_is_underlined_as_a_terminal_shows_it(before, after, width):
    shown, marks = frame_of(f"{before}HERE{after}", "HERE", width)
    start = shown.index("HERE")
    assert columns_of(shown[:start]) == marks.index("^")
    assert marks.strip() == "^^^^"


def test_a_place_that_is_longer_than_the_screen_is_cut():
    shown, marks = frame_of("x" * 20 + "H" * 500, "H" * 500, 60)
    assert shown.endswith("...")
    assert columns_of(shown) == columns_of(marks)


@settings(deadline=None)  # the first example imports Rich
@given(st.text(min_size=1), st.sampled_from(WIDTHS))
def test_no_text_of_a_source_file_steers_the_terminal(text, width):
    shown = render(results.hostile(text), "terminal", width=width, is_terminal=True)
    assert shown.replace("\n", "").isprintable()
    assert max(map(columns_of, shown.splitlines())) <= width
