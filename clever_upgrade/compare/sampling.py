"""Chooses a sample of ids that depends on the seed alone, not on their order or on how many came before.

Each id gets a number from a hash of seed and id; the sample is the ids with the smallest numbers. Every id has the same
chance, one pass in constant memory is enough, and the same seed picks the same records tomorrow. Where ids are replaced
in a recording, in their order, the hash is of the place of an id instead: the replay must pick the same records.
"""

import hashlib
import heapq
from dataclasses import dataclass, field
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(slots=True)
class Sample(Generic[T]):
    """The ``size`` chosen ids so far, each with what was kept for it."""

    size: int
    seed: int
    by_place: bool = False
    seen: int = 0
    _heap: list[tuple[int, str, T]] = field(default_factory=list)

    def offer(self, record_id: str, kept: T) -> None:
        """Take ``record_id`` into account."""
        self.seen += 1
        entry = (-_number(self.seed, str(self.seen) if self.by_place else record_id), record_id, kept)
        if len(self._heap) < self.size:
            heapq.heappush(self._heap, entry)
        elif self.size > 0 and entry[0] > self._heap[0][0]:
            heapq.heapreplace(self._heap, entry)

    def chosen(self) -> list[tuple[str, T]]:
        """The sample, ascending by id."""
        return sorted(((record_id, kept) for _, record_id, kept in self._heap), key=lambda pair: pair[0])


def _number(seed: int, name: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{seed}:{name}".encode(), digest_size=8).digest())
