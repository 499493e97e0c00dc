"""Who belongs where: primary schools, sections and their members, contacts and their students."""

from collections.abc import Iterator
from typing import Any

import msgspec

from clever_upgrade.sandbox.district.records import Groups

USERS = ("students", "teachers")
_SCHOOLED = (*USERS, "sections")


class SectionLinks(msgspec.Struct):
    """What a section says about others."""

    school: str
    students: list[str] = []
    teachers: list[str] | None = None
    teacher: str | None = None

    def members(self) -> dict[str, None]:
        """Its students and teachers, each once."""
        found = dict.fromkeys(self.students)
        found.update(dict.fromkeys(self.teachers or ()))
        if self.teacher:
            found[self.teacher] = None
        return found


class _School(msgspec.Struct):
    school: str


class _Student(msgspec.Struct):
    student: str


class Schools(msgspec.Struct):
    """What a school administrator says about schools."""

    schools: list[str] = []


_section_links = msgspec.json.Decoder(SectionLinks).decode
_school_link = msgspec.json.Decoder(_School).decode
_student_link = msgspec.json.Decoder(_Student).decode
schools_link = msgspec.json.Decoder(Schools).decode


def section_links(text: bytes) -> SectionLinks:
    """What a section's text says about others."""
    return _section_links(text)


def student_link(text: bytes) -> str:
    """The student of a contact."""
    return _student_link(text).student


class Roster:
    """The links between records, kept up to date; ids are unique across collections, so one table serves several."""

    __slots__ = ("_same", "contacts_of", "members_at", "school_of", "sections_of")

    def __init__(self) -> None:
        self.school_of: dict[str, str] = {}
        """The primary school of a user, or the school of a section."""
        self.members_at = {collection: Groups() for collection in _SCHOOLED}
        """Users by primary school, and sections by school."""
        self.sections_of = Groups()
        """Sections by member."""
        self.contacts_of = Groups()
        """Contacts by student."""
        self._same: dict[str, str] = {}

    def load(self, collection: str, record_id: str, record: dict[str, Any]) -> None:
        """Take up the links of one of many records; ``sort`` must follow."""
        if collection in self.members_at:
            school = record["school"]
            # One string for each school instead of one for each of its members.
            school = self._same.setdefault(school, school)
            self.school_of[record_id] = school
            self.members_at[collection].load(school, record_id)
            if collection == "sections":
                links = SectionLinks(school, record.get("students", []), record.get("teachers"), record.get("teacher"))
                for member in links.members():
                    self.sections_of.load(member, record_id)
        elif collection == "contacts":
            self.contacts_of.load(record["student"], record_id)

    def sort(self) -> None:
        """Bring every group into order after loading."""
        for groups in (*self.members_at.values(), self.sections_of, self.contacts_of):
            groups.sort()

    def link(self, collection: str, record_id: str, text: bytes) -> None:
        """Take up the links of a new or changed record."""
        if collection in self.members_at:
            school = _school_link(text).school
            self.school_of[record_id] = school
            self.members_at[collection].add(school, record_id)
        if collection == "sections":
            for member in section_links(text).members():
                self.sections_of.add(member, record_id)
        elif collection == "contacts":
            self.contacts_of.add(student_link(text), record_id)

    def unlink(self, collection: str, record_id: str, text: bytes) -> None:
        """Drop the links of a record that goes or is about to change."""
        if collection in self.members_at:
            self.members_at[collection].discard(self.school_of.pop(record_id), record_id)
        if collection == "sections":
            for member in section_links(text).members():
                self.sections_of.discard(member, record_id)
        elif collection == "contacts":
            self.contacts_of.discard(student_link(text), record_id)

    def schools_of(self, user: str) -> Iterator[str]:
        """Every school of a user, shared or not: the primary one first, the others ascending."""
        primary = self.school_of.get(user)
        if primary is not None:
            yield primary
        school_of = self.school_of
        others = {school for section in self.sections_of.of(user) if (school := school_of[section]) != primary}
        if others:
            yield from sorted(others)
