"""The tables are made once, by whoever is first, and never in a database that holds somebody else's."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import inspect

from clever_upgrade.errors import UsageError
from clever_upgrade.store.database import Database, open_database
from clever_upgrade.store.schema import is_prepared, prepare
from clever_upgrade.store.tables import SCHEMA_VERSION, metadata
from tests.store.outside import change, kind_of, rows, session

WORKERS = 3


@pytest.fixture
def empty(store_url: str) -> Iterator[Database]:
    database = open_database(store_url)
    yield database
    database.close()


def tables_of(database: Database) -> set[str]:
    with session(database) as connection:
        return set(inspect(connection).get_table_names())


def test_every_table_is_made_and_what_is_there_is_kept(empty: Database) -> None:
    assert not is_prepared(empty)
    prepare(empty)
    assert is_prepared(empty)
    assert tables_of(empty) == set(metadata.tables)
    change(empty, "INSERT INTO section_students VALUES ('section', 'student')")
    prepare(empty)
    assert rows(empty, "SELECT * FROM section_students") == [{"section_id": "section", "student_id": "student"}]
    assert rows(empty, "SELECT * FROM clever_upgrade_schema") == [{"version": SCHEMA_VERSION}]


def test_several_who_prepare_at_once_all_succeed(store_url: str) -> None:
    barrier = Barrier(WORKERS)

    def work(_: int) -> bool:
        database = open_database(store_url)
        try:
            barrier.wait(10)
            prepare(database)
            return is_prepared(database)
        finally:
            database.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        assert list(pool.map(work, range(WORKERS))) == [True] * WORKERS
    database = open_database(store_url)
    assert rows(database, "SELECT * FROM clever_upgrade_schema") == [{"version": SCHEMA_VERSION}]
    assert tables_of(database) == set(metadata.tables)
    database.close()


def test_tables_that_somebody_else_made_are_refused_and_left_alone(empty: Database) -> None:
    change(
        empty, "CREATE TABLE students (id VARCHAR(20), name VARCHAR(20))", "INSERT INTO students VALUES ('1', 'Ada')"
    )
    with pytest.raises(UsageError) as refused:
        prepare(empty)
    assert f"{empty.name} has a table students that is not the tool's own" in refused.value.message
    assert "\n" not in refused.value.message
    assert "of its own" in refused.value.hint
    assert tables_of(empty) == {"students"}
    assert rows(empty, "SELECT * FROM students") == [{"id": "1", "name": "Ada"}]


def test_another_table_beside_them_is_no_hindrance(empty: Database) -> None:
    change(empty, "CREATE TABLE pupils (id VARCHAR(20))")
    prepare(empty)
    assert tables_of(empty) == {"pupils", *metadata.tables}


def test_a_store_of_a_newer_version_is_refused(empty: Database) -> None:
    prepare(empty)
    change(empty, "UPDATE clever_upgrade_schema SET version = version + 1")
    with pytest.raises(UsageError, match="made by a newer version of the tool"):
        prepare(empty)
    assert not is_prepared(empty)


def test_a_preparation_that_was_interrupted_is_completed(empty: Database) -> None:
    prepare(empty)
    change(empty, "DELETE FROM clever_upgrade_schema", "DROP TABLE student_schools", "DROP TABLE sections")
    prepare(empty)
    assert is_prepared(empty)
    assert tables_of(empty) == set(metadata.tables)


def test_the_users_own_columns_are_no_hindrance(empty: Database) -> None:
    prepare(empty)
    change(empty, "ALTER TABLE students ADD COLUMN note VARCHAR(20)", "DELETE FROM clever_upgrade_schema")
    prepare(empty)
    assert is_prepared(empty)


def test_the_store_calls_itself_without_user_and_password(empty: Database) -> None:
    assert "@" not in empty.name
    assert empty.name.startswith(f"{kind_of(empty)}://")
