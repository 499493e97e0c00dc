"""Splits records whose members are all known by name, each into a slot of its own: the faster of the two splitters."""

from collections.abc import Iterable
from itertools import compress
from operator import ne

import msgspec
from msgspec import Raw
from msgspec.structs import astuple

from clever_upgrade.compare.paths.members import FRAME, Members, Rest, taken_by

_ABSENT = Raw(b"")
"""Stands where a record lacks a member: no value is written in no bytes."""


class Structs:
    """Splits records that have no members but those of ``names``, and keeps those of ``kept``."""

    def __init__(self, names: Iterable[str], kept: tuple[str, ...]) -> None:
        self._kept = kept
        self._names = tuple(dict.fromkeys((*kept, *names)))
        slots = [(f"m{number}", Raw, _ABSENT) for number in range(len(self._names))]
        rename = {f"m{number}": name for number, name in enumerate(self._names)}
        record = msgspec.defstruct("Record", slots, gc=False, forbid_unknown_fields=True, rename=rename)
        self._read = msgspec.json.Decoder(record).decode
        self._taken = tuple(map(taken_by, self._names))
        self._numbers = range(len(self._names))

    def rest(self, from_text: bytes, to_text: bytes) -> Rest | None:
        """What is left of the pair; DecodeError also for a member that is not known."""
        from_values, to_values = astuple(self._read(from_text)), astuple(self._read(to_text))
        if sum(map(len, from_values)) + sum(compress(self._taken, from_values)) + FRAME != len(from_text):
            # Written in another way, or a member is hidden behind another one of its name.
            return None
        from_members: Members = {}
        to_members: Members = {}
        names, longer = self._names, 0
        for number in compress(self._numbers, map(ne, from_values, to_values)):
            name, from_value, to_value = names[number], from_values[number], to_values[number]
            if from_value:
                from_members[name] = bytes(from_value)
                longer -= len(from_value) + self._taken[number]
            if to_value:
                to_members[name] = bytes(to_value)
                longer += len(to_value) + self._taken[number]
        if len(from_text) + longer != len(to_text):
            return None
        kept: Members = {}
        for name, from_value, to_value in zip(self._kept, from_values, to_values, strict=False):
            if from_value and from_value == to_value:
                kept[name] = bytes(from_value)
        return Rest(from_members, to_members, kept)
