"""What was found out is found out once, and never remembered without limit."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.compare.remembered import Remembered


@given(st.lists(st.integers(0, 9)), st.integers(1, 5))
def test_it_answers_as_whoever_it_asks_does_and_holds_no_more_than_it_may(keys: list[int], most: int) -> None:
    remembered = Remembered(str, most)
    for key in keys:
        assert remembered[key] == str(key)
        assert len(remembered) <= most


def test_it_asks_once_for_each_key() -> None:
    asked: list[str] = []
    remembered = Remembered(lambda key: asked.append(key), 3)
    for key in "abacab":
        assert remembered[key] is None
    assert asked == ["a", "b", "c"]


def test_what_cannot_be_found_is_not_remembered() -> None:
    remembered = Remembered(int, 3)
    for _ in range(2):
        with pytest.raises(ValueError, match="invalid"):
            remembered["x"]
    assert remembered == {}
