"""``schools-from-sections``: code that works out the schools of a user, or takes a user to have exactly one."""

from collections.abc import Iterator

from clever_upgrade.contract.changes import change_named
from clever_upgrade.scan.evidence import Strength
from clever_upgrade.scan.found import found
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Finding, Place, Severity
from clever_upgrade.scan.rules.endpoint_version import NEW
from clever_upgrade.scan.rules.schools.gathering import gathered
from clever_upgrade.scan.rules.schools.joins import joined
from clever_upgrade.scan.rules.schools.of_user import single_schools
from clever_upgrade.scan.rules.schools.subjects import Subjects

NAME = "schools-from-sections"

_FIELDS = tuple(f"{field.collection}.{field.path}" for field in change_named("schools-array").fields)
GATHERED = f"this gathers the schools of a user from sections; {NEW} lists them as schools on students and teachers"
SINGLE = (
    f"this takes a user to have exactly one school; {NEW} lists all of them as schools, and school stays the primary"
)
REMEDY_GATHERED = (
    "Read schools of the user instead, and keep school as the primary one; an absent schools is no empty one."
)
REMEDY_SINGLE = (
    "Keep school as the primary one, and store the memberships that schools lists beside it; a school of that list may "
    "not be stored yet."
)


def judge(reading: Reading, project: Project) -> Iterator[Finding]:  # noqa: ARG001  (all judges are asked alike)
    """The places of a file that gather the schools of a user, or keep but one of them; each line once."""
    if reading.reach.strength < Strength.LINKED or "school" not in reading.file.text.lower():
        return
    met: set[int] = set()
    for place, message, remedy in _told(reading):
        if place.line not in met:
            met.add(place.line)
            yield found(
                NAME,
                reading.file,
                place,
                message,
                remedy,
                severity=Severity.NOTE,
                reach=reading.reach,
                fields=_FIELDS,
            )


def _told(reading: Reading) -> Iterator[tuple[Place, str, str]]:
    subjects = Subjects(reading.file)
    for read in gathered(reading, subjects):
        yield read.place, GATHERED, REMEDY_GATHERED
    for place in joined(reading):
        yield place, GATHERED, REMEDY_GATHERED
    if reading.reach.strength >= Strength.NAMED:
        for read in single_schools(reading, subjects):
            yield read.place, SINGLE, REMEDY_SINGLE
