"""Finds what a misspelt word was probably meant to be, as the sentence that an error message adds."""

from collections.abc import Iterable
from difflib import get_close_matches

from clever_upgrade.errors import UsageError

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


def no_such(what: str, word: str, choices: Iterable[str]) -> UsageError:
    """The error for a word that is none of the choices; its hint names the nearest one, and all of them."""
    known = tuple(choices)
    hint = f"{did_you_mean(word, known)} The {what}s are {', '.join(known)}.".strip()
    return UsageError(f'there is no {what} "{word}"', hint=hint)
