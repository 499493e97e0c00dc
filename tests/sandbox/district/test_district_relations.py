import pytest

from tests.sandbox.district.tiny_district import (
    ADMINS,
    CONTACTS,
    DISTRICT,
    FROM,
    NORTH,
    SECTIONS,
    SOUTH,
    STUDENTS,
    TEACHERS,
    TO,
    WEST,
    rid,
    tiny_district,
)


@pytest.mark.parametrize(
    ("collection", "record_id", "name", "expected"),
    [
        ("schools", NORTH, "students", STUDENTS[:2]),
        ("schools", NORTH, "teachers", TEACHERS[:1]),
        ("schools", SOUTH, "sections", [SECTIONS[1]]),
        ("sections", SECTIONS[0], "students", STUDENTS[:2]),
        ("sections", SECTIONS[0], "teachers", TEACHERS[:2]),
        ("sections", SECTIONS[2], "teachers", []),
        ("students", STUDENTS[1], "sections", SECTIONS[:2]),
        ("students", STUDENTS[1], "teachers", TEACHERS[:2]),
        ("students", STUDENTS[3], "contacts", CONTACTS),
        ("students", STUDENTS[0], "contacts", []),
        ("teachers", TEACHERS[1], "sections", SECTIONS[:2]),
        ("teachers", TEACHERS[1], "students", STUDENTS[:3]),
        ("teachers", TEACHERS[2], "students", []),
        ("school_admins", ADMINS[1], "schools", [SOUTH, WEST]),
        ("districts", DISTRICT, "students", STUDENTS),
        ("districts", DISTRICT, "admins", [rid(7, 1)]),
        ("students", STUDENTS[0], "events", []),
    ],
)
def test_a_nested_list_holds_the_shared_records_in_order(collection, record_id, name, expected):
    district = tiny_district()
    assert list(district.related(FROM, collection, record_id, name)) == expected
    assert list(district.related(TO, collection, record_id, name)) == expected


def test_nested_lists_follow_changes():
    district = tiny_district()
    record = district.record(FROM, "students", STUDENTS[0])
    district.upsert("students", {**record, "school": WEST})
    assert district.related(FROM, "schools", NORTH, "students") == [STUDENTS[1]]
    assert district.related(FROM, "schools", WEST, "students") == [STUDENTS[0], STUDENTS[3]]
    district.upsert("contacts", {**district.record(FROM, "contacts", CONTACTS[0]), "student": STUDENTS[0]})
    assert district.related(FROM, "students", STUDENTS[0], "contacts") == CONTACTS
    assert district.related(FROM, "students", STUDENTS[3], "contacts") == []
    district.delete("sections", SECTIONS[0])
    assert district.related(FROM, "students", STUDENTS[1], "sections") == [SECTIONS[1]]


def test_a_records_own_events_are_those_that_the_version_shows():
    district = tiny_district()
    record = district.record(FROM, "sections", SECTIONS[1])
    district.upsert("sections", {**record, "students": [*record["students"], STUDENTS[0]]})
    sections_event, students_event = district.ids(TO, "events")
    assert district.related(TO, "students", STUDENTS[0], "events") == [students_event]
    assert district.related(FROM, "students", STUDENTS[0], "events") == []
    assert district.related(FROM, "sections", SECTIONS[1], "events") == [sections_event]
    assert district.related(FROM, "districts", DISTRICT, "events") == [sections_event]


def test_grade_levels_are_the_grades_of_own_sections_youngest_first():
    district = tiny_district()
    assert district.grade_levels(TEACHERS[1]) == ["Kindergarten", "3"]
    assert district.grade_levels(TEACHERS[2]) == []
    district.unshare_school(SOUTH)
    assert district.grade_levels(TEACHERS[1]) == ["3"]


def test_unknown_versions_collections_records_and_lists_are_key_errors():
    district = tiny_district()
    for ask in (
        lambda: district.ids("v0.9", "students"),
        lambda: district.ids(FROM, "pupils"),
        lambda: district.item(FROM, "students", rid(9, 9)),
        lambda: district.related(FROM, "students", rid(9, 9), "sections"),
        lambda: district.related(FROM, "students", STUDENTS[0], "schools"),
        lambda: district.grade_levels(STUDENTS[0]),
        lambda: district.unshare_school(rid(9, 9)),
    ):
        with pytest.raises(KeyError):
            ask()
