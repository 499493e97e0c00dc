"""The schools and sections of a generated district."""

from collections.abc import Iterator
from random import Random
from typing import Any

from clever_upgrade.sandbox.district.clock import timestamp
from clever_upgrade.sandbox.generate.names import FIRST, LAST, PLAIN_LAST, SCHOOL_NAMES
from clever_upgrade.sandbox.generate.places import campus
from clever_upgrade.sandbox.generate.plan import GRADES, SECTIONS_PER_STUDENT, Ids, Plan, School, Visitor

_CLASS_SIZE = 22
_COURSES = (
    ("homeroom/advisory", "Homeroom"), ("english/language arts", "English"), ("math", "Mathematics"),
    ("science", "Science"), ("social studies", "Social Studies"), ("PE and health", "Physical Education"),
    ("arts and music", "Music & Arts"), ("language", "Español"), ("technology and engineering", "Robotics"),
    ("interventions/online learning", "Reading Lab"), ("other", "Study Hall"),
)  # fmt: skip
_TERMS = ("Y1", "S1", "S2", "T2")


def schools(plan: Plan) -> Iterator[dict[str, Any]]:
    """Every school."""
    rng = plan.rng("schools")
    for school in plan.schools:
        number = str(school.place + 101)
        name = SCHOOL_NAMES[(school.place * 5 + plan.seed) % len(SCHOOL_NAMES)]
        again = school.place // len(SCHOOL_NAMES)
        first_seen = timestamp(plan.times.imported - 3_600_000 + school.place * 7)
        first, last = int(rng.random() * len(FIRST)), int(rng.random() * len(LAST))
        record: dict[str, Any] = {
            "created": first_seen,
            "district": plan.district,
            "high_grade": GRADES[school.grades.stop - 1],
            "last_modified": first_seen,
            "low_grade": GRADES[school.grades.start],
            "name": f"{name} {school.level.name}" + (f" No. {again + 1}" if again else ""),
            "school_number": number,
            "sis_id": number,
            "id": school.record_id,
        }
        if rng.random() < 0.9:
            record["location"] = campus(rng)
        if rng.random() < 0.85:
            record["phone"] = f"(415) 555-01{school.place % 100:02}"
        if rng.random() < 0.8:
            email = f"{PLAIN_LAST[last]}@schools.example.org"
            record["principal"] = {"name": f"{FIRST[first]} {LAST[last]}", "email": email}
        if rng.random() < 0.8:
            record["state_id"] = str(330_000 + school.place)
        if rng.random() < 0.7:
            record["nces_id"] = f"0699{school.place:08}"
        if rng.random() < 0.2:
            record["mdr_number"] = f"{4_000_000 + school.place}"
        yield record


