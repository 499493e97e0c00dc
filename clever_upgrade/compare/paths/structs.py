"""Splits records whose members are all known by name, each into a slot of its own: the faster of the two splitters."""

from collections.abc import Iterable
from itertools import compress
from operator import ne

import msgspec
from msgspec import Raw
from msgspec.structs import astuple

from clever_upgrade.compare.paths.members import FRAME, Rest, taken_by

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

    def rest(self, from_text: bytes, to_text: bytes) -> Rest | None:
        """What is left of the pair; DecodeError also for a member that is not known."""
        from_values, to_values = astuple(self._read(from_text)), astuple(self._read(to_text))
        if not (self._is_all(from_values, from_text) and self._is_all(to_values, to_text)):
            return None
        from_members, to_members = {}, {}
        for name, from_value, to_value in compress(
            zip(self._names, from_values, to_values, strict=True), map(ne, from_values, to_values)
        ):
            if from_value:
                from_members[name] = bytes(from_value)
            if to_value:
                to_members[name] = bytes(to_value)
        kept = zip(self._kept, from_values, to_values, strict=False)
        return Rest(from_members, to_members, {name: bytes(one) for name, one, other in kept if one and one == other})

    def _is_all(self, values: tuple[Raw, ...], text: bytes) -> bool:
        """Whether these members, written without spaces, are as long as the text: none is hidden behind another."""
        lengths = list(map(len, values))
        return sum(lengths) + sum(compress(self._taken, lengths)) + FRAME == len(text)
