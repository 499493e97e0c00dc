"""The filter of ``where``: a JSON Mongo query, compiled once and then asked about each record.

``_id`` and ``id`` with equality or ``$in`` never touch a record: they are answered from the ids alone.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from clever_upgrade.sandbox.exchange import bad_request

Record = dict[str, Any]
Test = Callable[[Any], bool]

_ID_NAMES = ("_id", "id")
_MISSING = object()


@dataclass(frozen=True, slots=True)
class Where:
    """What a filter asks: of the id (None: any), and of the record's fields by dotted path."""

    ids: frozenset[str] | None = None
    tests: tuple[tuple[str, Test], ...] = ()

    def select(self, ids: Sequence[str], read: Callable[[str], Record]) -> Sequence[str]:
        """Those of the ascending ``ids`` that match; ``read`` fetches a record, and is asked only where it must be."""
        if self.ids is not None:
            ids = [id_ for id_ in sorted(self.ids) if _holds(ids, id_)]
        if self.tests:
            ids = [id_ for id_ in ids if self._matches(read(id_))]
        return ids

    def _matches(self, record: Record) -> bool:
        return all(test(_value_at(record, path)) for path, test in self.tests)


def _holds(ids: Sequence[str], id_: str) -> bool:
    place = bisect_left(ids, id_)
    return place < len(ids) and ids[place] == id_


def parse_where(text: str | None) -> Where:
    """The filter that ``text`` writes down; refuses what is no JSON object, or has an unknown operator."""
    if text is None:
        return Where()
    try:
        query = msgspec.json.decode(text)
    except (msgspec.DecodeError, UnicodeEncodeError, RecursionError):
        raise bad_request("where must be a JSON object.") from None
    if not isinstance(query, dict):
        raise bad_request("where must be a JSON object.")
    ids: frozenset[str] | None = None
    tests: list[tuple[str, Test]] = []
    for path, condition in query.items():
        wanted = _wanted_ids(condition) if path in _ID_NAMES else None
        if wanted is None:
            tests.append(("id" if path in _ID_NAMES else path, _test_of(path, condition)))
        else:
            ids = wanted if ids is None else ids & wanted
    return Where(ids, tuple(tests))


def _wanted_ids(condition: Any) -> frozenset[str] | None:
    """The ids that a condition names one by one, or None where it asks something else of an id."""
    if isinstance(condition, str):
        return frozenset((condition,))
    if isinstance(condition, dict) and list(condition) == ["$in"] and isinstance(condition["$in"], list):
        return frozenset(value for value in condition["$in"] if isinstance(value, str))
    return None


def _value_at(record: Any, path: str) -> Any:
    for name in path.split("."):
        if isinstance(record, list) and name.isdecimal() and int(name) < len(record):
            record = record[int(name)]
        elif isinstance(record, dict) and name in record:
            record = record[name]
        else:
            return _MISSING
    return record


def _test_of(path: str, condition: Any) -> Test:
    if path.startswith("$"):
        raise bad_request(f"where does not know the operator {path}.")
    if not isinstance(condition, dict) or not any(name.startswith("$") for name in condition):
        return _equal_to(condition)
    tests = [_operator(name, operand) for name, operand in condition.items()]
    return lambda value: all(test(value) for test in tests)


def _operator(name: str, operand: Any) -> Test:
    make = _OPERATORS.get(name)
    if make is None:
        raise bad_request(f"where does not know the operator {name}.")
    return make(operand)


def _equal_to(operand: Any) -> Test:
    """Equality as Mongo has it: a list matches if it equals the operand or holds it; null matches what is missing."""

    def test(value: Any) -> bool:
        if value is _MISSING:
            return operand is None
        if isinstance(value, list) and any(_same(item, operand) for item in value):
            return True
        return _same(value, operand)

    return test


def _same(one: Any, other: Any) -> bool:
    return isinstance(one, bool) == isinstance(other, bool) and bool(one == other)


def _among(operand: Any) -> Test:
    if not isinstance(operand, list):
        raise bad_request("where: $in and $nin need a list.")
    tests = [_equal_to(item) for item in operand]
    return lambda value: any(test(value) for test in tests)


def _not(make: Callable[[Any], Test]) -> Callable[[Any], Test]:
    def made(operand: Any) -> Test:
        test = make(operand)
        return lambda value: not test(value)

    return made


def _ordered(compare: Callable[[Any, Any], bool]) -> Callable[[Any], Test]:
    """A comparison; values of another kind than the operand never match."""

    def made(operand: Any) -> Test:
        kind = str if isinstance(operand, str) else (int, float)
        return lambda value: isinstance(value, kind) and isinstance(operand, kind) and compare(value, operand)

    return made


def _regex(operand: Any) -> Test:
    try:
        pattern = re.compile(operand)
    except (TypeError, re.error, RecursionError, OverflowError):
        raise bad_request("where: $regex needs a regular expression.") from None
    return lambda value: isinstance(value, str) and pattern.search(value) is not None


def _size(operand: Any) -> Test:
    return lambda value: isinstance(value, list) and len(value) == operand


def _exists(operand: Any) -> Test:
    return lambda value: (value is not _MISSING) == bool(operand)


_OPERATORS: dict[str, Callable[[Any], Test]] = {
    "$in": _among,
    "$nin": _not(_among),
    "$ne": _not(_equal_to),
    "$gt": _ordered(lambda value, operand: value > operand),
    "$gte": _ordered(lambda value, operand: value >= operand),
    "$lt": _ordered(lambda value, operand: value < operand),
    "$lte": _ordered(lambda value, operand: value <= operand),
    "$regex": _regex,
    "$size": _size,
    "$exists": _exists,
}
