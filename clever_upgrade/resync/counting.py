"""Decides whether a difference between the rows that came and the server's count is explained by live changes; pure."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

import msgspec

from clever_upgrade.contract.endpoints import COLLECTION_OF_NOUN

DELETED = "deleted"


class _Object(msgspec.Struct):
    id: str


class _Data(msgspec.Struct):
    object: _Object


class _Event(msgspec.Struct):
    type: str
    data: _Data


@dataclass(frozen=True, slots=True)
class Touched:
    """The records that events touched: those that exist after the last of them, and those that do not."""

    existing: frozenset[str] = frozenset()
    gone: frozenset[str] = frozenset()


def touched(events: Iterable[bytes], collection: str) -> Touched:
    """What events, oldest first, say of the records of one collection."""
    exists: dict[str, bool] = {}
    for text in events:
        try:
            event = msgspec.json.decode(text, type=_Event)
        except msgspec.DecodeError:
            continue
        noun, _, action = event.type.partition(".")
        if COLLECTION_OF_NOUN.get(noun) == collection:
            exists[event.data.object.id] = action != DELETED
    return Touched(
        frozenset(record for record, there in exists.items() if there),
        frozenset(record for record, there in exists.items() if not there),
    )


def explained(*, staged: int, staged_touched: Collection[str], changes: Touched, counted: int) -> bool:
    """Whether the server counts just what is staged, less what has gone and with what has come since.

    ``staged_touched`` are the touched records that are on the stage.
    """
    gone = sum(record in staged_touched for record in changes.gone)
    come = sum(record not in staged_touched for record in changes.existing)
    return staged - gone + come == counted
