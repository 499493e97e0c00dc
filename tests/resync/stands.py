"""How a store and its district stand before and after a kill, and what must hold between the two."""

import signal
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from tests.resync.nursery import Nursery
from tests.resync.readers import Reader, View, look
from tests.resync.truth import assert_store_is_true
from tests.resync.world import (
    BEFORE_CUT_OVER,
    Ended,
    World,
    planned_writes,
    running_world,
)

TABLE_ROWS = dict[str, dict[str, Any]]


@dataclass(frozen=True)
class Stand:
    """How a store stood at one moment."""

    live: TABLE_ROWS
    ids: frozenset[str]
    hash: str
    view: View
    row: dict[str, Any]


def stand(world: World) -> Stand:
    live = world.live()
    ids = frozenset(each for records in live.values() for each in records)
    return Stand(live, ids, world.fingerprint(), look(world.store), world.row() or {})


@pytest.fixture
def fresh(store_url: str, nursery: Nursery) -> Iterator[World]:
    """Nothing was resynced yet, and the district lives on while its students are read."""
    with running_world(store_url, nursery) as world:
        world.when_served("v1.2", "students", 2, world.live_on)
        yield world


@pytest.fixture
def settled(store_url: str, nursery: Nursery) -> Iterator[World]:
    """A district that was resynced a while ago and has changed since."""
    with running_world(store_url, nursery) as world:
        world.settle()
        students, sections = world.ids("students"), world.ids("sections")
        world.delete("students", world.lonely_students()[3])
        world.delete("sections", sections[4])
        world.change("students", students[20], grade="Other", email=None)
        world.change("sections", sections[2], students=students[30:36])
        world.add("students", students[5], sis_id="later-1")
        yield world


@pytest.fixture
def renewed(settled: World) -> World:
    """The same, and it lives on while its students are read again."""
    settled.when_served("v1.2", "students", 2, settled.live_on)
    return settled


def assert_old_or_new(world: World, before: Stand) -> None:
    """Before the cut-over nothing has changed; after it everything that was served is there."""
    run, row, now = world.newest_run(), world.row() or {}, stand(world)
    if run is None or run["run"] == before.row.get("run") or run["state"] in BEFORE_CUT_OVER:
        assert now.hash == before.hash
        assert (row.get("version"), row.get("cursor")) == (before.row.get("version"), before.row.get("cursor"))
        return
    assert row["version"] == "v1.2"
    if run["state"] == "cut-over":
        assert now.live == world.served
        assert row["cursor"] == run["watermark"]
    else:
        assert run["state"] == "done"
        assert now.live == world.truth()


def assert_gate_was_kept(world: World) -> None:
    """The later version's events were asked for only when the new state was there, whole, in the store."""
    for seen in world.looks:
        assert seen.version == "v1.2", seen.path
        assert seen.run_state in ("cut-over", "done"), seen.path
    cut_over = [seen for seen in world.looks if seen.run_state == "cut-over"]
    assert all(seen.live == seen.served for seen in cut_over)


def assert_gone_are_archived(world: World, before: Stand) -> None:
    shown = {each for records in world.truth().values() for each in records}
    assert_store_is_true(world.base_url, world.store, gone=(before.ids | world.ever_served) - shown)


def assert_nothing_is_left_to_do(world: World) -> None:
    """Neither events nor another resync change a row."""
    done = world.fingerprint()
    events = world.events()
    assert events.code == 0, events.err
    assert events.result["events"] == 0
    assert world.fingerprint() == done
    again = world.resync()
    assert again.code == 0, again.err
    assert planned_writes(again.result) == 0
    assert world.fingerprint() == done


def kill_and_go_on(world: World, place: str) -> tuple[Ended, Ended]:
    """What must hold wherever a resync is killed; the process that was killed and the one that went on."""
    before, asked = stand(world), len(world.paths())
    with Reader(world.store) as reader:
        killed = world.resync(kill=place)
        assert killed.code == -signal.SIGKILL, killed
        assert_old_or_new(world, before)
        if not (world.row() or {}).get("version"):
            assert not any(path.startswith("/v1.2/events") for path in world.paths())
        at_kill, run = look(world.store), world.newest_run()
        if run is not None and run["state"] == "done":
            # What comes is a run of its own.
            world.served.clear()
            asked = len(world.paths())
        went_on = world.resync()
    assert went_on.code == 0, went_on.err
    assert_gate_was_kept(world)
    assert_gone_are_archived(world, before)
    twice = world.fetched_twice(asked)
    assert sum(twice.values()) <= 2
    assert len({path.partition("?")[0] for path in twice}) == sum(twice.values()), "one page of a collection at most"
    now = world.newest_run()
    assert now is not None
    if run is not None and run["run"] != before.row.get("run") and run["state"] != "done":
        assert now["run"] == run["run"], "it goes on with its run"
        if run["state"] != "started":
            assert (now["watermark"], now["watermark_read_at"]) == (run["watermark"], run["watermark_read_at"])
    cut_over = [seen.view for seen in world.looks if seen.run_state == "cut-over"]
    allowed = [before.view, *cut_over, look(world.store)]
    reader.assert_saw_only(*allowed)
    assert at_kill in allowed
    world.assert_nothing_private(killed.said, went_on.said)
    return killed, went_on
