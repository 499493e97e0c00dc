"""The connection to the store breaks, at a commit or in the middle: the result is as if nothing had happened."""

import sqlite3
from typing import Any

import pytest

from clever_upgrade.store.database import Database
from tests.resync.places import (
    PAGE,
    PLACES,
    Place,
    Watch,
    on_a_server,
    on_pass,
    on_servers,
    place,
    server,
    servers,
    world,
)
from tests.resync.world import IN_EACH_STORE

__all__ = ["on_a_server", "server", "servers", "world"]


def lost_connection(kind: str) -> Exception:
    """What the driver says when its connection breaks; a file has none to break, but may be busy."""
    match kind:
        case "postgresql":
            import psycopg

            return psycopg.OperationalError("server closed the connection unexpectedly: Kim, hush")
        case "mariadb":
            import pymysql

            return pymysql.err.OperationalError(2013, "Lost connection to MySQL server during query: Kim, hush")
    return sqlite3.OperationalError("database is locked: Kim, hush")


class CommitCutter:
    """Breaks the connection at some commits, before or after the database has heard of them."""

    def __init__(self, kind: str, *, heard: bool) -> None:
        self.kind = kind
        self.heard = heard
        self.cuts = 0
        self.every_one = False
        self._due = False
        self._cut_last = False

    def arm(self) -> None:
        """Cut at the next commit."""
        self._due = True

    def tamper(self, database: Database) -> None:
        """Take the place of what commits."""
        dialect = database.engine.dialect
        commit = dialect.do_commit

        def do_commit(connection: Any) -> None:
            is_due = self._due or (self.every_one and not self._cut_last)
            self._due, self._cut_last = False, is_due
            if not is_due or self.heard:
                commit(connection)
            if is_due:
                self.cuts += 1
                if self.kind != "sqlite":
                    # Gone for good: the server rolls back what was not committed.
                    connection.driver_connection.close()
                raise lost_connection(self.kind)

        dialect.do_commit = do_commit  # type: ignore[method-assign]


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, list[tuple[Any, ...]]]:
    """The books of two resyncs and a poll of events that nothing has disturbed."""
    with place(f"sqlite:///{tmp_path_factory.mktemp('undisturbed') / 'store.db'}") as world:
        _resync_twice_and_poll(world)
        return world.books()


def _resync_twice_and_poll(world: Place, watch: Watch | None = None, **options: Any) -> None:
    watch = watch or Watch()
    world.resync()
    world.live_on("a")
    # What happens meanwhile happens when everything was read: two collections are read side by side, in no fixed order.
    watch.at("planned", on_pass(1, lambda: world.live_on("b")))
    assert world.resync(watch=watch, **options).state == "done"
    world.assert_true()
    world.live_on("c")
    assert world.events(watch=watch, **options).events > PAGE
    world.assert_true()


@IN_EACH_STORE
@pytest.mark.parametrize("heard", [True, False], ids=["after", "before"])
def test_a_connection_lost_at_a_commit_is_as_if_nothing_had_happened(
    world: Place, heard: bool, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    cutter = CommitCutter(world.kind, heard=heard)
    watch = Watch(**{place.replace("-", "_"): on_pass(1, cutter.arm) for place in PLACES})
    _resync_twice_and_poll(world, watch=watch, tamper=cutter.tamper)
    assert cutter.cuts == len(PLACES)
    assert world.books() == undisturbed


@pytest.mark.slow
@pytest.mark.parametrize("heard", [True, False], ids=["after", "before"])
def test_every_commit_may_be_lost_once(
    world: Place, heard: bool, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    cutter = CommitCutter(world.kind, heard=heard)
    cutter.every_one = True
    _resync_twice_and_poll(world, tamper=cutter.tamper)
    assert cutter.cuts > 40
    assert _with_runs_in_order(world.books()) == _with_runs_in_order(undisturbed)


def _with_runs_in_order(books: dict[str, list[tuple[Any, ...]]]) -> dict[str, list[tuple[Any, ...]]]:
    # A claim whose commit was lost is made again, and takes another number for the same run.
    places = {row[0]: place for place, row in enumerate(books["clever_upgrade_runs"])}
    return {table: [tuple(places.get(value, value) for value in row) for row in rows] for table, rows in books.items()}


def _kill_connections(world: Place) -> None:
    with world.session() as connection:
        if world.kind == "postgresql":
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
            return
        others = connection.exec_driver_sql(
            "SELECT id FROM information_schema.processlist WHERE db = database() AND id <> connection_id()"
        )
        for number in others.scalars():
            connection.exec_driver_sql(f"KILL {number}")


@on_servers
def test_a_connection_that_an_administrator_kills_is_replaced(
    on_a_server: Place, undisturbed: dict[str, list[tuple[Any, ...]]]
) -> None:
    kills = []

    def kill() -> None:
        _kill_connections(on_a_server)
        kills.append(1)

    places = [*PLACES, "collection-walked", "planned", "replay-started"]
    _resync_twice_and_poll(on_a_server, watch=Watch(**{each.replace("-", "_"): on_pass(1, kill) for each in places}))
    assert len(kills) == len(places)
    assert on_a_server.books() == undisturbed
