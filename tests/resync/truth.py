"""What a store must hold, told by the sandbox itself: an oracle that shares no code with the store."""

import json
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any
from urllib.request import Request, urlopen

from sqlalchemy import Engine, create_engine, text

COLLECTIONS = (
    "districts", "schools", "teachers", "students", "sections", "contacts", "school_admins", "district_admins",
)  # fmt: skip
OWN_COLUMNS = {"extra", "fingerprint", "archived_at", "last_run"}
SETS = {"students", "schools"}
"""Arrays whose order means nothing."""


def ask(base_url: str, path: str, method: str = "GET", body: Any = None) -> Any:
    """The JSON that the sandbox's own endpoints answer."""
    data = None if body is None else json.dumps(body).encode()
    with urlopen(Request(f"{base_url}/_sandbox/{path}", data=data, method=method)) as answer:  # noqa: S310
        return json.load(answer)


def truth(base_url: str, collection: str) -> dict[str, dict[str, Any]]:
    """Every record that v1.2 shows, by id, without the password."""
    return {record["id"]: _plain(record) for record in ask(base_url, f"truth/v1.2/{collection}")}


def engine_of(store_url: str) -> Engine:
    """A connection of its own to a store."""
    drivers = {"sqlite:": "sqlite:", "postgresql:": "postgresql+psycopg:", "mariadb:": "mariadb+pymysql:"}
    scheme = store_url.partition("/")[0]
    return create_engine(store_url.replace(scheme, drivers[scheme], 1))


def rows(store_url: str, sql: str) -> list[dict[str, Any]]:
    """What a query finds in a store."""
    engine = engine_of(store_url)
    try:
        with engine.connect() as connection:
            return [dict(row) for row in connection.execute(text(sql)).mappings()]
    finally:
        engine.dispose()


def stored(store_url: str, collection: str, *, archived: bool = False) -> dict[str, dict[str, Any]]:
    """The live rows, as records: those that are not archived, or those that are."""
    which = "IS NOT NULL" if archived else "IS NULL"
    found = rows(store_url, f"SELECT * FROM {collection} WHERE archived_at {which}")  # noqa: S608
    return {row["id"]: _record(row) for row in found}


def pairs(store_url: str, table: str) -> set[tuple[str, str]]:
    """The rows of a join table."""
    return {tuple(row.values()) for row in rows(store_url, f"SELECT * FROM {table}")}  # type: ignore[misc]  # noqa: S608


def assert_store_is_true(base_url: str, store_url: str, gone: set[str] | None = None) -> None:
    """The live tables hold just what v1.2 shows; ``gone`` are the ids that must be archived, where that is known."""
    for collection in COLLECTIONS:
        expected, found = truth(base_url, collection), stored(store_url, collection)
        assert found.keys() == expected.keys(), collection
        for record_id, record in expected.items():
            assert found[record_id] == record, (collection, record_id)
    sections, students, teachers = (truth(base_url, name) for name in ("sections", "students", "teachers"))
    assert pairs(store_url, "section_students") == _links(sections, "students")
    assert pairs(store_url, "section_teachers") == {
        (section["id"], teacher)
        for section in sections.values()
        for teacher in section.get("teachers", [section["teacher"]] if section.get("teacher") else [])
    }
    assert pairs(store_url, "student_schools") == _links(students, "schools")
    assert pairs(store_url, "teacher_schools") == _links(teachers, "schools")
    if gone is not None:
        archived = {record for name in COLLECTIONS for record in stored(store_url, name, archived=True)}
        assert archived == gone


def _links(records: dict[str, dict[str, Any]], name: str) -> set[tuple[str, str]]:
    return {(record["id"], member) for record in records.values() for member in record.get(name, [])}


def _record(row: dict[str, Any]) -> dict[str, Any]:
    extra = row.pop("extra")
    record = {name: value for name, value in row.items() if name not in OWN_COLUMNS and value is not None}
    for name, value in record.items():
        if isinstance(value, datetime):
            moment = value if value.tzinfo else value.replace(tzinfo=UTC)
            record[name] = moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
        elif isinstance(value, str) and value[:1] in ("[", "{"):
            with suppress(json.JSONDecodeError):
                record[name] = json.loads(value)
    if extra is not None:
        record.update(json.loads(extra) if isinstance(extra, str) else extra)
    return _plain(record)


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    plain = {name: value for name, value in record.items() if value is not None}
    for name in SETS & plain.keys():
        plain[name] = sorted(plain[name])
    if "credentials" in plain:
        plain["credentials"] = {key: value for key, value in plain["credentials"].items() if key != "district_password"}
    return plain
