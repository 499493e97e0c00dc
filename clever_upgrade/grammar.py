"""Numbers and lists, as they stand in a sentence."""

from collections.abc import Sequence


def counted(number: int, noun: str) -> str:
    """A number with its noun, for example ``1,004 records``."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def listed(words: Sequence[str]) -> str:
    """Words in a row, for example ``students, teachers and sections``."""
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)
