"""What a test of a reader is: the text of a manifest, and what it names."""

from typing import NamedTuple


class Case(NamedTuple):
    path: str
    text: str
    expected: tuple[str, ...]
    """``line:column name requirement [git repository ref | path folder] {text}``, with ``(own)`` or ``(lock)``."""
