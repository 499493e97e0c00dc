"""No value of a record, and nothing that a parser looked up elsewhere and quotes, comes through in a message."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from clever_upgrade.check.probe.answer import Answer, Ending
from clever_upgrade.check.probe.wording import LONGEST, last_error, redacted, said_of

RECORD = {"id": "57b14548a25d021cdf000001", "name": {"first": "Ximena", "last": "Ortiz"}, "state": "paused"}


@pytest.mark.parametrize(
    ("message", "shown"),
    [
        ("Ximena is at 2 schools", "[value] is at 2 schools"),
        ("no student 57b14548a25d021cdf000001", "no student [value]"),
        ("no student 57b14548a25d021cdf0000ff", "no student [id]"),
        ("'paused' is not a valid State", "'paused' is not a valid State"),
        ("unknown state paused", "unknown state paused"),
        ("got an unexpected keyword argument 'schools'", "got an unexpected keyword argument 'schools'"),
        ("got an unexpected keyword argument 'house'", "got an unexpected keyword argument 'house'"),
        ("'NoneType' object has no attribute 'lower'", "'NoneType' object has no attribute 'lower'"),
        ("duplicate of 'Jane Doe'", "duplicate of '[text]'"),
        ('duplicate of "Jane \\" Doe"', 'duplicate of "[text]"'),
        ("mail to jane.doe@example.org failed", "mail to [address] failed"),
        ("cannot reach postgresql://app:hunter2@db/roster now", "cannot reach [address] now"),
        ("born 7/17/2006, phone (555) 555-0100", "born [number], phone [number]"),
        ("student 1234567 is taken", "student [number] is taken"),
        ("two\nlines\t here", "two lines here"),
        ("", ""),
    ],
)
def test_a_message_comes_without_values(message, shown):
    assert redacted(message, RECORD) == shown


@given(st.text(st.characters(categories=("L",)), min_size=3, max_size=20), st.text(max_size=20), st.text(max_size=20))
def test_no_value_of_the_record_comes_through(value, before, after):
    shown = redacted(f"{before} {value} {after}", {"name": {"first": value}})
    assume(value not in redacted(f"{before} {after}", {}) and value not in "[value][text][address][number][id]")
    assert value not in shown


def test_a_long_message_is_cut():
    assert len(redacted("word " * 200, {})) == LONGEST


def test_the_kind_and_the_place_stand_before_it():
    answer = Answer(Ending.REFUSED, kind="KeyError", message="'Ximena'", where="app/roster.py:7")
    assert said_of(answer, RECORD) == "KeyError at app/roster.py:7: '[value]'"
    assert said_of(Answer(Ending.REFUSED, kind="ended with code 7"), RECORD) == "ended with code 7"


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("Traceback:\n  x\nValueError: bad\n", ("ValueError", "bad")),
        ("a.js:1\n  throw e\n\nError: unknown state\n    at f (a.js:1)\n\nNode.js v20\n", ("Error", "unknown state")),
        ("Uncaught TypeError: x\n", ("TypeError", "x")),
        ("java.lang.IllegalStateException: no\n\tat A\n", ("IllegalStateException", "no")),
        ("skipped: cannot store schools\n", ("", "skipped: cannot store schools")),
        ("", ("", "")),
    ],
)
def test_the_last_error_is_found_in_what_a_program_wrote(text, error):
    assert last_error(text) == error
