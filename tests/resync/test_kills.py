"""The tool is killed wherever it may matter: nothing is lost, nothing is seen half, nothing is done twice."""

import signal
from collections.abc import Iterator
from typing import Any

import pytest

from clever_upgrade.contract.endpoints import EVENT_NOUNS
from clever_upgrade.resync.failpoints import NAMES
from tests.resync.nursery import nursery
from tests.resync.readers import Reader, look
from tests.resync.stands import (
    TABLE_ROWS,
    Stand,
    assert_gate_was_kept,
    assert_gone_are_archived,
    assert_nothing_is_left_to_do,
    assert_old_or_new,
    fresh,
    kill_and_go_on,
    renewed,
    settled,
    stand,
)
from tests.resync.truth import _plain
from tests.resync.world import (
    IN_EACH_STORE,
    World,
)

__all__ = ["fresh", "nursery", "renewed", "settled"]


pytestmark = IN_EACH_STORE

OF_EVENTS = [name for name in NAMES if name.startswith("events-")]
OF_RESYNC = [name for name in NAMES if not name.startswith("events-")]
PASSED_OFTEN = ("page-fetched", "page-staging", "page-staged", "collection-walked", "collection-counted")
PASSED_TWICE = ("replay-staging", "replay-staged", "events-applying", "events-applied")


ALWAYS = {"page-staged", "cut-over-merged", "replay-merged"}
"""Where a resync is killed in every run of the tests; at the other places in turn, and each by itself if slow."""


def places(names: list[str]) -> Iterator[Any]:
    """Each failpoint once; with ``-m slow``, those that are passed several times at other passes too."""
    for name in names:
        place = f"{name}:5" if name in PASSED_OFTEN else f"{name}:2" if name in PASSED_TWICE else name
        yield pytest.param(place, marks=[] if name in {*ALWAYS, *OF_EVENTS} else pytest.mark.slow)
        more = (1, 2, 8) if name in PASSED_OFTEN else (1,) if name in PASSED_TWICE else ()
        yield from (pytest.param(f"{name}:{number}", marks=pytest.mark.exhaustive) for number in more)


@pytest.mark.parametrize("place", [*places(OF_RESYNC)])
def test_a_resync_that_is_killed_over_old_data_goes_on_and_ends_right(renewed: World, place: str) -> None:
    kill_and_go_on(renewed, place)


@pytest.mark.parametrize("place", ["page-staged:5", pytest.param("replay-staged", marks=pytest.mark.slow)])
def test_a_first_resync_that_is_killed_goes_on_ends_right_and_leaves_nothing_to_do(fresh: World, place: str) -> None:
    kill_and_go_on(fresh, place)
    assert_nothing_is_left_to_do(fresh)


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", OF_RESYNC)
def test_a_first_resync_killed_anywhere_leaves_nothing_to_do_once_it_has_gone_on(fresh: World, place: str) -> None:
    kill_and_go_on(fresh, place)
    assert_nothing_is_left_to_do(fresh)


@pytest.mark.exhaustive
@pytest.mark.parametrize("place", OF_RESYNC)
def test_a_resync_over_old_data_killed_anywhere_leaves_nothing_to_do_once_it_has_gone_on(
    renewed: World, place: str
) -> None:
    kill_and_go_on(renewed, place)
    assert_nothing_is_left_to_do(renewed)


def folded(world: World, before: Stand, cursor: str) -> TABLE_ROWS:
    """The old records with every event up to a cursor applied, by the events as the district tells them."""
    collections = {noun: collection for collection, noun in EVENT_NOUNS.items()}
    live = {name: dict(records) for name, records in before.live.items()}
    for event_id in world.district.ids("v1.2", "events"):
        if not before.row["cursor"] < event_id <= cursor:
            continue
        event = world.district.record("v1.2", "events", event_id)
        noun, _, action = event["type"].partition(".")
        record = event["data"]["object"]
        if action == "deleted":
            live[collections[noun]].pop(record["id"], None)
        else:
            live[collections[noun]][record["id"]] = _plain(record)
    return live


@pytest.mark.parametrize("place", [*places(OF_EVENTS)])
def test_events_that_are_killed_leave_records_and_cursor_together_and_go_on(settled: World, place: str) -> None:
    world = settled
    world.live_on()
    before = stand(world)
    with Reader(world.store) as reader:
        killed = world.events(kill=place)
        assert killed.code == -signal.SIGKILL, killed
        cursor = (world.row() or {})["cursor"]
        assert world.live() == folded(world, before, cursor)
        is_within = "applying" in place and place.endswith(":1")
        assert (cursor == before.row["cursor"]) == is_within
        went_on = world.events()
    assert went_on.code == 0, went_on.err
    assert_gone_are_archived(world, before)
    assert_gate_was_kept(world)
    reader.assert_data_and_cursor_belong_together()
    assert reader.seen[0] == before.view
    assert reader.seen[-1] == look(world.store)
    world.assert_nothing_private(killed.said, went_on.said)
    assert_nothing_is_left_to_do(world)


@pytest.mark.exhaustive
@pytest.mark.parametrize("page", range(1, 14))
def test_a_resync_that_is_killed_at_the_nth_page_fetches_no_page_of_before_again(fresh: World, page: int) -> None:
    kill_and_go_on(fresh, f"page-staged:{page}")


def test_a_resync_that_is_killed_at_each_place_in_turn_ends_right(fresh: World) -> None:
    world, before, watermarks = fresh, stand(fresh), set()
    with Reader(world.store) as reader:
        for place in OF_RESYNC:
            killed = world.resync(kill=place)
            assert killed.code == -signal.SIGKILL, (place, killed)
            assert_old_or_new(world, before)
            run = world.newest_run()
            if run is not None and run["state"] != "started":
                watermarks.add((run["run"], run["watermark"], run["watermark_read_at"]))
            if run is not None and run["state"] == "done":
                break
        # The last places are behind the end of the run: what comes next would be a new one.
        assert place == "replayed"
    assert len(watermarks) == 1
    assert_gate_was_kept(world)
    assert_gone_are_archived(world, before)
    reader.assert_saw_only(before.view, *(seen.view for seen in world.looks), look(world.store))
    assert_nothing_is_left_to_do(world)


@pytest.mark.parametrize(
    "place",
    ["cut-over-merged", *(pytest.param(n, marks=pytest.mark.slow) for n in ("page-staging:4", "replay-merged"))],
)
def test_a_resync_that_is_killed_twice_at_one_place_ends_right(renewed: World, place: str) -> None:
    before = stand(renewed)
    for _ in range(2):
        assert renewed.resync(kill=place).code == -signal.SIGKILL
        assert_old_or_new(renewed, before)
    went_on = renewed.resync()
    assert went_on.code == 0, went_on.err
    assert went_on.result["resumed"]
    assert_gate_was_kept(renewed)
    assert_gone_are_archived(renewed, before)
