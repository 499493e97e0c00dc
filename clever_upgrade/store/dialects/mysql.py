"""MySQL 8 and MariaDB 10.6 or newer through PyMySQL; rows go in many to a statement."""

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
    literal_column,
)
from sqlalchemy.engine import URL

from clever_upgrade.store.dialects.base import LOCK_SECONDS, Dialect, Trouble
from clever_upgrade.store.rows import LONGEST_ID, Row

_TROUBLES: dict[Trouble, frozenset[int]] = {
    Trouble.LOST: frozenset({1053, 1077, 1079, 1080, 1152, 1158, 1159, 1160, 1161, 1927, 2002, 2003, 2006, 2013, 2014}),
    Trouble.LOCKED: frozenset({1205, 1206, 1213}),
    Trouble.FULL: frozenset({1021, 1026, 1041, 1114}),
    Trouble.DENIED: frozenset({1044, 1045, 1049, 1142, 1143, 1227, 1290, 1370, 1698}),
    Trouble.CLASH: frozenset({1048, 1062, 1364, 1451, 1452, 3819, 4025}),
}
"""By the number of the error."""


class MySQL(Dialect):
    """MySQL or MariaDB with InnoDB tables; their collations that tell every text apart have other names."""

    def __init__(self, collation: str) -> None:
        self.collation = collation

    def engine(self, url: URL) -> Engine:
        """A pool of connections that speak UTF-8, refuse what does not fit, and live in UTC."""
        return create_engine(
            url.update_query_dict({"charset": "utf8mb4"}),
            hide_parameters=True,
            pool_pre_ping=True,
            connect_args={
                "init_command": f"SET SESSION sql_mode = 'STRICT_ALL_TABLES', time_zone = '+00:00', "
                f"innodb_lock_wait_timeout = {LOCK_SECONDS}, lock_wait_timeout = {LOCK_SECONDS}"
            },
        )

    def begin_write(self, connection: Connection, *, durable: bool) -> None:
        """Nothing more: how durable a commit is, is a setting of the server."""

    def begin_read(self, connection: Connection) -> None:
        """Nothing more: a transaction reads the state at its first look."""

    def now(self, connection: Connection) -> float:
        """The clock of the server."""
        return float(connection.exec_driver_sql("SELECT UNIX_TIMESTAMP(SYSDATE(6))").scalar_one())

    def load(self, connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Many rows to a statement, which the driver puts together."""
        places = ", ".join(["%s"] * len(names))
        columns = ", ".join(f"`{name}`" for name in names)
        cursor = connection.connection.cursor()
        try:
            cursor.executemany(f"INSERT INTO `{table.name}` ({columns}) VALUES ({places})", list(rows))  # noqa: S608
        finally:
            cursor.close()

    def elements(self, array: ColumnElement[Any]) -> FromClause:
        """Unfold an array."""
        kind = f"VARCHAR({LONGEST_ID}) CHARACTER SET utf8mb4 COLLATE {self.collation}"
        columns: ColumnElement[Any] = literal_column(f"'$[*]' COLUMNS (value {kind} PATH '$')")
        return func.json_table(array, columns).table_valued(column("value"), name="element", joins_implicitly=True)

    def insert_new(self, table: Table, names: Sequence[str], rows: Select[Any]) -> Insert:
        """Look for what stands twice before: ignoring errors here would ignore others, too."""
        return insert(table).from_select(names, rows.distinct())

    def adapt(self, rows: Iterable[Row], times: Sequence[int]) -> Iterable[Row]:
        """Moments lose the signs that this database does not know."""
        for row in rows:
            values = list(row)
            for place in times:
                moment = values[place]
                if isinstance(moment, str):
                    values[place] = moment[:-1].replace("T", " ")
            yield tuple(values)

    def moment(self, seconds: float) -> Any:
        """A moment without a time zone, in UTC as every other."""
        return datetime.fromtimestamp(seconds, UTC).replace(tzinfo=None)

    def trouble(self, error: BaseException) -> Trouble:
        """What the number of the error means."""
        number = error.args[0] if error.args else None
        if number in (0, None) or type(error).__name__ == "InterfaceError":
            return Trouble.LOST
        return next((trouble for trouble, numbers in _TROUBLES.items() if number in numbers), Trouble.OTHER)

    def room(self, connection: Connection) -> int | None:  # noqa: ARG002
        """Unknown: a client cannot see the server's disk."""
        return None

    def analyze(self, connection: Connection, table: Table, names: Sequence[str]) -> None:
        """Nothing: here it would end the transaction, and the statistics keep themselves up to date."""
