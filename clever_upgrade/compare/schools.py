"""The schools of each user as the older version tells them: by walking the sections.

The older version has no list of a user's schools, so an application walks every section. This does the same walk and
says what the later version's ``schools`` must hold: the primary school and the schools of the user's sections, less
the schools that are not shared.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

PRIMARY_SCHOOL = "school"
"""The member of a user that names the primary school."""
NO_SCHOOLS: frozenset[str] = frozenset()


@dataclass(slots=True)
class Memberships:
    """The schools of every user's sections, by user id.

    Few distinct sets of schools exist in a district, so that each user costs one small integer.
    """

    _sets: list[frozenset[str]] = field(default_factory=lambda: [NO_SCHOOLS])
    _codes: dict[frozenset[str], int] = field(default_factory=lambda: {NO_SCHOOLS: 0})
    _users: dict[str, int] = field(default_factory=dict)

    def add_section(self, section: Mapping[str, Any]) -> None:
        """Take in one section as the older version shows it; members of a wrong type count as absent."""
        school = section.get("school")
        if not isinstance(school, str):
            return
        for user in users_of(section):
            self._add(user, school)

    def schools_of(self, user: str) -> frozenset[str]:
        """The schools at which the user's sections meet."""
        return self._sets[self._users.get(user, 0)]

    def _add(self, user: str, school: str) -> None:
        known = self._sets[self._users.get(user, 0)]
        if school not in known:
            self._users[user] = self._code(known | {school})

    def _code(self, schools: frozenset[str]) -> int:
        code = self._codes.get(schools)
        if code is None:
            code = self._codes[schools] = len(self._sets)
            self._sets.append(schools)
        return code


def users_of(section: Mapping[str, Any]) -> Iterable[str]:
    """Every student and teacher of a section."""
    for name in ("students", "teachers"):
        users = section.get(name)
        if isinstance(users, list):
            yield from (user for user in users if isinstance(user, str))
    teacher = section.get("teacher")
    if isinstance(teacher, str):
        yield teacher


@dataclass(frozen=True, slots=True)
class SchoolKnowledge:
    """What the older version says about schools: which are shared, and who has sections where."""

    shared: frozenset[str]
    memberships: Memberships

    def expected(self, user_id: str, primary: object) -> frozenset[str]:
        """The schools that the later version's array must hold for this user, whose primary school is known."""
        return expected_schools(primary, self.memberships.schools_of(user_id), self.shared)


def expected_schools(primary: object, section_schools: frozenset[str], shared: frozenset[str]) -> frozenset[str]:
    """The shared ones of the primary school, if that is an id, and the schools of the sections."""
    schools = section_schools | {primary} if isinstance(primary, str) else section_schools
    return schools & shared
