import re

import pytest

from tests.sandbox.district.tiny_district import (
    CONTACTS,
    DISTRICT,
    FROM,
    NORTH,
    SECTIONS,
    SOUTH,
    STAMP,
    STUDENTS,
    TEACHERS,
    TO,
    WEST,
    events,
    rid,
    tiny_district,
    told,
    truth,
)


def test_both_versions_show_one_event_under_one_id_and_the_later_one_adds_schools():
    district = tiny_district()
    record = district.record(FROM, "students", STUDENTS[1])
    district.upsert("students", {**record, "grade": "5"})
    (earlier,), (later,) = events(district, FROM), events(district, TO)
    assert earlier["id"] == later["id"]
    assert earlier["type"] == later["type"] == "students.updated"
    assert earlier["data"] == {
        "object": district.record(FROM, "students", STUDENTS[1]),
        "previous_attributes": {"grade": "4"},
    }
    assert later["data"]["object"] == {**earlier["data"]["object"], "schools": [NORTH, SOUTH]}
    assert later["data"]["previous_attributes"] == {"grade": "4"}


def test_a_whole_object_that_changed_inside_stands_in_previous_attributes():
    district = tiny_district()
    record = district.record(FROM, "students", STUDENTS[0])
    district.upsert("students", {**record, "name": {"first": "A", "last": "B"}})
    assert events(district, TO)[0]["data"]["previous_attributes"] == {"name": {"first": "A"}}


def test_a_member_that_vanished_is_only_in_previous_attributes():
    district = tiny_district()
    record = district.record(FROM, "students", STUDENTS[0])
    del record["grade"]
    district.upsert("students", record)
    for version in (FROM, TO):
        (event,) = events(district, version)
        assert "grade" not in event["data"]["object"]
        assert event["data"]["previous_attributes"] == {"grade": "3"}


def test_a_member_that_is_new_is_only_in_the_object():
    district = tiny_district()
    district.upsert("students", {**district.record(FROM, "students", STUDENTS[0]), "email": "x"})
    (event,) = events(district, FROM)
    assert event["data"]["object"]["email"] == "x"
    assert event["data"]["previous_attributes"] == {}


def test_a_section_that_takes_a_student_in_tells_the_later_version_about_the_student_behind_its_own_event():
    district = tiny_district()
    before = district.item(FROM, "students", STUDENTS[0])
    record = district.record(FROM, "sections", SECTIONS[1])
    district.upsert("sections", {**record, "students": [*record["students"], STUDENTS[0]]})
    assert told(district, FROM) == [("sections.updated", SECTIONS[1])]
    assert told(district, TO) == [("sections.updated", SECTIONS[1]), ("students.updated", STUDENTS[0])]
    assert events(district, TO)[1]["data"]["previous_attributes"] == {"schools": [NORTH]}
    assert district.record(TO, "students", STUDENTS[0])["schools"] == [NORTH, SOUTH]
    assert district.item(FROM, "students", STUDENTS[0]) == before


def test_a_section_that_moves_changes_the_schools_of_teachers_too():
    district = tiny_district()
    district.upsert("sections", {**district.record(FROM, "sections", SECTIONS[1]), "school": WEST})
    assert told(district, TO) == [
        ("sections.updated", SECTIONS[1]),
        ("teachers.updated", TEACHERS[1]),
        ("students.updated", STUDENTS[1]),
        ("students.updated", STUDENTS[2]),
    ]
    assert district.record(TO, "teachers", TEACHERS[1])["schools"] == [SOUTH, NORTH, WEST]
    assert told(district, FROM) == [("sections.updated", SECTIONS[1])]


def test_a_deleted_section_takes_its_school_from_those_who_had_no_other_there():
    district = tiny_district()
    district.delete("sections", SECTIONS[1])
    assert told(district, TO) == [("sections.deleted", SECTIONS[1]), ("students.updated", STUDENTS[1])]
    deleted = events(district, TO)[0]["data"]
    assert set(deleted) == {"object"}
    assert deleted["object"]["students"] == [STUDENTS[1], STUDENTS[2]]


def test_a_field_of_the_later_version_is_shown_and_told_there_alone():
    district = tiny_district()
    assert "graduation_year" not in district.record(FROM, "students", STUDENTS[0])
    before = district.item(FROM, "students", STUDENTS[0])
    district.upsert("students", {**district.record(FROM, "students", STUDENTS[0]), "graduation_year": "2028"})
    assert district.record(TO, "students", STUDENTS[0])["graduation_year"] == "2028"
    assert told(district, FROM) == []
    assert events(district, TO)[0]["data"]["previous_attributes"] == {"graduation_year": "2027"}
    assert district.item(FROM, "students", STUDENTS[0]) == before
    with pytest.raises(KeyError):
        district.item(FROM, "events", district.ids(TO, "events")[0])


