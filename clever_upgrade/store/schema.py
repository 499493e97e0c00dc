"""Makes the tables of a new store, brings an older one up to date, and refuses one that is not the tool's own."""

import time
from collections.abc import Callable, Mapping

from sqlalchemy import Connection, insert, inspect, select, update

from clever_upgrade.errors import UsageError
from clever_upgrade.store.database import Database, TroubledStoreError
from clever_upgrade.store.dialects import Trouble
from clever_upgrade.store.tables import LINK, LIVE, SCHEMA, SCHEMA_VERSION, metadata

_TRIES, _PAUSE = 20, 0.25
_MIGRATIONS: Mapping[int, Callable[[Connection], None]] = {}
"""How to get from each version of the schema to the next one; each step runs in a transaction of its own."""


def prepare(database: Database) -> None:
    """Have every table of this version of the tool in the store; what is there is kept."""
    version = stored_version(database)
    if version == SCHEMA_VERSION:
        return
    if version is not None and version > SCHEMA_VERSION:
        raise newer_than_known(database)
    if version is None:
        refuse_foreign(database)
        _create_once(database)
        return
    for step in range(version, SCHEMA_VERSION):
        database.write(lambda connection, step=step: _migrate(connection, step))  # type: ignore[misc]


def refuse_foreign(database: Database) -> None:
    """UsageError if the store has a table that is called like one of the tool's own, and is none."""
    database.read(lambda connection: _refuse_foreign(connection, database.name))


def _create_once(database: Database) -> None:
    """Make every table, or wait until somebody else who is at it has made them."""
    for _ in range(_TRIES):
        try:
            return database.write(_create)
        except TroubledStoreError as error:
            if is_prepared(database):
                return None
            if error.trouble not in (Trouble.OTHER, Trouble.LOCKED, Trouble.CLASH):
                raise
            failure = error
        time.sleep(_PAUSE)
    raise failure


def is_prepared(database: Database) -> bool:
    """Whether the store has the tables of this version."""
    return stored_version(database) == SCHEMA_VERSION


def stored_version(database: Database) -> int | None:
    """The version of the schema that the store has; None if it has no table of the tool."""
    return database.read(_version)


def newer_than_known(database: Database) -> UsageError:
    """The error for a store that this version of the tool must leave alone."""
    return UsageError(
        f"{database.name} was made by a newer version of the tool", hint="Upgrade the tool, then run it again."
    )


def _version(connection: Connection) -> int | None:
    if not inspect(connection).has_table(SCHEMA.name):
        return None
    return connection.scalar(select(SCHEMA.c.version))


def _refuse_foreign(connection: Connection, name: str) -> None:
    inspector = inspect(connection)
    for table in (*LIVE.values(), *LINK.values()):
        if not inspector.has_table(table.name):
            continue
        known = {column["name"] for column in inspector.get_columns(table.name)}
        missing = sorted({column.name for column in table.columns} - known)
        if missing:
            raise UsageError(
                f"{name} has a table {table.name} that is not the tool's own: it lacks the column {missing[0]}",
                hint="Give the tool a database (or, in PostgreSQL, a schema) of its own.",
            )


def _create(connection: Connection) -> None:
    metadata.create_all(connection)
    if connection.scalar(select(SCHEMA.c.version)) is None:
        connection.execute(insert(SCHEMA).values(version=SCHEMA_VERSION))


def _migrate(connection: Connection, step: int) -> None:
    _MIGRATIONS[step](connection)
    connection.execute(update(SCHEMA).values(version=step + 1))
