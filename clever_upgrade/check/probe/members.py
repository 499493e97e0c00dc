"""Members of records by their dotted paths; every change makes a new record."""

from collections.abc import Iterator
from typing import Any

from clever_upgrade.check.probe.answer import Record
from clever_upgrade.compare.result import MISSING


def member_at(record: Record, path: str) -> Any:
    """The value at a path, MISSING where there is none."""
    value: Any = record
    for name in path.split("."):
        if not isinstance(value, dict) or name not in value:
            return MISSING
        value = value[name]
    return value


def with_member(record: Record, path: str, value: object) -> dict[str, Any]:
    """The record with another value at a path, or without it for MISSING; objects on the way are made."""
    name, _, rest = path.partition(".")
    changed = dict(record)
    if rest:
        inner = changed.get(name)
        if not isinstance(inner, dict):
            if value is MISSING:
                return changed
            inner = {}
        changed[name] = with_member(inner, rest, value)
    elif value is MISSING:
        changed.pop(name, None)
    else:
        changed[name] = value
    return changed


def without_member(record: Record, path: str) -> dict[str, Any]:
    """The record without the member at a path."""
    return with_member(record, path, MISSING)


def paths_of(record: Record, prefix: str = "") -> Iterator[str]:
    """Every path of a record, objects before their members."""
    for name, value in record.items():
        yield prefix + name
        if isinstance(value, dict):
            yield from paths_of(value, f"{prefix}{name}.")


def differing(earlier: Record, later: Record, prefix: str = "") -> Iterator[str]:
    """The outermost paths of the later record that the earlier one lacks, or has with another value."""
    for name, value in later.items():
        before = earlier.get(name, MISSING)
        if isinstance(value, dict) and isinstance(before, dict):
            yield from differing(before, value, f"{prefix}{name}.")
        elif before is MISSING or before != value or type(before) is not type(value):
            yield prefix + name