def test_a_field_of_the_later_version_stays_when_a_record_of_the_earlier_form_comes_and_goes_with_null():
    district = tiny_district()
    district.upsert("students", {**district.record(FROM, "students", STUDENTS[0]), "grade": "4"})
    assert district.record(TO, "students", STUDENTS[0])["graduation_year"] == "2027"
    district.upsert("students", {**district.record(FROM, "students", STUDENTS[0]), "graduation_year": None})
    assert "graduation_year" not in district.record(TO, "students", STUDENTS[0])


def test_the_sis_id_of_a_contact_is_told_in_the_later_version_alone():
    district = tiny_district()
    record = district.record(FROM, "contacts", CONTACTS[0])
    assert "sis_id" not in record
    district.upsert("contacts", {**record, "sis_id": "78"})
    assert told(district, FROM) == []
    assert told(district, TO) == [("studentcontacts.updated", CONTACTS[0])]


def test_an_upsert_that_changes_nothing_tells_nothing():
    district = tiny_district()
    before = {version: truth(district, version) for version in (FROM, TO)}
    for collection in before[FROM]:
        for record in before[FROM][collection].values():
            district.upsert(collection, dict(reversed(record.items())))
    assert district.ids(TO, "events") == []
    assert {version: truth(district, version) for version in (FROM, TO)} == before


def test_an_upsert_bumps_last_modified_whatever_it_says_itself():
    district = tiny_district()
    record = district.record(FROM, "students", STUDENTS[0])
    district.upsert("students", {**record, "grade": "5"})
    first = district.record(FROM, "students", STUDENTS[0])["last_modified"]
    district.upsert("students", {**record, "grade": "6", "last_modified": STAMP})
    second = district.record(FROM, "students", STUDENTS[0])["last_modified"]
    assert STAMP < first < second


def test_a_record_from_the_future_is_bumped_all_the_same():
    district = tiny_district()
    future = rid(3, 9)
    district.upsert("students", {"id": future, "school": NORTH, "last_modified": "2031-01-01T00:00:00.000Z"})
    district.upsert("students", {**district.record(FROM, "students", future), "grade": "1"})
    assert district.record(FROM, "students", future)["last_modified"] == "2031-01-01T00:00:00.001Z"


def test_a_new_record_gets_the_next_id_and_what_it_lacks():
    district = tiny_district()
    first = district.upsert("students", {"school": NORTH})
    second = district.upsert("students", {"school": SOUTH, "favourite": "blue", "graduation_year": "2020"})
    assert STUDENTS[-1] < first < second
    assert district.ids(FROM, "students")[-2:] == [first, second]
    record = district.record(FROM, "students", second)
    assert record["district"] == DISTRICT
    assert record["created"] == record["last_modified"] > STAMP
    assert record["favourite"] == "blue"
    assert district.record(TO, "students", second) == {**record, "graduation_year": "2020", "schools": [SOUTH]}
    assert told(district, TO) == [("students.created", first), ("students.created", second)]


def test_ids_and_times_of_events_ascend_together():
    district = tiny_district()
    for grade in ("1", "2", "3"):
        district.upsert("sections", {**district.record(FROM, "sections", SECTIONS[1]), "grade": grade, "school": WEST})
        district.upsert("sections", {**district.record(FROM, "sections", SECTIONS[1]), "school": SOUTH})
    feed = events(district, TO)
    assert [event["id"] for event in feed] == sorted({event["id"] for event in feed})
    assert [event["created"] for event in feed] == sorted({event["created"] for event in feed})


def test_two_districts_with_the_same_changes_tell_the_same_bytes():
    def changed() -> list[bytes]:
        district = tiny_district()
        district.upsert("students", {"school": WEST, "grade": "2"})
        district.delete("sections", SECTIONS[0])
        return [district.item(TO, "events", one) for one in district.ids(TO, "events")]

    assert changed() == changed()


def test_a_deleted_record_is_gone_and_its_links_stay():
    district = tiny_district()
    district.delete("students", STUDENTS[1])
    for version in (FROM, TO):
        with pytest.raises(KeyError):
            district.item(version, "students", STUDENTS[1])
    assert STUDENTS[1] in district.record(FROM, "sections", SECTIONS[0])["students"]
    assert district.related(FROM, "sections", SECTIONS[0], "students") == [STUDENTS[0]]
    assert told(district, TO) == [("students.deleted", STUDENTS[1])]


def test_a_contact_goes_before_its_student_and_comes_back_behind():
    district = tiny_district()
    record = district.record(FROM, "students", STUDENTS[3])
    district.delete("students", STUDENTS[3])
    district.upsert("students", record)
    assert told(district, FROM) == [
        ("studentcontacts.deleted", CONTACTS[0]),
        ("students.deleted", STUDENTS[3]),
        ("students.created", STUDENTS[3]),
        ("studentcontacts.created", CONTACTS[0]),
    ]


