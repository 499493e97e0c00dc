"""The tool is interrupted, started twice, or put to sleep: it says so, and never writes what is not its own."""

import json
import signal
import subprocess
from collections.abc import Callable, Iterator

import pytest

from tests.resync.nursery import nursery
from tests.resync.stands import (
    Stand,
    assert_gate_was_kept,
    assert_gone_are_archived,
    assert_nothing_is_left_to_do,
    assert_old_or_new,
    fresh,
    renewed,
    settled,
    stand,
)
from tests.resync.world import (
    IN_EACH_STORE,
    Ended,
    World,
    is_stopped,
    wait_until,
)

__all__ = ["fresh", "nursery", "renewed", "settled"]

pytestmark = IN_EACH_STORE


def ended(process: "subprocess.Popen[str]") -> Ended:
    out, err = process.communicate(timeout=60)
    return Ended(process.returncode, out, err)


@pytest.fixture
def procs() -> Iterator[list["subprocess.Popen[str]"]]:
    """Processes that are ended with the test, however it ends."""
    started: list[subprocess.Popen[str]] = []
    yield started
    for process in started:
        if process.poll() is None:
            process.kill()
            process.communicate()


def has_staged(world: World, pages: int = 3) -> Callable[[], bool]:
    return lambda: sum(path.startswith("/v1.2/") for path in world.paths()) > pages


@pytest.mark.parametrize("sent", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_an_interrupted_resync_says_so_and_goes_on_when_it_is_run_again(
    fresh: World, procs: list["subprocess.Popen[str]"], sent: signal.Signals
) -> None:
    world, before = fresh, stand(fresh)
    world.faults({"slow": {"rate": 1, "seconds": 0.2, "version": "v1.2"}})
    process = world.start("resync", "run")
    procs.append(process)
    wait_until(has_staged(world))
    process.send_signal(sent)
    interrupted = ended(process)
    assert interrupted.code == 130
    assert "interrupted" in interrupted.err
    assert "Traceback" not in interrupted.err
    assert_old_or_new(world, before)
    assert (world.row() or {})["lease_owner"] is None, "whoever ends in order gives the lease back"
    world.faults()
    went_on = world.resync()
    assert went_on.code == 0, went_on.err
    assert went_on.result["resumed"]
    assert_gone_are_archived(world, before)
    world.assert_nothing_private(interrupted.said)


@pytest.mark.parametrize("sent", [pytest.param(signal.SIGINT, marks=pytest.mark.slow), signal.SIGTERM])
def test_events_that_follow_end_in_order_when_told_to(
    settled: World, procs: list["subprocess.Popen[str]"], sent: signal.Signals
) -> None:
    world = settled
    process = world.start("events", "--follow", "--interval", "1")
    procs.append(process)
    wait_until(lambda: world.live() == world.truth())
    world.live_on()
    wait_until(lambda: world.live() == world.truth())
    process.send_signal(sent)
    stopped = ended(process)
    assert stopped.code == 0, stopped.err
    assert "Traceback" not in stopped.err
    lines = [json.loads(line) for line in stopped.out.splitlines()]
    assert sum(line["events"] for line in lines) > 0
    world.assert_nothing_private(stopped.said)
    assert_nothing_is_left_to_do(world)


def test_of_two_resyncs_at_once_one_wins_and_the_other_says_why_it_does_not(
    fresh: World, procs: list["subprocess.Popen[str]"]
) -> None:
    world, before = fresh, stand(fresh)
    world.faults({"slow": {"rate": 1, "seconds": 0.05}})
    procs += [world.start("resync", "run") for _ in range(2)]
    both = sorted((ended(process) for process in procs), key=lambda each: each.code)
    assert [each.code for each in both] == [0, 3], both
    assert both[1].result["reason"] == "lease-held"
    assert_gone_are_archived(world, before)
    assert_gate_was_kept(world)


def test_events_wait_for_no_resync_but_say_that_one_is_at_work(
    settled: World, procs: list["subprocess.Popen[str]"]
) -> None:
    world, before = settled, stand(settled)
    world.faults({"slow": {"rate": 1, "seconds": 0.1, "version": "v1.2"}})
    process = world.start("resync", "run")
    procs.append(process)
    wait_until(lambda: (world.row() or {})["lease_owner"] is not None)
    refused = world.events()
    assert refused.code == 3
    assert refused.result["reason"] == "lease-held"
    world.faults()
    assert ended(process).code == 0
    assert_gone_are_archived(world, before)


def assert_stale_worker_changes_nothing(world: World, before: Stand, stale: "subprocess.Popen[str]") -> None:
    """Another run takes over and finishes; the worker that wakes up then finds its lease gone."""
    taken_over: list[Ended] = []

    def takes_over() -> bool:
        taken_over.append(world.resync())
        return taken_over[-1].code == 0

    wait_until(takes_over)
    assert all(each.result["reason"] == "lease-held" for each in taken_over[:-1])
    done, row, runs = world.fingerprint(), world.row(), world.newest_run()
    assert_gone_are_archived(world, before)
    stale.send_signal(signal.SIGCONT)
    late = ended(stale)
    assert late.code == 3, late
    assert late.result["reason"] == "lease-held"
    assert (world.fingerprint(), world.row(), world.newest_run()) == (done, row, runs)
    assert_nothing_is_left_to_do(world)


@pytest.mark.slow
def test_a_worker_that_slept_through_its_lease_stops_and_changes_nothing(
    fresh: World, procs: list["subprocess.Popen[str]"]
) -> None:
    world, before = fresh, stand(fresh)
    world.faults({"slow": {"rate": 1, "seconds": 0.1, "version": "v1.2"}})
    stale = world.start("resync", "run", "--lease", "3")
    procs.append(stale)
    wait_until(has_staged(world, 6))

    def stands_between_transactions() -> bool:
        stale.send_signal(signal.SIGSTOP)
        wait_until(lambda: is_stopped(stale))
        if world.is_locked():
            stale.send_signal(signal.SIGCONT)
            return False
        return True

    wait_until(stands_between_transactions)
    world.faults()
    early = world.resync()
    assert early.code == 3
    assert early.result["reason"] == "lease-held"
    assert_stale_worker_changes_nothing(world, before, stale)


@pytest.mark.parametrize(
    "place",
    [
        "planned",
        *(pytest.param(n, marks=pytest.mark.slow) for n in ("watermark-saved", "verified", "replay-started")),
    ],
)
def test_a_worker_whose_lease_was_taken_at_any_place_stops_there(
    fresh: World, procs: list["subprocess.Popen[str]"], place: str
) -> None:
    world, before = fresh, stand(fresh)
    stale = world.start("resync", "run", kill=f"{place}=stop")
    procs.append(stale)
    wait_until(lambda: is_stopped(stale))
    world.execute("UPDATE clever_upgrade_districts SET lease_until = lease_until - 600")
    assert_stale_worker_changes_nothing(world, before, stale)
