"""A guard holds a run, its user or district does, or its cursor is too old: nothing changes until that is settled."""

from typing import Any

import pytest

from tests.resync.healthy import settled, world
from tests.resync.nursery import Nursery, nursery
from tests.resync.truth import assert_store_is_true, rows, stored
from tests.resync.world import (
    IN_EACH_STORE,
    Ended,
    World,
    planned_writes,
    running_world,
)
from tests.sandbox.http_world import CONTACTS, small_district

__all__ = ["nursery", "settled", "world"]

pytestmark = IN_EACH_STORE

MONTH = 31 * 86_400


def refused(ended: Ended, reason: str) -> Ended:
    """It was held back for this reason."""
    assert ended.code == 3, ended
    assert ended.result["reason"] == reason
    return ended


def delete_students(world: World, share: float) -> set[str]:
    students = world.ids("students")
    gone = set(students[:: round(1 / share)])
    for student in gone:
        world.delete("students", student)
    return gone


def test_a_resync_that_archives_a_fifth_is_held_until_it_is_approved(settled: World) -> None:
    before = settled.fingerprint()
    gone = delete_students(settled, 0.2)
    held = refused(settled.resync(), "deletion-guard")
    assert settled.fingerprint() == before
    refused(settled.resync(), "deletion-guard")
    assert settled.fingerprint() == before
    approved = settled.run("resync", "approve", held.result["run"])
    # The contacts of those students went with them, and one approval is for everything that the plan archives.
    assert approved.code == 0, approved
    assert approved.result["state"] == "done"
    assert_store_is_true(settled.base_url, settled.store)
    assert gone <= settled.archived()


def test_an_approval_is_for_so_many_records_and_no_more(settled: World) -> None:
    delete_students(settled, 0.2)
    held = refused(settled.resync("--max-archived", "10"), "deletion-guard")
    settled.run("resync", "abort", held.result["run"])
    again = refused(settled.resync(), "deletion-guard")
    assert again.result["run"] != held.result["run"]
    loose = settled.resync("--max-archived", "60")
    assert loose.code == 0, loose
    assert_store_is_true(settled.base_url, settled.store)


def test_a_collection_that_became_empty_is_held_however_much_may_be_archived(store_url: str, nursery: Nursery) -> None:
    with running_world(store_url, nursery, small_district()) as world:
        world.district.set_status({"state": "running", "pause_start": None, "pause_end": None})
        assert world.resync().code == 0
        for contact in CONTACTS:
            world.delete("contacts", contact)
        held = refused(world.resync("--max-archived", "100"), "deletion-guard")
        assert set(stored(store_url, "contacts")) == set(CONTACTS)
        approved = world.run("resync", "approve", held.result["run"])
        assert approved.code == 0, approved
        assert_store_is_true(world.base_url, store_url, gone=set(CONTACTS))


def test_what_was_approved_is_not_needed_by_a_district_that_came_back(settled: World) -> None:
    students = settled.ids("students")
    kept = {each: settled.district.record("v1.1", "students", each) for each in students[::5]}
    for student in kept:
        settled.delete("students", student)
    refused(settled.resync(), "deletion-guard")
    for record in kept.values():
        settled.district.upsert("students", record)
    # The held run is older than that: it would archive what is there again, so it must still ask.
    refused(settled.resync(), "deletion-guard")
    settled.run("resync", "abort", str((settled.newest_run() or {})["run"]))
    assert settled.resync().code == 0
    assert_store_is_true(settled.base_url, settled.store)


def test_a_postponed_cut_over_waits_for_its_word_and_catches_up_with_what_happened_since(settled: World) -> None:
    before = settled.fingerprint()
    held = refused(settled.resync("--postpone-cutover"), "postponed")
    assert settled.fingerprint() == before
    settled.change("students", settled.ids("students")[30], nickname="Meanwhile")
    gone = settled.ids("students")[31]
    settled.delete("students", gone)
    refused(settled.resync(), "postponed")
    done = settled.run("resync", "cutover", held.result["run"])
    assert done.code == 0, done
    assert_store_is_true(settled.base_url, settled.store)
    assert gone in settled.archived()


def test_a_run_that_was_given_up_leaves_no_trace_and_the_next_one_starts_anew(settled: World) -> None:
    before = settled.fingerprint()
    held = refused(settled.resync("--postpone-cutover"), "postponed")
    given_up = settled.run("resync", "abort", held.result["run"])
    assert given_up.code == 0, given_up
    assert settled.fingerprint() == before
    assert rows(settled.store, "SELECT id FROM clever_upgrade_stage_students") == []
    assert settled.run("resync", "cutover", held.result["run"]).code == 2
    anew = settled.resync()
    assert anew.code == 0, anew
    assert anew.result["run"] != held.result["run"]
    assert not anew.result["resumed"]
    assert_store_is_true(settled.base_url, settled.store)


def test_a_dry_run_changes_nothing_and_the_run_goes_on_from_it(settled: World) -> None:
    before = settled.fingerprint()
    dry = settled.resync("--dry-run")
    assert dry.code == 0, dry
    assert planned_writes(dry.result) > 0
    assert settled.fingerprint() == before
    done = settled.resync()
    assert done.code == 0
    assert done.result["run"] == dry.result["run"]
    assert_store_is_true(settled.base_url, settled.store)


PAUSE = {"state": "paused", "pause_start": "2016-06-01T00:00:00.000Z", "pause_end": "2100-01-01T00:00:00.000Z"}
NO_PAUSE = {"state": "running", "pause_start": None, "pause_end": None}


