"""What people see of a check: on a terminal, in a job's summary, beside the lines of a pull request."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.report.check.render import FORMATS
from clever_upgrade.report.screen import columns_of
from tests.report.check import results
from tests.report.scan.test_markdown import HOSTILE

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)


@pytest.mark.parametrize("name", results.ALL)
def test_on_a_terminal_it_looks_like_this(name, snapshot):
    assert results.rendered(results.ALL[name], "terminal", is_terminal=True) == snapshot


def test_in_a_pipe_it_looks_like_this(snapshot):
    assert results.rendered(results.FOUND, "terminal") == snapshot


@pytest.mark.parametrize("name", results.ALL)
def test_as_markdown_it_looks_like_this(name, snapshot):
    assert results.rendered(results.ALL[name], "markdown") == snapshot


@pytest.mark.parametrize("name", ["found", "only-code", "cut-off"])
def test_as_annotations_it_looks_like_this(name, snapshot):
    assert results.rendered(results.ALL[name], "github") == snapshot


@every_result
@pytest.mark.parametrize("width", [60, 80, 120])
@pytest.mark.parametrize("is_terminal", [False, True])
def test_no_line_is_wider_than_the_screen_or_ends_in_blanks(result, width, is_terminal):
    lines = results.rendered(result, "terminal", width=width, is_terminal=is_terminal).splitlines()
    assert max(map(columns_of, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]


@every_result
def test_a_pipe_gets_plain_ascii(result):
    assert results.rendered(result, "terminal").isascii()


@every_result
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_result_gives_the_same_bytes(result, form):
    assert results.rendered(result, form) == results.rendered(result, form)


@every_result
@pytest.mark.parametrize("form", FORMATS)
def test_no_value_of_a_record_is_shown(result, form):
    text = results.rendered(result, form, is_terminal=True)
    assert not re.search(r"\b(Ada|Bea|a@b\.c)\b", text)


@settings(deadline=None, max_examples=50)
@given(st.text(min_size=1), st.sampled_from(["terminal", "markdown", "github"]))
def test_no_text_moves_the_cursor_or_starts_a_command(text, form):
    shown = results.rendered(results.hostile(text), form, is_terminal=True)
    assert all(character.isprintable() or character == "\n" for character in shown)
    if form == "github":
        lines = shown.split("\n")[:-1]
        assert all(re.match(r"::(error|warning|notice) ", line) for line in lines)


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_leaves_its_cell_of_a_table(text):
    plain, hostile = (results.rendered(results.hostile(one), "markdown").splitlines() for one in ("x", text))
    bars = [[len(re.findall(r"(?<!\\)(?:\\\\)*\|", line)) for line in lines] for lines in (plain, hostile)]
    assert bars[0] == bars[1]


def test_annotations_come_gravest_first_and_name_the_configuration_where_there_is_no_line():
    lines = results.rendered(results.FOUND, "github").splitlines()
    kinds = [line.split(" ", 1)[0] for line in lines]
    assert kinds == sorted(kinds, key=["::error", "::warning", "::notice"].index)
    (data,) = (line for line in lines if "students.name.first" in line)
    assert "file=clever-upgrade.toml" in data
    assert "line=" not in data


def test_what_was_not_checked_is_said_in_every_format():
    for form in FORMATS:
        # Terminals break lines.
        told = " ".join(results.rendered(results.ONLY_CODE, form).split())
        assert "no recording is configured, and no live comparison" in told, form
        told = " ".join(results.rendered(results.CUT_OFF, form).split())
        assert "no answer from http" in told, form
