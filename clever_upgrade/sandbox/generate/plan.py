"""The plan of a generated district: its schools, who goes where, every id, and when everything was first seen.

Ids and times are laid down before any record is written, so that records of one collection can name those of another
and each collection can be written on its own.
"""

from bisect import bisect
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Any

from clever_upgrade.sandbox.district.past import PastChange

SECTIONS_PER_STUDENT = 0.38
TEACHERS_PER_STUDENT = 0.09
HISTORY = timedelta(days=30)
_NEW = 0.008
"""The part of every collection that appeared during the last 30 days."""
_LATE = 0.07
"""The part that appeared since the first import."""
_FIRST_VISITOR, _VISITORS_APART = 11, 140

GRADES = ("PreKindergarten", "Kindergarten", *(str(grade) for grade in range(1, 13)))


@dataclass(frozen=True, slots=True)
class Level:
    """A kind of school: the part of all students that it takes, and the usual size."""

    name: str
    grades: range
    share: float
    size: int


LEVELS = (
    Level("Elementary School", range(1, 7), 0.46, 450),
    Level("Middle School", range(7, 10), 0.23, 650),
    Level("High School", range(10, 14), 0.31, 1100),
)


@dataclass(frozen=True, slots=True)
class Visitor:
    """A student who attends one section at another school than the primary one, ``home``."""

    student: str
    home: str


@dataclass(slots=True)
class School:
    """One school of the plan. ``cohorts`` are its students by grade, ``pool`` the teachers who teach there."""

    place: int
    record_id: str
    level: Level
    grades: range
    cohorts: dict[int, list[str]] = field(default_factory=dict)
    pool: list[int] = field(default_factory=list)
    visitors: list[Visitor] = field(default_factory=list)
    """Students of other schools who attend a section here."""


@dataclass(frozen=True, slots=True)
class Ids:
    """The ids of one collection, and the milliseconds at which each record was first seen; both ascend."""

    machine: str
    times: "Times"
    count: int

    def id(self, place: int, *, gone: bool = False) -> str:
        """The id of the record at a place; or of one that is gone, which stood next to it."""
        number = 2 * place + 1 + gone
        return f"{self.times.first_seen(place, self.count) // 1000:08x}{self.machine}{number:06x}"

    def first_seen(self, place: int) -> int:
        """When the record at a place was created, in milliseconds since 1970."""
        return self.times.first_seen(place, self.count)


@dataclass(frozen=True, slots=True)
class Times:
    """When things happened: one import in summer, a trickle since, and the last 30 days."""

    imported: int
    window: int
    now: int

    @classmethod
    def before(cls, now: datetime) -> "Times":
        """The times of a district that is looked at ``now``."""
        summer = datetime(now.year if now.month >= 8 else now.year - 1, 8, 15, 4, 30, tzinfo=UTC)
        imported = min(summer, now - 2 * HISTORY)
        return cls(_millis(imported), _millis(now - HISTORY), _millis(now))

    def first_seen(self, place: int, count: int) -> int:
        """When the record at a place among ``count`` was first seen."""
        late, new = int(count * (1 - _LATE)), int(count * (1 - _NEW))
        if place < late:
            return self.imported + place * 12
        import_ends = self.imported + late * 12 + 3_600_000
        if place < new:
            return import_ends + (self.window - import_ends) * (place - late) // (new - late)
        # The first of the last 30 days is left out, so that no event has expired.
        start = self.window + 86_400_000
        return start + (self.now - 3_600_000 - start) * (place - new) // (count - new)

    def lately(self, chance: float) -> int:
        """A moment of the last 30 days, less the first and the last hours; ``chance`` is from 0 to 1."""
        start, end = self.window + 86_400_000, self.now - 3_600_000
        return start + int((end - start) * chance)


