"""Small districts with everything that a comparison meets, as both versions show them; before anything goes wrong."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from tests.compare.oracle import schools_of
from tests.compare.oracle_reading import read
from tests.compare.texts import PLAIN, Members, Style, tree, write

FROM, TO = "v1.1", "v1.2"
SIDES = (FROM, TO)
DISTRICT = "4fd43cc56d11340000000005"
DATE_FORMS = ("2015-08-25", "2015-08-25T00:00:00.000Z", "2015-08-25 00:00:00.000000")
STAMP = "2014-02-26T21:15:44.512Z"
_NAMES = ("Zoë", "José", "Mary-Ann", 'Al "Bud"', "李", "Ana", "O'Neil", "Ω", "back\\slash", "👩‍🎓")
_KINDS = {
    "schools": 1,
    "sections": 2,
    "teachers": 3,
    "students": 4,
    "contacts": 5,
    "school_admins": 6,
    "district_admins": 7,
}


def new_id(collection: str, number: int) -> str:
    """An id that tells its collection by its first digits."""
    return f"{_KINDS.get(collection, 9):02x}0e5960049e75a9{number:08x}"


@dataclass
class World:
    """Both views of one district: records by version, collection and id, and how each is written."""

    records: dict[tuple[str, str], dict[str, Members]] = field(default_factory=dict)
    styles: dict[tuple[str, str, str], Style] = field(default_factory=dict)

    def of(self, side: str, collection: str) -> dict[str, Members]:
        return self.records.setdefault((side, collection), {})

    @property
    def collections(self) -> list[str]:
        return sorted({collection for _, collection in self.records})

    def texts(self, side: str, collection: str) -> dict[str, bytes]:
        """What a version serves, ascending by id."""
        styles = self.styles
        return {
            record_id: write(record, styles.get((side, collection, record_id), PLAIN))
            for record_id, record in sorted(self.of(side, collection).items())
        }

    def sections(self) -> list[Mapping[str, Any]]:
        """The earlier version's sections, as far as they can be read."""
        readings = (read(text) for text in self.texts(FROM, "sections").values())
        return [reading.members for reading in readings if reading]

    def shared(self) -> set[str]:
        return set(self.of(FROM, "schools"))


def build(rng: Random, schools: int = 3, sections: int = 4, teachers: int = 2, students: int = 4) -> World:
    """A district with nothing but what the contract says."""
    world = World()
    _put(world, "districts", [{"id": DISTRICT, "name": "Demo District"}])
    _put(world, "status", [_status(rng)])
    school_ids = [new_id("schools", number) for number in range(schools)]
    unshared = new_id("schools", 99)
    people = {
        kind: [new_id(kind, number) for number in range(count)]
        for kind, count in (("teachers", teachers), ("students", students))
    }
    _put(world, "schools", (_school(rng, school) for school in school_ids))
    _put(world, "sections", (_section(rng, number, [*school_ids, unshared], people) for number in range(sections)))
    for kind, ids in people.items():
        _put(world, kind, (_user(rng, kind, user, [*school_ids, unshared]) for user in ids))
    _put(world, "contacts", (_contact(rng, number, student) for number, student in enumerate(people["students"][:2])))
    _put(world, "school_admins", (_school_admin(rng, number, school_ids) for number in range(2)))
    _put(world, "district_admins", [_admin(rng, "district_admins", 0)])
    _view(world, rng)
    return world


def _put(world: World, collection: str, records: Iterable[dict[str, Any]]) -> None:
    world.of(FROM, collection).update({record["id"]: tree(record) for record in records})


def _view(world: World, rng: Random) -> None:
    """The later version's view: the same, and what it adds."""
    sections, shared = world.sections(), world.shared()
    for collection in world.collections:
        later = world.of(TO, collection)
        later.update({record_id: tree(record) for record_id, record in world.of(FROM, collection).items()})
        for record_id, record in later.items():
            if collection in ("students", "teachers"):
                schools = sorted(schools_of(record_id, dict(record), sections, shared))
                rng.shuffle(schools)
                record.insert(rng.randint(0, len(record)), ("schools", schools))
            for name, values in _LATER.get(collection, {}).items():
                if rng.random() < 0.4:
                    record.insert(rng.randint(0, len(record)), (name, rng.choice(values)))


