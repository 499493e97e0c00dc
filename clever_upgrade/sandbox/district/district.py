"""One district: its records as each version shows them, and the changes that may be made to them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import combinations
from typing import Any

from clever_upgrade.contract import Upgrade, default_upgrade
from clever_upgrade.sandbox.district import intake, past
from clever_upgrade.sandbox.district.changes import Changes, stored_form
from clever_upgrade.sandbox.district.clock import FIXED_BASE, Clock
from clever_upgrade.sandbox.district.eventlog import EventLog
from clever_upgrade.sandbox.district.intake import RecordRefusedError
from clever_upgrade.sandbox.district.records import STORED, Table, decode, forms_of
from clever_upgrade.sandbox.district.relations import Relations
from clever_upgrade.sandbox.district.roster import Roster
from clever_upgrade.sandbox.district.sharing import Sharing
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
        self._changes = Changes(self._tables, self._roster, self._sharing, self._clock, self.log)
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
        view = stored_form(table, given, self.id, stamp)
        if view is not None:
            self._changes.put(collection, record_id, view)
        return record_id

    def delete(self, collection: str, record_id: str) -> None:
        """Forget a record; KeyError if it is unknown. Links of other records to it stay."""
        table = self._table(collection)
        if collection == "districts":
            raise RecordRefusedError(_NEVER_DELETED)
        if record_id not in table.base:
            raise KeyError(record_id)
        self._clock.begin()
        self._changes.take_out(collection, record_id)

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

    def _turn_school(self, record_id: str, *, shared: bool) -> None:
        if record_id not in self._tables["schools"].base:
            raise KeyError(record_id)
        self._clock.begin()
        self._changes.turn_school(record_id, shared=shared)


def _encoded(ids: Sequence[str]) -> list[bytes]:
    return [record_id.encode() for record_id in ids]
