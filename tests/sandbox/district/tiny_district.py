"""A hand-made district of a few records, a naive reading of it, and what a subscriber to its feed would end up with."""

import copy
from typing import Any

from clever_upgrade.contract import default_upgrade
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.district.records import STORED

FROM = default_upgrade().from_version.name
TO = default_upgrade().to_version.name
NOUN_COLLECTIONS = {
    "schools": "schools",
    "teachers": "teachers",
    "students": "students",
    "sections": "sections",
    "schooladmins": "school_admins",
    "studentcontacts": "contacts",
    "districts": "districts",
}
STAMP = "2016-08-01T10:00:00.000Z"
DISTRICT = "51" + "0" * 22


def rid(kind: int, number: int) -> str:
    """The id of one record of a kind."""
    return f"52{kind:02x}{number:020x}"


NORTH, SOUTH, WEST = (rid(1, number) for number in (1, 2, 3))
TEACHERS = [rid(2, number) for number in (1, 2, 3)]
STUDENTS = [rid(3, number) for number in (1, 2, 3, 4)]
SECTIONS = [rid(4, number) for number in (1, 2, 3)]
CONTACTS = [rid(5, 1)]
ADMINS = [rid(6, 1), rid(6, 2)]


def _dated(**fields: Any) -> dict[str, Any]:
    return {"district": DISTRICT, "created": STAMP, "last_modified": STAMP, **fields}


def student(record_id: str, school: str, **fields: Any) -> dict[str, Any]:
    """A student in stored form."""
    return _dated(id=record_id, school=school, sis_id="s", name={"first": "A"}, credentials={}, **fields)


def teacher(record_id: str, school: str, **fields: Any) -> dict[str, Any]:
    """A teacher in stored form."""
    return _dated(id=record_id, school=school, sis_id="t", name={"first": "T"}, **fields)


def section(record_id: str, school: str, students: list[str], teachers: list[str], **fields: Any) -> dict[str, Any]:
    """A section in stored form."""
    taught = {"teacher": teachers[0], "teachers": teachers} if teachers else {}
    return _dated(
        id=record_id, school=school, name="S", sis_id="c", subject="math", students=students, **taught, **fields
    )


def school(record_id: str) -> dict[str, Any]:
    """A school in stored form."""
    return _dated(id=record_id, name="School", sis_id="1", school_number="1")


COLLECTIONS: dict[str, list[dict[str, Any]]] = {
    "districts": [{"id": DISTRICT, "name": "Tiny"}],
    "schools": [school(NORTH), school(SOUTH), school(WEST)],
    "teachers": [teacher(TEACHERS[0], NORTH), teacher(TEACHERS[1], SOUTH), teacher(TEACHERS[2], WEST)],
    "students": [
        student(STUDENTS[0], NORTH, grade="3", graduation_year="2027"),
        student(STUDENTS[1], NORTH, grade="4"),
        student(STUDENTS[2], SOUTH),
        student(STUDENTS[3], WEST),
    ],
    "sections": [
        section(SECTIONS[0], NORTH, [STUDENTS[0], STUDENTS[1]], [TEACHERS[0], TEACHERS[1]], grade="3"),
        section(SECTIONS[1], SOUTH, [STUDENTS[1], STUDENTS[2]], [TEACHERS[1]], grade="Kindergarten"),
        section(SECTIONS[2], WEST, [STUDENTS[3]], []),
    ],
    "contacts": [
        {"id": CONTACTS[0], "district": DISTRICT, "student": STUDENTS[3], "name": "M", "type": "Mother", "sis_id": "77"}
    ],
    "school_admins": [
        {"id": ADMINS[0], "district": DISTRICT, "schools": [NORTH], "email": "a@b", "name": {}, "staff_id": "1"},
        {"id": ADMINS[1], "district": DISTRICT, "schools": [WEST, SOUTH], "email": "c@b", "name": {}, "staff_id": "2"},
    ],
    "district_admins": [{"id": rid(7, 1), "district": DISTRICT, "email": "d@b"}],
}


def tiny_district(**options: Any) -> District:
    """The district."""
    return District(copy.deepcopy(COLLECTIONS), **options)


def truth(district: District, version: str) -> dict[str, dict[str, dict[str, Any]]]:
    """Every record that a version shows, by collection and id."""
    return {
        collection: {one: district.record(version, collection, one) for one in district.ids(version, collection)}
        for collection in STORED
    }


def events(district: District, version: str) -> list[dict[str, Any]]:
    """Every event that a version shows, oldest first."""
    return [district.record(version, "events", one) for one in district.ids(version, "events")]


def told(district: District, version: str, start: int = 0) -> list[tuple[str, str]]:
    """Type and record of each event that a version shows."""
    return [(event["type"], event["data"]["object"]["id"]) for event in events(district, version)[start:]]


def folded(
    start: dict[str, dict[str, dict[str, Any]]], feed: list[dict[str, Any]]
) -> dict[str, dict[str, dict[str, Any]]]:
    """What a subscriber has who began with a snapshot and replaced or removed a record at each event."""
    rows = copy.deepcopy(start)
    for event in feed:
        noun, _, action = event["type"].partition(".")
        record = event["data"]["object"]
        if action == "deleted":
            del rows[NOUN_COLLECTIONS[noun]][record["id"]]
        else:
            rows[NOUN_COLLECTIONS[noun]][record["id"]] = record
    return rows


def naive_schools(user: dict[str, Any], sections: list[dict[str, Any]], shared: set[str]) -> list[str]:
    """The schools of a user, by walking every section as an application of the earlier version must."""
    found = [user["school"]]
    walked = set()
    for one in sections:
        members = [*one.get("students", []), *one.get("teachers", []), one.get("teacher")]
        if user["id"] in members:
            walked.add(one["school"])
    found += sorted(walked - {user["school"]})
    return [one for one in found if one in shared]
