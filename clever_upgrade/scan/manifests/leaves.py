"""Structured text as a flat list: every value with the keys that lead to it, and where both stand."""

from dataclasses import dataclass

from clever_upgrade.scan.manifests.document import Stretch

Keys = tuple[str | int, ...]
"""The way to a value: the names of tables, and the positions within lists."""


@dataclass(frozen=True, slots=True)
class Leaf:
    """A string, number or other plain value; ``key`` is where its last key stands, ``at`` where the value does."""

    keys: Keys
    value: str
    key: Stretch
    at: Stretch


@dataclass(frozen=True, slots=True)
class Leaves:
    """All values of a text in order; ``broken_at`` is the offset at which the text stopped making sense, or None."""

    leaves: tuple[Leaf, ...]
    broken_at: int | None = None


class Malformed(Exception):  # noqa: N818  (a signal between a reader's own functions, never an error of the tool)
    """The text does not go on as its format demands."""

    def __init__(self, at: int) -> None:
        super().__init__(at)
        self.at = at
