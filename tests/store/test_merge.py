"""Whatever arrives in whatever order, the live tables hold what a plain model of them holds; nothing else changes."""

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from clever_upgrade.store import stage
from clever_upgrade.store.database import Connection, Database
from clever_upgrade.store.merge import EXAMPLES, Plan, Staged, merge, plan, rehearse
from clever_upgrade.store.rows import RowMaker
from tests.store.conftest import empty
from tests.store.outside import DISTRICT, NEIGHBOUR, change, json_of, rows
from tests.store.rosters import (
    COLLECTIONS,
    LINKS,
    Model,
    Record,
    Round,
    histories,
    pairs,
    play,
    record_of,
    stage_round,
    stored,
)

NEIGHBOURS: dict[str, Record] = {
    "students": {"id": "n-student", "schools": ["n-school", "x"], "grade": "1"},
    "sections": {"id": "n-section", "students": ["n-student", "a1"], "teacher": "t", "name": "Theirs"},
}


def settle_neighbour(database: Database) -> None:
    def work(connection: Connection) -> None:
        for name, record in NEIGHBOURS.items():
            row = RowMaker(name, NEIGHBOUR).row(json_of(record))
            stage.load(connection, database.dialect, "n-1", name, [row])
            merge(connection, database.dialect, Staged("n-1", NEIGHBOUR, name, whole=True), 0)
        stage.clear(connection, "n-1")

    database.write(work)


def neighbours(database: Database) -> list[object]:
    found: list[object] = [
        {key: value for key, value in row.items() if key != "note"}
        for name in COLLECTIONS
        for row in rows(database, f"SELECT * FROM {name} WHERE district = '{NEIGHBOUR}'")  # noqa: S608
    ]
    return found + sorted(pair for table in LINKS for pair in pairs(database, table) if pair[0].startswith("n-"))


def assert_store_is(database: Database, model: Model) -> None:
    for name in COLLECTIONS:
        found = stored(database, name)
        assert {key for key, row in found.items() if row["archived_at"] is not None} == model.archived[name]
        assert {key: record_of(row) for key, row in found.items() if key not in model.archived[name]} == model.current(
            name
        )
        assert {key: row["last_run"] for key, row in found.items()} == model.last_run[name]
    for table in LINKS:
        ours = [pair for pair in pairs(database, table) if not pair[0].startswith("n-")]
        assert sorted(ours) == sorted(model.links(table)), table


def assert_counts(done: Plan, expected: dict[str, set[str]], before: int) -> None:
    assert {kind: getattr(done, kind) for kind in expected} == {kind: len(ids) for kind, ids in expected.items()}
    assert done.before == before
    assert done.writes == sum(map(len, expected.values()))


@pytest.fixture
def noted(own_database: Database) -> Database:
    """A store to whose students the user has added a column."""
    change(own_database, "ALTER TABLE students ADD COLUMN note VARCHAR(80)")
    return own_database


@settings(
    max_examples=15,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=histories())
def test_any_rounds_leave_the_store_as_the_model_has_it(noted: Database, history: list[Round]) -> None:
    empty(noted)
    settle_neighbour(noted)
    model, theirs = Model(), neighbours(noted)
    for number, each in enumerate(history):
        run = f"run-{number}"
        before = {name: len(model.current(name)) for name in COLLECTIONS}
        done = play(noted, run, each, planned=number % 2 == 1)
        for name, (planned, merged) in done.items():
            expected = model.apply(run, name, each)
            assert_counts(planned, expected, before[name])
            assert_counts(merged, expected, before[name])
            assert merged.unchanged == before[name] - len(expected["archived"]) - len(expected["changed"])
            assert not each.whole or planned.unchanged == merged.unchanged
            assert planned.examples == {kind: tuple(sorted(ids)[:EXAMPLES]) for kind, ids in expected.items() if ids}
        assert_store_is(noted, model)
        change(noted, "UPDATE students SET note = id WHERE note IS NULL")
    assert all(row["note"] == key for key, row in stored(noted, "students").items())
    assert neighbours(noted) == theirs


