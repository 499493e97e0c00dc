"""One district: its records as each version shows them, and the changes made to them.

Every change is told by comparing what each version showed of every touched record before and after it, so a version's
feed says exactly what changed in that version's records, and nothing else.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from itertools import combinations
from typing import Any

from clever_upgrade.contract import Upgrade, default_upgrade
from clever_upgrade.contract.endpoints import EVENT_NOUNS
from clever_upgrade.sandbox.district import intake, past
from clever_upgrade.sandbox.district.clock import FIXED_BASE, Clock, later_than
from clever_upgrade.sandbox.district.eventlog import Event, EventLog, previous_attributes
from clever_upgrade.sandbox.district.intake import RecordRefusedError
from clever_upgrade.sandbox.district.records import STORED, Table, View, decode, forms_of
from clever_upgrade.sandbox.district.relations import Relations
from clever_upgrade.sandbox.district.roster import Roster, section_links
from clever_upgrade.sandbox.district.sharing import Ref, Sharing
from clever_upgrade.sandbox.district.status import Status

_NEVER_DELETED = "the district itself cannot be deleted: old clients cannot read the event that would tell it"


class District:
    """One district's records, as each version shows them, and the changes made to them.

    A stored record is one in the earlier version's form; fields that only the later version knows may stand in it and
    are shown there alone. ``schools`` of students and teachers is computed, never stored.
    """

    def __init__(
        self,
        collections: Mapping[str, Iterable[dict[str, Any]]],
        *,
        status: Mapping[str, Any] | None = None,
        shared_schools: Collection[str] | None = None,
        now: datetime = FIXED_BASE,
        upgrade: Upgrade | None = None,
    ) -> None:
        """ValueError, in one clear sentence, if the records are no district."""
        self._upgrade = upgrade or default_upgrade()
        self._later = {self._upgrade.from_version.name: False, self._upgrade.to_version.name: True}
        self._tables = {collection: Table(form) for collection, form in forms_of(self._upgrade).items()}
        self._roster = Roster()
        self._sharing = Sharing(self._tables, self._roster)
        self._relations = Relations(self._tables, self._roster)
        self.log = EventLog()
        self.now = now
        self.id = ""
        self._watchers: list[Callable[[str, str, Sequence[str]], None]] = []
        self._load(collections)
        if shared_schools is not None:
            self._sharing.unshared = set(self._tables["schools"].base).difference(shared_schools)
        self._list_everything()
        self._clock = Clock(now, machine=self.id[8:18])
        self._status = Status(self.id, status or {}, self._upgrade)
        for event in past.events(collections.get("events", ()), self._sharing, self._tables):
            self.log.append(event)
            self._clock.not_before(event.id)

    def remember(self, changes: Iterable[past.PastChange]) -> None:
        """Put events of former changes, in order of time, into the log of a district that was not changed yet."""
        for event in past.remembered(changes, self._clock, self._sharing, self._tables):
            self.log.append(event)

    def _load(self, collections: Mapping[str, Iterable[dict[str, Any]]]) -> None:
        unknown = set(collections).difference((*STORED, "events"))
        if unknown:
            raise RecordRefusedError(f"there is no collection {min(unknown)!r}")
        for collection in STORED:
            table = self._tables[collection]
            for record in collections.get(collection, ()):
                intake.check(table.form, record)
                intake.check_district(table.form, record, self.id)
                record_id = record["id"]
                if record_id in table.base:
                    raise RecordRefusedError(f"the id {record_id} stands twice in {collection}, and ids are unique")
                table.put(record_id, table.form.split(record))
                self._roster.load(collection, record_id, record)
            if collection == "districts":
                if len(table.base) != 1:
                    raise RecordRefusedError(
                        f"a district file needs exactly one record in districts, not {len(table.base)}"
                    )
                (self.id,) = table.base
        for one, other in combinations(self._tables.values(), 2):
            if not one.base.keys().isdisjoint(other.base):
                record_id = min(one.base.keys() & other.base.keys())
                where = f"{one.form.collection} and in {other.form.collection}"
                raise RecordRefusedError(f"the id {record_id} stands in {where}, and ids are unique")
        self._roster.sort()

    def _list_everything(self) -> None:
        for collection, table in self._tables.items():
            if not self._sharing.everything_is_shared(collection):
                table.hidden = {
                    record_id for record_id in table.base if not self._sharing.shares(collection, record_id)
                }
            table.ids = sorted(table.base.keys() - table.hidden if table.hidden else table.base)
            self._sharing.compute(collection)
            table.columns = self._looked_up(table, table.ids)

    # -- what a version shows ------------------------------------------------------------------------------------

    def ids(self, version: str, collection: str) -> Sequence[str]:
        """The ids of every record that a version lists, ascending. The list is the district's own: only look at it."""
        later = self._later[version]
        if collection == "events":
            return self.log.ids(later=later)
        return self._tables[collection].ids

    def item(self, version: str, collection: str, record_id: str) -> bytes:
        """A record's JSON as a version shows it; KeyError if it is unknown or not shared."""
        later = self._later[version]
        if collection == "events":
            return self.log.text(record_id, later=later)
        table = self._tables[collection]
        if record_id in table.hidden:
            raise KeyError(record_id)
        return self._sharing.view(collection, record_id).text(later=later)

    def pieces(self, version: str, collection: str, ids: Sequence[str]) -> Sequence[Sequence[bytes]]:
        """Records that a version lists, in columns: their ids, then what joined is each one less its closing brace.

        They are the texts that the district keeps: a page of thousands has no time to make a new one for each record.
        """
        later = self._later[version]
        if collection == "events":
            return [_encoded(ids), [self.log.text(record_id, later=later)[:-1] for record_id in ids]]
        table = self._tables[collection]
        run = table.run_of(ids)
        columns = self._looked_up(table, ids) if run is None else [column[run] for column in table.columns]
        return columns if later else columns[:2]

    def _looked_up(self, table: Table, ids: Sequence[str]) -> Sequence[list[bytes]]:
        base = list(map(table.base.__getitem__, ids))
        return [_encoded(ids), base, self._sharing.additions(table.form.collection, ids)]

    def record(self, version: str, collection: str, record_id: str) -> dict[str, Any]:
        """The same as ``item``, decoded."""
        found: dict[str, Any] = decode(self.item(version, collection, record_id))
        return found

    def related(self, version: str, collection: str, record_id: str, name: str) -> Sequence[str]:
        """The ids, ascending, of a nested list; KeyError if the record or the list does not exist."""
        later = self._later[version]
        if not self._tables[collection].shown(record_id):
            raise KeyError(record_id)
        if collection == "districts":
            return self.ids(version, "district_admins" if name == "admins" else name)
        if name == "events":
            return self.log.ids_of_record(record_id, later=later)
        return self._relations.related(collection, record_id, name)

    def grade_levels(self, teacher_id: str) -> list[str]:
        """The grades that a teacher teaches, youngest first; KeyError if the teacher is unknown or not shared."""
        if not self._tables["teachers"].shown(teacher_id):
            raise KeyError(teacher_id)
        return self._relations.grade_levels(teacher_id)

    def status(self, version: str) -> dict[str, Any]:
        """The sync status as a version shows it."""
        return self._status.view(later=self._later[version])

    # -- changes -------------------------------------------------------------------------------------------------

    def upsert(self, collection: str, record: Mapping[str, Any]) -> str:
        """Store a record, new or in place of the one with its id; its id. ValueError if it cannot be taken.

        The record replaces the stored one whole: members that it lacks are gone. Only fields that the earlier version
        does not know stay as they were when they are absent, for a record in its form cannot speak of them; None takes
        one away. A `schools` that repeats what a user shows now is passed over, any other is refused.
        """
        table = self._table(collection)
        given = self._without_shown_schools(table, record)
        stamp = self._clock.begin()
        if given.get("id") is None:
            given["id"] = self._clock.new_id(table.newest())
        intake.check(table.form, given)
        intake.check_district(table.form, given, self.id)
        record_id: str = given["id"]
        if record_id not in table.base:
            self._check_new(record_id)
            if collection == "districts":
                raise RecordRefusedError("a sandbox has one district, and another cannot be added")
        view = self._stored_form(table, given, stamp)
        if view is not None:
            with self._changing([(collection, record_id), *self._touched(collection, record_id, view)]):
                self._put(collection, record_id, view)
        return record_id

    def delete(self, collection: str, record_id: str) -> None:
        """Forget a record; KeyError if it is unknown. Links of other records to it stay."""
        table = self._table(collection)
        if collection == "districts":
            raise RecordRefusedError(_NEVER_DELETED)
        text = table.text(record_id)
        self._clock.begin()
        with self._changing([(collection, record_id), *self._touched(collection, record_id, None)]):
            self._roster.unlink(collection, record_id, text)
            table.take_out(record_id)

    def share_school(self, record_id: str) -> None:
        """Share a school: what belongs to it appears."""
        self._turn_school(record_id, shared=True)

    def unshare_school(self, record_id: str) -> None:
        """Stop sharing a school: what belongs to it alone disappears."""
        self._turn_school(record_id, shared=False)

    def set_status(self, fields: Mapping[str, Any]) -> None:
        """Change some fields of the sync status, in the later version's form; None takes one away."""
        self._status.set(fields)

    def expire_events(self, before: str) -> int:
        """Drop the events with a smaller id than ``before``; how many that were."""
        return self.log.expire(intake.check_id("events", before))

    def watch_pages(self, watcher: Callable[[str, str, Sequence[str]], None]) -> None:
        """Have ``watcher`` called after each page of a top-level list."""
        self._watchers.append(watcher)

    def on_page(self, version: str, collection: str, ids: Sequence[str]) -> None:
        """To be called when a page of a top-level list was served: the district may live on between two pages."""
        for watcher in self._watchers:
            watcher(version, collection, ids)

    # -- how a change is made ------------------------------------------------------------------------------------

    def _table(self, collection: str) -> Table:
        if collection not in self._tables:
            raise RecordRefusedError(f"records of {collection!r} cannot be changed; choose one of {', '.join(STORED)}")
        return self._tables[collection]

    def _check_new(self, record_id: str) -> None:
        for collection, table in self._tables.items():
            if record_id in table.base:
                raise RecordRefusedError(f"the id {record_id} is taken by a record of {collection}, and ids are unique")

    def _without_shown_schools(self, table: Table, record: Mapping[str, Any]) -> dict[str, Any]:
        if not isinstance(record, Mapping):
            raise RecordRefusedError("a record must be a JSON object")
        given = dict(record)
        known = isinstance(given.get("id"), str) and given["id"] in table.base
        if table.form.computes_schools and known and given.get("schools") == self._sharing.schools(given["id"]):
            del given["schools"]
        return given

    def _stored_form(self, table: Table, given: dict[str, Any], stamp: str) -> View | None:
        """The text to store, with what was absent filled in; None if it would change nothing."""
        record_id = given["id"]
        old = table.stored(record_id) if record_id in table.base else None
        old_base: dict[str, Any] = decode(old.text(later=False)) if old else {}
        kept = decode(b"{%b}" % old.later[1:]) if old else {}
        filled = {"district": self.id, "created": stamp, "last_modified": stamp}
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

    def _put(self, collection: str, record_id: str, view: View) -> None:
        table = self._tables[collection]
        if record_id in table.base:
            self._roster.unlink(collection, record_id, table.text(record_id))
        table.put(record_id, view)
        self._roster.link(collection, record_id, view.text(later=False))

    def _touched(self, collection: str, record_id: str, new: View | None) -> Iterator[Ref]:
        """Every other record that may show otherwise when a record becomes ``new``, or goes."""
        table = self._tables[collection]
        old = table.stored(record_id) if record_id in table.base else None
        if collection == "sections":
            texts = [view.text(later=False) for view in (old, new) if view is not None]
            yield from self._sharing.user_refs({member for text in texts for member in section_links(text).members()})
        elif collection == "students":
            yield from (("contacts", contact) for contact in self._roster.contacts_of.of(record_id))
        elif collection == "schools" and (old is None or new is None):
            yield from (ref for ref in self._sharing.touched_by_school(record_id) if ref != (collection, record_id))

    def _turn_school(self, record_id: str, *, shared: bool) -> None:
        if record_id not in self._tables["schools"].base:
            raise KeyError(record_id)
        self._clock.begin()
        touched = list(self._sharing.touched_by_school(record_id))
        if shared:
            touched = [touched[-1], *touched[:-1]]
        with self._changing(touched):
            if shared:
                self._sharing.unshared.discard(record_id)
            else:
                self._sharing.unshared.add(record_id)

    @contextmanager
    def _changing(self, touched: Sequence[Ref]) -> Iterator[None]:
        """Around a change: tell afterwards what each version shows otherwise of the touched records."""
        before = {ref: self._shown(ref) for ref in touched}
        yield
        for collection, record_id in before:
            self._sharing.forget(record_id)
            table = self._tables[collection]
            if record_id in table.base:
                table.show(record_id, shared=self._sharing.shares(collection, record_id))
        changes = [(ref, old, self._shown(ref)) for ref, old in before.items()]
        # A contact goes before its student, as a row goes before the one that it refers to.
        changes.sort(key=lambda change: not (change[0][0] == "contacts" and change[2] is None))
        for ref, old, new in changes:
            if new is not None:
                self._tables[ref[0]].fill(ref[1], new)
            if old != new:
                self._tell(ref, old, new)

    def _shown(self, ref: Ref) -> View | None:
        collection, record_id = ref
        return self._sharing.view(collection, record_id) if self._tables[collection].shown(record_id) else None

    def _tell(self, ref: Ref, old: View | None, new: View | None) -> None:
        noun = EVENT_NOUNS.get(ref[0])
        shown = new or old
        if noun is None or shown is None:
            return
        action = "created" if old is None else "deleted" if new is None else "updated"
        created = self._clock.tick()
        self.log.append(
            Event(
                id=self._clock.new_id(self.log.newest),
                type=f"{noun}.{action}",
                created=created,
                object_id=ref[1],
                shown=shown,
                previous=previous_attributes(old, new) if old and new else None,
                only_later=bool(old and new and old.base == new.base),
            )
        )


def _encoded(ids: Sequence[str]) -> list[bytes]:
    return [record_id.encode() for record_id in ids]
