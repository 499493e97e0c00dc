"""The teachers and administrators of a generated district."""

from collections.abc import Iterator
from random import Random
from typing import Any

from clever_upgrade.sandbox.district.clock import timestamp
from clever_upgrade.sandbox.generate.names import FIRST, LAST, PLAIN_FIRST, PLAIN_LAST
from clever_upgrade.sandbox.generate.plan import Plan

_TITLES = ("Teacher", "Teacher", "Lead Teacher", "Special Education Teacher", "Science Teacher", "Coach", "Librarian")


def teachers(plan: Plan) -> Iterator[dict[str, Any]]:
    """Every teacher, and the changes to teachers during the last 30 days."""
    rng = plan.rng("teachers")
    changed = plan.events * 0.03 / plan.teachers.count
    for place, home in enumerate(plan.teacher_school):
        record = _teacher(plan, rng, place, plan.schools[home].record_id)
        created = plan.teachers.first_seen(place)
        if created > plan.times.window:
            plan.happened("created", created, "teachers", record)
        elif rng.random() < changed:
            millis = plan.times.lately(rng.random())
            record["last_modified"] = timestamp(millis)
            plan.happened("updated", millis, "teachers", record, {"title": "Substitute Teacher"})
        yield record


def _teacher(plan: Plan, rng: Random, place: int, school: str) -> dict[str, Any]:
    chance = rng.random
    first, last = int(chance() * len(FIRST)), int(chance() * len(LAST))
    first_seen = timestamp(plan.teachers.first_seen(place))
    plan.teacher_names.append(f"{FIRST[first][0]}. {LAST[last]}")
    record: dict[str, Any] = {
        "created": first_seen,
        "district": plan.district,
        "last_modified": first_seen,
        "name": {"first": FIRST[first], "last": LAST[last]},
        "school": school,
        "sis_id": str(50_000 + place),
        "id": plan.teachers.id(place),
    }
    if chance() < 0.3:
        record["name"]["middle"] = "ABCDEFGHIJ"[int(chance() * 10)]
    if chance() < 0.95:
        record["email"] = f"{PLAIN_FIRST[first]}.{PLAIN_LAST[last]}{place}@example.org"
    if chance() < 0.9:
        record["credentials"] = {"district_username": f"{PLAIN_FIRST[first]}{place}"}
    if chance() < 0.8:
        record["teacher_number"] = str(700_000 + place * 3)
    if chance() < 0.6:
        record["state_id"] = str(int(1e7 + chance() * 9e7))
    if chance() < 0.75:
        record["title"] = _TITLES[int(chance() * len(_TITLES))]
    return record


def school_admins(plan: Plan) -> Iterator[dict[str, Any]]:
    """One administrator for each school; the first looks after two."""
    rng = plan.rng("school_admins")
    ids = plan.ids("school_admins", len(plan.schools))
    for school in plan.schools:
        first, last = int(rng.random() * len(FIRST)), int(rng.random() * len(LAST))
        looked_after = plan.schools[:2] if school.place == 0 else [school]
        record: dict[str, Any] = {
            "district": plan.district,
            "email": f"{PLAIN_FIRST[first]}.{PLAIN_LAST[last]}@schools.example.org",
            "name": {"first": FIRST[first], "last": LAST[last]},
            "schools": [other.record_id for other in looked_after],
            "staff_id": str(9000 + school.place),
            "id": ids.id(school.place),
        }
        if rng.random() < 0.7:
            record["title"] = "Principal"
        if rng.random() < 0.5:
            record["credentials"] = {"district_username": f"admin{school.place}"}
        yield record


def district_admins(plan: Plan) -> Iterator[dict[str, Any]]:
    """A handful of people who look after the whole district."""
    rng = plan.rng("district_admins")
    count = 3 + len(plan.schools) // 10
    ids = plan.ids("district_admins", count)
    for place in range(count):
        first, last = int(rng.random() * len(FIRST)), int(rng.random() * len(LAST))
        record: dict[str, Any] = {
            "id": ids.id(place),
            "district": plan.district,
            "email": f"{PLAIN_FIRST[first]}.{PLAIN_LAST[last]}@district.example.org",
        }
        if place != 1:
            record["name"] = {"first": FIRST[first], "last": LAST[last]}
        if place % 2 == 0:
            record["title"] = "Director of Technology"
        yield record
