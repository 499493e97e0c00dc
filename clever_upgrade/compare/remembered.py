"""Remembers what was found out before, up to a limit: a district asks the same questions by the thousand."""

from collections.abc import Callable, Hashable
from typing import TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Remembered(dict[K, V]):
    """Holds what ``find`` found for each key, and asks it for others; with ``most`` keys it starts afresh.

    To look a key up in here takes no call, unlike ``lru_cache``.
    """

    __slots__ = ("_find", "_most")

    def __init__(self, find: Callable[[K], V], most: int) -> None:
        self._find, self._most = find, most

    def __missing__(self, key: K) -> V:
        if len(self) >= self._most:
            self.clear()
        found = self[key] = self._find(key)
        return found
