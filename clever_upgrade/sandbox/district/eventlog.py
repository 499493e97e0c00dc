"""The event log: what happened to records, as each version tells it, under one ascending id for each change."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from clever_upgrade.sandbox.district.records import Groups, View, decode, members

_UNTOLD = "last_modified"
"""Changes with every change, and real events never told its old value."""


class Former(NamedTuple):
    """Old values, as members without braces: of what both versions show, and of what only the later one does."""

    base: bytes
    later: bytes


@dataclass(frozen=True, slots=True)
class Event:
    """One change to one record. Texts are shared with the record tables, so a long log costs little."""

    id: str
    type: str
    created: str
    object_id: str
    shown: View
    """The record after the change; the last known one when it was deleted."""
    previous: Former | None
    """The old values; None unless updated."""
    only_later: bool = False
    """Whether the earlier version shows nothing of the change, and so has no such event."""

    def text(self, *, later: bool) -> bytes:
        """The event's JSON in the later or the earlier version."""
        head = b'{"id":"%b","type":"%b","created":"%b","data":{"object":%b' % (
            self.id.encode(),
            self.type.encode(),
            self.created.encode(),
            self.shown.text(later=later),
        )
        if self.previous is None:
            return head + b"}}"
        parts = [self.previous.base, self.previous.later if later else b""]
        return b'%b,"previous_attributes":{%b}}}' % (head, b",".join(part for part in parts if part))


class EventLog:
    """Every event that has not expired, oldest first."""

    __slots__ = ("_by_id", "_ids", "_ids_in_both", "_of_record", "newest")

    def __init__(self) -> None:
        self._by_id: dict[str, Event] = {}
        self._ids: list[str] = []
        self._ids_in_both: list[str] = []
        self._of_record = Groups()
        self.newest: str | None = None
        """The largest id ever given, expired or not."""

    def append(self, event: Event) -> None:
        """Add an event, whose id must be larger than every earlier one."""
        if self.newest is not None and event.id <= self.newest:
            raise ValueError(f"event {event.id} is not newer than {self.newest}")
        self.newest = event.id
        self._by_id[event.id] = event
        self._ids.append(event.id)
        if not event.only_later:
            self._ids_in_both.append(event.id)
        self._of_record.add(event.object_id, event.id)

    def ids(self, *, later: bool) -> Sequence[str]:
        """The ids of every event that a version shows, ascending."""
        return self._ids if later else self._ids_in_both

    def ids_of_record(self, record_id: str, *, later: bool) -> Sequence[str]:
        """The ids of one record's own events, ascending."""
        ids = self._of_record.of(record_id)
        return [event_id for event_id in ids if later or not self._by_id[event_id].only_later]

    def text(self, event_id: str, *, later: bool) -> bytes:
        """One event's JSON; KeyError if the version does not show it."""
        event = self._by_id[event_id]
        if event.only_later and not later:
            raise KeyError(event_id)
        return event.text(later=later)

    def expire(self, before: str) -> int:
        """Drop every event with an id smaller than ``before``; how many that were."""
        gone = self._ids[: bisect_left(self._ids, before)]
        for event_id in gone:
            self._of_record.discard(self._by_id.pop(event_id).object_id, event_id)
        del self._ids[: len(gone)]
        del self._ids_in_both[: bisect_left(self._ids_in_both, before)]
        return len(gone)


def previous_attributes(old: View, new: View) -> Former:
    """The old value of each top-level member that changed or vanished."""
    return Former(_changed(old.text(later=False), new.text(later=False)), _changed(_later(old), _later(new)))


def _later(view: View) -> bytes:
    return b"{%b}" % view.later[1:]


def _changed(old_text: bytes, new_text: bytes) -> bytes:
    if old_text == new_text:
        return b""
    old, new = decode(old_text), decode(new_text)
    return members(
        {name: value for name, value in old.items() if name != _UNTOLD and (name not in new or new[name] != value)}
    )
