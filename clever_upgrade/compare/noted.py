"""Remembers under which verdict each finding was noted: several lists may show the same record.

Findings come by the thousand, mostly in the order of their records' ids, and nearly none of them comes again. So their
fingerprints only lie side by side, some 9 bytes each, as they came. Only what may have come before is searched for,
in all that came since records reached as far as the one at hand.
"""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field

MARK_BYTES = 8
"""How long a fingerprint is."""


@dataclass(slots=True)
class _Batch:
    """Findings that came one after another: the first of their ids, their fingerprints, and the state of each."""

    first: str
    marks: bytes = b""
    states: bytearray = field(default_factory=bytearray)

    def add(self, ids: Sequence[str], marks: Sequence[bytes], states: bytes) -> None:
        """Take in further ones."""
        self.first = min(self.first, *ids)
        self.marks += b"".join(marks)
        self.states += states


@dataclass(slots=True)
class Noted:
    """The findings of one collection, by id and fingerprint; the state of each is a number below 256.

    About ``together`` of them are searched at one go.
    """

    together: int = 1_000
    _batches: list[_Batch] = field(default_factory=list)
    _last_up_to: list[str] = field(default_factory=list)
    """The last of all ids up to each batch."""
    _number: int = 0

    def __len__(self) -> int:
        return self._number

    def may_have_any(self, ids: Sequence[str]) -> bool:
        """Whether findings of one of these records may be here already."""
        return bool(self._last_up_to) and min(ids) <= self._last_up_to[-1]

    def add(self, ids: Sequence[str], marks: Sequence[bytes], states: bytes) -> None:
        """Note findings that are not here."""
        if not ids:
            return
        if not self._batches or len(self._batches[-1].states) + len(ids) > self.together:
            self._batches.append(_Batch(min(ids)))
            self._last_up_to.append(self._last_up_to[-1] if self._last_up_to else "")
        self._batches[-1].add(ids, marks, states)
        self._last_up_to[-1] = max(self._last_up_to[-1], *ids)
        self._number += len(ids)

    def state(self, record_id: str, mark: bytes) -> int | None:
        """The state of a finding, or None if it is not here."""
        found = self._find(record_id, mark)
        return None if found is None else found[0].states[found[1]]

    def change(self, record_id: str, mark: bytes, state: int) -> None:
        """Give a finding that is here another state; KeyError if it is not."""
        found = self._find(record_id, mark)
        if found is None:
            raise KeyError(record_id)
        batch, place = found
        batch.states[place] = state

    def _find(self, record_id: str, mark: bytes) -> tuple[_Batch, int] | None:
        for number in range(bisect_left(self._last_up_to, record_id), len(self._batches)):
            batch = self._batches[number]
            if batch.first <= record_id:
                at = batch.marks.find(mark)
                while at > 0 and at % MARK_BYTES:
                    at = batch.marks.find(mark, at + 1)
                if at >= 0:
                    return batch, at // MARK_BYTES
        return None
