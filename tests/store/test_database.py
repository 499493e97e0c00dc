"""What goes wrong in a store is told by its kind alone: no message holds a value of a row, or a password."""

import sqlite3
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import text, update
from sqlalchemy.engine import make_url

from clever_upgrade.errors import ExitCode
from clever_upgrade.store import stage
from clever_upgrade.store.database import Connection, Database, TroubledStoreError, open_database
from clever_upgrade.store.dialects import DIALECTS, Trouble
from clever_upgrade.store.merge import Staged, merge
from clever_upgrade.store.rows import RowMaker
from clever_upgrade.store.tables import LIVE
from tests.store.outside import DISTRICT, change, json_of, kind_of, rows, session
from tests.stores import need_driver

PERSONAL = f"personal-{uuid4().hex}"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch, prepared: str, database: Database) -> Iterator[Database]:
    """A store that waits but a second for a lock."""
    for module in ("sqlite", "postgresql", "mysql"):
        monkeypatch.setattr(f"clever_upgrade.store.dialects.{module}.LOCK_SECONDS", 1)
    settle(database, "a")
    impatient = open_database(prepared)
    yield impatient
    impatient.close()


def settle(database: Database, *ids: str) -> None:
    """Make students visible who all go to one school."""
    maker = RowMaker("students", DISTRICT)
    made = [maker.row(json_of({"id": key, "school": PERSONAL, "email": PERSONAL})) for key in ids]

    def work(connection: Connection) -> None:
        stage.load(connection, database.dialect, "run", "students", made)
        merge(connection, database.dialect, Staged("run", DISTRICT, "students", whole=True), 0)
        stage.clear(connection, "run")

    database.write(work)


def mark_all(connection: Connection) -> None:
    connection.execute(update(LIVE["students"]).values(grade=PERSONAL))


@contextmanager
def trouble(expected: Trouble, *silent: str) -> Iterator[None]:
    """Whatever is done here fails with this trouble, and says nothing that it must not say."""
    with pytest.raises(TroubledStoreError) as raised:
        yield
    error = raised.value
    assert error.trouble is expected, str(error)
    assert error.exit_code is ExitCode.STORE
    assert error.hint
    assert "\n" not in error.message
    assert error.__cause__ is None
    assert error.__context__ is None
    told = error.message + error.hint + repr(error) + "".join(traceback.format_exception(error))
    assert not [value for value in (PERSONAL, *silent) if value in told]


def test_what_a_write_returns_is_kept_once_it_is_committed(database: Database) -> None:
    settle(database, "a", "b")
    assert database.write(lambda connection: connection.execute(text("SELECT 7")).scalar_one(), durable=True) == 7
    assert len(rows(database, "SELECT * FROM students")) == 2


@pytest.mark.parametrize("failure", [ValueError, KeyboardInterrupt])
def test_a_write_that_fails_keeps_nothing(database: Database, failure: type[BaseException]) -> None:
    settle(database, "a")

    def work(connection: Connection) -> None:
        row = RowMaker("students", DISTRICT).row(json_of({"id": "b"}))
        stage.load(connection, database.dialect, "run", "students", [row])
        mark_all(connection)
        raise failure

    with pytest.raises(failure):
        database.write(work)
    assert rows(database, "SELECT grade FROM students") == [{"grade": None}]
    assert rows(database, "SELECT id FROM clever_upgrade_stage_students") == []
    settle(database, "a", "b")


def test_a_read_sees_one_state(database: Database) -> None:
    settle(database, "a")

    def work(connection: Connection) -> tuple[int, int]:
        count = text("SELECT count(*) FROM students")
        before = connection.execute(count).scalar_one()
        change(database, "DELETE FROM students")
        return before, connection.execute(count).scalar_one()

    assert database.read(work) == (1, 1)
    assert rows(database, "SELECT * FROM students") == []


def test_a_lock_of_somebody_else_is_waited_for_but_not_for_ever(impatient: Database) -> None:
    with session(impatient) as other:
        other.execute(text("UPDATE students SET grade = '7'"))
        with trouble(Trouble.LOCKED):
            impatient.write(mark_all)
    impatient.write(mark_all)
    assert rows(impatient, "SELECT grade FROM students") == [{"grade": PERSONAL}]


def test_a_reader_does_not_hinder_a_writer(impatient: Database) -> None:
    with session(impatient) as other:
        assert other.execute(text("SELECT grade FROM students")).scalar_one() is None
        impatient.write(mark_all)


def test_a_key_of_the_users_own_that_refuses_a_row_is_a_clash(own_database: Database) -> None:
    settle(own_database, "a")
    change(own_database, "CREATE UNIQUE INDEX one_each ON students (school)")
    with trouble(Trouble.CLASH):
        settle(own_database, "a", "b")
    assert len(rows(own_database, "SELECT id FROM students")) == 1