def sections(plan: Plan) -> Iterator[dict[str, Any]]:
    """Every section, and the changes to sections during the last 30 days."""
    rng = plan.rng("sections")
    ids = plan.ids("sections", max(1, round(len(plan.student_ids) * SECTIONS_PER_STUDENT)))
    changed = plan.events * 0.25 / ids.count
    for place, (school, grade, course, members, visitor) in enumerate(_seats(plan, ids.count)):
        record = _section(plan, rng, ids, place, school, grade, course, members)
        created = ids.first_seen(place)
        if created > plan.times.window:
            plan.happened("created", created, "sections", record)
        elif visitor is not None:
            _welcome(plan, rng, record, visitor)
        elif rng.random() < changed:
            _change_section(plan, rng, record)
        yield record
    for _ in range(plan.events // 40):
        place = int(rng.random() * ids.count)
        gone = _section(plan, rng, ids, place, plan.schools[place % len(plan.schools)], 8, 0, [])
        gone["id"] = ids.id(place, gone=True)
        plan.happened("deleted", plan.times.lately(rng.random()), "sections", gone)


def _seats(plan: Plan, count: int) -> Iterator[tuple[School, int, int, list[str], Visitor | None]]:
    """School, grade, course, students and perhaps a visitor: every course takes a whole cohort, class by class."""
    given, seen = 0, 0
    total = len(plan.student_ids)
    for school in plan.schools:
        visitors = list(school.visitors)
        for grade, cohort in sorted(school.cohorts.items()):
            seen += len(cohort)
            classes = max(1, -(-len(cohort) // _CLASS_SIZE))
            until = count * seen // total
            for number in range(until - given):
                course, part = divmod(number, classes)
                turned = cohort[course * 5 % len(cohort) :] + cohort[: course * 5 % len(cohort)] if course else cohort
                members = turned[part * len(cohort) // classes : (part + 1) * len(cohort) // classes]
                visitor = visitors.pop() if visitors else None
                if visitor is not None:
                    members = [*members, visitor.student]
                yield school, grade, course, sorted(members), visitor
            given = until


def _section(
    plan: Plan,
    rng: Random,
    ids: Ids,
    place: int,
    school: School,
    grade: int,
    course: int,
    members: list[str],
) -> dict[str, Any]:
    chance = rng.random
    subject, title = _COURSES[course % len(_COURSES)]
    number = str(100 * grade + course + 1)
    period = str(1 + place % 8)
    first_seen = timestamp(ids.first_seen(place))
    teachers = _teachers(plan, rng, school, place)
    teacher_name = plan.teacher_names[teachers[0]] if teachers else "Staff"
    record: dict[str, Any] = {
        "created": first_seen,
        "district": plan.district,
        "last_modified": first_seen,
        "name": f"{title} {GRADES[grade]} - {number} - {teacher_name} - {period}",
        "school": school.record_id,
        "sis_id": str(800_000 + place),
        "students": members,
        "subject": subject,
        "teachers": [plan.teachers.id(teacher) for teacher in teachers],
        "id": ids.id(place),
    }
    if teachers:
        record["teacher"] = record["teachers"][0]
    if chance() < 0.9:
        record["grade"] = GRADES[grade]
    if chance() < 0.95:
        record |= {"course_name": f"{title} {GRADES[grade]}", "course_number": number}
    if chance() < 0.15:
        record["course_description"] = f"{title} for grade {GRADES[grade]}: “the whole year”, with naïve questions."
    if chance() < 0.92:
        record["period"] = period
    if chance() < 0.5:
        record["section_number"] = str(place % 9 + 1)
    if chance() < 0.95:
        record["term"] = _term(plan, rng)
    return record


def _teachers(plan: Plan, rng: Random, school: School, place: int) -> list[int]:
    """The primary teacher first, then co-teachers; now and then nobody."""
    pool = school.pool
    if not pool:
        return [place % plan.teachers.count]
    found = [pool[place % len(pool)]]
    chance = rng.random()
    if chance < 0.01:
        return []
    if chance > 0.9:
        found.append(pool[(place + 1) % len(pool)])
    if chance > 0.985:
        found.append(pool[(place + 2) % len(pool)])
    return list(dict.fromkeys(found))


def _term(plan: Plan, rng: Random) -> dict[str, str]:
    """A term; systems write its dates in three ways."""
    year = plan.now.year - (0 if plan.now.month >= 8 else 1)
    tail = ("", "T00:00:00.000Z", " 00:00:00.000000")[int(rng.random() * 3)]
    term = {"name": _TERMS[int(rng.random() * len(_TERMS))]}
    if rng.random() < 0.95:
        term |= {"start_date": f"{year}-08-22{tail}", "end_date": f"{year + 1}-06-09{tail}"}
    return term


def _welcome(plan: Plan, rng: Random, record: dict[str, Any], visitor: Visitor) -> None:
    """Half of the visitors came lately: the section's own event, then what only the later version tells of them."""
    if rng.random() < 0.5:
        return
    millis = plan.times.lately(rng.random())
    record["last_modified"] = timestamp(millis)
    previous = {"students": [student for student in record["students"] if student != visitor.student]}
    plan.happened("updated", millis, "sections", record, previous)
    plan.happened("updated", millis + 1, "students", {"id": visitor.student}, {"schools": [visitor.home]})


def _change_section(plan: Plan, rng: Random, record: dict[str, Any]) -> None:
    """Note an update of which the section is the outcome."""
    millis = plan.times.lately(rng.random())
    record["last_modified"] = timestamp(millis)
    kind = rng.random()
    previous: dict[str, Any]
    if kind < 0.5 and len(record["students"]) > 1:
        leaving = int(rng.random() * len(record["students"]))
        previous = {"students": [student for at, student in enumerate(record["students"]) if at != leaving]}
    elif kind < 0.8:
        previous = {"period": "0"}
    else:
        previous = {"name": record["name"] + " (draft)"}
    plan.happened("updated", millis, "sections", record, previous)
