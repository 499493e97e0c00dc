"""Readers of the store that know nothing of the tool: each look is one transaction, as a user's report would be."""

import hashlib
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, inspect
from sqlalchemy.exc import SQLAlchemyError

from tests.resync.truth import COLLECTIONS, engine_of

LINK_TABLES = ("section_students", "section_teachers", "student_schools", "teacher_schools")
_BEGIN = {
    "sqlite": "BEGIN",
    "postgresql": "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
    "mariadb": "START TRANSACTION WITH CONSISTENT SNAPSHOT",
}


@dataclass(frozen=True)
class View:
    """What one transaction saw: a hash over every live row and link, and where the district stands."""

    content: str
    version: str | None
    cursor: str | None


def has_tables(store: str) -> bool:
    """Whether the tool has made its tables; the last of them is there only then."""
    engine = engine_of(store)
    try:
        return inspect(engine).has_table("clever_upgrade_audit")
    finally:
        engine.dispose()


def look(store: str) -> View:
    """What a reader sees now."""
    if not has_tables(store):
        return NOTHING
    engine = engine_of(store)
    try:
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            return view(connection)
    finally:
        engine.dispose()


def view(connection: Connection) -> View:
    """What one transaction sees, on a connection that begins none by itself."""
    connection.exec_driver_sql(_BEGIN[connection.dialect.name])
    try:
        records, links = [], []
        for name in COLLECTIONS:
            rows = connection.exec_driver_sql(
                f"SELECT id, fingerprint, archived_at IS NULL FROM {name} ORDER BY id"  # noqa: S608
            )
            records += [f"{name} {each} {bytes(print_).hex()} {bool(is_live)}" for each, print_, is_live in rows]
        for table in LINK_TABLES:
            found = connection.exec_driver_sql(f"SELECT * FROM {table}")  # noqa: S608
            links += [(table, *row) for row in found]
        cursor = "`cursor`" if connection.dialect.name == "mariadb" else '"cursor"'
        row = connection.exec_driver_sql(
            f"SELECT version, {cursor} FROM clever_upgrade_districts"  # noqa: S608
        ).one_or_none()
        return View(_hash(records, links), *(row or (None, None)))
    finally:
        connection.exec_driver_sql("ROLLBACK")


def _hash(records: Sequence[str], links: Sequence[tuple[str, str, str]]) -> str:
    return hashlib.sha256(repr((list(records), sorted(links))).encode()).hexdigest()


NOTHING = View(_hash([], []), None, None)
"""An empty store."""


class Reader:
    """Looks again and again from a thread and a connection of its own, while its block runs."""

    def __init__(self, store: str, *, pause: float = 0.02) -> None:
        self.seen: list[View] = []
        """Every view that differed from the one before it."""
        self.looks = 0
        self._store, self._pause = store, pause
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._poll, name="reader", daemon=True)

    def __enter__(self) -> "Reader":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._ended.set()
        self._thread.join()
        self._note(look(self._store))

    def _poll(self) -> None:
        engine = engine_of(self._store)
        try:
            while not self._ended.is_set():
                # Before the tool has made its tables, there is nothing to see.
                try:
                    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                        while not self._ended.is_set():
                            self._note(view(connection))
                            time.sleep(self._pause)
                except SQLAlchemyError:
                    time.sleep(self._pause)
        finally:
            engine.dispose()

    def _note(self, now: View) -> None:
        self.looks += 1
        if not self.seen or self.seen[-1] != now:
            self.seen.append(now)

    def assert_saw_only(self, *allowed: View) -> None:
        """Every view was one of those, and they were seen in that order: nothing half, nothing twice."""
        assert self.looks > 0
        order = list(dict.fromkeys(allowed))
        strange = [seen for seen in self.seen if seen not in order]
        assert strange == [], f"of {self.looks} looks"
        places = [order.index(seen) for seen in self.seen]
        assert places == sorted(places), "a reader saw the store step back"

    def assert_data_and_cursor_belong_together(self) -> None:
        """No cursor was ever seen with two contents, and none went back."""
        assert self.looks > 0
        contents: dict[str | None, str] = {}
        for seen in self.seen:
            assert contents.setdefault(seen.cursor, seen.content) == seen.content, seen.cursor
        cursors = [seen.cursor or "" for seen in self.seen]
        assert cursors == sorted(cursors)
