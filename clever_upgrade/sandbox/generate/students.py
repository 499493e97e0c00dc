"""The students of a generated district, and their contacts."""

from collections.abc import Iterator
from random import Random
from typing import Any

from clever_upgrade.sandbox.district.clock import timestamp
from clever_upgrade.sandbox.generate.names import FIRST, LAST, PLAIN_FIRST, PLAIN_LAST
from clever_upgrade.sandbox.generate.places import home
from clever_upgrade.sandbox.generate.plan import GRADES, Plan

_RACES = (
    "Caucasian", "Caucasian", "Asian", "Black or African American", "Black or African American", "American Indian",
    "Hawaiian or Other Pacific Islander", "Two or More Races", "Unknown", "",
)  # fmt: skip
_RELATIVES = (
    ("Parent/Guardian", "Mother"), ("Parent/Guardian", "Father"), ("Parent/Guardian", "Guardian"),
    ("Grandparent", "Grandmother"), ("Emergency", "Other"), ("Great Aunt", "Aunt/Uncle"),
)  # fmt: skip
_PHONES = ("Cell", "Home", "Work")


def students(plan: Plan) -> Iterator[dict[str, Any]]:
    """Every student, and the changes to students during the last 30 days."""
    rng = plan.rng("students")
    changed = plan.events * 0.5 / max(1, plan.students.count)
    for place, record_id in enumerate(plan.student_ids):
        created = plan.students.first_seen(place)
        record = _student(plan, rng, place, record_id, created)
        if created > plan.times.window:
            plan.happened("created", created, "students", record)
        elif rng.random() < changed and not plan.visits(place):
            _change_student(plan, rng, record)
        yield record
    for _ in range(plan.events // 20):
        place = int(rng.random() * plan.students.count)
        created = plan.students.first_seen(place)
        gone = _student(plan, rng, place, plan.students.id(place, gone=True), created)
        plan.happened("deleted", plan.times.lately(rng.random()), "students", gone)


def _student(plan: Plan, rng: Random, place: int, record_id: str, created: int) -> dict[str, Any]:
    chance = rng.random
    first, last = int(chance() * len(FIRST)), int(chance() * len(LAST))
    grade = plan.student_grade[place]
    number = str(100_000_000 + place * 7 + 3)
    first_seen = timestamp(created)
    name = {"first": FIRST[first], "last": LAST[last]}
    if chance() < 0.6:
        name["middle"] = "ABCDEFGHIJKLMNOPRSTUVWYZÉØ"[int(chance() * 26)]
    record: dict[str, Any] = {
        "created": first_seen,
        "credentials": {"district_username": f"{PLAIN_LAST[last]}{place}"} if chance() < 0.88 else {},
        "district": plan.district,
        "last_modified": first_seen,
        "name": name,
        "school": plan.schools[plan.student_school[place]].record_id,
        "sis_id": number,
        "id": record_id,
    }
    if chance() < 0.85:
        record["email"] = f"{PLAIN_FIRST[first]}.{place}@students.example.org"
    if chance() < 0.92:
        record["student_number"] = number
    if chance() < 0.88:
        record["state_id"] = str(int(1e8 + chance() * 9e8))
    _describe(plan, rng, grade, record)
    return record


def _describe(plan: Plan, rng: Random, grade: int, record: dict[str, Any]) -> None:
    """What schools know of a student, each field missing now and then."""
    chance = rng.random
    years = plan.now.year - (0 if plan.now.month >= 8 else 1)
    if chance() < 0.96:
        record["dob"] = f"{1 + int(chance() * 12)}/{1 + int(chance() * 28)}/{years - 4 - grade}"
    if chance() < 0.98:
        record["gender"] = "MF"[int(chance() * 2)] if chance() < 0.99 else ""
    if chance() < 0.99:
        record["grade"] = GRADES[grade] if chance() < 0.995 else "Other"
    if chance() < 0.94:
        record["race"] = _RACES[int(chance() * 10)]
    if chance() < 0.92:
        record["hispanic_ethnicity"] = "YNN"[int(chance() * 3)]
    if chance() < 0.9:
        record["ell_status"] = "YNNNN"[int(chance() * 5)] if chance() < 0.97 else ""
    if chance() < 0.9:
        record["location"] = home(rng)
    if chance() < 0.55:
        record["graduation_year"] = str(years + 14 - grade)


def _change_student(plan: Plan, rng: Random, record: dict[str, Any]) -> None:
    """Note an update of which the record is the outcome."""
    kind = rng.random()
    millis = plan.times.lately(rng.random())
    if kind < 0.2 and "graduation_year" in record:
        # Only the later version knows the field, so nothing that both show may move, not even last_modified.
        previous: dict[str, Any] = {"graduation_year": str(int(record["graduation_year"]) + 1)}
        plan.happened("updated", millis, "students", record, previous)
        return
    if kind < 0.45:
        previous = {"email": f"{PLAIN_LAST[int(rng.random() * len(LAST))]}@old.example.org"}
    elif kind < 0.7:
        previous = {"location": {**home(rng), "address": "1 Former Road"}}
    elif kind < 0.85:
        joined = f"{record['name']['last']}-{LAST[int(rng.random() * len(LAST))]}"
        previous = {"name": {**record["name"], "last": joined}}
    else:
        previous = {"credentials": {"district_username": f"former{record['sis_id']}"}}
    record["last_modified"] = timestamp(millis)
    plan.happened("updated", millis, "students", record, previous)


def contacts(plan: Plan) -> Iterator[dict[str, Any]]:
    """None to three contacts for each student, and the changes to contacts during the last 30 days."""
    rng = plan.rng("contacts")
    counts = [_contact_count(rng.random()) for _ in plan.student_ids]
    ids = plan.ids("contacts", sum(counts))
    changed = plan.events * 0.06 / max(1, ids.count)
    place = 0
    for student, count in zip(plan.student_ids, counts, strict=True):
        for _ in range(count):
            record = _contact(plan, rng, ids.id(place), student)
            if ids.first_seen(place) > plan.times.window:
                plan.happened("created", ids.first_seen(place), "contacts", record)
            elif rng.random() < changed:
                plan.happened("updated", plan.times.lately(rng.random()), "contacts", record, {"phone": "555-0100"})
            yield record
            place += 1


def _contact_count(chance: float) -> int:
    return (chance > 0.5) + (chance > 0.8) + (chance > 0.96)


def _contact(plan: Plan, rng: Random, record_id: str, student: str) -> dict[str, Any]:
    chance = rng.random
    kind, relationship = _RELATIVES[int(chance() * len(_RELATIVES))]
    first, last = int(chance() * len(FIRST)), int(chance() * len(LAST))
    record = {
        "id": record_id,
        "student": student,
        "district": plan.district,
        "name": f"{FIRST[first]} {LAST[last]}",
        "type": kind,
    }
    if chance() < 0.8:
        record["relationship"] = relationship
    if chance() < 0.7:
        record["phone"] = f"({200 + int(chance() * 700)}) 555-01{int(chance() * 100):02}"
        if chance() < 0.8:
            record["phone_type"] = _PHONES[int(chance() * 3)]
    if chance() < 0.5:
        record["email"] = f"{PLAIN_FIRST[first]}.{PLAIN_LAST[last]}@example.com"
    if chance() < 0.4:
        record["sis_id"] = f"C{int(chance() * 1e9)}"
    return record
