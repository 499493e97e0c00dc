"""Whatever a text holds, it is drawn on its line, steers no terminal, and a command stays one command to a shell."""

import shlex

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clever_upgrade.report.manners import Manners
from clever_upgrade.report.screen import BREAK, Pen, drawn

HOSTILE = "\x1b]0;pwned\x07\x1b[31mX\x9b2J\r\nerror: \u202eY"
SHOWN = r"\x1b]0;pwned\x07\x1b[31mX\x9b2J\r\nerror: \u202eY"


@pytest.mark.parametrize("is_terminal", [False, True])
def test_what_does_not_print_is_drawn_as_an_escape(is_terminal: bool) -> None:
    def draw(pen: Pen) -> None:
        pen.line((HOSTILE, "bold"))
        pen.heading(HOSTILE, explanation=HOSTILE)
        pen.hanging((HOSTILE, ""), mark=HOSTILE)
        pen.command(shlex.join(["abort", HOSTILE]), indent=2)

    text = drawn(Manners(400, color=False, is_terminal=is_terminal), draw)
    assert text.count(SHOWN.partition(" ")[0]) == 6
    assert all(line.isprintable() for line in text.split("\n"))
    assert [line for line in text.split("\n") if line.startswith("error")] == []


def test_a_line_ends_where_the_report_says_so() -> None:
    text = drawn(Manners(40, color=False, is_terminal=False), lambda pen: pen.line(("a\n", ""), BREAK, ("\n", "")))
    assert text == "a\\n\n\\n\n"


@given(st.lists(st.text("ab '\"\\\\$;é", max_size=8), min_size=1, max_size=12))
@example(["resync", "abort", "--config", "my very own settings of the year.toml", "--store", "it's here.db"])
def test_a_folded_command_is_still_one_command(words: list[str]) -> None:
    command = shlex.join(words)
    text = drawn(Manners(60, color=False, is_terminal=False), lambda pen: pen.command(command, indent=2))
    assert shlex.split(text.replace("\\\n", "")) == words
