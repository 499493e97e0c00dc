"""The state rows of a store: the names of runs."""

from collections.abc import Iterator
from contextlib import contextmanager
from random import Random
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.store import lease, state
from clever_upgrade.store.database import Database, open_database
from clever_upgrade.store.schema import prepare

ALIKE = st.lists(st.text("01", min_size=24, max_size=24), unique=True, min_size=1, max_size=8)


@contextmanager
def store() -> Iterator[Database]:
    with TemporaryDirectory() as folder:
        database = open_database(f"sqlite:///{folder}/s.db")
        prepare(database)
        yield database
        database.close()


def begin(database: Database, district: str) -> str:
    database.write(lambda connection: lease.introduce(connection, district))
    return database.write(lambda connection: state.start_run(connection, district, 0.0, store_secrets=False)).run


def test_a_run_is_named_after_the_end_of_its_district() -> None:
    with store() as database:
        assert begin(database, "4fd43cc56d11340000000005") == "000005-1"
        assert begin(database, "4fd43cc56d11340000000006") == "000006-1"
        assert begin(database, "4fd43cc56d113400ff000005") == "ff000005-1"
        assert begin(database, "4fd43cc56d11340000000005") == "00000005-2"


@given(ALIKE, st.randoms())
def test_no_two_runs_have_one_name(districts: list[str], random: Random) -> None:
    order = districts * 2
    random.shuffle(order)
    with store() as database:
        names = [begin(database, district) for district in order]
    assert len(set(names)) == len(names)


def test_a_run_keeps_the_options_that_said_where_to_read() -> None:
    source = ("--client-id", "my app", "--district", "a" * 24)
    with store() as database:
        database.write(lambda connection: lease.introduce(connection, "a" * 24))
        run = database.write(
            lambda connection: state.start_run(connection, "a" * 24, 0.0, store_secrets=False, source=source)
        )
        assert run.source == source
        database.write(lambda connection: state.set_run(connection, run.run, source=()))
        assert database.read(lambda connection: state.known_run(connection, run.run)).source == ()


def test_of_two_that_begin_at_once_one_takes_a_longer_name() -> None:
    with store() as database:
        for district in ("a" * 24, "b" + "a" * 23):
            database.write(lambda connection, district=district: lease.introduce(connection, district))
        names = {begin(database, district) for district in ("a" * 24, "b" + "a" * 23)}
        assert len(names) == 2


@pytest.mark.parametrize("length", [1, 6])
def test_a_short_id_is_its_own_name(length: int) -> None:
    with store() as database:
        assert begin(database, "c" * length) == f"{'c' * length}-1"
