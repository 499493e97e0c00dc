"""What a misspelt word was probably meant to be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.suggest import closest, did_you_mean, no_such

NAMES = ["schools-array", "pause-window", "launch-date", "sync-state", "me-endpoint"]


@pytest.mark.parametrize(
    ("word", "meant"),
    [("school-array", "schools-array"), ("schools_array", "schools-array"), ("SYNC-STATE", "sync-state"), ("me", None)],
)
def test_the_nearest_choice_is_found(word: str, meant: str | None) -> None:
    assert closest(word, NAMES) == meant


def test_a_choice_is_shown_as_it_is_spelt() -> None:
    assert did_you_mean("utf8", ["UTF-8", "ASCII"]) == 'Did you mean "UTF-8"?'


def test_nothing_is_said_where_nothing_is_near() -> None:
    assert did_you_mean("events", NAMES) == ""
    assert did_you_mean("anything", []) == ""


@given(st.text(), st.lists(st.text()))
def test_only_a_choice_is_ever_suggested(word: str, choices: list[str]) -> None:
    near = closest(word, choices)
    assert near is None or near in choices


@given(st.sampled_from(NAMES), st.data())
def test_one_lost_letter_is_forgiven(name: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(name) - 1))
    assert closest(name[:at] + name[at + 1 :], NAMES) == name


def test_a_word_that_is_no_choice_gets_the_nearest_one_and_all_of_them() -> None:
    error = no_such("fruit", "aple", ("apple", "pear"))
    assert error.message == 'there is no fruit "aple"'
    assert error.hint == 'Did you mean "apple"? The fruits are apple, pear.'
    assert no_such("fruit", "zzz", ("apple", "pear")).hint == "The fruits are apple, pear."
