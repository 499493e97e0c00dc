"""The store and the folder of notes: looked at, and left as they are."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import update

from clever_upgrade.config import Setting
from clever_upgrade.doctor.result import Check, Grade
from clever_upgrade.doctor.storage import folder_check, store_check
from clever_upgrade.errors import ExitCode
from clever_upgrade.store.database import open_database
from clever_upgrade.store.schema import prepare
from clever_upgrade.store.tables import SCHEMA, SCHEMA_VERSION
from tests.stores import need_driver


def looked_at(store: str, origin: str = "--store", *, offline: bool = False) -> Check:
    return store_check(Setting(store, origin), offline=offline)


def prepared(file: Path, version: int = SCHEMA_VERSION) -> str:
    database = open_database(f"sqlite:///{file}")
    prepare(database)
    database.write(lambda connection: connection.execute(update(SCHEMA).values(version=version)))
    database.close()
    return f"sqlite:///{file}"


def test_a_store_that_is_not_there_yet_is_well_and_not_made(tmp_path: Path) -> None:
    check = looked_at(f"sqlite:///{tmp_path / 'clever.db'}")
    assert check.grade is Grade.OK
    assert "`resync` makes it" in check.message
    assert list(tmp_path.iterdir()) == []


def test_a_name_that_no_file_can_have_does_not_end_the_examination(tmp_path: Path) -> None:
    deep = tmp_path / ("a" * 300) / "within"
    assert looked_at(f"sqlite:///{deep}", offline=True).grade is Grade.FAILED
    assert folder_check(deep).grade is Grade.FAILED


def test_a_store_says_the_version_of_its_schema(tmp_path: Path) -> None:
    check = looked_at(prepared(tmp_path / "clever.db"), offline=True)
    assert (check.grade, check.message.split("; ")[1]) == (Grade.OK, f"its schema has version {SCHEMA_VERSION}")


def test_a_database_server_is_reached_too(store_url: str) -> None:
    assert looked_at(store_url).grade is Grade.OK
    database = open_database(store_url)
    prepare(database)
    database.close()
    assert f"its schema has version {SCHEMA_VERSION}" in looked_at(store_url).message


def test_a_store_of_a_newer_tool_fails_and_one_of_an_older_does_not(tmp_path: Path) -> None:
    newer = looked_at(prepared(tmp_path / "newer.db", SCHEMA_VERSION + 1))
    assert (newer.grade, newer.code) == (Grade.FAILED, ExitCode.USAGE)
    assert "brings up to" in looked_at(prepared(tmp_path / "older.db", SCHEMA_VERSION - 1)).message


def test_a_table_that_only_is_called_like_one_of_the_tool_fails(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "other.db")) as other:
        other.execute("CREATE TABLE students (id INTEGER)")
    check = looked_at(f"sqlite:///{tmp_path / 'other.db'}")
    assert (check.grade, check.code) == (Grade.FAILED, ExitCode.USAGE)
    assert "has a table students that is not the tool's own" in check.message


def test_a_database_without_a_table_of_the_tool_can_be_reached(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    assert "has no table of the tool yet" in looked_at(f"sqlite:///{tmp_path / 'empty.db'}").message


def test_a_file_that_is_no_database_and_a_folder_that_is_not_there_fail(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database at all, but long enough to be one" * 50)
    for file in ("text.db", "no/such/folder.db"):
        check = looked_at(f"sqlite:///{tmp_path / file}")
        assert (check.grade, check.code) == (Grade.FAILED, ExitCode.STORE), file


@pytest.mark.parametrize("store", ["nonsense", "oracle://db/x", "postgresql://db"])
def test_a_store_that_cannot_be_one_fails(store: str) -> None:
    assert (looked_at(store).grade, looked_at(store).code) == (Grade.FAILED, ExitCode.USAGE)


def test_a_password_in_a_file_fails_and_is_not_shown() -> None:
    check = looked_at("postgresql://app:open-sesame@db/roster", "clever-upgrade.toml")
    assert check.grade is Grade.FAILED
    assert "open-sesame" not in repr(check)


def test_a_server_is_not_asked_offline_and_fails_where_there_is_none() -> None:
    need_driver("postgresql")
    store = "postgresql://nobody@127.0.0.1:9/roster"
    assert looked_at(store, offline=True).grade is Grade.SKIPPED
    assert (looked_at(store).grade, looked_at(store).code) == (Grade.FAILED, ExitCode.STORE)


def test_the_folder_of_notes_counts_what_can_go_on(tmp_path: Path) -> None:
    (tmp_path / "diff-1.ndjson").touch()
    assert "with 1 comparison to go on with --resume" in folder_check(tmp_path).message
    new = folder_check(tmp_path / "a" / "b")
    assert (new.grade, "made when it is needed" in new.message) == (Grade.OK, True)
    assert not (tmp_path / "a").exists()


def test_a_folder_that_cannot_be_one_fails(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    check = folder_check(tmp_path / "file" / "inside")
    assert (check.grade, check.code) == (Grade.FAILED, ExitCode.USAGE)
    if os.geteuid():
        tmp_path.chmod(0o500)
        assert folder_check(tmp_path).grade is Grade.FAILED
