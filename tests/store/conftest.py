"""What the tests of the store share."""

from collections.abc import Iterator

import pytest

from clever_upgrade.store.database import Database, open_database
from clever_upgrade.store.schema import prepare
from clever_upgrade.store.tables import SCHEMA, metadata
from tests.stores import KINDS, empty_store, store_url

__all__ = ["database", "own_database", "prepared", "store_url"]


@pytest.fixture(scope="session", params=[pytest.param(kind, id=kind) for kind in KINDS])
def prepared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The URL of a store of each kind, with every table."""
    with empty_store(request.param, tmp_path_factory.mktemp("stores")) as url:
        database = open_database(url)
        prepare(database)
        database.close()
        yield url


@pytest.fixture
def database(prepared: str) -> Iterator[Database]:
    """A store of each kind, with every table and nothing in them; for tests that change no table."""
    database = open_database(prepared)
    empty(database)
    yield database
    database.close()


@pytest.fixture
def own_database(store_url: str) -> Iterator[Database]:
    """The same, for tests that change tables: a store for each test."""
    database = open_database(store_url)
    prepare(database)
    yield database
    database.close()


def empty(database: Database) -> None:
    """Take everything out of a store but its version."""
    tables = [table for table in metadata.sorted_tables if table is not SCHEMA]
    database.write(lambda connection: [connection.execute(table.delete()) for table in tables])
