"""Reads a record for the oracle: by the standard library, strictly, noticing members that stand twice."""

import json
from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NoReturn


@dataclass(frozen=True)
class Reading:
    """A record's members, the last of doubled ones counting, and the dotted paths of the doubled ones."""

    members: dict[str, Any]
    doubled: frozenset[str]


class _Object:
    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        self.pairs = pairs


def read(text: bytes) -> Reading | None:
    """The record, or None where the text is no JSON object in UTF-8 with whole characters."""
    try:
        found = json.loads(text.decode("utf-8"), object_pairs_hook=_Object, parse_constant=_refuse, parse_float=_number)
        doubled: set[str] = set()
        members = _plain(found, (), doubled)
    except (ValueError, RecursionError):
        return None
    return Reading(members, frozenset(doubled)) if isinstance(members, dict) else None


def _refuse(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _number(digits: str) -> float | Decimal:
    number = float(digits)
    return Decimal(digits) if number in (float("inf"), float("-inf")) else number


def _plain(value: Any, path: tuple[str, ...], doubled: set[str]) -> Any:
    if isinstance(value, _Object):
        names = Counter(_whole(name) for name, _ in value.pairs)
        doubled |= {".".join((*path, name)) for name, times in names.items() if times > 1}
        return {name: _plain(member, (*path, name), doubled) for name, member in value.pairs}
    if isinstance(value, list):
        return [_plain(item, path, doubled) for item in value]
    return _whole(value) if isinstance(value, str) else value


def _whole(text: str) -> str:
    text.encode("utf-8")  # half of a surrogate pair is no character, and UnicodeEncodeError is a ValueError
    return text
