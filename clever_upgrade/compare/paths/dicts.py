"""Splits records whatever their members are called: the slower of the two splitters."""

from collections.abc import Sequence

import msgspec
from msgspec import Raw

from clever_upgrade.compare.judge import ABSENT, Member
from clever_upgrade.compare.paths.members import UNREADABLE, Added, Rests
from clever_upgrade.compare.schools import PRIMARY_SCHOOL

_Values = dict[str, Raw]

_read = msgspec.json.Decoder(_Values).decode

_FRAME = 1
"""Braces and commas of an object without spaces: with one comma less than members, one byte more than members."""


class Dicts:
    """Splits all records, of which the later version adds ``additions``."""

    def __init__(self, additions: tuple[str, ...]) -> None:
        self._additions = additions

    def rests(self, from_texts: Sequence[bytes | Raw], to_texts: Sequence[bytes | Raw]) -> Rests | None:
        """What is left of the pairs."""
        from_rows, to_rows = _rows(from_texts), _rows(to_texts)
        if from_rows is None or to_rows is None:
            return None
        added = [self._taken_out(*rows) for rows in zip(from_rows, to_rows, strict=True)]
        primaries = [bytes(row.get(PRIMARY_SCHOOL, ABSENT)) for row in from_rows]
        members: dict[str, Member] = {}
        for place, (from_row, to_row) in enumerate(zip(from_rows, to_rows, strict=True)):
            for name in from_row | to_row:
                from_text, to_text = from_row.get(name, ABSENT), to_row.get(name, ABSENT)
                if from_text != to_text:
                    member = members.setdefault(name, Member(name, [], [], []))
                    member.places.append(place)
                    member.from_texts.append(bytes(from_text))
                    member.to_texts.append(bytes(to_text))
        return Rests(added, primaries, list(members.values()))

    def _taken_out(self, from_row: _Values, to_row: _Values) -> Added:
        names = self._additions
        return tuple([ABSENT if name in from_row else bytes(to_row.pop(name, ABSENT)) for name in names])


def _rows(texts: Sequence[bytes | Raw]) -> list[_Values] | None:
    try:
        rows = list(map(_read, texts))
    except UNREADABLE:
        return None
    return rows if all(map(_is_all, rows, texts)) else None


def _is_all(values: _Values, text: bytes | Raw) -> bool:
    """Whether these members, written without spaces or escapes, are as long as the text: none stands twice."""
    return sum(map(len, values.values())) + sum(map(_taken_by, values)) + _FRAME == len(text)


def _taken_by(name: str) -> int:
    """How many bytes a member has besides its value: its name in quotes, a colon and a comma."""
    return len(name) + 4
