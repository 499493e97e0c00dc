"""Writes a made-up district to disk, page by page, as both versions of the API would serve it.

Everything follows from a record's number, so that no part of the district has to be in memory, and the truth of what
was made to differ is known beforehand. Each page has a file of offsets next to it, by which a record is found again.
"""

import json
from array import array
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

DISTRICT = "4ff7bb4892b3c967a1000001"
VERSIONS = ("v1.1", "v1.2")
PERIODS = 8
"""How many sections a student has."""
CLASS = 21
"""How many students a section has."""
_ROLL = 600
"""How many students a school has."""
_FIRST = ("Malik", "Elif", "Zoë", "José", "Mary-Ann", "Ana", "O'Neil", "Wei", "Aaliyah", "Sean", "Priya", "Łukasz")
_LAST = ("Van der Berg", "Østergård", "Garcia", "Smith-Jones", "Nguyen", "Brown", "Kowalski", "Okafor", "Li", "Haddad")
_RACES = ("Caucasian", "Asian", "Black or African American", "American Indian", "Two or More Races", "Unknown", "")
_GRADES = ("Kindergarten", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12")
_SUBJECTS = ("math", "science", "homeroom/advisory", "english/language arts", "social studies", "PE and health")
_STAMP = "2016-08-15T04:30:00.000Z"

Record = dict[str, Any]


class Listed(NamedTuple):
    """One record of a listing: its number, and what each version shows; None where a version lacks it."""

    number: int
    older: Record | None
    newer: Record | None


@dataclass(frozen=True)
class Case:
    """What a district is like: one student in ``every`` differs, and how the later version writes its records.

    The later version lacks the first ``lacking`` of every ten students.
    """

    name: str
    every: int
    key_order: bool = False
    null_years: bool = False
    lacking: int = 0

    def differs(self, number: int) -> bool:
        return number % self.every == 7 % self.every

    def lacks(self, number: int) -> bool:
        return number % 10 < self.lacking

    def place(self, number: int) -> int:
        """Where the later version lists this student."""
        return number // 10 * (10 - self.lacking) + max(0, number % 10 - self.lacking)

    def count(self, students: int) -> int:
        """How many students must be found to differ."""
        return sum(self.lacks(number) or self.differs(number) for number in range(students))


CASES = {
    case.name: case
    for case in (
        Case("one-percent", 100),
        Case("all", 1),
        Case("key-order", 100, key_order=True),
        Case("null-years", 100, null_years=True),
        Case("one-sided", 100, lacking=3),
    )
}
"""1 % differ; all differ; 1 % differ, and keys come in another order; or ``graduation_year`` is null where the
earlier version lacks it; or the later version lacks 30 % of the students."""


def student_id(number: int) -> str:
    """Ascending like the numbers."""
    return f"{0x57B14548 + number // 40:08x}a25d021cdf{number * 2 + 1:06x}"


def number_of(record_id: str) -> int:
    """The number of the student with this id."""
    return (int(record_id[-6:], 16) - 1) // 2


def school_id(number: int) -> str:
    return f"57b137382f0597b9c4{number:06x}"


def _section_id(number: int) -> str:
    return f"57b20000d5c1a3b7e9{number:06x}"


@dataclass(frozen=True)
class District:
    """A district of so many students."""

    students: int
    case: Case

    @property
    def schools(self) -> int:
        return max(2, self.students // _ROLL)

    def school_of(self, number: int) -> int:
        return number % self.schools

    def second_school_of(self, number: int) -> int | None:
        """One student in fifty has a section at another school."""
        return (self.school_of(number) + 1) % self.schools if number % 50 == 3 else None

    def listing(self, collection: str) -> Iterator[Listed]:
        """Every record of a collection, ascending by id."""
        return {"schools": self._schools, "sections": self._sections, "students": self._students}[collection]()

    def _schools(self) -> Iterator[Listed]:
        for number in range(self.schools):
            stamps = {"created": _STAMP, "last_modified": _STAMP}
            record = {"district": DISTRICT, "name": f"PS {number}", "sis_id": str(number), "id": school_id(number)}
            yield Listed(number, record | stamps, record | stamps)

    def _sections(self) -> Iterator[Listed]:
        classes = [(school, first) for school in range(self.schools) for first in range(0, self._roll(school), CLASS)]
        meetings = [(school, first, period) for school, first in classes for period in range(PERIODS)]
        # As unkind to whoever walks the sections as can be: those of one school do not stand together.
        Random(1).shuffle(meetings)
        for number, (school, first, period) in enumerate(meetings):
            last = min(first + CLASS, self._roll(school))
            people = [school + place * self.schools for place in range(first, last)]
            guests = [each for each in people if period == PERIODS - 1 and self.second_school_of(each) is not None]
            record = _section(number, school, period, [each for each in people if each not in guests])
            yield Listed(number, record, record)
        number = len(meetings)
        for guest in range(3, self.students, 50):
            second = self.second_school_of(guest)
            assert second is not None
            record = _section(number, second, PERIODS - 1, [guest])
            yield Listed(number, record, record)
            number += 1

    def _roll(self, school: int) -> int:
        return len(range(school, self.students, self.schools))

    def _students(self) -> Iterator[Listed]:
        for number in range(self.students):
            older = self._student(number)
            newer = None if self.case.lacks(number) else self._as_later(number, older)
            yield Listed(number, older, newer)

    def _student(self, number: int) -> Record:
        first, last = _FIRST[number % 12], _LAST[number // 7 % 10]
        record: Record = {
            "created": _STAMP,
            "credentials": {"district_username": f"{last[:4].lower()}{number}"},
            "district": DISTRICT,
            "last_modified": "2017-02-23T03:39:02.829Z",
            "name": {"first": first, "last": last} | ({"middle": "ABCDEFG"[number % 7]} if number % 3 else {}),
            "school": school_id(self.school_of(number)),
            "sis_id": str(100_000_000 + number * 7),
            "id": student_id(number),
            "email": f"s{number}@students.example.org",
            "student_number": str(100_000_000 + number * 7),
            "state_id": str(924_266_180 + number),
            "dob": f"{number % 12 + 1}/{number % 28 + 1}/{1999 + number % 12}",
            "gender": "FM"[number % 2],
            "grade": _GRADES[number % 13],
            "race": _RACES[number % 7],
            "hispanic_ethnicity": "NY"[number % 5 == 0],
            "ell_status": "N",
            "location": {"zip": f"{10_000 + number % 80_000}"},
        }
        if number % 4 == 0:
            record["location"] |= {"address": f"{number % 900} King Boulevard", "city": "Dunmore", "state": "CA"}
        return record

    def _as_later(self, number: int, older: Record) -> Record:
        newer = dict(older)
        if number % 3:
            newer["graduation_year"] = str(2017 + number % 13)
        elif self.case.null_years:
            newer["graduation_year"] = None
        second = self.second_school_of(number)
        newer["schools"] = [older["school"], *([] if second is None else [school_id(second)])]
        if self.case.differs(number):
            make_differ(number, newer)
        if self.case.key_order:
            newer = {name: newer[name] for name in sorted(newer)}
        return newer


def _section(number: int, school: int, period: int, people: list[int]) -> Record:
    return {
        "created": _STAMP,
        "district": DISTRICT,
        "last_modified": _STAMP,
        "name": f"{_SUBJECTS[period % 6]} - {number} - {period + 1}",
        "school": school_id(school),
        "sis_id": str(800_000 + number),
        "students": [student_id(each) for each in people],
        "subject": _SUBJECTS[period % 6],
        "teachers": [f"57b14549bb751bfabe{school * 40 + period:06x}"],
        "id": _section_id(number),
        "course_name": _SUBJECTS[period % 6],
        "period": str(period + 1),
        "term": {"name": "Y1", "start_date": "2016-08-15", "end_date": "2017-06-10"},
    }


def _email(record: Record) -> None:
    record["email"] += ".invalid"


def _null(record: Record) -> None:
    record["state_id"] = None


def _middle(record: Record) -> None:
    record["name"] = record["name"] | {"middle": "Ž"}


def _grade(record: Record) -> None:
    record["grade"] = 5


def _vanished(record: Record) -> None:
    del record["race"]


def _undocumented(record: Record) -> None:
    record["nickname"] = "Bo"


def _schools(record: Record) -> None:
    record["schools"] = []


_WAYS: tuple[tuple[Callable[[Record], None], str], ...] = (
    (_email, "value-differs"),
    (_null, "type-differs"),
    (_middle, "value-differs or undocumented"),
    (_grade, "type-differs"),
    (_vanished, "field-vanished"),
    (_undocumented, "undocumented-field"),
    (_schools, "schools-mismatch"),
)


def make_differ(number: int, newer: Record) -> None:
    """Make one field of the later version's record differ, another one from record to record."""
    _WAYS[number // 100 % len(_WAYS) if number % 100 == 7 else number % len(_WAYS)][0](newer)


@dataclass
class _Pages:
    """Writes one listing of one version."""

    folder: Path
    rows: int
    version: str
    collection: str
    written: int = 0
    _items: list[bytes] = field(default_factory=list)

    def add(self, record: Record) -> None:
        self._items.append(json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode())
        if len(self._items) == self.rows:
            self.flush()

    def flush(self) -> None:
        if not self._items:
            return
        head, links = b'{"data":[', b'],"paging":{"current":1},"links":[{"rel":"self","uri":"/x"}]}'
        offsets, parts, reached = array("I"), [head], len(head)
        for place, text in enumerate(self._items):
            opening = b',{"data":' if place else b'{"data":'
            uri = f'"/{self.version}/{self.collection}/{self.written}-{place}"'.encode()
            parts += [opening, text, b',"uri":', uri, b"}"]
            offsets.extend((reached + len(opening), len(text)))
            reached += len(opening) + len(text) + len(b',"uri":') + len(uri) + 1
        page = self.folder / f"{self.written:06d}"
        page.with_suffix(".json").write_bytes(b"".join([*parts, links]))
        page.with_suffix(".offsets").write_bytes(offsets.tobytes())
        self._items.clear()
        self.written += 1


def write_district(folder: Path, district: District, rows: int) -> None:
    """Write every page of schools, sections and students through both versions."""
    for collection in ("schools", "sections", "students"):
        sides = []
        for version in VERSIONS:
            below = folder / version / collection
            below.mkdir(parents=True)
            sides.append(_Pages(below, rows, version, collection))
        for listed in district.listing(collection):
            for side, record in zip(sides, (listed.older, listed.newer), strict=True):
                if record is not None:
                    side.add(record)
        for side in sides:
            side.flush()
    facts = {"students": district.students, "case": district.case.name, "rows": rows}
    (folder / "facts.json").write_text(json.dumps(facts), encoding="utf-8")
