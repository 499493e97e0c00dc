"""Clocks jump: whoever holds the lease goes on, and whoever lost it writes nothing more."""

import threading
import time

import pytest

from clever_upgrade.errors import CleverUpgradeError, ExitCode, GuardRefusedError
from clever_upgrade.store.database import open_database
from clever_upgrade.store.lease import LeaseHeldError
from tests.resync.places import LIVE, Place, Watch, on_a_server, on_pass, server, servers, world
from tests.resync.truth import COLLECTIONS
from tests.resync.world import IN_EACH_STORE

__all__ = ["on_a_server", "server", "servers", "world"]


class JumpingClock:
    """A database whose clock is set while the tool works."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, world: Place) -> None:
        self.ahead = 0.0
        database = open_database(world.store)
        kind = type(database.dialect)
        now = kind.now
        monkeypatch.setattr(kind, "now", lambda dialect, connection: now(dialect, connection) + self.ahead)
        database.close()

    def jump(self, seconds: float) -> None:
        self.ahead += seconds


DAYS = pytest.mark.parametrize(
    "day", [86_400, pytest.param(-86_400, marks=pytest.mark.slow)], ids=["forwards", "backwards"]
)


@IN_EACH_STORE
@DAYS
def test_a_clock_that_jumps_does_not_stop_the_run_that_holds_the_lease(
    world: Place, monkeypatch: pytest.MonkeyPatch, day: float
) -> None:
    clock = JumpingClock(monkeypatch, world)
    world.live_on_during_the_snapshot("b")
    jump = on_pass(1, lambda: clock.jump(day))
    assert world.resync(watch=Watch(page_staging=jump, cut_over_merged=jump, replay_started=jump)).state == "done"
    world.assert_true()


STATE = ("clever_upgrade_districts", "clever_upgrade_runs", "clever_upgrade_progress", "clever_upgrade_audit")


@IN_EACH_STORE
@pytest.mark.parametrize("how", ["resync", pytest.param("events", marks=pytest.mark.slow)])
@DAYS
def test_whoever_lost_the_lease_to_a_jump_of_the_clock_writes_nothing_more(
    world: Place, monkeypatch: pytest.MonkeyPatch, how: str, day: float
) -> None:
    world.resync()
    world.live_on("a")
    world.live_on("b")
    world.live_on_during_the_snapshot("c")
    clock = JumpingClock(monkeypatch, world)
    tables = (*LIVE, *STATE, *(f"clever_upgrade_stage_{collection}" for collection in COLLECTIONS))
    left: list[str] = []

    def overtake() -> None:
        while True:
            try:
                world.resync()
            except LeaseHeldError:
                # The clock is behind the lease's end, or a write that was under way renewed it by the new clock.
                world.execute("UPDATE clever_upgrade_districts SET lease_until = 0")
            else:
                return

    def be_overtaken() -> None:
        # Its clock jumps on, somebody else finds the lease expired and does the whole work, and the clock jumps back.
        clock.jump(day)
        other = threading.Thread(target=overtake)
        other.start()
        other.join()
        clock.jump(-day)
        left.append(world.fingerprint(*tables))

    where = {"resync": "page_staged", "events": "events_applied"}[how]
    error = world.fails(lambda: getattr(world, how)(watch=Watch(**{where: on_pass(1, be_overtaken)})), ExitCode.REFUSED)
    assert isinstance(error, GuardRefusedError)
    assert "another run has taken over the district" in error.message
    assert [world.fingerprint(*tables)] == left
    world.assert_true()


@IN_EACH_STORE
def test_a_lease_that_lives_is_respected_whatever_the_clock_of_this_machine_says(
    world: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "time", lambda: 4e9)
    errors: list[CleverUpgradeError] = []

    def try_too() -> None:
        errors.append(world.fails(world.resync, ExitCode.REFUSED))

    def try_beside() -> None:
        other = threading.Thread(target=try_too)
        other.start()
        other.join()

    assert world.resync(watch=Watch(page_staged=on_pass(2, try_beside))).state == "done"
    assert ["is at work on this district" in error.message for error in errors] == [True]
    world.assert_true()