SNAPSHOT = Round(
    whole=True,
    records={
        "students": {
            "a": {
                "id": "a",
                "name": {"first": "Ada"},
                "schools": ["x", "y"],
                "credentials": {"district_password": "1"},
            },
            "b": {"id": "b", "pet": "cat", "created": "2017-03-15T01:02:03.004Z"},
        },
        "sections": {"s": {"id": "s", "students": ["b", "a"], "teacher": "t"}},
    },
    gone={},
    earlier={},
)
SAME = Round(
    whole=True,
    records={
        "students": {
            "b": {"pet": "cat", "created": "2017-03-15T03:02:03.004+02:00", "id": "b"},
            "a": {
                "id": "a",
                "schools": ["y", "x"],
                "name": {"first": "Ada"},
                "credentials": {"district_password": "2"},
            },
        },
        "sections": {"s": {"teacher": "t", "id": "s", "students": ["a", "b"], "teachers": None}},
    },
    gone={},
    earlier={},
)
"""The same content in another order, with another password."""


def everything(database: Database) -> list[object]:
    found: list[object] = [stored(database, name) for name in COLLECTIONS]
    return found + [sorted(pairs(database, table)) for table in LINKS]


def test_the_same_snapshot_again_writes_nothing(database: Database) -> None:
    assert {name: done.writes for name, (_, done) in play(database, "run-1", SNAPSHOT).items()} == {
        "students": 2,
        "sections": 1,
    }
    before = everything(database)
    for planned, merged in play(database, "run-2", SAME).values():
        assert planned.writes == merged.writes == 0
        assert planned.unchanged == merged.unchanged == merged.before
    assert everything(database) == before


def test_a_rewrite_writes_every_row_anew_and_changes_none(database: Database) -> None:
    play(database, "run-1", SNAPSHOT)

    def work(connection: Connection) -> tuple[Plan, Plan]:
        stage_round(connection, database, "run-2", "students", SAME)
        staged = Staged("run-2", DISTRICT, "students", whole=True, rewrite=True)
        return plan(connection, staged), merge(connection, database.dialect, staged, 0)

    planned, merged = database.write(work)
    assert planned.changed == merged.changed == merged.writes == 2
    found = stored(database, "students")
    assert {row["last_run"] for row in found.values()} == {"run-2"}
    assert record_of(found["a"])["schools"] == ["x", "y"]
    assert sorted(pairs(database, "student_schools")) == [("a", "x"), ("a", "y")]


def test_a_new_record_may_arrive_together_with_one_that_did_not_change(database: Database) -> None:
    play(database, "run-1", SNAPSHOT)
    new = {"id": "c", "schools": ["z"]}
    events = Round(False, {"students": {**SNAPSHOT.records["students"], "c": new}, "sections": {}}, {}, {})
    planned, merged = play(database, "run-2", events)["students"]
    assert (planned.added, planned.writes, merged.added, merged.writes) == (1, 1, 1, 1)
    assert sorted(pairs(database, "student_schools")) == [("a", "x"), ("a", "y"), ("c", "z")]


def test_ids_are_told_apart_by_case_accents_and_blanks(database: Database) -> None:
    schools = ["x", "X", "é", "e", "y", "y "]
    snapshot = Round(True, {"students": {"a": {"id": "a", "schools": schools}}, "sections": {}}, {}, {})
    play(database, "run-1", snapshot)
    assert sorted(pairs(database, "student_schools")) == sorted(("a", school) for school in schools)


def test_another_run_on_the_stage_is_not_merged(database: Database) -> None:
    def work(connection: Connection) -> None:
        stage_round(connection, database, "other-run", "students", SNAPSHOT)
        merge(connection, database.dialect, Staged("run-1", DISTRICT, "students", whole=True), 0)

    database.write(work)
    assert stored(database, "students") == {}
    assert database.read(lambda connection: stage.count(connection, "other-run", "students")) == 2


def test_a_rehearsal_sends_every_statement_and_changes_nothing(database: Database) -> None:
    play(database, "run-1", SNAPSHOT)
    before = everything(database)

    def work(connection: Connection) -> None:
        for name in COLLECTIONS:
            rehearse(connection, database.dialect, Staged("-", DISTRICT, name, whole=False), 0)

    database.write(work)
    assert everything(database) == before
