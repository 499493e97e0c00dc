"""What the district shares with the application, and the schools of a user that follow from it."""

from collections.abc import Callable, Iterator, Sequence
from itertools import repeat

from clever_upgrade.sandbox.district.records import Table, View, encode
from clever_upgrade.sandbox.district.roster import USERS, Roster, schools_link, section_links, student_link

Ref = tuple[str, str]
"""A collection and an id."""


class Sharing:
    """Schools are shared or not; everything else follows. Computed texts are kept until ``forget``."""

    __slots__ = ("_roster", "_rules", "_same", "_tables", "_texts", "unshared")

    def __init__(self, tables: dict[str, Table], roster: Roster) -> None:
        self._tables = tables
        self._roster = roster
        self._texts: dict[str, bytes] = {}
        self._same: dict[bytes, bytes] = {}
        self.unshared: set[str] = set()
        self._rules: dict[str, Callable[[str], bool]] = {
            "schools": lambda record_id: record_id not in self.unshared,
            "sections": lambda record_id: roster.school_of[record_id] not in self.unshared,
            "students": self._user_is_shared,
            "teachers": self._user_is_shared,
            "contacts": self._contact_is_shared,
            "school_admins": self._admin_is_shared,
        }

    def shares(self, collection: str, record_id: str) -> bool:
        """Whether a stored record is shown to the application."""
        rule = self._rules.get(collection)
        return rule is None or rule(record_id)

    def everything_is_shared(self, collection: str) -> bool:
        """Whether no record of a collection can be hidden, so that nobody needs to ask for each."""
        return not self.unshared and collection != "contacts"

    def view(self, collection: str, record_id: str) -> View:
        """A stored record as the versions show it, whether it is shared or not."""
        table = self._tables[collection]
        if not table.form.computes_schools:
            return table.stored(record_id)
        text = self._texts.get(record_id)
        if text is None:
            text = self.with_schools(table.later.get(record_id, b""), self.schools(record_id))
            self._texts[record_id] = text
        return View(table.base[record_id], text)

    def compute(self, collection: str) -> None:
        """Compute the texts of every stored record, so that no page has to wait for them."""
        if self._tables[collection].form.computes_schools:
            for record_id in self._tables[collection].base:
                self.view(collection, record_id)

    def additions(self, collection: str, ids: Sequence[str]) -> list[bytes]:
        """What the later version adds to each of many stored records, as in a ``View``."""
        table = self._tables[collection]
        if not table.form.computes_schools:
            return list(map(table.later.get, ids, repeat(b""))) if table.later else [b""] * len(ids)
        try:
            return list(map(self._texts.__getitem__, ids))
        except KeyError:
            return [self.view(collection, record_id).later for record_id in ids]

    def schools(self, user: str) -> list[str]:
        """Every shared school of a user, the primary one first."""
        shown = self._tables["schools"].shown
        return [school for school in self._roster.schools_of(user) if shown(school)]

    def with_schools(self, later: bytes, schools: list[str]) -> bytes:
        """What the later version adds to a user: stored members, as in a ``View``, and ``schools`` behind them."""
        text = b'%b,"schools":%b' % (later, encode(schools))
        # Most users share their text with many others, so each is kept once.
        return self._same.setdefault(text, text)

    def forget(self, record_id: str) -> None:
        """Compute a record's text anew next time."""
        self._texts.pop(record_id, None)

    def touched_by_school(self, school: str) -> Iterator[Ref]:
        """Everything that may show otherwise when a school is shared, unshared, made or deleted; the school last."""
        roster = self._roster
        sections = list(roster.members_at["sections"].of(school))
        yield from (("sections", record_id) for record_id in sections)
        users = {record_id for collection in USERS for record_id in roster.members_at[collection].of(school)}
        for record_id in sections:
            users.update(section_links(self._tables["sections"].text(record_id)).members())
        yield from self.user_refs(users)
        for record_id in self._tables["school_admins"].base:
            if school in self._schools_of_admin(record_id):
                yield "school_admins", record_id
        yield "schools", school

    def user_refs(self, users: set[str]) -> Iterator[Ref]:
        """The teachers and students among some ids, then the contacts of those students."""
        ordered = sorted(users)
        for collection in reversed(USERS):
            yield from ((collection, record_id) for record_id in ordered if record_id in self._tables[collection].base)
        for record_id in ordered:
            yield from (("contacts", contact) for contact in self._roster.contacts_of.of(record_id))

    def _user_is_shared(self, record_id: str) -> bool:
        return not self.unshared or any(school not in self.unshared for school in self._roster.schools_of(record_id))

    def _contact_is_shared(self, record_id: str) -> bool:
        student = student_link(self._tables["contacts"].text(record_id))
        return student in self._tables["students"].base and self._user_is_shared(student)

    def _admin_is_shared(self, record_id: str) -> bool:
        schools = self._schools_of_admin(record_id)
        return not schools or any(school not in self.unshared for school in schools)

    def _schools_of_admin(self, record_id: str) -> list[str]:
        return schools_link(self._tables["school_admins"].text(record_id)).schools
