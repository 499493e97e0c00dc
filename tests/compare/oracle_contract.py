"""What the oracle knows of both versions, written by hand from the prose of the contract."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

Path = tuple[str, ...]
Check = Callable[[Any], bool]


@dataclass(frozen=True)
class Tables:
    """What both versions know, what the later one adds (rule, and what is well formed), and how values compare."""

    known: frozenset[Path]
    added: Mapping[Path, tuple[str, Check]]
    unordered: frozenset[Path]
    dates: frozenset[Path]
    state: Path | None = None


_NAME = "name name.first name.middle name.last "
_LOCATION = "location location.address location.city location.state location.zip location.lat location.lon "
_CREDENTIALS = "credentials credentials.district_username credentials.district_password "
_STAMPS = "id district created last_modified "
_KNOWN = {
    "districts": "id name mdr_number",
    "status": "id state last_sync sis_type error instant_login",
    "district_admins": "id district email title " + _NAME,
    "schools": _STAMPS + "name sis_id school_number low_grade high_grade state_id nces_id mdr_number phone principal "
    "principal.name principal.email " + _LOCATION,
    "school_admins": "id district schools email staff_id title " + _NAME + _CREDENTIALS,
    "students": _STAMPS + "school sis_id student_number state_id email dob gender grade race hispanic_ethnicity "
    "ell_status frl_status iep_status " + _NAME + _LOCATION + _CREDENTIALS,
    "contacts": "id student district name type email phone phone_type relationship",
    "teachers": _STAMPS + "school sis_id email state_id teacher_number title " + _NAME + _CREDENTIALS,
    "sections": _STAMPS + "school name sis_id students teacher teachers subject grade course_name course_number "
    "course_description period section_number term term.name term.start_date term.end_date",
    "events": "id type created data data.object data.previous_attributes",
}
_NOUNS = {
    "schooladmins": "school_admins",
    "studentcontacts": "contacts",
    **{name: name for name in ("districts", "schools", "teachers", "students", "sections")},
}
_INSIDE_EVENTS = (("data", "object"), ("data", "previous_attributes"))

_LANGUAGES = frozenset(
    {"English", "Spanish", "Vietnamese", "Tagalog", "Telugu", "Arabic", "Hmong", "Swahili", "Polish", "Urdu"}
)
"""A few of the 47: enough to tell a language from what is none."""


def _id_list(value: Any) -> bool:
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        return False
    return len(set(value)) == len(value) and all(re.fullmatch("[0-9a-f]{24}", item) for item in value)


def _text(value: Any) -> bool:
    return value is None or isinstance(value, str)


def _language(value: Any) -> bool:
    return value is None or value in ("", *_LANGUAGES)


def _moment(value: Any) -> bool:
    if value is None:
        return True
    if not isinstance(value, str):
        return False
    form = re.fullmatch(r"([0-9]{4})-([0-9]{2})-([0-9]{2})(T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]+)?Z)?", value)
    return form is not None and _is_day(value[:10]) and (form[4] is None or _is_time(value[11:19]))


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[5:7]), int(text[8:10]))
    except ValueError:
        return False
    return True


def _is_time(text: str) -> bool:
    hours, minutes, seconds = (int(part) for part in text.split(":"))
    return hours < 24 and minutes < 60 and seconds < 60


_ADDED: dict[str, dict[str, tuple[str, Check]]] = {
    "students": {
        "schools": ("schools-array", _id_list),
        "graduation_year": ("graduation-year", _text),
        "home_language": ("special-scope-fields", _language),
        "weighted_gpa": ("special-scope-fields", _text),
        "unweighted_gpa": ("special-scope-fields", _text),
    },
    "teachers": {"schools": ("schools-array", _id_list)},
    "contacts": {"sis_id": ("contact-sis-id", _text)},
    "status": {
        "pause_start": ("pause-window", _moment),
        "pause_end": ("pause-window", _moment),
        "launch_date": ("launch-date", _moment),
    },
}
_UNORDERED = {"students": "schools", "teachers": "schools", "school_admins": "schools", "sections": "students"}
_DATES = {"sections": (("term", "start_date"), ("term", "end_date"))}


def tables_for(collection: str, to_record: Mapping[str, Any]) -> Tables:
    """The tables of a collection; those of an event hold what its type says that it is about."""
    if collection != "events":
        return _tables(collection, (), collection == "status")
    noun = to_record.get("type")
    about = _NOUNS.get(noun.split(".")[0]) if isinstance(noun, str) else None
    inside = [_tables(about, base, has_state=False) for base in _INSIDE_EVENTS] if about else []
    return Tables(
        known=_paths("events").union(*(tables.known for tables in inside)),
        added={path: what for tables in inside for path, what in tables.added.items()},
        unordered=frozenset().union(*(tables.unordered for tables in inside)),
        dates=frozenset().union(*(tables.dates for tables in inside)),
    )


def _tables(collection: str, base: Path, has_state: bool) -> Tables:
    unordered = _UNORDERED.get(collection)
    return Tables(
        known=frozenset((*base, *path) for path in _paths(collection)),
        added={(*base, name): what for name, what in _ADDED.get(collection, {}).items()},
        unordered=frozenset({(*base, unordered)} if unordered else ()),
        dates=frozenset((*base, *path) for path in _DATES.get(collection, ())),
        state=("state",) if has_state else None,
    )


def _paths(collection: str) -> frozenset[Path]:
    return frozenset(tuple(path.split(".")) for path in _KNOWN[collection].split())


_MAY_SAY = {
    "running": {"running", "paused", "pending", "error"},
    "pending": {"pending", "error", "paused"},
    "error": {"pending", "error", "paused"},
}


def state_may_become(older: str, newer: str) -> bool | None:
    """Whether both may be one district's state at one moment; None for a state that the later version cannot have."""
    if newer not in {"running", "pending", "error", "paused"}:
        return None
    return newer in _MAY_SAY.get(older, set())


def same_day(older: Any, newer: Any) -> bool:
    """Whether two texts name one day in any of the three forms that a SIS sends."""
    return isinstance(older, str) and isinstance(newer, str) and _day(older) is not None and _day(older) == _day(newer)


def _day(text: str) -> str | None:
    forms = ("", r"T([0-9:]{8})\.[0-9]{3}Z", r" ([0-9:]{8})\.[0-9]{6}")
    for form in forms:
        found = re.fullmatch(r"([0-9]{4}-[0-9]{2}-[0-9]{2})" + form, text)
        if found and _is_day(found[1]) and all(_is_time(time) for time in found.groups()[1:]):
            return found[1]
    return None
