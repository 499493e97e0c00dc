"""A pseudonym has the shape of its text, is always the same, and nobody else's."""

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.api.recording.pseudonyms import Pseudonyms

KEYS = st.binary(min_size=32, max_size=32)
TEXTS = st.text(max_size=40)


def shape(text: str) -> list[str]:
    return [unicodedata.category(char) for char in text]


@settings(deadline=None)
@given(KEYS, TEXTS)
def test_it_has_the_shape_of_the_text(key: bytes, text: str) -> None:
    assert shape(Pseudonyms(key).text(text)) == shape(text)


@settings(deadline=None)
@given(KEYS, TEXTS)
def test_it_is_always_the_same(key: bytes, text: str) -> None:
    assert Pseudonyms(key).text(text) == Pseudonyms(key).text(text)


@settings(deadline=None)
@given(KEYS, st.sets(st.text("abAB01é. ", min_size=1, max_size=4), max_size=60))
def test_different_texts_have_different_ones(key: bytes, texts: set[str]) -> None:
    pseudonyms = Pseudonyms(key)
    assert len({pseudonyms.text(text) for text in texts}) == len(texts)


@settings(deadline=None)
@given(KEYS, st.text("abcXYZ019éДж", min_size=1, max_size=7))
def test_no_short_text_is_its_own(key: bytes, text: str) -> None:
    assert Pseudonyms(key).text(text) != text


def test_under_another_key_it_is_another_one() -> None:
    found = {Pseudonyms(bytes([number]) * 32).text("Lovelace") for number in range(20)}
    assert len(found) == 20


@pytest.mark.parametrize("size", [2, 3, 10, 1000])
def test_numbers_below_a_size_stay_below_it_and_apart(size: int) -> None:
    pseudonyms = Pseudonyms(b"k" * 32)
    assert sorted(pseudonyms.number(number, size, "day") for number in range(size)) == list(range(size))


@settings(deadline=None)
@given(KEYS, st.sets(st.text(min_size=1, max_size=5), min_size=1, max_size=8))
def test_the_values_of_an_enumeration_change_places(key: bytes, values: set[str]) -> None:
    pseudonyms = Pseudonyms(key)
    assert {pseudonyms.permuted(value, sorted(values)) for value in values} == values
