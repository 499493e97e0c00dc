"""Gathers what the earlier version says about schools: from listings as they pass, or by reading them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from msgspec import Raw, Struct

from clever_upgrade.api.envelope import Texts
from clever_upgrade.compare.schools import Memberships, SchoolKnowledge, expected_schools, packed_id, packed_ids
from clever_upgrade.compare.source import Source
from clever_upgrade.compare.values import UnreadableRecordError, parse_record
from clever_upgrade.errors import NotServedError

_NOBODY = Raw(b"[]")
"""The text of a list without ids."""


@dataclass(slots=True)
class SchoolWalk:
    """The walk over schools and sections of the earlier version."""

    source: Source
    version: str
    _shared: set[str] = field(default_factory=set)
    _memberships: Memberships = field(default_factory=Memberships)
    _shared_now: frozenset[str] | None = None

    def note_schools(self, ids: Sequence[str], texts: Sequence[bytes]) -> None:  # noqa: ARG002
        """Schools that the earlier version lists are shared ones."""
        self._shared.update(ids)

    def note_sections(self, ids: Sequence[str], texts: Sequence[bytes]) -> None:  # noqa: ARG002
        """Take in who has a section where."""
        # What is skipped in a section is checked here; of the texts of whole answers it is known.
        are_utf8 = isinstance(texts, Texts)
        for text in texts:
            self._add(text, are_utf8=are_utf8)

    async def read_schools(self) -> None:
        """Read the list of schools, where no comparison of it passes by."""
        async for page in self.source.pages(self.version, "/schools"):
            self.note_schools(page.ids, page.records)

    async def read_sections_of(self, user: str) -> None:
        """Read the sections of one user, whichever kind of user the id belongs to."""
        for users in ("students", "teachers"):
            try:
                await self._read_sections(f"/{users}/{user}/sections")
            except NotServedError:
                continue

    async def _read_sections(self, path: str) -> None:
        async for page in self.source.pages(self.version, path):
            self.note_sections(page.ids, page.records)

    def _add(self, text: bytes, *, are_utf8: bool) -> None:
        try:
            if not are_utf8:
                text.decode()
            section = _read(text)
            users = section.users()
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            users = None
        if users is None:
            self._memberships.add_section(_members(text))
        else:
            self._memberships.add(section.school, users)

    def knowledge(self) -> SchoolKnowledge:
        """What the walk has shown so far."""
        self._memberships.take_in()
        return SchoolKnowledge(frozenset(self._shared), self._memberships)

    async def is_served(self, collection: str, user_id: str) -> bool:
        """Whether the earlier version has this user now."""
        return await self.source.single(self.version, f"/{collection}/{user_id}") is not None

    async def expected_now(self, collection: str, user_id: str, primary: object) -> frozenset[str]:
        """The schools that this user must show now, from a fresh reading of their own sections.

        NotServedError if those cannot be had, because the user is gone for example.
        """
        fresh = SchoolWalk(self.source, self.version)
        await fresh._read_sections(f"/{collection}/{user_id}/sections")
        if self._shared_now is None:
            await fresh.read_schools()
            self._shared_now = fresh.knowledge().shared
        return expected_schools(primary, fresh._memberships.schools_of(user_id), self._shared_now)


class _Section(Struct, gc=False):
    """What a section says of people and places."""

    school: str
    students: Raw = _NOBODY
    teachers: Raw = _NOBODY
    teacher: str | None = None

    def users(self) -> bytes | None:
        """The ids of everybody, packed; None unless all of this is as it should be."""
        teacher = b"" if self.teacher is None else packed_id(self.teacher)
        students, teachers = packed_ids(bytes(self.students)), packed_ids(bytes(self.teachers))
        return None if students is None or teachers is None or teacher is None else students + teachers + teacher


_read = msgspec.json.Decoder(_Section).decode


def _members(text: bytes) -> Mapping[str, Any]:
    try:
        return parse_record(text).members
    except UnreadableRecordError:
        return {}
