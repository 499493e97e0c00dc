"""Makes one change to the records of a district, and tells it.

Every change is told by comparing what each version showed of every touched record before and after it, so a version's
feed says exactly what changed in that version's records, and nothing else.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from clever_upgrade.contract.endpoints import EVENT_NOUNS
from clever_upgrade.sandbox.district.clock import Clock, later_than
from clever_upgrade.sandbox.district.eventlog import Event, EventLog, previous_attributes
from clever_upgrade.sandbox.district.records import Table, View, decode
from clever_upgrade.sandbox.district.roster import Roster, section_links
from clever_upgrade.sandbox.district.sharing import Ref, Sharing


def stored_form(table: Table, given: dict[str, Any], district: str, stamp: str) -> View | None:
    """The text to store, with what was absent filled in; None if it would change nothing."""
    record_id = given["id"]
    old = table.stored(record_id) if record_id in table.base else None
    old_base: dict[str, Any] = decode(old.text(later=False)) if old else {}
    kept = decode(b"{%b}" % old.later[1:]) if old else {}
    filled = {"district": district, "created": stamp, "last_modified": stamp}
    for name in table.form.filled:
        given.setdefault(name, old_base.get(name, filled[name]))
    later = {name: given.get(name, kept.get(name)) for name in sorted(table.form.later)}
    base = {name: value for name, value in given.items() if name not in table.form.later}
    if old and "last_modified" in table.form.filled:
        base["last_modified"] = old_base.get("last_modified", stamp)
        if base != old_base:
            base["last_modified"] = later_than(stamp, old_base.get("last_modified"))
    new = table.form.split({**base, **{name: value for name, value in later.items() if value is not None}})
    if old is None or base != old_base:
        return new
    return None if new.later == old.later else View(old.base, new.later)


@dataclass(frozen=True, slots=True)
class Changes:
    """Changes the records of one district, and tells its log."""

    tables: dict[str, Table]
    roster: Roster
    sharing: Sharing
    clock: Clock
    log: EventLog

    def put(self, collection: str, record_id: str, view: View) -> None:
        """Store a record, new or in place of the one with its id."""
        table = self.tables[collection]
        with self._changing([(collection, record_id), *self._touched(collection, record_id, view)]):
            if record_id in table.base:
                self.roster.unlink(collection, record_id, table.text(record_id))
            table.put(record_id, view)
            self.roster.link(collection, record_id, view.text(later=False))

    def take_out(self, collection: str, record_id: str) -> None:
        """Forget a record that is there."""
        table = self.tables[collection]
        with self._changing([(collection, record_id), *self._touched(collection, record_id, None)]):
            self.roster.unlink(collection, record_id, table.text(record_id))
            table.take_out(record_id)

    def turn_school(self, record_id: str, *, shared: bool) -> None:
        """Share a school, or stop sharing it: what belongs to it appears, or what belongs to it alone disappears."""
        touched = list(self.sharing.touched_by_school(record_id))
        if shared:
            touched = [touched[-1], *touched[:-1]]
        with self._changing(touched):
            if shared:
                self.sharing.unshared.discard(record_id)
            else:
                self.sharing.unshared.add(record_id)

    def _touched(self, collection: str, record_id: str, new: View | None) -> Iterator[Ref]:
        """Every other record that may show otherwise when a record becomes ``new``, or goes."""
        table = self.tables[collection]
        old = table.stored(record_id) if record_id in table.base else None
        if collection == "sections":
            texts = [view.text(later=False) for view in (old, new) if view is not None]
            yield from self.sharing.user_refs({member for text in texts for member in section_links(text).members()})
        elif collection == "students":
            yield from (("contacts", contact) for contact in self.roster.contacts_of.of(record_id))
        elif collection == "schools" and (old is None or new is None):
            yield from (ref for ref in self.sharing.touched_by_school(record_id) if ref != (collection, record_id))

    @contextmanager
    def _changing(self, touched: Sequence[Ref]) -> Iterator[None]:
        """Around a change: tell afterwards what each version shows otherwise of the touched records."""
        before = {ref: self._shown(ref) for ref in touched}
        yield
        for collection, record_id in before:
            self.sharing.forget(record_id)
            table = self.tables[collection]
            if record_id in table.base:
                table.show(record_id, shared=self.sharing.shares(collection, record_id))
        changes = [(ref, old, self._shown(ref)) for ref, old in before.items()]
        # A contact goes before its student, as a row goes before the one that it refers to.
        changes.sort(key=lambda change: not (change[0][0] == "contacts" and change[2] is None))
        for ref, old, new in changes:
            if new is not None:
                self.tables[ref[0]].fill(ref[1], new)
            if old != new:
                self._tell(ref, old, new)

    def _shown(self, ref: Ref) -> View | None:
        collection, record_id = ref
        return self.sharing.view(collection, record_id) if self.tables[collection].shown(record_id) else None

    def _tell(self, ref: Ref, old: View | None, new: View | None) -> None:
        noun = EVENT_NOUNS.get(ref[0])
        shown = new or old
        if noun is None or shown is None:
            return
        action = "created" if old is None else "deleted" if new is None else "updated"
        created = self.clock.tick()
        self.log.append(
            Event(
                id=self.clock.new_id(self.log.newest),
                type=f"{noun}.{action}",
                created=created,
                object_id=ref[1],
                shown=shown,
                previous=previous_attributes(old, new) if old and new else None,
                only_later=bool(old and new and old.base == new.base),
            )
        )