def set_status(world: World, fields: dict[str, Any]) -> None:
    world.ask(f"districts/{world.district.id}/status", "PATCH", fields)


@pytest.mark.parametrize(
    ("status", "reason", "allowed"),
    [
        pytest.param(PAUSE, "paused", "--allow-paused", id="paused"),
        pytest.param({"state": "error"}, "unhealthy", "--allow-unhealthy", id="error"),
        pytest.param({"state": "pending"}, "unhealthy", "--allow-unhealthy", id="pending", marks=pytest.mark.slow),
    ],
)
def test_a_district_that_is_not_healthy_is_resynced_only_on_demand(
    settled: World, status: dict[str, str], reason: str, allowed: str
) -> None:
    before = settled.fingerprint()
    set_status(settled, status)
    other = "--allow-unhealthy" if reason == "paused" else "--allow-paused"
    refused(settled.resync(), reason)
    refused(settled.resync(other), reason)
    assert settled.fingerprint() == before
    done = settled.resync(allowed)
    assert done.code == 0, done
    assert_store_is_true(settled.base_url, settled.store)


def test_a_pause_that_begins_midway_holds_the_cut_over_until_it_ends(settled: World) -> None:
    before = settled.fingerprint()
    settled.when_served("v1.2", "students", 2, lambda: settled.district.set_status(PAUSE))
    held = settled.resync()
    assert held.code == 3
    assert held.result["reason"] == "paused"
    assert settled.fingerprint() == before
    refused(settled.resync(), "paused")
    set_status(settled, NO_PAUSE)
    asked = len(settled.paths())
    done = settled.resync()
    assert done.code == 0, done
    assert done.result["resumed"]
    assert not any(path.startswith("/v1.2/students?limit") for path in settled.paths()[asked:])
    assert_store_is_true(settled.base_url, settled.store)


def age(world: World, table: str, column: str) -> None:
    world.execute(f"UPDATE {table} SET {column} = {column} - {MONTH}")  # noqa: S608


def expire_all_but_newest(world: World) -> None:
    world.ask("expire-events", "POST", {"before": world.ids("events")[-1]})


def test_a_watermark_that_the_feed_no_longer_reaches_is_refused_before_anything_changes(settled: World) -> None:
    before = settled.fingerprint()
    refused(settled.resync("--postpone-cutover"), "postponed")
    run = (settled.newest_run() or {})["run"]
    for student in settled.ids("students")[:3]:
        settled.change("students", student, nickname="Later")
    age(settled, "clever_upgrade_runs", "watermark_read_at")
    expire_all_but_newest(settled)
    refused(settled.run("resync", "cutover", str(run)), "cursor-expired")
    refused(settled.resync(), "cursor-expired")
    assert settled.fingerprint() == before
    settled.run("resync", "abort", str(run))
    assert settled.resync().code == 0
    assert_store_is_true(settled.base_url, settled.store)


def test_events_after_too_long_a_rest_are_refused_until_a_resync(settled: World) -> None:
    before = settled.fingerprint()
    age(settled, "clever_upgrade_districts", "feed_read_at")
    expire_all_but_newest(settled)
    refused(settled.events(), "cursor-expired")
    assert settled.fingerprint() == before
    assert settled.resync().code == 0
    assert_store_is_true(settled.base_url, settled.store)
    assert settled.events().code == 0


def test_events_after_a_long_rest_in_which_nothing_expired_are_applied(settled: World) -> None:
    age(settled, "clever_upgrade_districts", "feed_read_at")
    assert settled.events().code == 0
    assert_store_is_true(settled.base_url, settled.store)


def test_a_cursor_of_the_earlier_version_is_where_the_replay_begins(world: World) -> None:
    events = world.ids("events")
    done = world.resync("--v11-cursor", events[-10])
    assert done.code == 0, done
    assert done.result["watermark"] == events[-10]
    assert done.result["events_applied"] == 9
    assert_store_is_true(world.base_url, world.store)


@pytest.mark.parametrize("given", ["f" * 24, "garbage", pytest.param("5" * 23, marks=pytest.mark.slow)])
def test_a_cursor_that_cannot_be_one_is_refused_before_anything_is_read(world: World, given: str) -> None:
    ended = world.resync("--v11-cursor", given)
    assert ended.code == 2, ended
    assert not any(path.startswith("/v1.2/students") for path in world.paths())


def test_a_cursor_whose_next_events_are_gone_is_refused(world: World) -> None:
    events = world.ids("events")
    world.ask("expire-events", "POST", {"before": events[-2]})
    refused(world.resync("--v11-cursor", events[-8]), "cursor-expired")
    assert not any(path.startswith("/v1.2/students") for path in world.paths())


def test_fields_that_nobody_knows_are_kept_beside_the_columns(world: World) -> None:
    student = world.ids("students")[0]
    world.change("students", student, shoe_size=38, clubs=["chess", {"since": 2016}], ünïcode="é")
    assert world.resync().code == 0
    assert_store_is_true(world.base_url, world.store)
    kept = stored(world.store, "students")[student]
    assert (kept["shoe_size"], kept["clubs"], kept["ünïcode"]) == (38, ["chess", {"since": 2016}], "é")
    (row,) = rows(world.store, f"SELECT extra FROM students WHERE id = '{student}'")  # noqa: S608
    assert "shoe_size" in str(row["extra"])
    world.change("students", student, shoe_size=39)
    assert world.events().code == 0
    assert stored(world.store, "students")[student]["shoe_size"] == 39
    assert "clubs" in stored(world.store, "students")[student]
