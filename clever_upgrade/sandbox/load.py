"""Reads a recorded district from a file."""

from datetime import datetime
from pathlib import Path
from typing import Any

import msgspec

from clever_upgrade.contract import COLLECTIONS
from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.district.clock import FIXED_BASE

_HINT = (
    'The file holds one JSON object, {"collections": {"districts": [...], "schools": [...], ...}}, '
    "with records as the earlier version shows them."
)
_STATUS = {
    "state": "running",
    "sis_type": "sftp",
    "last_sync": "2017-03-20T04:00:00.000Z",
    "launch_date": "2014-09-01T00:00:00.000Z",
}


def load_district(path: Path, now: datetime = FIXED_BASE) -> District:
    """The district in a file: its sync is running and not paused. UsageError, in one sentence, for a bad file."""
    collections = _collections(path)
    try:
        return District(collections, status=_STATUS, now=now)
    except ValueError as error:
        raise UsageError(f"{path} is no district: {error}", hint=_HINT) from None


def _collections(path: Path) -> dict[str, list[Any]]:
    try:
        content = msgspec.json.decode(path.read_bytes())
    except FileNotFoundError:
        raise UsageError(f"{path} does not exist") from None
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror}") from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError(f"{path} is not JSON", hint=_HINT) from None
    collections = content.get("collections") if isinstance(content, dict) else None
    if not isinstance(collections, dict):
        raise UsageError(f"{path} holds no object with `collections`", hint=_HINT)
    for name, records in collections.items():
        if name not in COLLECTIONS:
            raise UsageError(f"{path} has an unknown collection {name!r}; known are {', '.join(COLLECTIONS)}")
        if not isinstance(records, list):
            raise UsageError(f"{path} has no list of records in {name}", hint=_HINT)
        if not all(isinstance(record, dict) for record in records):
            raise UsageError(f"{path} has something in {name} that is no record", hint=_HINT)
    return collections
