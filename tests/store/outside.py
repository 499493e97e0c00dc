"""A store as another program sees it: sessions of its own, that know nothing of the tool's tables."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, NullPool, create_engine, text

from clever_upgrade.store.database import Database

DISTRICT = "5a0000000000000000000001"
NEIGHBOUR = "5a0000000000000000000002"


@contextmanager
def session(database: Database) -> Iterator[Connection]:
    """A connection of somebody else; what is not committed is rolled back."""
    engine = create_engine(database.url, poolclass=NullPool)
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def change(database: Database, *statements: str) -> None:
    with session(database) as connection:
        for statement in statements:
            connection.execute(text(statement))
        connection.commit()


def rows(database: Database, query: str) -> list[dict[str, Any]]:
    with database.engine.connect() as connection:
        return [dict(row) for row in connection.execute(text(query)).mappings()]


def kind_of(database: Database) -> str:
    return database.url.get_backend_name()


def json_of(record: Mapping[str, Any]) -> bytes:
    return json.dumps(record).encode()
