"""There is no room left for the store: nothing of the failed step is kept, and the next run finishes."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from clever_upgrade.resync.failpoints import Failpoints
from clever_upgrade.resync.request import ResyncRequest
from clever_upgrade.store.database import Database, open_database
from clever_upgrade.store.schema import prepare
from tests.resync.places import LIVE, Place, Watch, on_a_server, on_pass, on_servers, place, server, servers, world
from tests.resync.servers import Ballast, Server, small_disk
from tests.resync.truth import COLLECTIONS

__all__ = ["on_a_server", "server", "servers", "world"]


class SmallFile:
    """Lets a SQLite file grow no further, once it is asked to."""

    def __init__(self, store: str) -> None:
        self._store = store
        self._driver: Any = None

    def tamper(self, database: Database) -> None:
        event.listen(database.engine, "checkout", lambda driver, *_: setattr(self, "_driver", driver))

    def fill(self) -> None:
        # Smaller than it is cannot be had, so this is just as large as it is.
        self._driver.execute("PRAGMA max_page_count = 1")


@pytest.mark.parametrize("where", ["watermark-read", "page-staged", "verified", "planned"])
def test_a_file_that_cannot_grow_keeps_nothing_of_the_step_and_the_next_run_finishes(
    tmp_path: Path, where: str
) -> None:
    with place(f"sqlite:///{tmp_path / 'store.db'}") as world:
        file = SmallFile(world.store)
        _prepare(world)
        before = world.fingerprint()
        world.live_on_during_the_snapshot("b")
        _fails_for_want_of_room(world, Watch(**{where.replace("-", "_"): on_pass(1, file.fill)}), tamper=file.tamper)
        assert world.fingerprint() == before
        assert world.resync().state == "done"
        world.assert_true()


def _prepare(world: Place) -> None:
    database = open_database(world.store)
    prepare(database)
    database.close()


def _fails_for_want_of_room(world: Place, filling: Failpoints, **options: Any) -> None:
    error = world.fails(lambda: world.resync(watch=filling, patience=0.5, **options))
    assert "there is no room left for the store" in error.message


def test_a_disk_that_is_full_keeps_nothing_of_the_step_and_the_next_run_finishes(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "16m") as disk, place(f"sqlite:///{disk / 'store.db'}") as world:
        _assert_room_is_all_that_lacks(world, Ballast(disk))


@pytest.mark.slow
@on_servers
def test_a_servers_full_disk_keeps_nothing_of_the_step_and_the_next_run_finishes(
    kind: str, servers: Callable[[str], Server]
) -> None:
    server, name = servers(kind), f"small_{time.monotonic_ns()}"
    if kind == "postgresql":
        with small_disk(server.folder / name, "48m") as disk:
            server.own(disk)
            server.execute(f"CREATE TABLESPACE {name} LOCATION '{disk}'")
            with place(server.create(name, f"TABLESPACE {name}")) as world:
                _assert_room_is_all_that_lacks(world, Ballast(disk))
            server.execute(f"DROP DATABASE {name}", f"DROP TABLESPACE {name}")
        return
    # In MariaDB a database is a folder, and one that is there already is as good as one that was created.
    with small_disk(server.data / name, "48m") as disk:
        server.own(disk)
        with place(server.url(name)) as world:
            _assert_room_is_all_that_lacks(world, Ballast(disk))
        for table in (*LIVE, *(f"clever_upgrade_stage_{collection}" for collection in COLLECTIONS)):
            server.execute(f"DROP TABLE {name}.{table}")


def _assert_room_is_all_that_lacks(world: Place, ballast: Ballast) -> None:
    """The disk fills up in the first run, then in the second one; each time the next run finishes."""
    # There is no room even to give the lease back, which belongs to a process that has ended: here, to the same one.
    world.owner = "the one worker"
    world.request = ResyncRequest(max_archived=100, rewrite=True)
    _prepare(world)
    for seed in ("first", "second"):
        before = world.fingerprint()
        for number in range(150):
            model = world.district.record("v1.1", "students", world.ids("students")[0])
            more = {"id": None, "nickname": f"{seed} {number} " * 20}
            world.district.upsert("students", {**model, **more})
        _fails_for_want_of_room(world, Watch(page_staged=on_pass(4, ballast.fill)))
        ballast.lift()
        assert world.fingerprint() == before
        assert world.resync().state == "done"
        world.assert_true()