_LATER: dict[str, dict[str, list[Any]]] = {
    "students": {"graduation_year": ["2031", "", None], "home_language": ["Hmong", ""], "weighted_gpa": ["3.1"]},
    "contacts": {"sis_id": ["81", None]},
    "status": {
        "pause_start": ["2017-06-15T00:00:00.000Z", "2017-06-15", None],
        "pause_end": ["2017-08-10T00:00:00.000Z"],
        "launch_date": ["2016-09-01"],
    },
}


def _maybe(rng: Random, fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if rng.random() < 0.6}


def _name(rng: Random) -> dict[str, str]:
    return {"first": rng.choice(_NAMES), "last": rng.choice(_NAMES), **_maybe(rng, {"middle": rng.choice("ABC")})}


def _status(rng: Random) -> dict[str, Any]:
    optional = {"last_sync": STAMP, "error": "", "instant_login": True}
    return {
        "id": DISTRICT,
        "state": rng.choice(["running", "pending", "error"]),
        "sis_type": "sftp",
        **_maybe(rng, optional),
    }


def _school(rng: Random, school: str) -> dict[str, Any]:
    optional = {
        "low_grade": "1", "phone": "(555) 100-2000", "location": _maybe(rng, {"zip": "10001", "city": "New York"}),
        "principal": {"name": rng.choice(_NAMES), "email": "p@example.net"},
    }  # fmt: skip
    number = str(rng.randint(1, 999))
    stamps = {"created": STAMP, "last_modified": STAMP}
    return {
        "id": school,
        "district": DISTRICT,
        "name": "PS 1",
        "sis_id": number,
        "school_number": number,
        **stamps,
        **_maybe(rng, optional),
    }


def _section(rng: Random, number: int, schools: list[str], people: dict[str, list[str]]) -> dict[str, Any]:
    teachers = rng.sample(people["teachers"], rng.randint(0, len(people["teachers"])))
    unshared_student = [new_id("students", 77)] * rng.randint(0, 1)
    term = {"name": "Y1", "start_date": rng.choice(DATE_FORMS), "end_date": "2016-06-20"}
    optional = {"grade": "3", "period": "2", "term": term, "course_name": "Math", "teachers": teachers}
    return {
        "id": new_id("sections", number), "district": DISTRICT, "school": rng.choice(schools), "name": f"Math {number}",
        "sis_id": str(number), "subject": "math", "created": STAMP, "last_modified": STAMP,
        "students": rng.sample(people["students"], rng.randint(0, len(people["students"]))) + unshared_student,
        **({"teacher": teachers[0]} if teachers else {}), **_maybe(rng, optional),
    }  # fmt: skip


def _user(rng: Random, kind: str, user: str, schools: list[str]) -> dict[str, Any]:
    record = {
        "id": user, "district": DISTRICT, "school": rng.choice(schools), "created": STAMP, "last_modified": STAMP,
        "sis_id": str(rng.randint(1, 9999)), "name": _name(rng),
        "credentials": _maybe(rng, {"district_username": "u1"}),
    }  # fmt: skip
    optional: dict[str, Any] = {"email": "a@example.net", "state_id": "23"}
    if kind == "students":
        optional |= {
            "dob": "2/11/2007",
            "gender": rng.choice(["M", "F", ""]),
            "grade": "5",
            "race": "",
            "frl_status": "Paid",
        }
        optional |= {"location": _maybe(rng, {"zip": "11237", "lat": "40.7"}), "iep_status": "", "ell_status": "N"}
    return record | _maybe(rng, optional)


def _contact(rng: Random, number: int, student: str) -> dict[str, Any]:
    record = {"id": new_id("contacts", number), "student": student, "district": DISTRICT, "name": rng.choice(_NAMES)}
    return (
        record | {"type": "Great Uncle"} | _maybe(rng, {"phone": "555", "phone_type": "cell", "email": "c@example.net"})
    )


def _admin(rng: Random, collection: str, number: int) -> dict[str, Any]:
    record = {"id": new_id(collection, number), "district": DISTRICT, "email": "d@example.net", "name": _name(rng)}
    return record | _maybe(rng, {"title": "Head"})


def _school_admin(rng: Random, number: int, schools: list[str]) -> dict[str, Any]:
    return _admin(rng, "school_admins", number) | {"schools": rng.sample(schools, 2), "staff_id": str(number)}
