"""Readers of single values of a configuration file: each gives what a value says, or says what is wrong with it.

A reader is given a value and its place for the message.
"""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TypeVar

from clever_upgrade.errors import UsageError
from clever_upgrade.suggest import did_you_mean

T = TypeVar("T")


def text(value: object, place: str) -> str:
    """A text; blanks alone are none."""
    if not isinstance(value, str) or not value.strip():
        raise UsageError(f"{place} must be a text that is not empty")
    return without_nul(value, place)


def texts(value: object, place: str, *, least: int = 0) -> tuple[str, ...]:
    """A list of at least so many texts."""
    given = value if isinstance(value, list | tuple) else (None,)
    if len(given) < least or not all(isinstance(one, str) and one.strip() for one in given):
        raise UsageError(f"{place} must be a list of texts that are not empty")
    return tuple(without_nul(one, place) for one in given)


def without_nul(text: str, place: str) -> str:
    """The text; no path and no word of a command can hold that character."""
    if "\0" in text:
        raise UsageError(f"{place} holds a NUL character", hint="Leave it out.")
    return text


def yes_or_no(value: object, place: str) -> bool:
    """True or false, and not what passes for them."""
    if not isinstance(value, bool):
        raise UsageError(f"{place} must be true or false")
    return value


def choice(choices: Sequence[str]) -> Callable[[object, str], str]:
    """A reader of one of the choices, such as a severity."""

    def read(value: object, place: str) -> str:
        if value not in choices:
            raise UsageError(f"{place} must be one of {', '.join(choices)}", hint=did_you_mean(str(value), choices))
        return str(value)

    return read


def anywhere(read: Callable[[object, str], T]) -> Callable[[object, str, Path], T]:
    """A reader among others that are told the folder of the file too: what it reads means the same in every folder."""
    return lambda value, place, _: read(value, place)


def no_key(key: str, file: Path | None, table: str, keys: Iterable[str]) -> UsageError:
    """The error for a key that a table of the file does not have."""
    hint = f"{did_you_mean(key, keys)} The keys of {table} are {', '.join(sorted(keys))}.".strip()
    return UsageError(f'{file}: there is no key "{table}.{key}"', hint=hint)