def test_a_school_that_is_deleted_leaves_the_schools_of_its_users():
    district = tiny_district()
    district.delete("schools", SOUTH)
    assert district.record(TO, "students", STUDENTS[1])["schools"] == [NORTH]
    assert district.record(TO, "students", STUDENTS[2])["schools"] == []
    assert told(district, FROM) == [("schools.deleted", SOUTH)]
    assert told(district, TO)[0] == ("schools.deleted", SOUTH)
    assert ("students.updated", STUDENTS[2]) in told(district, TO)


def test_district_admins_have_no_events_and_the_district_is_never_deleted():
    district = tiny_district()
    district.upsert("district_admins", {"email": "new@b"})
    assert district.ids(TO, "events") == []
    with pytest.raises(ValueError, match="cannot be deleted"):
        district.delete("districts", DISTRICT)
    district.upsert("districts", {"id": DISTRICT, "name": "Renamed"})
    assert told(district, FROM) == [("districts.updated", DISTRICT)]


def test_schools_that_repeat_what_a_user_shows_are_passed_over():
    district = tiny_district()
    district.upsert("students", {**district.record(TO, "students", STUDENTS[1]), "grade": "9"})
    assert district.record(TO, "students", STUDENTS[1])["grade"] == "9"
    assert "schools" not in district.record(FROM, "students", STUDENTS[1])


@pytest.mark.parametrize(
    ("collection", "record", "words"),
    [
        ("students", {"id": STUDENTS[0], "school": NORTH, "schools": [NORTH, WEST]}, "`schools`, which is computed"),
        ("students", {"id": "xyz", "school": NORTH}, "24 lower-case hexadecimal"),
        ("students", {"id": STUDENTS[0].upper() + "A", "school": NORTH}, "24 lower-case hexadecimal"),
        ("students", {}, "needs the id of a school"),
        ("students", [], "must be a JSON object"),
        ("students", {"id": TEACHERS[0], "school": NORTH}, "taken by a record of teachers"),
        ("students", {"school": NORTH, "district": NORTH}, "another district"),
        ("sections", {"school": NORTH}, "list of ids in `students`"),
        ("sections", {"school": NORTH, "students": [STUDENTS[0], 7]}, "list of ids in `students`"),
        ("sections", {"school": NORTH, "students": [f"{NORTH},{SOUTH}"]}, "list of ids in `students`"),
        ("sections", {"school": NORTH, "students": [], "teachers": "x"}, "list of ids in `teachers`"),
        ("sections", {"school": NORTH, "students": [], "teacher": 4}, "teacher"),
        ("contacts", {"name": "x"}, "needs the id of a student"),
        ("districts", {"id": rid(9, 9), "name": "Another"}, "one district"),
        ("events", {"id": rid(9, 9)}, "'events' cannot be changed"),
        ("pupils", {"id": rid(9, 9)}, "'pupils' cannot be changed"),
    ],
)
def test_a_record_that_cannot_be_taken_is_refused_with_a_sentence_and_changes_nothing(collection, record, words):
    district = tiny_district()
    before = truth(district, TO)
    with pytest.raises(ValueError, match=re.escape(words)):
        district.upsert(collection, record)
    assert truth(district, TO) == before
    assert district.ids(TO, "events") == []


def test_deleting_what_is_not_there_is_a_key_error():
    district = tiny_district()
    for collection in ("students", "contacts"):
        with pytest.raises(KeyError):
            district.delete(collection, rid(9, 9))


def test_expired_events_leave_every_list():
    district = tiny_district()
    for grade in ("1", "2", "3"):
        district.upsert("students", {**district.record(FROM, "students", STUDENTS[1]), "grade": grade})
    first, second, third = district.ids(TO, "events")
    assert district.expire_events(third) == 2
    assert district.ids(FROM, "events") == district.ids(TO, "events") == [third]
    assert district.related(FROM, "students", STUDENTS[1], "events") == [third]
    with pytest.raises(KeyError):
        district.item(TO, "events", first)
    assert district.expire_events(second) == 0
    with pytest.raises(ValueError, match="hexadecimal"):
        district.expire_events("yesterday")


def test_an_expired_feed_goes_on_with_larger_ids():
    district = tiny_district()
    district.delete("students", STUDENTS[0])
    (only,) = district.ids(TO, "events")
    district.expire_events("f" * 24)
    district.delete("students", STUDENTS[1])
    assert district.ids(TO, "events")[0] > only


@pytest.mark.parametrize("nothing", [{"teachers": None}, {"teacher": None}, {"teachers": None, "teacher": None}])
def test_a_section_whose_teachers_are_null_has_none_and_can_be_changed_again(nothing):
    district = tiny_district()
    district.upsert("sections", {"id": SECTIONS[0], "school": WEST, "students": [STUDENTS[0]], **nothing})
    assert district.record(TO, "students", STUDENTS[0])["schools"] == [NORTH, WEST]
    assert district.related(FROM, "sections", SECTIONS[0], "teachers") == []
    district.unshare_school(WEST)
    district.delete("sections", SECTIONS[0])
    assert district.record(TO, "students", STUDENTS[0])["schools"] == [NORTH]
