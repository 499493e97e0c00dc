import pytest

from tests.sandbox.district.tiny_district import (
    ADMINS,
    CONTACTS,
    FROM,
    NORTH,
    SECTIONS,
    SOUTH,
    STUDENTS,
    TEACHERS,
    TO,
    WEST,
    events,
    tiny_district,
    told,
    truth,
)


def test_what_belongs_only_to_an_unshared_school_is_hidden_in_both_versions():
    district = tiny_district(shared_schools={NORTH, SOUTH})
    for version in (FROM, TO):
        assert district.ids(version, "schools") == [NORTH, SOUTH]
        assert district.ids(version, "sections") == SECTIONS[:2]
        assert district.ids(version, "students") == STUDENTS[:3]
        assert district.ids(version, "teachers") == TEACHERS[:2]
        assert district.ids(version, "contacts") == []
        for collection, record_id in (("schools", WEST), ("students", STUDENTS[3]), ("contacts", CONTACTS[0])):
            with pytest.raises(KeyError):
                district.item(version, collection, record_id)


def test_who_has_a_section_at_a_shared_school_stays_and_still_names_the_unshared_one():
    district = tiny_district(shared_schools={NORTH, WEST})
    assert STUDENTS[2] not in district.ids(TO, "students")
    assert district.record(TO, "teachers", TEACHERS[1])["schools"] == [NORTH]
    assert district.record(FROM, "teachers", TEACHERS[1])["school"] == SOUTH
    assert district.record(TO, "students", STUDENTS[1])["schools"] == [NORTH]


def test_an_administrator_of_a_shared_school_stays():
    district = tiny_district(shared_schools={NORTH, SOUTH})
    assert district.ids(TO, "school_admins") == ADMINS
    assert district.related(TO, "school_admins", ADMINS[1], "schools") == [SOUTH]
    assert tiny_district(shared_schools={SOUTH}).ids(FROM, "school_admins") == [ADMINS[1]]


def test_unsharing_shows_as_deletions_and_as_fewer_schools():
    district = tiny_district()
    district.unshare_school(SOUTH)
    assert told(district, FROM) == [
        ("sections.deleted", SECTIONS[1]),
        ("students.deleted", STUDENTS[2]),
        ("schools.deleted", SOUTH),
    ]
    assert told(district, TO) == [
        ("sections.deleted", SECTIONS[1]),
        ("teachers.updated", TEACHERS[1]),
        ("students.updated", STUDENTS[1]),
        ("students.deleted", STUDENTS[2]),
        ("schools.deleted", SOUTH),
    ]
    assert events(district, TO)[1]["data"]["previous_attributes"] == {"schools": [SOUTH, NORTH]}


def test_sharing_again_shows_as_creations_and_brings_everything_back():
    district = tiny_district()
    before = truth(district, TO)
    district.unshare_school(WEST)
    mark = len(district.ids(TO, "events"))
    district.share_school(WEST)
    assert told(district, TO, mark) == [
        ("schools.created", WEST),
        ("sections.created", SECTIONS[2]),
        ("teachers.created", TEACHERS[2]),
        ("students.created", STUDENTS[3]),
        ("studentcontacts.created", CONTACTS[0]),
    ]
    assert truth(district, TO) == before


def test_changes_of_hidden_records_are_not_told():
    district = tiny_district(shared_schools={NORTH, SOUTH})
    district.upsert("students", {"id": STUDENTS[3], "school": WEST, "grade": "1"})
    district.delete("students", STUDENTS[3])
    district.upsert("students", {"school": WEST})
    assert district.ids(TO, "events") == []


def test_moving_to_a_shared_school_shows_as_a_creation_with_the_contacts():
    district = tiny_district(shared_schools={NORTH, SOUTH})
    district.upsert("students", {"id": STUDENTS[3], "school": NORTH})
    assert told(district, FROM) == [("students.created", STUDENTS[3]), ("studentcontacts.created", CONTACTS[0])]
    assert district.record(TO, "students", STUDENTS[3])["schools"] == [NORTH]


def test_a_section_at_a_shared_school_makes_a_hidden_student_visible():
    district = tiny_district(shared_schools={NORTH, SOUTH})
    record = district.record(FROM, "sections", SECTIONS[0])
    district.upsert("sections", {**record, "students": [*record["students"], STUDENTS[3]]})
    assert told(district, FROM) == [
        ("sections.updated", SECTIONS[0]),
        ("students.created", STUDENTS[3]),
        ("studentcontacts.created", CONTACTS[0]),
    ]


def test_a_new_id_lies_behind_hidden_records_too():
    district = tiny_district(shared_schools={NORTH})
    assert district.upsert("students", {"school": NORTH}) > STUDENTS[-1]
