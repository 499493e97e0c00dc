"""The database server falls over, or its stage has lost rows: the run waits, or goes on when it is run again."""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from clever_upgrade.errors import ExitCode
from tests.resync.places import (
    PAGE,
    SERVER_KINDS,
    Place,
    Watch,
    on_a_server,
    on_pass,
    on_servers,
    place,
    server,
    servers,
    slow_after_the_first,
    world,
)
from tests.resync.servers import Server
from tests.resync.truth import COLLECTIONS, rows
from tests.resync.world import IN_EACH_STORE
from tests.stores import need_driver

__all__ = ["on_a_server", "server", "servers", "world"]


@pytest.fixture
def falling(server: Server) -> Iterator[Place]:
    """A district beside a store on a server that may fall over."""
    name = f"store_{time.monotonic_ns()}"
    with place(server.create(name)) as made:
        # A lease that could not be given back belongs to a process that has ended: here, to the same one.
        made.owner = "the one worker"
        yield made
    server.stop()
    server.start()
    server.execute(f"DROP DATABASE {name}")


@on_servers
@slow_after_the_first(
    "where", ["planned", "page-staging", "page-staged", "cut-over-merged", "replay-staged", "replay-merged"]
)
def test_a_server_that_falls_over_and_comes_back_is_waited_for(falling: Place, server: Server, where: str) -> None:
    falling.resync()
    falling.live_on("a")
    falling.live_on_during_the_snapshot("b")

    def fall() -> None:
        server.stop()
        threading.Timer(0.5, server.start).start()

    assert falling.resync(watch=Watch(**{where.replace("-", "_"): on_pass(1, fall)})).state == "done"
    falling.assert_true()
    _assert_audited_once(falling)


@on_servers
@slow_after_the_first("where", ["page-staged", "cut-over-merged", "cut-over", "replay-staged"])
def test_a_server_that_stays_down_ends_the_run_and_the_next_one_finishes(
    falling: Place, server: Server, where: str
) -> None:
    falling.resync()
    falling.live_on("a")
    falling.live_on_during_the_snapshot("b")
    before = falling.fingerprint()
    watch = Watch(**{where.replace("-", "_"): on_pass(1, server.stop)})
    error = falling.fails(lambda: falling.resync(watch=watch, patience=0.5))
    assert "the connection to the store broke" in error.message
    server.start()
    if where in ("page-staged", "cut-over-merged"):
        assert falling.fingerprint() == before
    assert falling.resync().state == "done"
    falling.assert_true()
    _assert_audited_once(falling)


@pytest.mark.slow
@on_servers
def test_a_server_that_falls_over_while_events_are_applied_loses_none(falling: Place, server: Server) -> None:
    falling.resync()
    falling.live_on("a")
    falling.live_on("b")
    falling.fails(lambda: falling.events(watch=Watch(events_applied=on_pass(1, server.stop)), patience=0.5))
    server.start()
    assert falling.events().events > 0
    falling.assert_true()


def _assert_audited_once(world: Place) -> None:
    runs = rows(world.store, "SELECT run, collection FROM clever_upgrade_audit")
    assert Counter(row["run"] for row in runs) == dict.fromkeys({row["run"] for row in runs}, len(COLLECTIONS))
    assert len({row["run"] for row in runs}) == 2


@IN_EACH_STORE
@pytest.mark.parametrize("lost", ["WHERE id > '{middle}'", ""], ids=["half", "all"])
def test_a_stage_that_lost_rows_is_read_anew(world: Place, lost: str) -> None:
    watch = Watch(page_staged=on_pass(6, lambda: _give_up()))
    with pytest.raises(_GivenUpError):
        world.resync(watch=watch)
    (staged,) = rows(world.store, "SELECT rows_staged FROM clever_upgrade_progress WHERE collection = 'students'")
    assert staged["rows_staged"] > PAGE
    world.execute(f"DELETE FROM clever_upgrade_stage_students {lost.format(middle=world.ids('students')[PAGE])}")  # noqa: S608
    assert world.resync().state == "done"
    world.assert_true()


class _GivenUpError(Exception):
    """Ends a run in the middle and gives its lease back."""


def _give_up() -> None:
    raise _GivenUpError


@pytest.mark.parametrize("kind", SERVER_KINDS)
def test_a_server_that_cannot_be_reached_is_told_without_the_password(kind: str, tmp_path: Path) -> None:
    need_driver(kind)
    with place(f"sqlite:///{tmp_path / 'unused.db'}") as world:
        nobody = f"{kind}://app:hush-hush@127.0.0.1:9/store"
        error = world.fails(lambda: world.resync(store=nobody, patience=0))
        assert "cannot be reached" in error.message
        assert f"{kind}://127.0.0.1:9/store" in error.message


def test_a_password_of_a_store_that_fails_later_is_not_told_either(servers: Callable[[str], Server]) -> None:
    server = servers("postgresql")
    url = server.create(f"secret_{time.monotonic_ns()}").replace("postgres@", "postgres:hush-hush@")
    with place(url) as world:
        world.execute("CREATE TABLE students (id text)")
        error = world.fails(world.resync, ExitCode.USAGE)
        assert "a table students that is not the tool's own" in error.message
        world.execute("DROP TABLE students")
        with_failure = Watch(page_staged=lambda: world.execute("DROP TABLE IF EXISTS clever_upgrade_progress"))
        error = world.fails(lambda: world.resync(watch=with_failure, patience=0))
        assert "the store failed" in error.message
