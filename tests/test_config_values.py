"""What a value of a configuration file may be, and what is said of another."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

from clever_upgrade.config_values import anywhere, choice, no_key, text, texts, yes_or_no
from clever_upgrade.errors import UsageError

Reader = Callable[[object, str], object]


@pytest.mark.parametrize(
    ("read", "value", "given"),
    [
        (text, " a ", " a "),
        (texts, [], ()),
        (texts, ["a", "b"], ("a", "b")),
        (partial(texts, least=1), ("a",), ("a",)),
        (yes_or_no, False, False),
        (choice(("error", "never")), "never", "never"),
    ],
)
def test_a_value_is_read(read: Reader, value: object, given: object) -> None:
    assert read(value, "place") == given


@pytest.mark.parametrize("value", ["", "  ", 7, None])
def test_a_text_is_not_empty(value: object) -> None:
    with pytest.raises(UsageError, match=r"^place must be a text that is not empty"):
        text(value, "place")


@pytest.mark.parametrize("value", ["a\0b", ["a", "\0"]])
def test_no_text_holds_what_no_path_can(value: object) -> None:
    read = texts if isinstance(value, list) else text
    with pytest.raises(UsageError, match=r"^place holds a NUL character"):
        read(value, "place")


@pytest.mark.parametrize(("value", "least"), [("ab", 0), ([""], 0), (["a", "  "], 0), ([1], 0), ([], 1)])
def test_a_list_is_of_texts_that_are_not_empty(value: object, least: int) -> None:
    with pytest.raises(UsageError, match=r"^place must be a list of texts that are not empty"):
        texts(value, "place", least=least)


@pytest.mark.parametrize("value", [0, 1, "true", None])
def test_nothing_passes_for_true_or_false(value: object) -> None:
    with pytest.raises(UsageError, match=r"^place must be true or false"):
        yes_or_no(value, "place")


@pytest.mark.parametrize("value", ["eror", [], {}])
def test_a_choice_is_one_of_those_that_are_told(value: object) -> None:
    with pytest.raises(UsageError, match=r"^place must be one of error, never"):
        choice(("error", "never"))(value, "place")


def test_what_means_the_same_anywhere_needs_no_folder() -> None:
    assert anywhere(text)("a", "place", Path("folder")) == "a"


def test_a_key_that_there_is_not_is_told_with_those_that_there_are() -> None:
    error = no_key("pats", Path("file.toml"), "check", ("sample", "paths"))
    assert error.message == 'file.toml: there is no key "check.pats"'
    assert error.hint == 'Did you mean "paths"? The keys of check are paths, sample.'
