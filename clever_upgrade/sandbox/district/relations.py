"""The nested lists: which records belong under which, as far as they are shared."""

from collections.abc import Callable, Iterable, Sequence
from typing import Any, get_args

import msgspec

from clever_upgrade.contract.v1_1 import Grade
from clever_upgrade.sandbox.district.records import Table
from clever_upgrade.sandbox.district.roster import Roster, schools_link, section_links

_YOUNGEST_FIRST = dict.fromkeys(("PreKindergarten", "Kindergarten", *get_args(Grade)))
_GRADE_ORDER = {grade: place for place, grade in enumerate(_YOUNGEST_FIRST)}


class _Grade(msgspec.Struct):
    grade: Any = None


_grade = msgspec.json.Decoder(_Grade).decode


class Relations:
    """Answers questions about nested lists from the roster."""

    __slots__ = ("_answers", "_roster", "_tables")

    def __init__(self, tables: dict[str, Table], roster: Roster) -> None:
        self._tables = tables
        self._roster = roster
        at = roster.members_at
        self._answers: dict[tuple[str, str], Callable[[str], Iterable[str]]] = {
            ("schools", "students"): at["students"].of,
            ("schools", "teachers"): at["teachers"].of,
            ("schools", "sections"): at["sections"].of,
            ("sections", "students"): lambda record_id: sorted(set(self._links(record_id).students)),
            ("sections", "teachers"): self._section_teachers,
            ("students", "sections"): roster.sections_of.of,
            ("students", "contacts"): roster.contacts_of.of,
            ("students", "teachers"): lambda record_id: self._through_sections(record_id, self._section_teachers),
            ("teachers", "sections"): roster.sections_of.of,
            ("teachers", "students"): lambda record_id: self._through_sections(
                record_id, lambda s: self._links(s).students
            ),
            ("school_admins", "schools"): self._admin_schools,
        }

    def related(self, collection: str, record_id: str, name: str) -> Sequence[str]:
        """The shared records ``name`` under one record, ascending; KeyError for an unknown pair of names."""
        found = self._answers[collection, name](record_id)
        shown = self._tables[name].shown
        return [item for item in found if shown(item)]

    def grade_levels(self, teacher: str) -> list[str]:
        """The grades of a teacher's shared sections, youngest first."""
        table = self._tables["sections"]
        shown = (record_id for record_id in self._roster.sections_of.of(teacher) if table.shown(record_id))
        grades = {_grade(table.text(record_id)).grade for record_id in shown}
        return sorted((grade for grade in grades if grade in _GRADE_ORDER), key=_GRADE_ORDER.__getitem__)

    def _links(self, section: str) -> Any:
        return section_links(self._tables["sections"].text(section))

    def _section_teachers(self, section: str) -> list[str]:
        links = self._links(section)
        return sorted({*(links.teachers or ()), *([links.teacher] if links.teacher else [])})

    def _through_sections(self, user: str, members: Callable[[str], Iterable[str]]) -> list[str]:
        shown = self._tables["sections"].shown
        return sorted(
            {
                record_id
                for section in self._roster.sections_of.of(user)
                if shown(section)
                for record_id in members(section)
            }
        )

    def _admin_schools(self, admin: str) -> list[str]:
        return sorted(set(schools_link(self._tables["school_admins"].text(admin)).schools))
