"""What every database must be able to do, each in its own way."""

from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Any, Protocol

from sqlalchemy import ColumnElement, Connection, Engine, FromClause, Insert, Select, Table
from sqlalchemy.engine import URL

from clever_upgrade.store.rows import Row

LOCK_SECONDS = 10
"""How long a statement waits for another session's lock before it gives up."""


class Trouble(Enum):
    """What an error of a database means for whoever wants to write."""

    LOST = "lost"
    """The connection is gone, or the server; what was committed last may be unknown."""
    LOCKED = "locked"
    """Another session holds what is needed; it may let go."""
    FULL = "full"
    """There is no room left."""
    DENIED = "denied"
    """The user of the database may not do this."""
    UNOPENED = "unopened"
    """The file of the database cannot be opened, or holds something else."""
    CLASH = "clash"
    """A rule of the user's own (a constraint, a column that must be set) refuses a row."""
    OTHER = "other"


class Dialect(Protocol):
    """One kind of database."""

    def engine(self, url: URL) -> Engine:
        """The engine for a store; nothing is connected yet."""

    def begin_write(self, connection: Connection, *, durable: bool) -> None:
        """Start a transaction that writes; one that is ``durable`` survives the loss of power once it is committed."""

    def begin_read(self, connection: Connection) -> None:
        """Start a transaction that reads one state of the database."""

    def now(self, connection: Connection) -> float:
        """The time by the database's clock, in seconds since 1970."""

    def load(self, connection: Connection, table: Table, names: Sequence[str], rows: Iterable[tuple[Any, ...]]) -> None:
        """Insert many rows, as fast as this database takes them."""

    def elements(self, array: ColumnElement[Any]) -> FromClause:
        """The elements of a JSON array, as a table with the column ``value``."""

    def insert_new(self, table: Table, names: Sequence[str], rows: Select[Any]) -> Insert:
        """Insert rows, each once, however often it stands among ``rows``."""

    def adapt(self, rows: Iterable[Row], times: Sequence[int]) -> Iterable[Row]:
        """The rows as this database takes them; ``times`` are the places of moments in them."""

    def moment(self, seconds: float) -> Any:
        """A moment as a bound value for a column of times."""

    def trouble(self, error: BaseException) -> Trouble:
        """What an error of the driver means."""

    def room(self, connection: Connection) -> int | None:
        """The bytes that are free for the database, or None where that cannot be known."""

    def analyze(self, connection: Connection, table: Table, names: Sequence[str]) -> None:
        """Have the planner look at some columns of a table that was just filled."""
