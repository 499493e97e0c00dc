"""Reads and writes JSON without losing anything that a comparison sees: doubles, the order of members, any number."""

import json
from json.encoder import encode_basestring_ascii
from typing import Any


class Members(list[tuple[str, Any]]):
    """The members of an object in the order of the text, doubles included."""

    def get(self, name: str) -> Any:
        """The value of a member, the last one where there are several; None where there is none."""
        return next((value for each, value in reversed(self) if each == name), None)

    def has(self, name: str) -> bool:
        """Whether there is such a member."""
        return any(each == name for each, _ in self)


class Digits(str):
    """A number as it was written."""

    __slots__ = ()


def parsed(text: str) -> Any:
    """The value of a JSON text: Members, lists, texts, Digits, booleans and None. ValueError if it is none."""
    return json.loads(
        text, object_pairs_hook=Members, parse_int=Digits, parse_float=Digits, parse_constant=_refuse_constant
    )


def written(value: Any) -> str:
    """A value as JSON text, in ASCII."""
    match value:
        case Digits():
            return value
        case str():
            return encode_basestring_ascii(value)
        case Members():
            return "{" + ",".join([f"{encode_basestring_ascii(name)}:{written(each)}" for name, each in value]) + "}"
        case list():
            return "[" + ",".join([written(each) for each in value]) + "]"
        case _:
            return "null" if value is None else "true" if value else "false"


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
