"""Whatever the server does while a resync reads: the store ends right, or it stays as it was and the reason is told."""

from typing import Any

import pytest

from tests.resync.healthy import settled, world
from tests.resync.nursery import Nursery, nursery
from tests.resync.truth import assert_store_is_true
from tests.resync.world import (
    IN_EACH_STORE_AT_NIGHT,
    Ended,
    World,
    running_world,
)
from tests.sandbox.http_world import small_district

__all__ = ["nursery", "settled", "world"]


pytestmark = IN_EACH_STORE_AT_NIGHT

MONTH = 31 * 86_400
RARE, LASTING = "now and then", "always"
KINDS: dict[str, tuple[float, float | None]] = {
    "429": (0.04, None), "500": (0.06, None), "timeout": (0.04, 5.0), "reset": (0.06, None), "truncated": (0.06, None),
    "html": (0.06, None), "slow": (0.3, 0.05), "lost-page": (0.3, None), "repeated-page": (0.3, None),
    "unordered": (0.1, None), "empty": (0.2, None), "401-midway": (0.3, None), "404-midway": (0.3, None),
}  # fmt: skip
"""Every fault of the sandbox: its moderate rate, and its seconds where it delays."""
HEALED = ("429", "500", "timeout", "reset", "truncated", "html", "slow", "unordered")
"""Those that trying again heals, at a moderate rate."""
ALWAYS = ("500", "lost-page", "empty")
"""Those that are tried in every run of the tests; the others if slow."""


def fault(kind: str, how: str) -> dict[str, Any]:
    rate, seconds = KINDS[kind]
    return {kind: {"rate": rate if how == RARE else 1, **({} if seconds is None else {"seconds": seconds})}}


def refused(ended: Ended, reason: str) -> Ended:
    """It was held back for this reason."""
    assert ended.code == 3, ended
    assert ended.result["reason"] == reason
    return ended


def assert_right_or_untouched(world: World, ended: Ended, before: tuple[str, Any]) -> None:
    if ended.code == 0:
        assert_store_is_true(world.base_url, world.store)
        return
    assert ended.code in (3, 4), ended
    assert ended.code == 4 or ended.result["reason"] == "count-mismatch"
    assert "Traceback" not in ended.err
    run = world.newest_run() or {}
    if run.get("state") != "cut-over":
        assert (world.fingerprint(), cursor(world)) == before


def cursor(world: World) -> Any:
    row = world.row() or {}
    return row.get("version"), row.get("cursor")


@pytest.mark.parametrize(
    ("kind", "how"),
    [
        pytest.param(kind, how, marks=[] if kind in ALWAYS else pytest.mark.slow)
        for kind in KINDS
        for how in (RARE, LASTING)
    ],
)
def test_a_fault_ends_in_a_right_store_or_leaves_the_old_one_and_the_next_run_ends_right(
    settled: World, kind: str, how: str
) -> None:
    world, before = settled, (settled.fingerprint(), cursor(settled))
    world.faults(fault(kind, how))
    attempts = {"CLEVER_UPGRADE_ATTEMPTS": "8" if how == RARE else "1"}
    ended = world.resync("--timeout", "0.3" if kind == "timeout" else "10", **attempts)
    assert_right_or_untouched(world, ended, before)
    if how == RARE and kind in HEALED:
        assert ended.code == 0, ended.err
    if how == LASTING and kind != "slow":
        assert ended.code in (3, 4), "a fault that lasts cannot be healed"
    world.faults()
    after = world.resync()
    assert after.code == 0, after.err
    assert_store_is_true(world.base_url, world.store)
    world.assert_nothing_private(ended.said, after.said)


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.exhaustive) for n in range(2, 6))])
@pytest.mark.parametrize(
    "kind", ["lost-page", *(pytest.param(n, marks=pytest.mark.slow) for n in ("repeated-page", "unordered", "empty"))]
)
def test_events_with_a_page_that_lies_lose_nothing(store_url: str, nursery: Nursery, kind: str, seed: int) -> None:
    with running_world(store_url, nursery, seed=seed) as world:
        world.settle()
        for number, student in enumerate(world.ids("students")):
            world.change("students", student, nickname=f"S{seed}-{number}")
        world.faults({kind: 0.3})
        lied_to = world.events("--page-size", "10", CLEVER_UPGRADE_ATTEMPTS="3")
        assert lied_to.code in (0, 4), lied_to
        if lied_to.code == 0:
            assert_store_is_true(world.base_url, world.store)
        world.faults()
        assert world.events().code == 0
        assert_store_is_true(world.base_url, world.store)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(1, 9))
def test_all_faults_at_once_never_make_a_wrong_store(store_url: str, nursery: Nursery, seed: int) -> None:
    with running_world(store_url, nursery, seed=seed) as world:
        world.settle()
        world.live_on()
        before = world.fingerprint(), cursor(world)
        world.faults({kind: 0.02 for kind in KINDS if kind not in ("timeout", "slow")})
        for _ in range(3):
            assert_right_or_untouched(world, world.resync(), before)
            before = world.fingerprint(), cursor(world)
        world.faults()
        assert world.resync().code == 0
        assert_store_is_true(world.base_url, world.store)


def test_a_collection_that_seems_empty_for_a_while_is_not_believed(settled: World) -> None:
    before = settled.fingerprint()
    settled.faults({"empty": {"rate": 1, "version": "v1.2"}})
    ended = settled.resync()
    assert ended.code in (3, 4), ended
    assert settled.fingerprint() == before
    settled.faults()
    assert settled.resync().code == 0
    assert_store_is_true(settled.base_url, settled.store)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_tool_alone_never_causes_a_429(store_url: str, nursery: Nursery) -> None:
    with running_world(store_url, nursery, small_district(), rate_limit=20) as world:
        world.district.set_status({"state": "running", "pause_start": None, "pause_end": None})
        ended = world.resync("--page-size", "10")
        assert ended.code == 0, ended.err
        assert len(world.paths()) > 20
        assert [each for each in world.ask("requests") if each["status"] == 429] == []
        assert_store_is_true(world.base_url, world.store)
