"""PostgreSQL through psycopg 3; rows are copied in."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
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
    func,
    insert,
    select,
)
from sqlalchemy.engine import URL

from clever_upgrade.store.dialects.base import LOCK_SECONDS, Dialect, Trouble
from clever_upgrade.store.rows import Row

_TROUBLES: dict[str, Trouble] = {
    "08": Trouble.LOST,
    "57P": Trouble.LOST,
    "55P03": Trouble.LOCKED,
    "40": Trouble.LOCKED,
    "53": Trouble.FULL,
    "42501": Trouble.DENIED,
    "28": Trouble.DENIED,
    "23": Trouble.CLASH,
}
"""By the beginning of the SQLSTATE."""
_REFUSALS = ("authentication failed", "does not exist", "no pg_hba.conf entry", "no password supplied")
"""What a server says that lets nobody in; libpq gives no SQLSTATE then."""


class PostgreSQL(Dialect):
    """PostgreSQL 12 or newer."""

    def engine(self, url: URL) -> Engine:
        """A pool of connections that are looked at before they are used."""
        # Unfolded arrays are joined laterally, which SQLAlchemy would warn of as of a forgotten condition.
        return create_engine(url, hide_parameters=True, pool_pre_ping=True, enable_from_linting=False)

    def begin_write(self, connection: Connection, *, durable: bool) -> None:
        """Wait for nobody for ever, and for the disk only where the loss of power would lose a decision."""
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")
        if not durable:
            connection.exec_driver_sql("SET LOCAL synchronous_commit = off")

    def begin_read(self, connection: Connection) -> None:
        """Read one state of the database, and wait for nobody for ever."""
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{LOCK_SECONDS}s'")

    def now(self, connection: Connection) -> float:
        """The clock of the server."""
        return float(connection.exec_driver_sql("SELECT extract(epoch FROM clock_timestamp())").scalar_one())

    def load(self, connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """COPY, the fastest way in."""
        columns = ", ".join(f'"{name}"' for name in names)
        cursor = connection.connection.cursor()
        with cursor.copy(f'COPY "{table.name}" ({columns}) FROM STDIN') as copy:
            for row in rows:
                copy.write_row(row)

    def elements(self, array: ColumnElement[Any]) -> FromClause:
        """Unfold an array, each element once: to pass over what is there already costs twice as much."""
        unfolded = func.jsonb_array_elements_text(array).table_valued(column("value")).render_derived()
        return select(unfolded.c.value).distinct().lateral("element")

    def insert_new(self, table: Table, names: Sequence[str], rows: Select[Any]) -> Insert:
        """The elements stand there once as it is."""
        return insert(table).from_select(names, rows)

    def adapt(self, rows: Iterable[Row], times: Sequence[int]) -> Iterable[Row]:  # noqa: ARG002
        """Moments are taken as the API writes them."""
        return rows

    def moment(self, seconds: float) -> Any:
        """A moment with its time zone."""
        return datetime.fromtimestamp(seconds, UTC)

    def trouble(self, error: BaseException) -> Trouble:
        """What the SQLSTATE means; an error without one is one of the connection."""
        state = getattr(error, "sqlstate", None)
        if not isinstance(state, str) and any(words in str(error) for words in _REFUSALS):
            return Trouble.DENIED
        if not isinstance(state, str):
            return Trouble.LOST if type(error).__name__ in ("OperationalError", "InterfaceError") else Trouble.OTHER
        return next((trouble for prefix, trouble in _TROUBLES.items() if state.startswith(prefix)), Trouble.OTHER)

    def room(self, connection: Connection) -> int | None:  # noqa: ARG002
        """Unknown: a client cannot see the server's disk."""
        return None

    def analyze(self, connection: Connection, table: Table, names: Sequence[str]) -> None:
        """Have the planner look at some columns: at all of them it would take a second."""
        connection.exec_driver_sql(f'ANALYZE "{table.name}" ({", ".join(names)})')
