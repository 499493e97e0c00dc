"""Splits records whatever their members are called: the slower of the two splitters."""

import msgspec
from msgspec import Raw

from clever_upgrade.compare.paths.members import FRAME, Rest, taken_by

_read = msgspec.json.Decoder(dict[str, Raw]).decode


class Dicts:
    """Splits all records, and keeps the members of ``kept``."""

    def __init__(self, kept: tuple[str, ...]) -> None:
        self._kept = kept

    def rest(self, from_text: bytes, to_text: bytes) -> Rest | None:
        """What is left of the pair."""
        from_values, to_values = _read(from_text), _read(to_text)
        if not (_is_all(from_values, from_text) and _is_all(to_values, to_text)):
            return None
        return Rest(
            {name: bytes(value) for name, value in from_values.items() if to_values.get(name) != value},
            {name: bytes(value) for name, value in to_values.items() if from_values.get(name) != value},
            {
                name: bytes(from_values[name])
                for name in self._kept
                if name in from_values and to_values.get(name) == from_values[name]
            },
        )


def _is_all(values: dict[str, Raw], text: bytes) -> bool:
    """Whether these members, written without spaces or escapes, are as long as the text: none stands twice."""
    return sum(map(len, values.values())) + sum(map(taken_by, values)) + FRAME == len(text)
