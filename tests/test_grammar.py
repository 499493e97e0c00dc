"""Numbers and lists, as they stand in a sentence."""

import pytest

from clever_upgrade.grammar import counted, listed


@pytest.mark.parametrize(
    ("number", "said"), [(0, "0 records"), (1, "1 record"), (2, "2 records"), (1004, "1,004 records")]
)
def test_a_number_has_its_noun(number: int, said: str) -> None:
    assert counted(number, "record") == said


@pytest.mark.parametrize(
    ("words", "said"), [((), ""), (("a",), "a"), (("a", "b"), "a and b"), (("a", "b", "c"), "a, b and c")]
)
def test_words_stand_in_a_row(words: tuple[str, ...], said: str) -> None:
    assert listed(words) == said
