"""Finds what a misspelt word was probably meant to be, as the sentence that an error message adds."""

from collections.abc import Iterable
from difflib import get_close_matches

_SIMILAR = 0.6


def closest(word: str, choices: Iterable[str]) -> str | None:
    """The choice that ``word`` most resembles, or None where none is near."""
    spelt = {choice.lower(): choice for choice in choices}
    found = get_close_matches(word.lower(), spelt, n=1, cutoff=_SIMILAR)
    return spelt[found[0]] if found else None


def did_you_mean(word: str, choices: Iterable[str]) -> str:
    """``Did you mean "…"?``, or an empty text where nothing is near."""
    near = closest(word, choices)
    return f'Did you mean "{near}"?' if near else ""
