"""Of free text only those words stay that say nothing of anybody, and a secret is known by its name."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.contract.sensitive import is_secret, may_hold_secret, with_plain_words
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


@pytest.mark.parametrize(
    "name", ["district_password", "Password", "API_TOKEN", "clientSecret", "paßword", "Credentials"]
)
@given(before=st.text(max_size=5), after=st.text(max_size=5))
def test_no_text_that_holds_a_secret_is_overlooked(name: str, before: str, after: str) -> None:
    assert is_secret(name, "plain")
    for around in (name, f"{before}{name}{after}"):
        text = json.dumps({"deep": [{around: "plain"}]}, ensure_ascii=False)
        assert may_hold_secret(text) >= is_secret(around, "plain")


def test_an_object_that_may_hold_a_secret_is_none_itself() -> None:
    assert not is_secret("credentials", {"district_username": "ada"})
    assert not is_secret("credentials", None)
    assert not may_hold_secret('{"district_username":"ada"}')
