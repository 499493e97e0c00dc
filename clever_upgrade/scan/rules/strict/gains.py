"""Which records gain which fields with v1.2, and which record a name in code speaks of."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.facts import Origin
from clever_upgrade.scan.names import words_of

STATUS = "status"
_USERS = ("students", "teachers")
_ANYTHINGS = frozenset(
    {"id", "name", "email", "type", "title", "location", "state", "error", "phone", "gender", "created"}
)
_HOLDERS = frozenset(
    {"record", "model", "dto", "entity", "data", "schema", "status", "info", "row", "struct", "attributes"}
)
_ENOUGH = 2
_COLLECTIONS = {
    **dict.fromkeys(("student", "students", "pupil", "pupils", "learner", "learners"), ("students",)),
    **dict.fromkeys(("teacher", "teachers", "educator", "educators"), ("teachers",)),
    **dict.fromkeys(("contact", "contacts", "guardian", "guardians"), ("contacts",)),
    **dict.fromkeys(("user", "users", "person", "people", "member", "members", "me"), _USERS),
    **dict.fromkeys(("section", "sections", "course", "courses", "classroom", "classrooms"), ("sections",)),
    **dict.fromkeys(("school", "schools"), ("schools",)),
    **dict.fromkeys(("district", "districts"), ("districts",)),
    **dict.fromkeys(("admin", "admins", "administrator", "administrators"), ("school_admins",)),
    **dict.fromkeys(("event", "events"), ("events",)),
}


@dataclass(frozen=True, slots=True)
class Subject:
    """The records that something is about: the names of their collections."""

    collections: tuple[str, ...]

    def new_fields(self, known: Iterable[str] = ()) -> tuple[str, ...]:
        """What v1.2 adds to them, as ``students.schools``, less what is known already. Empty where nothing breaks."""
        names = {name.lower().replace("_", "") for name in known}
        return tuple(
            f"{collection}.{field}"
            for collection in self.collections
            for field in gained(collection)
            if field.replace("_", "") not in names
        )


@cache
def gained(collection: str) -> tuple[str, ...]:
    """The fields that v1.2 adds to every record of a collection; a special scope may bring more."""
    added = default_upgrade().added(collection)
    return tuple(facts.path for facts in added if "." not in facts.path and facts.origin is not Origin.SPECIAL_SCOPE)


STATUS_FIELDS = gained(STATUS)


def _words_of(name: str) -> list[str]:
    """The words of a name, less numbers: ``Student2`` is a student."""
    return [word for word in words_of(name) if not word.isdigit()]


@lru_cache(maxsize=16384)
def subject_of(name: str) -> Subject | None:
    """What a name speaks of: ``StudentContact`` of contacts, ``DistrictStatus`` of a status, ``settings`` none."""
    words = _words_of(name)
    if STATUS in words and ("district" in words or words == [STATUS]):
        return Subject((STATUS,))
    if any(_COLLECTIONS.get(word) == ("school_admins",) for word in words):
        return Subject(("school_admins",))
    found = [_COLLECTIONS[word] for word in words if word in _COLLECTIONS]
    return Subject(found[-1]) if found else None


@cache
def _telling_fields() -> frozenset[str]:
    """The fields that records which gain some have already, less those that anything has."""
    resources = default_upgrade().from_version.resources
    names = (facts.path for name, one in resources.items() if gained(name) for facts in one.walk())
    return frozenset(name for name in names if "." not in name) - _ANYTHINGS


def looks_like_record(members: Iterable[str]) -> bool:
    """Whether something with these members is made after a record that gains fields."""
    return len(_telling_fields() & {re.sub(r"(?<=[a-z])([A-Z])", r"_\1", name).lower() for name in members}) >= _ENOUGH


def holds_a_record(name: str) -> bool:
    """Whether the name of a class is that of a record, and not of something that is done with one."""
    words = _words_of(name)
    return bool(words) and (words[-1] in _COLLECTIONS or words[-1] in _HOLDERS)


def first_subject(names: Iterable[str]) -> Subject | None:
    """What the first of the names that speaks of any record speaks of."""
    return next((subject for subject in map(subject_of, names) if subject is not None), None)


def together(subjects: Iterable[Subject]) -> Subject | None:
    """All of them as one; of those that gain nothing only where there is no other."""
    collections = tuple(dict.fromkeys(name for subject in subjects for name in subject.collections))
    gaining = tuple(name for name in collections if gained(name))
    return Subject(gaining or collections) if collections else None
