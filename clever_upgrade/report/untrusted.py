"""Text from a server, made safe to look at: no control characters, no text that runs backwards, no endless names.

JSON needs none of this, because it escapes by itself.
"""

import json

LONGEST_NAME = 60
"""How much of a field's name a person needs to see."""

LONGEST_VALUE = 160
"""How much of a value a person needs to see."""


def printable(text: str, longest: int | None = None) -> str:
    """``text`` with everything that does not print written as an escape, and its middle cut out where it is too long.

    >>> printable("name\\x1b[2J")
    'name\\\\x1b[2J'
    """
    if longest is not None and len(text) > longest:
        head = (longest - 3) * 2 // 3
        text = f"{text[:head]}...{text[len(text) - (longest - 3 - head) :]}"
    return "".join(character if character.isprintable() else _escaped(character) for character in text)


def printable_value(value: object) -> str:
    """A value as JSON on one line, cut where it is too long."""
    return printable(json.dumps(value, ensure_ascii=False, default=str), LONGEST_VALUE)


def _escaped(character: str) -> str:
    # Only ASCII letters and digits come out, so that the escape itself is always safe.
    return character.encode("unicode_escape").decode("ascii")
