"""Text from a server cannot steer a terminal or flood it."""

from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.report.untrusted import LONGEST_NAME, printable, printable_value


def test_plain_text_stays_as_it_is():
    assert printable("name.first é 学校") == "name.first é 学校"


def test_what_steers_a_terminal_is_written_as_an_escape():
    assert printable("a\x1b[2Jb\n\x9b") == "a\\x1b[2Jb\\n\\x9b"
    assert printable("a\u202eb\u2028\ud800") == "a\\u202eb\\u2028\\ud800"


def test_a_long_name_loses_its_middle():
    cut = printable("start" + "x" * 1000 + "end", LONGEST_NAME)
    assert len(cut) == LONGEST_NAME
    assert cut.startswith("startx")
    assert "..." in cut
    assert cut.endswith("xend")


def test_a_name_of_just_the_right_length_is_left_alone():
    assert printable("x" * LONGEST_NAME, LONGEST_NAME) == "x" * LONGEST_NAME


def test_a_value_is_written_as_json_on_one_line():
    assert printable_value({"a": ["é\n", None]}) == '{"a": ["é\\n", null]}'


@given(st.text())
def test_everything_that_comes_out_prints(text):
    assert printable(text).isprintable()
    assert printable_value(text).isprintable()
