"""One collection's records as compact JSON text: what every version shows, and what only the later version shows."""

from bisect import bisect_left, insort
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import msgspec

from clever_upgrade.contract import COLLECTIONS, Upgrade

STORED = tuple(name for name in COLLECTIONS if name != "events")
"""The collections that are records; events are about them."""

encode = msgspec.json.encode
decode = msgspec.json.decode


class View(NamedTuple):
    """A record's text in the pieces of which every answer joins it, so that no version needs a text of its own.

    ``base`` is the object that both versions show, without its closing brace. ``later`` is what the later version adds
    to it: each member with a comma before it.
    """

    base: bytes
    later: bytes

    def text(self, *, later: bool) -> bytes:
        """The record's JSON in the later or the earlier version."""
        return b"%b%b}" % (self.base, self.later if later else b"")


@dataclass(frozen=True, slots=True)
class Form:
    """What the contract says about storing one collection: fields are split by the version that knows them."""

    collection: str
    later: frozenset[str]
    """Stored fields that only the later version knows."""
    computes_schools: bool
    """Whether the later version adds ``schools``, which is computed and never stored."""
    filled: tuple[str, ...]
    """Which of ``district``, ``created``, ``last_modified`` a record of this collection has."""

    def split(self, record: Mapping[str, Any]) -> View:
        """The stored text of a record."""
        if self.later.isdisjoint(record):
            return View(opened(record), b"")
        base = dict(record)
        later = {name: base.pop(name) for name in record if name in self.later}
        return View(opened(base), b",%b" % members(later))


def forms_of(upgrade: Upgrade) -> dict[str, Form]:
    """How each collection is stored, for one step from a version to a later one."""
    return {collection: _form_of(collection, upgrade) for collection in STORED}


def _form_of(collection: str, upgrade: Upgrade) -> Form:
    added = {facts.path for facts in upgrade.added(collection) if "." not in facts.path}
    known = upgrade.to_version.resources[collection].fields
    return Form(
        collection,
        later=frozenset(added - {"schools"}),
        computes_schools="schools" in added,
        filled=tuple(name for name in ("district", "created", "last_modified") if name in known),
    )


def opened(record: Mapping[str, Any]) -> bytes:
    """An object without its closing brace."""
    return encode(record)[:-1]


def members(record: Mapping[str, Any]) -> bytes:
    """The members of an object, without its braces."""
    return encode(record)[1:-1]


class Table:
    """One collection: stored text by id, and the ids that are shared, ascending."""

    __slots__ = ("base", "columns", "form", "hidden", "ids", "later")

    def __init__(self, form: Form) -> None:
        self.form = form
        self.base: dict[str, bytes] = {}
        """Objects without their closing braces, as in a ``View``."""
        self.later: dict[str, bytes] = {}
        self.ids: list[str] = []
        self.hidden: set[str] = set()
        self.columns: Sequence[list[bytes]] = ([], [], [])
        """In the order of ``ids``: each as bytes, what both versions show of the record, and what the later one adds.

        A page is a slice of them: to look up thousands of records one by one takes longer than everything else.
        """

    def put(self, record_id: str, view: View) -> None:
        """Store a record; whether and how it shows is for ``show`` and ``fill`` to say."""
        self.base[record_id] = view.base
        if view.later:
            self.later[record_id] = view.later
        else:
            self.later.pop(record_id, None)

    def take_out(self, record_id: str) -> None:
        """Forget a record."""
        del self.base[record_id]
        self.later.pop(record_id, None)
        self.show(record_id, shared=False)
        self.hidden.discard(record_id)

    def show(self, record_id: str, *, shared: bool) -> None:
        """List the record or hide it; ``fill`` must follow where it is listed."""
        at = bisect_left(self.ids, record_id)
        listed = at < len(self.ids) and self.ids[at] == record_id
        if shared:
            self.hidden.discard(record_id)
            if not listed:
                self.ids.insert(at, record_id)
                for column in self.columns:
                    column.insert(at, b"")
        else:
            self.hidden.add(record_id)
            if listed:
                del self.ids[at]
                for column in self.columns:
                    del column[at]

    def fill(self, record_id: str, view: View) -> None:
        """Say how a listed record shows."""
        at = bisect_left(self.ids, record_id)
        for column, cell in zip(self.columns, (record_id.encode(), *view), strict=True):
            column[at] = cell

    def run_of(self, ids: Sequence[str]) -> slice | None:
        """Where ``ids`` stand in a row among those that are listed, if they do."""
        start = bisect_left(self.ids, ids[0]) if ids else 0
        run = slice(start, start + len(ids))
        return run if self.ids[run] == list(ids) else None

    def shown(self, record_id: str) -> bool:
        """Whether the record exists and is shared."""
        return record_id in self.base and record_id not in self.hidden

    def text(self, record_id: str) -> bytes:
        """A record's JSON in the earlier version, shared or not; KeyError if it is unknown."""
        return self.base[record_id] + b"}"

    def stored(self, record_id: str) -> View:
        """A record's stored text, shared or not."""
        return View(self.base[record_id], self.later.get(record_id, b""))

    def newest(self) -> str | None:
        """The largest id, shared or not."""
        return max([*self.hidden, *self.ids[-1:]], default=None)


class Groups:
    """Sorted ids under keys, such as the sections of each user."""

    __slots__ = ("_ids",)

    def __init__(self) -> None:
        self._ids: dict[str, list[str]] = {}

    def load(self, key: str, record_id: str) -> None:
        """Add without sorting, when many are added at once; ``sort`` must follow."""
        found = self._ids.get(key)
        if found is None:
            self._ids[key] = [record_id]
        else:
            found.append(record_id)

    def sort(self) -> None:
        """Bring every group into order after loading."""
        for ids in self._ids.values():
            ids.sort()

    def add(self, key: str, record_id: str) -> None:
        """Add one id in its place."""
        insort(self._ids.setdefault(key, []), record_id)

    def discard(self, key: str, record_id: str) -> None:
        """Take one id out, if it is there."""
        ids = self._ids.get(key, [])
        at = bisect_left(ids, record_id)
        if at < len(ids) and ids[at] == record_id:
            del ids[at]

    def of(self, key: str) -> list[str]:
        """The ids under a key, ascending."""
        return self._ids.get(key, [])
