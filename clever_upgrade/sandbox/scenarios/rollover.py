"""The new school year: last year's sections go, students move up, graduates leave, and new sections come."""

from collections import defaultdict
from typing import Any

from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.scenarios.newcomers import FROM, new_student

_NEXT_GRADE = {
    "PreKindergarten": "Kindergarten",
    "Kindergarten": "1",
    **{str(grade): str(grade + 1) for grade in range(1, 12)},
}
_ORDER = {grade: place for place, grade in enumerate(("PreKindergarten", *_NEXT_GRADE.values()))}
_LAST_GRADE = "12"
_MOST_SECTIONS = 4_000
_MOST_STUDENTS = 10_000
"""What a large district changes before it is served: a flood, yet not one that delays the start by minutes."""


def start_school_year(district: District) -> None:
    """Change the district as the first sync after the summer does."""
    old = [district.record(FROM, "sections", one) for one in list(district.ids(FROM, "sections"))[:_MOST_SECTIONS]]
    for section in old:
        district.delete("sections", section["id"])
    _move_up(district)
    _open_sections(district, old)


def _move_up(district: District) -> None:
    schools = [district.record(FROM, "schools", one) for one in district.ids(FROM, "schools")]
    by_id = {school["id"]: school for school in schools}
    freshmen: list[tuple[str, str]] = []
    for place, student in enumerate(list(district.ids(FROM, "students"))[:_MOST_STUDENTS]):
        record = district.record(FROM, "students", student)
        grade = record.get("grade")
        if grade == _LAST_GRADE:
            district.delete("students", student)
        elif grade in _NEXT_GRADE:
            record["grade"] = _NEXT_GRADE[grade]
            home = by_id.get(record["school"])
            if home is not None and not _teaches(home, record["grade"]):
                record["school"] = _next_school(schools, record["grade"], place) or record["school"]
            district.upsert("students", record)
            if home is not None and grade == home.get("low_grade") and place % 3 == 0:
                freshmen.append((home["id"], grade))
    for school, grade in freshmen:
        new_student(district, school, grade)


def _teaches(school: dict[str, Any], grade: str) -> bool:
    low, high = school.get("low_grade"), school.get("high_grade")
    if low not in _ORDER or high not in _ORDER or grade not in _ORDER:
        return True
    return _ORDER[low] <= _ORDER[grade] <= _ORDER[high]


def _next_school(schools: list[dict[str, Any]], grade: str, place: int) -> str | None:
    fitting = [school["id"] for school in schools if _teaches(school, grade)]
    return fitting[place % len(fitting)] if fitting else None


def _open_sections(district: District, old: list[dict[str, Any]]) -> None:
    """One new section for each old one, of the students who are in its grade now."""
    cohorts: dict[tuple[str, str | None], list[str]] = defaultdict(list)
    homes: dict[str, str] = {}
    for student in district.ids(FROM, "students"):
        record = district.record(FROM, "students", student)
        homes[student] = record["school"]
        cohorts[record["school"], record.get("grade")].append(student)
    for section in old:
        kept = {name: value for name, value in section.items() if name not in ("id", "created", "last_modified")}
        cohort = cohorts[section["school"], section.get("grade")]
        size = len(section["students"])
        if section.get("grade") is None:
            kept["students"] = [student for student in section["students"] if homes.get(student) == section["school"]]
        else:
            kept["students"] = sorted(cohort[:size])
            # The next section of the grade takes those who come next.
            cohort[:] = cohort[size:] + cohort[:size]
        district.upsert("sections", {**kept, "sis_id": f"{section['sis_id']}-{district.now.year}"})
