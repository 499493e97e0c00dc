"""Writes records as JSON text in ways that the standard library would not: doubled members, odd escapes, odd space."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any


class Members(list[tuple[str, Any]]):
    """An object as it stands in the text: names in order, doubled ones too."""

    def get(self, name: str) -> Any:
        """The value that counts, or None."""
        return dict(self).get(name)

    def has(self, name: str) -> bool:
        return any(own == name for own, _ in self)

    def put(self, name: str, value: Any) -> None:
        """Set a member where it stands, or add it at the end."""
        for position, (own, _) in enumerate(self):
            if own == name:
                self[position] = (name, value)
                return
        self.append((name, value))

    def drop(self, name: str) -> None:
        self[:] = [pair for pair in self if pair[0] != name]


@dataclass(frozen=True)
class Literal:
    """A piece of text that stands in the record as it is."""

    text: str


def _as_json(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _as_is(text: bytes) -> bytes:
    return text


@dataclass(frozen=True)
class Style:
    """How a record is written: the space after and before commas and colons, in ``ragged`` texts not before every one.

    ``broken`` makes of its bytes something that nobody can read.
    """

    after: str = ""
    before: str = ""
    ragged: bool = False
    escape: Callable[[str], str] = _as_json
    broken: Callable[[bytes], bytes] = _as_is


PLAIN = Style()


def tree(value: Any) -> Any:
    """Plain values as they would stand in a text; also a copy that shares nothing with the original."""
    if isinstance(value, Members):
        return Members((name, tree(member)) for name, member in value)
    if isinstance(value, dict):
        return Members((name, tree(member)) for name, member in value.items())
    return [tree(item) for item in value] if isinstance(value, list) else value


def write(value: Any, style: Style = PLAIN) -> bytes:
    """The text of a record."""
    return style.broken(_write(value, style).encode("utf-8", "surrogatepass"))


def _write(value: Any, style: Style) -> str:
    if isinstance(value, Literal):
        return value.text
    comma = f"{style.before},{style.after}"
    if isinstance(value, Members):
        members = (
            style.escape(name) + _colon(style, turn) + _write(member, style)
            for turn, (name, member) in enumerate(value)
        )
        return "{" + style.after + comma.join(members) + style.before + "}"
    if isinstance(value, list):
        return "[" + comma.join(_write(item, style) for item in value) + "]"
    return style.escape(value) if isinstance(value, str) else json.dumps(value)


def _colon(style: Style, turn: int) -> str:
    return ("" if style.ragged and turn % 3 else style.before) + ":" + style.after


def escaping(rng: Random) -> Callable[[str], str]:
    """Writes some characters as escapes that mean the same."""

    def escape(text: str) -> str:
        written = (
            "".join(f"\\u{unit:04x}" for unit in _units(character))
            if rng.random() < 0.3
            else json.dumps(character)[1:-1]
            for character in text
        )
        return '"' + "".join(written) + '"'

    return escape


def _units(character: str) -> list[int]:
    encoded = character.encode("utf-16-be", "surrogatepass")
    return [int.from_bytes(encoded[start : start + 2]) for start in range(0, len(encoded), 2)]
