"""SQLite: one file, one writer at a time, readers that see a whole state (write-ahead log)."""

import shutil
import sqlite3
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    FromClause,
    Insert,
    Select,
    Table,
    column,
    create_engine,
    event,
    func,
)
from sqlalchemy.dialects.sqlite import insert
from sqlalchemy.engine import URL

from clever_upgrade.store.dialects.base import LOCK_SECONDS, Dialect, Trouble
from clever_upgrade.store.rows import Row, wire_time

_LOG_PAUSE = 0.02
_FULL, _UNOPENED = ("disk is full", "disk I/O error"), ("unable to open", "not a database")


class SQLite(Dialect):
    """SQLite through Python's own driver."""

    def engine(self, url: URL) -> Engine:
        """One connection that is opened when it is needed, with the write-ahead log switched on."""
        engine = create_engine(url, hide_parameters=True, connect_args={"timeout": LOCK_SECONDS})

        @event.listens_for(engine, "do_connect")
        def make_private(*_: object) -> None:
            # A new file holds the records of children: it is its owner's alone. SQLite's side files follow it in this.
            with suppress(OSError):
                Path(url.database or "").touch(mode=0o600, exist_ok=True)

        @event.listens_for(engine, "connect")
        def prepare(driver: sqlite3.Connection, _: object) -> None:
            # Transactions are begun by us: the driver would begin them too late, and never immediately.
            driver.isolation_level = None
            _log_ahead(driver)

        return engine

    def begin_write(self, connection: Connection, *, durable: bool) -> None:
        """Take the write lock at once, so that what was read before stays true."""
        # Not through SQLAlchemy, for the pragma must stand outside of any transaction.
        _driver(connection).execute(f"PRAGMA synchronous = {'FULL' if durable else 'NORMAL'}")
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    def begin_read(self, connection: Connection) -> None:
        """Read one state of the file."""
        connection.exec_driver_sql("BEGIN")

    def now(self, connection: Connection) -> float:
        """The clock of this machine."""
        return float(connection.exec_driver_sql("SELECT (julianday('now') - 2440587.5) * 86400").scalar_one())

    def load(self, connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """One prepared statement for all rows."""
        places = ", ".join("?" * len(names))
        columns = ", ".join(f'"{name}"' for name in names)
        _driver(connection).executemany(f'INSERT INTO "{table.name}" ({columns}) VALUES ({places})', rows)  # noqa: S608

    def elements(self, array: ColumnElement[Any]) -> FromClause:
        """Unfold an array."""
        return func.json_each(array).table_valued(column("value"), name="element", joins_implicitly=True)

    def insert_new(self, table: Table, names: Sequence[str], rows: Select[Any]) -> Insert:
        """Pass over what is there already."""
        return insert(table).from_select(names, rows).on_conflict_do_nothing()

    def adapt(self, rows: Iterable[Row], times: Sequence[int]) -> Iterable[Row]:  # noqa: ARG002
        """Moments are kept as the API writes them."""
        return rows

    def moment(self, seconds: float) -> Any:
        """A text, as the API writes it."""
        return wire_time(datetime.fromtimestamp(seconds, UTC).isoformat())

    def trouble(self, error: BaseException) -> Trouble:
        """What the driver's sentence means; it has hardly any codes."""
        if isinstance(error, sqlite3.IntegrityError):
            return Trouble.CLASH
        text = str(error)
        if "locked" in text:
            return Trouble.LOCKED
        if any(part in text for part in _FULL):
            return Trouble.FULL
        if any(part in text for part in _UNOPENED):
            return Trouble.UNOPENED
        if "readonly" in text:
            return Trouble.DENIED
        return Trouble.OTHER

    def room(self, connection: Connection) -> int | None:
        """What is free on the disk of the file."""
        database = connection.engine.url.database
        return None if database is None else shutil.disk_usage(Path(database).resolve().parent).free

    def analyze(self, connection: Connection, table: Table, names: Sequence[str]) -> None:
        """Nothing: the statements are written for one plan."""


def _driver(connection: Connection) -> sqlite3.Connection:
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)  # noqa: S101 - what this dialect's engine connects with
    return driver


def _log_ahead(driver: sqlite3.Connection) -> None:
    """Switch the write-ahead log on; a new file is locked for that, and SQLite itself does not wait for this lock."""
    until = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            driver.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_LOG_PAUSE)
        else:
            return
