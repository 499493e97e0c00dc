"""The seeded generator: one number gives one district, byte for byte, on any machine and at any time."""

from datetime import datetime, timedelta
from operator import attrgetter

from clever_upgrade.garbage import without_collecting
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.district.clock import FIXED_BASE, timestamp
from clever_upgrade.sandbox.generate import classes, staff
from clever_upgrade.sandbox.generate import students as pupils
from clever_upgrade.sandbox.generate.plan import make_plan

__all__ = ["generate_district"]


def generate_district(students: int = 1000, seed: int = 1, now: datetime = FIXED_BASE) -> District:
    """A district with so many students, as it would look at the moment ``now``, with 30 days of events behind it."""
    if students < 1:
        raise ValueError("a district needs at least one student")
    with without_collecting():
        return _generate(students, seed, now)


def _generate(students: int, seed: int, now: datetime) -> District:
    plan = make_plan(students, seed, now)
    district = District(
        {
            "districts": [{"name": f"Generated District {seed}", "id": plan.district}],
            "schools": classes.schools(plan),
            "teachers": staff.teachers(plan),
            "students": pupils.students(plan),
            "sections": classes.sections(plan),
            "contacts": pupils.contacts(plan),
            "school_admins": staff.school_admins(plan),
            "district_admins": staff.district_admins(plan),
        },
        status={
            "state": "running",
            "sis_type": "sftp",
            "last_sync": timestamp(int((now - timedelta(hours=8)).timestamp()) * 1000),
            "launch_date": timestamp(plan.times.imported + 14 * 86_400_000),
        },
        now=now,
    )
    district.remember(sorted(plan.past, key=attrgetter("millis", "record_id")))
    return district
