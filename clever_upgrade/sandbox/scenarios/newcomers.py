"""Small additions to a district that situations need: somebody new, a section, a membership."""

from typing import Any

from clever_upgrade.contract import default_upgrade
from clever_upgrade.sandbox.district import District

FROM = default_upgrade().from_version.name
"""The version whose form a stored record has."""
TO = default_upgrade().to_version.name


def new_school(district: District) -> str:
    """One more school."""
    number = str(7000 + len(district.ids(FROM, "schools")))
    return district.upsert(
        "schools",
        {
            "name": "Second Chance School",
            "sis_id": number,
            "school_number": number,
            "low_grade": "1",
            "high_grade": "12",
        },
    )


def new_student(district: District, school: str, grade: str = "1") -> str:
    """One more student."""
    number = str(990_000_000 + len(district.ids(FROM, "students")))
    return district.upsert(
        "students",
        {
            "school": school,
            "sis_id": number,
            "student_number": number,
            "name": {"first": "Noor", "last": "Newcomer"},
            "grade": grade,
            "credentials": {},
        },
    )


def new_teacher(district: District, school: str) -> str:
    """One more teacher."""
    number = str(990_000 + len(district.ids(FROM, "teachers")))
    return district.upsert(
        "teachers", {"school": school, "sis_id": number, "name": {"first": "Tam", "last": "Newcomer"}}
    )


def new_section(district: District, school: str) -> str:
    """One more section, still empty."""
    number = str(990_000 + len(district.ids(FROM, "sections")))
    return district.upsert(
        "sections",
        {"school": school, "sis_id": number, "name": "Study Hall", "subject": "other", "students": [], "teachers": []},
    )


def section_at(district: District, school: str) -> str:
    """A section at a school; a new one if it has none."""
    found = district.related(FROM, "schools", school, "sections")
    return found[0] if found else new_section(district, school)


def enrol(district: District, section: str, collection: str, user: str) -> None:
    """Add a student to a section, or a teacher to those who teach it."""
    record = district.record(FROM, "sections", section)
    if collection == "students":
        record["students"] = [*record["students"], user]
    else:
        primary = [record["teacher"]] if record.get("teacher") else []
        record["teachers"] = list(dict.fromkeys([*primary, *record.get("teachers", []), user]))
        record.setdefault("teacher", user)
    district.upsert("sections", record)


def at_least_two_schools(district: District) -> list[str]:
    """The district's schools, after adding as many as two need."""
    while len(district.ids(FROM, "schools")) < 2:
        new_school(district)
    return list(district.ids(FROM, "schools"))


def schools_of(district: District, collection: str, user: str) -> list[str]:
    """Every shared school of a user."""
    found: Any = district.record(TO, collection, user)["schools"]
    return list(found)
