"""Every path below a version's prefix, with its parameters and the shape of its answer.

The definitions list the same paths for both versions; only the prefix differs. Where an answer is oddly shaped, that is
how Clever served it: all oddities were normalised only in v2.0.
"""

from dataclasses import dataclass
from enum import Enum

from clever_upgrade.contract import v1_1


class Shape(Enum):
    """The envelope of an answer."""

    LIST = "list"
    """``data`` holds items ``{data, uri}``."""
    BARE_LIST = "bare-list"
    """``data`` holds the records themselves."""
    STATUS_LIST = "status-list"
    """``data`` holds one ``{data}``, though it describes one district."""
    TEXT_LIST = "text-list"
    """``data`` holds strings."""
    SINGLE = "single"
    """``data`` is the record."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One path below the version's prefix. ``returns`` names a collection (or ``grade_levels``)."""

    path: str
    returns: str
    shape: Shape
    params: frozenset[str] = frozenset()
    in_specs: bool = True
    paging: bool = True
    """Whether the first page of a list carries the ``paging`` member."""
    only_in: str | None = None
    """The one version that serves the path; None where all do."""


_PAGE = frozenset({"limit", "starting_after", "ending_before"})
_FILTER = _PAGE | {"where"}
_INCLUDE = frozenset({"include"})
_NO_PARAMS: frozenset[str] = frozenset()


def _list(
    path: str, returns: str, params: frozenset[str] = _PAGE, *, in_specs: bool = True, paging: bool = True
) -> Endpoint:
    return Endpoint(path, returns, Shape.LIST, params, in_specs, paging)


def _single(path: str, returns: str, params: frozenset[str] = _NO_PARAMS) -> Endpoint:
    return Endpoint(path, returns, Shape.SINGLE, params)


ENDPOINTS: tuple[Endpoint, ...] = (
    _list("/districts", "districts", _NO_PARAMS),
    _single("/districts/{id}", "districts", _INCLUDE),
    Endpoint("/districts/{id}/status", "status", Shape.STATUS_LIST),
    Endpoint("/districts/{id}/admins", "district_admins", Shape.BARE_LIST),
    _list("/districts/{id}/schools", "schools", _FILTER),
    _list("/districts/{id}/teachers", "teachers", _FILTER),
    _list("/districts/{id}/students", "students", _FILTER),
    _list("/districts/{id}/sections", "sections", _FILTER),
    _list("/districts/{id}/events", "events", in_specs=False),
    Endpoint(
        "/district_admins",
        "district_admins",
        Shape.BARE_LIST,
        frozenset({"starting_after", "ending_before", "show_links"}),
    ),
    _single("/district_admins/{id}", "district_admins"),
    _list("/school_admins", "school_admins", _FILTER, paging=False),
    _single("/school_admins/{id}", "school_admins", _INCLUDE),
    _list("/school_admins/{id}/schools", "schools", paging=False),
    _list("/school_admins/{id}/events", "events"),
    _list("/schools", "schools", _FILTER),
    _single("/schools/{id}", "schools"),
    _single("/schools/{id}/district", "districts"),
    _list("/schools/{id}/sections", "sections", _FILTER),
    _list("/schools/{id}/students", "students", _FILTER),
    _list("/schools/{id}/teachers", "teachers", _FILTER),
    _list("/schools/{id}/events", "events"),
    _list("/sections", "sections", _FILTER),
    _single("/sections/{id}", "sections"),
    _single("/sections/{id}/district", "districts"),
    _single("/sections/{id}/school", "schools"),
    _single("/sections/{id}/teacher", "teachers"),
    _list("/sections/{id}/students", "students"),
    _list("/sections/{id}/teachers", "teachers"),
    _list("/sections/{id}/events", "events"),
    _list("/students", "students", _FILTER),
    _single("/students/{id}", "students", _INCLUDE),
    Endpoint("/students/{id}/contacts", "contacts", Shape.BARE_LIST, frozenset({"limit"})),
    _single("/students/{id}/district", "districts"),
    _single("/students/{id}/school", "schools"),
    _list("/students/{id}/sections", "sections"),
    _list("/students/{id}/teachers", "teachers"),
    _list("/students/{id}/events", "events"),
    _list("/teachers", "teachers", _FILTER),
    _single("/teachers/{id}", "teachers", _INCLUDE),
    _single("/teachers/{id}/district", "districts"),
    _single("/teachers/{id}/school", "schools"),
    Endpoint("/teachers/{id}/grade_levels", "grade_levels", Shape.TEXT_LIST),
    _list("/teachers/{id}/sections", "sections"),
    _list("/teachers/{id}/students", "students"),
    _list("/teachers/{id}/events", "events"),
    _list("/contacts", "contacts", paging=False),
    _single("/contacts/{id}", "contacts"),
    _single("/contacts/{id}/district", "districts"),
    _single("/contacts/{id}/student", "students"),
    _list("/events", "events"),
    Endpoint("/push/events", "events", Shape.LIST, _PAGE, in_specs=False, only_in=v1_1.VERSION),
    _single("/events/{id}", "events"),
)
"""Paths that no definition lists are marked: real answers link to them, or old clients ask for them.

``/push/events`` is the older name of ``/events``, which the newer version no longer answers to."""


def served_by(version: str) -> tuple[Endpoint, ...]:
    """Every path that the version called ``version`` serves."""
    return tuple(endpoint for endpoint in ENDPOINTS if endpoint.only_in in (None, version))


LINKS: dict[str, tuple[str, ...]] = {
    "districts": ("schools", "teachers", "students", "sections", "events"),
    "schools": ("district", "teachers", "students", "sections", "events"),
    "sections": ("district", "teacher", "students", "school", "events"),
    "students": ("district", "sections", "school", "teachers", "contacts", "events"),
    "teachers": ("district", "school", "students", "sections", "grade_levels", "events"),
    "school_admins": ("schools",),
    "district_admins": (),
    "contacts": ("district", "student"),
    "events": (),
}
"""The links of a single record after ``self``, in the order in which the real API gave them."""

EVENT_NOUNS: dict[str, str] = {
    "districts": "districts",
    "schools": "schools",
    "teachers": "teachers",
    "students": "students",
    "sections": "sections",
    "school_admins": "schooladmins",
    "contacts": "studentcontacts",
}
"""What an event's type calls each collection."""

COLLECTION_OF_NOUN: dict[str, str] = {noun: collection for collection, noun in EVENT_NOUNS.items()}
