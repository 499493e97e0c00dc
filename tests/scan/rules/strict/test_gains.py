"""Which fields v1.2 brings to what a name speaks of."""

import pytest

from clever_upgrade.scan.rules.strict.gains import (
    Subject,
    first_subject,
    gained,
    looks_like_record,
    subject_of,
    together,
)


@pytest.mark.parametrize(
    ("name", "collections"),
    [
        ("Student", ("students",)),
        ("CleverStudentSchema", ("students",)),
        ("clever_teachers", ("teachers",)),
        ("StudentContact", ("contacts",)),
        ("DistrictStatus", ("status",)),
        ("status", ("status",)),
        ("SchoolAdmin", ("school_admins",)),
        ("StudentSection", ("sections",)),
        ("User", ("students", "teachers")),
    ],
)
def test_what_a_name_speaks_of(name: str, collections: tuple[str, ...]) -> None:
    assert subject_of(name) == Subject(collections)


@pytest.mark.parametrize("name", ["settingsForm", "order_status", "Invoice", "", "studentship"])
def test_names_that_speak_of_no_record(name: str) -> None:
    assert subject_of(name) is None


def test_the_fields_come_from_the_contract() -> None:
    assert gained("students") == ("schools", "graduation_year")
    assert gained("status") == ("pause_start", "pause_end", "launch_date")
    assert gained("sections") == gained("districts") == gained("schools") == ()


def test_what_is_known_is_not_new() -> None:
    assert Subject(("students",)).new_fields(["Schools"]) == ("students.graduation_year",)
    assert Subject(("students",)).new_fields(["schools", "graduationYear"]) == ()


def test_the_first_name_that_speaks_decides() -> None:
    assert first_subject(["row", "sectionReader", "Student"]) == Subject(("sections",))
    assert first_subject(["row"]) is None


def test_of_several_those_that_gain_count() -> None:
    subjects = [Subject(("sections",)), Subject(("students",)), Subject(("teachers",))]
    assert together(subjects) == Subject(("students", "teachers"))
    assert together(subjects[:1]) == Subject(("sections",))
    assert together([]) is None


def test_what_is_made_after_a_record_has_its_members() -> None:
    assert looks_like_record(["id", "school", "district", "sis_id"])
    assert looks_like_record(["Id", "SisId", "LastModified"])
    assert not looks_like_record(["id", "name", "email", "school"])
    assert not looks_like_record([])
