"""What users added to the tables outlives a resync, and their rules are told apart from a failure."""

import json
import time
from typing import Any

import pytest

from tests.resync.places import LIVE, Place, on_a_server, server, servers, world
from tests.resync.truth import rows, stored
from tests.resync.world import IN_EACH_STORE

__all__ = ["on_a_server", "server", "servers", "world"]


@IN_EACH_STORE
def test_what_users_added_to_the_tables_outlives_a_resync(world: Place) -> None:
    world.resync()
    students = world.ids("students")
    kept, gone = students[-1], students[0]
    identifier = {
        "sqlite": "TEXT", "postgresql": 'TEXT COLLATE "C"',
        "mariadb": "VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_nopad_bin",
    }[world.kind]  # fmt: skip
    world.execute(
        "ALTER TABLE students ADD COLUMN bus_line VARCHAR(20)",
        "ALTER TABLE schools ADD COLUMN motto VARCHAR(20) DEFAULT 'none' NOT NULL",
        "UPDATE students SET bus_line = 'number 7'",
        "CREATE INDEX students_by_bus ON students (bus_line)",
        "CREATE VIEW present AS SELECT id, grade, bus_line FROM students WHERE archived_at IS NULL",
        f"CREATE TABLE notes (student {identifier} NOT NULL, note VARCHAR(99), "
        "FOREIGN KEY (student) REFERENCES students (id))",
        f"INSERT INTO notes SELECT id, 'late' FROM students WHERE id IN ('{kept}', '{gone}')",  # noqa: S608
    )
    role = f"reader_{time.monotonic_ns()}"
    if world.kind == "postgresql":
        world.execute(f"CREATE ROLE {role}", f"GRANT SELECT ON students TO {role}")
    try:
        world.live_on("a")
        world.live_on_during_the_snapshot("b")
        assert world.resync().state == "done"
        back = {**json.loads(json.dumps(_known(world, gone))), "nickname": "back"}
        world.district.upsert("students", back)
        world.events()
        world.live_on("c")
        assert world.resync().state == "done"
        if world.kind == "postgresql":
            world.execute(f"SET ROLE {role}", "SELECT count(*) FROM students")
    finally:
        if world.kind == "postgresql":
            world.execute(f"DROP OWNED BY {role}", f"DROP ROLE {role}")
    lines = {row["id"]: row["bus_line"] for row in rows(world.store, "SELECT id, bus_line FROM students")}
    assert {each: lines[each] for each in students} == dict.fromkeys(students, "number 7")
    assert len(lines) > len(students)
    assert {lines[each] for each in lines.keys() - set(students)} == {None}
    present = {row["id"] for row in rows(world.store, "SELECT id FROM present")}
    assert present == set(world.ids("students"))
    assert {row["student"] for row in rows(world.store, "SELECT student FROM notes")} == {kept, gone}
    assert {row["motto"] for row in rows(world.store, "SELECT motto FROM schools")} == {"none"}
    world.execute("ALTER TABLE schools DROP COLUMN motto", "DROP VIEW present", "DROP INDEX students_by_bus" +
                  (" ON students" if world.kind == "mariadb" else ""))  # fmt: skip
    world.execute("DROP TABLE notes", "ALTER TABLE students DROP COLUMN bus_line")
    world.assert_true()


def _known(world: Place, record_id: str) -> dict[str, Any]:
    """A record that is gone, as its last event told it."""
    for event_id in reversed(world.district.ids("v1.1", "events")):
        told = world.district.record("v1.1", "events", event_id)["data"]["object"]
        if told["id"] == record_id:
            return dict(told)
    raise AssertionError(record_id)


_OWN_RULES = {
    "sqlite": (
        "CREATE TRIGGER own BEFORE INSERT ON students BEGIN SELECT RAISE(ABORT, 'no homeroom for Kim, hush'); END",
        "DROP TRIGGER own",
    ),
    "postgresql": (
        "ALTER TABLE students ADD homeroom TEXT NOT NULL DEFAULT ''; ALTER TABLE students ALTER homeroom DROP DEFAULT",
        "ALTER TABLE students DROP COLUMN homeroom",
    ),
    "mariadb": (
        "ALTER TABLE students ADD COLUMN homeroom VARCHAR(20) NOT NULL",
        "ALTER TABLE students DROP COLUMN homeroom",
    ),
}


@IN_EACH_STORE
@pytest.mark.parametrize("how", ["resync", "events"])
def test_a_column_that_must_be_set_is_named_as_the_users_own_and_nothing_is_changed(world: Place, how: str) -> None:
    world.resync()
    world.live_on("a")
    add, drop = _OWN_RULES[world.kind]
    world.execute(add)
    before = world.fingerprint(*LIVE, "clever_upgrade_districts") if how == "events" else world.fingerprint()
    error = world.fails(lambda: getattr(world, how)(patience=5))
    assert "a constraint that is not the tool's own refuses a row" in error.message
    assert "give columns a default" in error.hint
    assert world.fingerprint() == before or how == "events"
    assert (stored(world.store, "students")).keys() != set(world.ids("students"))
    world.execute(drop)
    getattr(world, how)()
    world.assert_true()
