"""The connection to the store: transactions, and the sentences for what can go wrong in one.

An error text of a database may quote a row, so none is ever passed on: only its kind and its code are.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.engine import URL
from sqlalchemy.exc import DBAPIError

from clever_upgrade.errors import StoreError, UsageError
from clever_upgrade.store.dialects import DIALECTS, Dialect, Trouble
from clever_upgrade.store.url import parse_store_url, require_driver, shown

__all__ = ["Connection", "Database", "TroubledStoreError", "open_database"]

T = TypeVar("T")

# Its pool logs what it cannot close, with the text of the database, which would reach the terminal by default.
logging.getLogger("sqlalchemy").addHandler(logging.NullHandler())

_SENTENCES: dict[Trouble, tuple[str, str]] = {
    Trouble.LOST: (
        "the connection to the store broke, or it cannot be reached",
        "Start the database again or check --store, then run the command again: it goes on where it was.",
    ),
    Trouble.LOCKED: (
        "another session holds a lock on the store's tables",
        "End that session's transaction, then run the command again: it goes on where it was.",
    ),
    Trouble.FULL: (
        "there is no room left for the store",
        "Make room on the database's disk, then run the command again: nothing of the failed step was kept.",
    ),
    Trouble.DENIED: (
        "the store refuses this user, or may not be written",
        "The user must be allowed to create tables there, and to select, insert, update and delete.",
    ),
    Trouble.UNOPENED: (
        "the file of the store cannot be opened, or is no database",
        "Check --store: its folder must be there, and the file yours to read and write.",
    ),
    Trouble.CLASH: (
        "a constraint that is not the tool's own refuses a row",
        "Columns and keys that you added must accept every record: give columns a default, keys no narrower rule.",
    ),
    Trouble.OTHER: ("the store failed", "Look into the log of the database, then run the command again."),
}


class TroubledStoreError(StoreError):
    """The store failed; ``trouble`` says whether trying again may help."""

    def __init__(self, message: str, *, trouble: Trouble, hint: str) -> None:
        super().__init__(message, hint=hint)
        self.trouble = trouble


@dataclass(slots=True)
class Database:
    """One store. Its methods block, so whoever must not wait calls them in a thread of their own."""

    url: URL
    dialect: Dialect
    engine: Engine

    @property
    def name(self) -> str:
        """The store as a person may see it."""
        return shown(self.url)

    @property
    def is_missing(self) -> bool:
        """Whether the file of the store is not there; UsageError if it may not be looked for. A server is there."""
        if self.url.get_backend_name() != "sqlite":
            return False
        try:
            return not Path(self.url.database or "").exists()
        except OSError as error:
            raise UsageError(
                f"{self.name} cannot be looked for: {error.strerror}",
                hint="Check --store: its folder must be yours to read and write.",
            ) from None

    def write(self, work: Callable[[Connection], T], *, durable: bool = False) -> T:
        """What ``work`` returns, once everything that it wrote is committed; nothing is kept if it fails."""
        try:
            with self._connected() as connection:
                self.dialect.begin_write(connection, durable=durable)
                done = work(connection)
                try:
                    connection.commit()
                except BaseException:
                    # It may still be in its transaction, which SQLAlchemy takes for ended: nobody must be given it.
                    connection.invalidate()
                    raise
                return done
        except (DBAPIError, *self._driver_errors()) as error:
            problem = self._problem(error)
        raise problem

    def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` returns, having seen one state of the store."""
        try:
            with self._connected() as connection:
                self.dialect.begin_read(connection)
                return work(connection)
        except (DBAPIError, *self._driver_errors()) as error:
            problem = self._problem(error)
        raise problem

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    def _connected(self) -> Connection:
        try:
            return self.engine.connect()
        except (TypeError, ValueError, OSError) as error:
            kind = type(error).__name__
        raise UsageError(
            f"{self.name}: the driver does not understand the options of the URL ({kind})",
            hint="Look at what stands after the question mark of --store.",
        )

    def _driver_errors(self) -> tuple[type[Exception]]:
        # What is loaded in bulk goes past SQLAlchemy, and so do its errors.
        errors: type[Exception] = self.engine.dialect.dbapi.Error  # type: ignore[union-attr]
        return (errors,)

    def _problem(self, error: Exception) -> TroubledStoreError:
        original: BaseException = error.orig if isinstance(error, DBAPIError) and error.orig else error
        lost = isinstance(error, DBAPIError) and error.connection_invalidated
        trouble = Trouble.LOST if lost else self.dialect.trouble(original)
        sentence, hint = _SENTENCES[trouble]
        return TroubledStoreError(f"{self.name}: {sentence} ({_code(original)})", trouble=trouble, hint=hint)


def open_database(store: str) -> Database:
    """The store that ``store`` names; UsageError if it names none, or no driver is there. Nothing is connected yet."""
    url = parse_store_url(store)
    require_driver(url)
    dialect = DIALECTS[url.get_backend_name()]
    return Database(url, dialect, dialect.engine(url))


def _code(error: BaseException) -> str:
    state = getattr(error, "sqlstate", None)
    number = error.args[0] if error.args and isinstance(error.args[0], int) else None
    known = state or number or getattr(error, "sqlite_errorname", None)
    return type(error).__name__ + (f" {known}" if known else "")
