"""Reads one record's JSON exactly: null is not missing, true is not 1, and a member that stands twice is noticed."""

import json
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

_decode = msgspec.json.Decoder().decode
_check = msgspec.json.Decoder(msgspec.Raw).decode
_SPACED_KEY = re.compile(rb'"[ \t\r\n]')


class UnreadableRecordError(ValueError):
    """The text is no JSON object."""


@dataclass(frozen=True, slots=True)
class ParsedRecord:
    """A record's members, and the dotted paths of members that stand more than once (the last one counts)."""

    members: dict[str, Any]
    repeated: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HugeNumber:
    """A number beyond what Python reads, by its digits: JSON sets no limit to numbers."""

    digits: str

    def __str__(self) -> str:
        return self.digits


_JSON_TYPES: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    int: "number",
    float: "number",
    HugeNumber: "number",
    str: "string",
    list: "array",
}


class _Pairs(list[tuple[str, Any]]):
    """The members of one object in the order of the text, doubles included."""


def parse_record(text: bytes) -> ParsedRecord:
    """The record that ``text`` holds; UnreadableRecordError if that is no JSON object."""
    try:
        members = parse_value(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise UnreadableRecordError from error
    if not isinstance(members, dict):
        raise UnreadableRecordError
    if _certainly_unrepeated(text, (members,)):
        return ParsedRecord(members)
    return ParsedRecord(members, _repeated_paths(text))


def parse_value(text: bytes) -> Any:
    """The value that ``text`` holds, a member's for example."""
    try:
        return _decode(text)
    except msgspec.ValidationError:
        # The one objection of this reader to well-formed JSON is the size of a number.
        _check(text)
        return json.loads(text.decode(), parse_float=_float, parse_int=_integer)


def parse_values(texts: Sequence[bytes]) -> list[Any]:
    """The values that these texts hold, each of which is well-formed."""
    try:
        values: list[Any] = _decode(b"[%b]" % b",".join(texts))
    except msgspec.ValidationError:
        return list(map(parse_value, texts))
    return values


def objects_of(texts: Sequence[bytes]) -> list[dict[str, Any]] | None:
    """The objects that these well-formed texts hold.

    None if one holds something else, or if a name may stand twice in one of them.
    """
    if not all(text.startswith(b"{") for text in texts):
        return None
    objects: list[dict[str, Any]] = parse_values(texts)
    return objects if _certainly_unrepeated(b",".join(texts), objects) else None


def _float(digits: str) -> float | HugeNumber:
    number = float(digits)
    return number if math.isfinite(number) else HugeNumber(digits)


def _integer(digits: str) -> int | HugeNumber:
    try:
        return int(digits)
    except ValueError:
        return HugeNumber(digits)


def _certainly_unrepeated(text: bytes, objects: Iterable[dict[str, Any]]) -> bool:
    """Whether counting proves that in no object of the text a member stands twice.

    Every key ends in ``":`` unless space stands before the colon, so that as many of these as there are distinct keys
    leave no room for a double. Text inside strings can only raise the count, which costs a closer look and no more.
    """
    if _SPACED_KEY.search(text):
        return False
    keys = 0
    for members in objects:
        keys += len(members)
        for member in members.values():
            if type(member) is dict:
                keys += len(member)
    return text.count(b'":') == keys


def _repeated_paths(text: bytes) -> tuple[str, ...]:
    try:
        return tuple(_repeated_in(json.loads(text, object_pairs_hook=_Pairs, parse_float=str, parse_int=str), ""))
    except (ValueError, RecursionError) as error:
        raise UnreadableRecordError from error


def _repeated_in(value: object, prefix: str) -> Iterator[str]:
    if isinstance(value, _Pairs):
        seen: set[str] = set()
        for name, member in value:
            if name in seen:
                yield prefix + name
            seen.add(name)
            yield from _repeated_in(member, f"{prefix}{name}.")
    elif isinstance(value, list):
        for item in value:
            yield from _repeated_in(item, prefix)


def json_type(value: object) -> str:
    """The JSON type of a decoded value: null, boolean, number, string, array or object."""
    return _JSON_TYPES.get(type(value), "object")


def same(left: object, right: object) -> bool:
    """Whether two decoded values are the same JSON: types count, the order of members does not."""
    if type(left) is not type(right):
        both_numbers = json_type(left) == json_type(right) == "number"
        return both_numbers and left == right
    if isinstance(left, str):
        return left == right
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and all(same(value, right[name]) for name, value in left.items())
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and all(map(same, left, right))
    return left == right


def same_record(left: bytes | None, right: bytes | None) -> bool:
    """Whether two readings of a record say the same; the order of members may change from answer to answer."""
    if left is None or right is None or left == right:
        return left == right
    try:
        return same(parse_record(left).members, parse_record(right).members)
    except (UnreadableRecordError, RecursionError):
        return False