def test_a_check_of_the_users_own_that_refuses_a_row_is_a_clash(own_database: Database) -> None:
    change(own_database, f"ALTER TABLE students ADD COLUMN mine VARCHAR(80) DEFAULT '{PERSONAL}' CHECK (mine <> id)")
    settle(own_database, "a")
    with trouble(Trouble.CLASH):
        settle(own_database, "a", PERSONAL[:64])


def test_a_clash_in_a_bulk_load_is_told_as_any_other(database: Database) -> None:
    row = RowMaker("students", DISTRICT).row(json_of({"id": "a", "email": PERSONAL}))
    with trouble(Trouble.CLASH):
        database.write(lambda connection: stage.load(connection, database.dialect, "run", "students", [row, row]))
    assert rows(database, "SELECT id FROM clever_upgrade_stage_students") == []


def test_a_column_called_like_a_trouble_does_not_mislead() -> None:
    clash = sqlite3.IntegrityError("UNIQUE constraint failed: students.locked")
    read_only = sqlite3.IntegrityError("NOT NULL constraint failed: students.readonly")
    assert [DIALECTS["sqlite"].trouble(error) for error in (clash, read_only)] == [Trouble.CLASH] * 2


@contextmanager
def stranger(database: Database) -> Iterator[Database]:
    """The store as somebody opens it who may read the students and nothing more."""
    if kind_of(database) == "sqlite":
        url = make_url(f"sqlite:///file:{database.url.database}?mode=ro&uri=true")
        opened = Database(url, database.dialect, database.dialect.engine(url))
        yield opened
        opened.close()
        return
    name, password = f"reader_{uuid4().hex[:8]}", uuid4().hex
    url = database.url.set(username=name, password=password, drivername=kind_of(database))
    made, removed = {
        "postgresql": (
            [f"CREATE ROLE {name} LOGIN PASSWORD '{password}'", f"GRANT SELECT ON students TO {name}"],
            [f"DROP OWNED BY {name}", f"DROP ROLE {name}"],
        ),
        "mariadb": (
            [
                f"CREATE USER {name}@'%' IDENTIFIED BY '{password}'",
                f"GRANT SELECT ON `{database.url.database}`.* TO {name}@'%'",
            ],
            [f"DROP USER {name}@'%'"],
        ),
    }[kind_of(database)]
    change(database, *made)
    opened = open_database(url.render_as_string(hide_password=False))
    try:
        yield opened
    finally:
        opened.close()
        change(database, *removed)


def test_a_user_who_may_only_read_is_denied(database: Database) -> None:
    settle(database, "a")
    with stranger(database) as reader:
        count = text("SELECT count(*) FROM students")
        assert kind_of(database) == "sqlite" or reader.read(lambda connection: connection.scalar(count)) == 1
        with trouble(Trouble.DENIED, reader.url.password or PERSONAL):
            reader.write(mark_all)
    assert rows(database, "SELECT grade FROM students") == [{"grade": None}]


@pytest.mark.parametrize("place", ["nowhere/store.db", ""])
def test_a_file_that_cannot_be_opened_is_told_as_that(tmp_path: Path, place: str) -> None:
    database = open_database(f"sqlite:///{tmp_path / place}")
    with trouble(Trouble.UNOPENED):
        database.write(mark_all)
    database.close()


def test_a_file_that_is_no_database_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "store.db"
    path.write_text(PERSONAL * 100)
    database = open_database(f"sqlite:///{path}")
    with trouble(Trouble.UNOPENED):
        database.write(mark_all)
    database.close()
    assert path.read_text() == PERSONAL * 100


def test_a_connection_that_is_killed_is_lost_and_the_next_one_is_good(database: Database) -> None:
    if kind_of(database) == "sqlite":
        pytest.skip("a file has no connections to be killed")
    who, kill = {
        "postgresql": ("SELECT pg_backend_pid()", "SELECT pg_terminate_backend({})"),
        "mariadb": ("SELECT connection_id()", "KILL {}"),
    }[kind_of(database)]
    settle(database, "a")

    def work(connection: Connection) -> None:
        mark_all(connection)
        change(database, kill.format(connection.execute(text(who)).scalar_one()))
        connection.execute(text("SELECT 1"))

    with trouble(Trouble.LOST):
        database.write(work)
    assert rows(database, "SELECT grade FROM students") == [{"grade": None}]
    database.write(mark_all)


@pytest.mark.parametrize("kind", ["postgresql", "mariadb"])
def test_a_server_that_is_not_there_is_lost(kind: str) -> None:
    need_driver(kind)
    password = uuid4().hex
    database = open_database(f"{kind}://ada:{password}@127.0.0.1:1/clever")
    with trouble(Trouble.LOST, password, "ada"):
        database.read(mark_all)
    database.close()
