"""Others hold locks on the store: they are waited for a while, and then named in one sentence."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import text

from clever_upgrade.resync.compare import compare_store
from tests.resync.places import Place, on_a_server, on_servers, server, servers, world
from tests.resync.world import IN_EACH_STORE

__all__ = ["on_a_server", "server", "servers", "world"]


@pytest.fixture
def short_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have a statement give up after a second, not after ten."""
    for name in ("postgresql", "mysql", "sqlite"):
        monkeypatch.setattr(f"clever_upgrade.store.dialects.{name}.LOCK_SECONDS", 1)


@contextmanager
def locked(world: Place) -> Iterator[None]:
    """Somebody else has a table of the live ones, or the file, for himself."""
    statement = {
        "sqlite": "BEGIN IMMEDIATE",
        "postgresql": "LOCK TABLE students IN ACCESS EXCLUSIVE MODE",
        "mariadb": "LOCK TABLES students WRITE",
    }[world.kind]
    with world.session() as connection:
        connection.exec_driver_sql(statement)
        yield


@IN_EACH_STORE
@pytest.mark.usefixtures("short_waits")
def test_a_lock_on_a_live_table_ends_the_run_in_one_sentence_and_the_next_one_finishes(world: Place) -> None:
    world.resync()
    world.live_on("a")
    before, began = world.fingerprint(), time.monotonic()
    with locked(world):
        error = world.fails(lambda: world.resync(patience=0.5))
    assert time.monotonic() - began < 20
    assert "another session holds a lock" in error.message
    assert world.fingerprint() == before
    assert world.resync().state == "done"
    world.assert_true()


@IN_EACH_STORE
@pytest.mark.usefixtures("short_waits")
def test_a_lock_that_is_let_go_in_time_is_waited_for(world: Place) -> None:
    world.resync()
    world.live_on("a")
    taken, release = threading.Event(), threading.Event()

    def hold() -> None:
        with locked(world):
            taken.set()
            release.wait(20)

    holder = threading.Thread(target=hold)
    holder.start()
    assert taken.wait(10)
    threading.Timer(2.5, release.set).start()
    try:
        assert world.resync().state == "done"
    finally:
        release.set()
        holder.join()
    world.assert_true()


@pytest.mark.slow
@pytest.mark.usefixtures("short_waits")
@on_servers
def test_a_table_that_is_locked_for_readers_too_does_not_hold_a_comparison_up_for_ever(on_a_server: Place) -> None:
    on_a_server.resync()
    began = time.monotonic()
    with locked(on_a_server):
        error = on_a_server.fails(lambda: on_a_server.do(compare_store, patience=0.5))
    assert time.monotonic() - began < 20
    assert "another session holds a lock" in error.message
    assert on_a_server.do(compare_store).mismatches == ()


@pytest.mark.slow
@pytest.mark.usefixtures("short_waits")
@on_servers
def test_a_lock_on_a_row_of_a_live_table_is_told_apart_from_a_failure(on_a_server: Place) -> None:
    on_a_server.resync()
    student = on_a_server.ids("students")[0]
    on_a_server.change("students", student, nickname="Lock")
    with on_a_server.session() as connection:
        connection.execute(text("SELECT id FROM students WHERE id = :id FOR UPDATE"), {"id": student})
        error = on_a_server.fails(lambda: on_a_server.events(patience=0.5))
    assert "another session holds a lock" in error.message
    assert on_a_server.events().events == 1
    on_a_server.assert_true()
