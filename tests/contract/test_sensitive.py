"""Of free text only those words stay that say nothing of anybody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.contract.sensitive import with_plain_words
from tests.marked import found_in, marked_district


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The token is not valid.", "The token is not valid."),
        ("'NoneType' object is not subscriptable", "'NoneType' object is not subscriptable"),
        ("KeyError: 'dob'", "KeyError: 'dob'"),
        ("no such user: Ada Lovelace <ada@x.example>", "no such user: […] […] […]"),
        ("expected a value, got 12/10/1815", "expected a value, got […]"),
        ("v1.2 has no record ada.lovelace", "v1.2 has no record […]"),
        ("", ""),
    ],
)
def test_the_usual_words_of_an_error_stay_and_no_others(text: str, left: str) -> None:
    assert with_plain_words(text) == left


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_of_a_district_stays_in_a_text_about_it(before: str, after: str) -> None:
    _, marks = marked_district(2)
    text = with_plain_words(f"{before} {' '.join(marks.made)} {after}")
    assert found_in([text], marks.words) == set()
