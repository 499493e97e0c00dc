"""An answer without its values: which members it has, and of what types they are."""

import re
from typing import Any

import msgspec

_NAME = re.compile(r"[a-z_][a-z0-9_.-]{0,39}")
_TYPES = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
_DEEPEST = 8


def outlined(body: bytes) -> str:
    """The outline on one line, as ``{"data": [{"id": string} and 99 more]}``; of a list the first item stands for all.

    What is no JSON is told by its length alone. Names that no API gives to its members are left out, too: a server may
    use people's names for them.
    """
    try:
        return _outline(msgspec.json.decode(body), 0)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return f"{len(body):,} bytes that are no JSON"


def _outline(value: Any, depth: int) -> str:
    if depth == _DEEPEST:
        return "..."
    if isinstance(value, dict):
        members = (f"{_name(name)}: {_outline(inner, depth + 1)}" for name, inner in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list):
        if not value:
            return "[]"
        more = f" and {len(value) - 1:,} more" if len(value) > 1 else ""
        return f"[{_outline(value[0], depth + 1)}{more}]"
    return _TYPES[type(value)]


def _name(name: str) -> str:
    return f'"{name}"' if _NAME.fullmatch(name) else "(a name)"
