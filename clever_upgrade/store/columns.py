"""Which columns each collection has, made from the contract; pure.

The newest version decides: a store is made for the version that an integration moves to.
"""

from dataclasses import dataclass
from enum import Enum
from functools import cache

from clever_upgrade.contract import FieldFacts, default_upgrade
from clever_upgrade.contract.facts import Format


class Kind(Enum):
    """What a column holds."""

    ID = "id"
    """A Clever id."""
    TEXT = "text"
    """A string as the API writes it."""
    FLAG = "flag"
    """True or false."""
    TIME = "time"
    """A moment, in UTC."""
    LIST = "list"
    """An array of strings, as JSON."""
    OBJECT = "object"
    """An object, as JSON."""

    @property
    def is_json(self) -> bool:
        """Whether the column holds JSON."""
        return self in (Kind.LIST, Kind.OBJECT)


@dataclass(frozen=True, slots=True)
class Column:
    """One documented field of a collection."""

    name: str
    kind: Kind
    order_free: bool = False


@dataclass(frozen=True, slots=True)
class Link:
    """A join table, made from one array of a collection: ``section_students`` from ``students`` of sections.

    ``owner`` and ``member`` are its columns. Where the array ``source`` is missing, ``fallback`` names the field of the
    one member that is known.
    """

    table: str
    collection: str
    source: str
    owner: str
    member: str
    fallback: str | None = None


COLLECTIONS: tuple[str, ...] = (
    "districts", "schools", "teachers", "students", "sections", "contacts", "school_admins", "district_admins",
)  # fmt: skip
"""Every collection that is stored, what others refer to first."""

OPTIONAL: frozenset[str] = frozenset({"contacts", "school_admins", "district_admins"})
"""Collections that an application may have no scope for; not to be served them is no failure."""

LINKS: tuple[Link, ...] = (
    Link("section_students", "sections", "students", "section_id", "student_id"),
    Link("section_teachers", "sections", "teachers", "section_id", "teacher_id", fallback="teacher"),
    Link("student_schools", "students", "schools", "student_id", "school_id"),
    Link("teacher_schools", "teachers", "schools", "teacher_id", "school_id"),
)

REFERENCES: tuple[tuple[str, str, str], ...] = (
    ("sections", "students", "students"),
    ("sections", "teachers", "teachers"),
    ("sections", "teacher", "teachers"),
    ("sections", "school", "schools"),
    ("students", "school", "schools"),
    ("teachers", "school", "schools"),
    ("contacts", "student", "students"),
)
"""Which field of which collection names records of which other one."""


@cache
def columns_of(collection: str) -> tuple[Column, ...]:
    """The columns of the documented fields, ``id`` first."""
    resource = default_upgrade().to_version.resources[collection]
    return tuple(_column(name, facts) for name, facts in resource.fields.items())


def links_of(collection: str) -> tuple[Link, ...]:
    """The join tables that are made from a collection."""
    return tuple(link for link in LINKS if link.collection == collection)


def _column(name: str, facts: FieldFacts) -> Column:
    return Column(name, _kind(facts), facts.order_free)


def _kind(facts: FieldFacts) -> Kind:
    match facts.json_type:
        case "array":
            return Kind.LIST
        case "object":
            return Kind.OBJECT
        case "boolean":
            return Kind.FLAG
    if facts.format is Format.TIMESTAMP:
        return Kind.TIME
    return Kind.ID if facts.format is Format.OBJECT_ID else Kind.TEXT
