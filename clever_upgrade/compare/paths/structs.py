"""Splits records whose members are all known by name, each into a slot of its own: the faster of the two splitters."""

from collections.abc import Collection, Iterator, Sequence
from itertools import compress
from operator import ne
from typing import Any

import msgspec
from msgspec import Raw
from msgspec.structs import astuple

from clever_upgrade.compare.judge import ABSENT, Member
from clever_upgrade.compare.paths.members import UNREADABLE, Rests
from clever_upgrade.compare.schools import PRIMARY_SCHOOL

_ABSENT = Raw(ABSENT)

_Column = tuple[Raw, ...]
"""The texts of one member in many records."""


class Structs:
    """Splits records that have no members but those of ``names``, of which the later version adds ``additions``.

    It is quickest where the names come in the order in which records have them.
    """

    def __init__(self, names: Collection[str], additions: tuple[str, ...]) -> None:
        self._additions = len(additions)
        self._names = tuple(dict.fromkeys((*additions, PRIMARY_SCHOOL, *names)))
        as_read = tuple(dict.fromkeys((*names, *self._names)))
        self._places = [as_read.index(name) for name in self._names]
        slots = [(f"m{number}", Raw, _ABSENT) for number in range(len(as_read))]
        rename = {f"m{number}": name for number, name in enumerate(as_read)}
        options: dict[str, Any] = {"gc": False, "forbid_unknown_fields": True, "omit_defaults": True, "rename": rename}
        self._read = msgspec.json.Decoder(msgspec.defstruct("Record", slots, **options)).decode
        self._written = msgspec.json.Encoder().encode

    def rests(self, from_texts: Sequence[bytes | Raw], to_texts: Sequence[bytes | Raw]) -> Rests | None:
        """What is left of the pairs; None also if one of them has a member that is not known."""
        from_columns, to_columns = self._columns(from_texts), self._columns(to_texts)
        if from_columns is None or to_columns is None:
            return None
        added, others = list[Sequence[bytes]](), list[Member]()
        nothing = (_ABSENT,) * len(from_texts)
        columns = list(zip(self._names, from_columns, to_columns, strict=True))
        for name, from_column, to_column in columns[: self._additions]:
            additions = to_column
            if from_column != nothing:
                known = [place for place in _differing(from_column, to_column) if from_column[place]]
                others.append(_member(name, known, from_column, to_column))
                additions = tuple(map(_unless_known, to_column, from_column))
            added.append([ABSENT] * len(additions) if additions == nothing else list(map(bytes, additions)))
        for name, from_column, to_column in columns[self._additions :]:
            if from_column != to_column:
                others.append(_member(name, list(_differing(from_column, to_column)), from_column, to_column))
        primaries = list(map(bytes, from_columns[self._additions]))
        return Rests(list(zip(*added, strict=True)) if added else [()] * len(primaries), primaries, others)

    def _columns(self, texts: Sequence[bytes | Raw]) -> Sequence[_Column] | None:
        """The members of the records, or None unless all of these can be read and are written in the plainest way."""
        try:
            rows = list(map(self._read, texts))
        except UNREADABLE:
            return None
        # No text is shorter than its members written plainly, and one in which a name stands twice is longer.
        commas_and_brackets = len(texts) + 1
        if len(self._written(rows)) != sum(map(len, texts)) + commas_and_brackets:
            return None
        columns = list(zip(*map(astuple, rows), strict=True))
        return [columns[place] for place in self._places]


def _differing(from_column: _Column, to_column: _Column) -> Iterator[int]:
    return compress(range(len(from_column)), map(ne, from_column, to_column))


def _member(name: str, places: list[int], from_column: _Column, to_column: _Column) -> Member:
    from_texts, to_texts = ([bytes(column[place]) for place in places] for column in (from_column, to_column))
    return Member(name, places, from_texts, to_texts)


def _unless_known(to_text: Raw, from_text: Raw) -> Raw:
    return _ABSENT if from_text else to_text