@dataclass(slots=True)
class Plan:
    """Everything that is decided before the first record is written."""

    seed: int
    now: datetime
    times: Times
    district: str
    schools: list[School]
    students: Ids
    student_ids: list[str]
    student_school: list[int]
    student_grade: list[int]
    teachers: Ids
    teacher_school: list[int]
    teacher_names: list[str] = field(default_factory=list)
    """Written by the teachers, read by the names of their sections."""
    past: list[PastChange] = field(default_factory=list)
    """What happened during the last 30 days, in no order yet."""
    events: int = 0
    """About how many events there are to be."""

    def rng(self, subject: str) -> Random:
        """The source of chance for one subject: what one draws never changes what another draws."""
        return Random(f"clever-upgrade/{self.seed}/{subject}")

    def ids(self, subject: str, count: int) -> Ids:
        """The ids of one more collection."""
        return Ids(f"{self.rng(f'{subject}/machine').getrandbits(40):010x}", self.times, count)

    def happened(
        self, action: str, millis: int, collection: str, record: dict[str, Any], previous: dict[str, Any] | None = None
    ) -> None:
        """Note one change of the last 30 days."""
        gone = record if action == "deleted" else None
        self.past.append(PastChange(millis, collection, record["id"], action, previous, gone))

    def visits(self, place: int) -> bool:
        """Whether the student at a place attends a section at another school."""
        return place % _VISITORS_APART == _FIRST_VISITOR


def make_plan(students: int, seed: int, now: datetime) -> Plan:
    """Lay out a district with so many students."""
    times = Times.before(now)
    rng = Random(f"clever-upgrade/{seed}/plan")
    machines = [f"{rng.getrandbits(40):010x}" for _ in range(4)]
    district = f"{(times.imported - 86_400_000 * 1500) // 1000:08x}{machines[0]}000001"
    schools = _schools(students, rng, Ids(machines[1], times, 0))
    student_ids = Ids(machines[2], times, students)
    plan = Plan(
        seed=seed,
        now=now,
        times=times,
        district=district,
        schools=schools,
        students=student_ids,
        student_ids=[student_ids.id(place) for place in range(students)],
        student_school=[],
        student_grade=[],
        teachers=Ids(machines[3], times, max(len(schools), round(students * TEACHERS_PER_STUDENT))),
        teacher_school=[],
        events=min(12_000, students // 2),
    )
    _seat_students(plan, rng)
    _seat_teachers(plan)
    _send_visitors(plan)
    return plan


def _schools(students: int, rng: Random, ids: Ids) -> list[School]:
    schools: list[School] = []
    for level in LEVELS:
        for _ in range(max(1, round(students * level.share / level.size))):
            grades = level.grades
            if level is LEVELS[0] and rng.random() < 0.3:
                grades = range(grades.stop)
            place = len(schools)
            # Schools were there long before anybody was imported.
            record_id = f"{(ids.times.imported - 3_600_000 + place * 7) // 1000:08x}{ids.machine}{place + 1:06x}"
            schools.append(School(place, record_id, level, grades))
    return schools


def _seat_students(plan: Plan, rng: Random) -> None:
    weights = [
        school.level.share / sum(other.level is school.level for other in plan.schools) * (0.6 + 0.8 * rng.random())
        for school in plan.schools
    ]
    bounds = list(accumulate(weights))
    total = bounds[-1]
    for student in plan.student_ids:
        school = plan.schools[bisect(bounds, rng.random() * total, hi=len(bounds) - 1)]
        grade = school.grades.start + int(rng.random() * len(school.grades))
        plan.student_school.append(school.place)
        plan.student_grade.append(grade)
        school.cohorts.setdefault(grade, []).append(student)


def _seat_teachers(plan: Plan) -> None:
    """Most teachers teach at their school; some elsewhere too, a few only elsewhere, and a few not at all."""
    sizes = [sum(len(cohort) for cohort in school.cohorts.values()) for school in plan.schools]
    bounds = list(accumulate(size or 1 for size in sizes))
    count = plan.teachers.count
    for place in range(count):
        home = bisect(bounds, (place + 0.5) / count * bounds[-1], hi=len(bounds) - 1)
        plan.teacher_school.append(home)
        elsewhere = plan.schools[(home + 1 + place % (len(bounds) - 1)) % len(bounds)]
        teaches_away, teaches_nowhere = place % 67 == 20, place % 17 == 11
        if not teaches_away and not teaches_nowhere:
            plan.schools[home].pool.append(place)
        if teaches_away or (place % 16 == 5 and not teaches_nowhere):
            elsewhere.pool.insert(0, place)


def _send_visitors(plan: Plan) -> None:
    for place in range(_FIRST_VISITOR, int(len(plan.student_ids) * (1 - _LATE)), _VISITORS_APART):
        home = plan.student_school[place]
        away = plan.schools[(home + 1 + place % (len(plan.schools) - 1)) % len(plan.schools)]
        away.visitors.append(Visitor(plan.student_ids[place], plan.schools[home].record_id))


def _millis(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
