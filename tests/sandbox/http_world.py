"""A small district of which every number is known, and a caller that asks a sandbox without a socket."""

import json
from dataclasses import dataclass, field
from typing import Any

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.exchange import Request, Response
from clever_upgrade.sandbox.tokens import DEMO_TOKEN

STAMP = "2016-08-01T10:00:00.000Z"


def made_id(kind: int, number: int) -> str:
    """The id of one record of a kind, ascending by number."""
    return f"5a{kind:02x}{number:020x}"


DISTRICT = made_id(0, 1)
SCHOOLS = [made_id(1, number) for number in range(1, 4)]
TEACHERS = [made_id(2, number) for number in range(1, 5)]
STUDENTS = [made_id(3, number) for number in range(1, 26)]
SECTIONS = [made_id(4, number) for number in range(1, 4)]
CONTACTS = [made_id(5, number) for number in range(1, 3)]
SCHOOL_ADMINS = [made_id(6, 1), made_id(6, 2)]
DISTRICT_ADMINS = [made_id(7, 1), made_id(7, 2)]
UNKNOWN = made_id(9, 9)
STATUS = {"state": "paused", "sis_type": "sftp", "pause_start": STAMP, "pause_end": "2016-08-20T00:00:00.000Z"}


def small_district() -> District:
    """Three schools, four teachers, 25 students (every fifth at the second school) and three sections.

    The first section is at the first school, has two teachers and six students, one of them from the second school.
    The third section has no teacher. Nobody is at the third school.
    """
    stamps = {"district": DISTRICT, "created": STAMP, "last_modified": STAMP}
    return District(
        {
            "districts": [{"id": DISTRICT, "name": "Small District"}],
            "schools": [
                {"id": id_, "name": f"School {n}", "sis_id": f"S{n}", "school_number": str(n), **stamps}
                for n, id_ in enumerate(SCHOOLS)
            ],
            "teachers": [
                {"id": id_, "school": SCHOOLS[0], "sis_id": f"T{n}", "name": {"first": f"T{n}"}, **stamps}
                for n, id_ in enumerate(TEACHERS)
            ],
            "students": [_student(n, id_, stamps) for n, id_ in enumerate(STUDENTS)],
            "sections": [
                _section(0, SCHOOLS[0], STUDENTS[:6], TEACHERS[:2], stamps, grade="4"),
                _section(1, SCHOOLS[1], STUDENTS[4:5], TEACHERS[:1], stamps, grade="Kindergarten"),
                _section(2, SCHOOLS[0], [], [], stamps),
            ],
            "contacts": [
                {"id": id_, "student": STUDENTS[0], "district": DISTRICT, "name": f"Aunt {n}", "type": "Aunt"}
                for n, id_ in enumerate(CONTACTS)
            ],
            "school_admins": [
                {"id": id_, "district": DISTRICT, "schools": SCHOOLS[:2], "email": "a@example.net", "staff_id": "1",
                 "name": {"first": "Ada"}}
                for id_ in SCHOOL_ADMINS
            ],
            "district_admins": [
                {"id": id_, "district": DISTRICT, "email": f"{n}@example.net"} for n, id_ in enumerate(DISTRICT_ADMINS)
            ],
        },
        status=STATUS,
    )  # fmt: skip


def _student(number: int, id_: str, stamps: dict[str, str]) -> dict[str, Any]:
    return {
        "id": id_,
        "school": SCHOOLS[1] if number % 5 == 4 else SCHOOLS[0],
        "sis_id": f"{number:03}",
        "name": {"first": f"Kim {number}", "last": "Odd" if number % 2 else "Even"},
        "grade": str(number % 3 + 1),
        "credentials": {},
        **stamps,
    }


def _section(
    number: int, school: str, students: list[str], teachers: list[str], stamps: dict[str, str], **more: str
) -> dict[str, Any]:
    taught = {"teacher": teachers[0], "teachers": teachers} if teachers else {}
    return {
        "id": SECTIONS[number],
        "school": school,
        "name": f"Section {number}",
        "sis_id": f"X{number}",
        "subject": "math",
        "students": students,
        **taught,
        **more,
        **stamps,
    }


@dataclass
class Caller:
    """Asks a sandbox; by default with the district's token."""

    sandbox: Sandbox
    token: str | None = DEMO_TOKEN
    headers: dict[str, str] = field(default_factory=dict)

    def answer(self, path: str, method: str = "GET", body: Any = None) -> Response:
        """The answer to one request."""
        target, _, query = path.partition("?")
        headers = dict(self.headers)
        if self.token is not None:
            headers["authorization"] = f"Bearer {self.token}"
        data = b"" if body is None else body if isinstance(body, bytes) else json.dumps(body).encode()
        return self.sandbox.handle(Request(method, target, query, headers, data))

    def get(self, path: str, status: int = 200) -> Any:
        """The JSON of an answer that has the expected status."""
        answer = self.answer(path)
        assert answer.status == status, (path, answer.status, answer.body[:200])
        assert answer.content_type == "application/json; charset=utf-8"
        return json.loads(answer.body)

    def error(self, path: str, status: int) -> str:
        """The sentence of an error that has the expected status."""
        body = self.get(path, status)
        assert list(body) == ["error"]
        assert isinstance(body["error"], str)
        return str(body["error"])

    def ids(self, path: str) -> list[str]:
        """The ids of a page."""
        return [item["data"]["id"] if "data" in item else item["id"] for item in self.get(path)["data"]]

    def do(self, method: str, path: str, body: Any = None, status: int = 200) -> Any:
        """The JSON that answers a change, which has the expected status."""
        answer = self.answer(path, method, body)
        assert answer.status == status, (path, answer.status, answer.body[:200])
        return json.loads(answer.body)


def small_caller(**options: Any) -> Caller:
    """A caller of a sandbox over the small district."""
    return Caller(Sandbox({DEMO_TOKEN: small_district()}, **options))


def links_of(body: dict[str, Any]) -> dict[str, str]:
    """The links of an answer by rel; no rel may stand twice."""
    found = {link["rel"]: link["uri"] for link in body["links"]}
    assert len(found) == len(body["links"])
    return found
