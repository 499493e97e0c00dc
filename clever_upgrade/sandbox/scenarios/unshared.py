"""The situation in which one school is not shared, with everybody whom that touches in a way of their own."""

from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.district.roster import USERS
from clever_upgrade.sandbox.scenarios.newcomers import (
    FROM,
    at_least_two_schools,
    enrol,
    new_student,
    new_teacher,
    schools_of,
    section_at,
)

_NEW = {"students": new_student, "teachers": new_teacher}


def unshare_one_school(district: District) -> None:
    """Stop sharing the smallest school that has students.

    Before that it is made sure that students and teachers of every kind exist: those who belong to that school alone,
    those of that school who have a section elsewhere, and those of another school who have a section there.
    """
    schools = at_least_two_schools(district)
    sizes = {school: len(district.related(FROM, "schools", school, "students")) for school in schools}
    unshared = min(schools, key=lambda school: (sizes[school] == 0, sizes[school], school))
    other = max((school for school in schools if school != unshared), key=lambda school: (sizes[school], school))
    for collection in USERS:
        _make_sure(district, collection, unshared, other)
    district.unshare_school(unshared)


def _make_sure(district: District, collection: str, unshared: str, other: str) -> None:
    natives = list(district.related(FROM, "schools", unshared, collection))
    out = [user for user in natives if len(schools_of(district, collection, user)) > 1]
    if not out:
        goer = natives[0] if natives else _NEW[collection](district, unshared)
        enrol(district, section_at(district, other), collection, goer)
        out.append(goer)
    if not set(natives).difference(out):
        _NEW[collection](district, unshared)
    section = section_at(district, unshared)
    sections = district.related(FROM, "schools", unshared, "sections")
    here = {user for one in sections for user in district.related(FROM, "sections", one, collection)}
    if not here.difference(natives, out):
        others = district.related(FROM, "schools", other, collection)
        enrol(district, section, collection, others[0] if others else _NEW[collection](district, other))
