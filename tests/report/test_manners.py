"""Width and colour of a stream: each stream for itself, the environment before the terminal."""

import fcntl
import io
import os
import pty
import struct
import termios

import pytest

from clever_upgrade.report.manners import Manners, manners_of


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("environ", "on_terminal", "elsewhere"),
    [
        ({}, True, False),
        ({"NO_COLOR": "1"}, False, False),
        ({"NO_COLOR": ""}, True, False),
        ({"FORCE_COLOR": "1"}, True, True),
        ({"CLICOLOR_FORCE": "1"}, True, True),
        ({"CLICOLOR_FORCE": "0", "FORCE_COLOR": ""}, True, False),
        ({"NO_COLOR": "1", "FORCE_COLOR": "1"}, False, False),
        ({"TERM": "dumb"}, False, False),
        ({"TERM": "dumb", "FORCE_COLOR": "1"}, True, True),
    ],
)
def test_colour_follows_the_environment_and_then_the_stream(environ, on_terminal, elsewhere):
    assert manners_of(Terminal(), environ).color is on_terminal
    assert manners_of(io.StringIO(), environ).color is elsewhere


def test_forced_colour_does_not_make_a_pipe_a_terminal():
    assert not manners_of(io.StringIO(), {"FORCE_COLOR": "1"}).is_terminal


def test_a_dumb_terminal_is_written_to_like_a_pipe():
    assert not manners_of(Terminal(), {"TERM": "dumb"}).is_terminal


@pytest.mark.parametrize(("encoding", "drawn"), [("utf-8", True), ("ascii", False), ("latin-1", False)])
def test_a_terminal_that_lacks_the_signs_is_written_to_like_a_pipe_but_for_its_colour(encoding, drawn):
    stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
    stream.isatty = lambda: True
    assert manners_of(stream, {"COLUMNS": "90"}) == Manners(width=90, color=True, is_terminal=drawn)


@pytest.mark.parametrize(
    ("columns", "width"), [("120", 120), ("7", 40), ("0", 80), ("", 80), ("wide", 80), ("-3", 80), ("²", 80)]
)
def test_width_is_what_columns_says_or_else_80(columns, width):
    assert manners_of(io.StringIO(), {"COLUMNS": columns}).width == width
    assert manners_of(Terminal(), {"COLUMNS": columns}).width == width


def test_a_real_terminal_says_its_own_width():
    leader, follower = pty.openpty()
    try:
        fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 101, 0, 0))
        with os.fdopen(os.dup(follower), "w") as stream:
            assert manners_of(stream, {}) == Manners(width=101, color=True, is_terminal=True)
    finally:
        os.close(leader)
        os.close(follower)
