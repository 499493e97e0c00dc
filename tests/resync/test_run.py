"""A resync into each database, as a user runs it: of the recorded demo district, and of a small one every time."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.load import load_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.conftest import RunTool
from tests.resync.truth import ask, assert_store_is_true, rows, stored
from tests.resync.world import IN_EACH_STORE

COUNTED = ("students", "teachers", "sections", "schools")


@contextmanager
def served(district: District) -> Iterator[str]:
    with running_sandbox(Sandbox({"DEMO_TOKEN": district}, rate_limit=None)) as base_url:
        yield base_url


@pytest.mark.needs_shared
@IN_EACH_STORE
def test_the_demo_district_is_resynced_and_carried_on_by_events(shared: Path, store_url: str, tool: RunTool) -> None:
    with served(load_district(shared / "recordings" / "demo-district-v1.1.json")) as demo:
        move_and_follow(demo, store_url, tool, dict(zip(COUNTED, (1004, 89, 379, 3), strict=True)))
    several = rows(store_url, "SELECT teacher_id FROM teacher_schools GROUP BY teacher_id HAVING count(*) > 1")
    assert len(several) == 7


@pytest.mark.parametrize("store_url", ["postgresql", "mariadb"], indirect=True)
def test_a_small_district_is_resynced_into_a_server_and_carried_on_by_events(store_url: str, tool: RunTool) -> None:
    district = generate_district(60, seed=7)
    counts = {name: len(district.ids("v1.2", name)) for name in COUNTED}
    with served(district) as small:
        move_and_follow(small, store_url, tool, counts)


def move_and_follow(base_url: str, store_url: str, tool: RunTool, counts: dict[str, int]) -> None:
    """What must hold from the first call of a user to the last, in a store that will have so many records."""
    where = {"env": {"CLEVER_TOKEN": "DEMO_TOKEN", "CLEVER_API_URL": base_url}}

    refused = tool("events", "--once", "--store", store_url, **where)
    assert refused.code == 3
    assert "resync run" in refused.err
    assert ask(base_url, "requests") == []

    assert tool("resync", "--store", store_url, "-q", **where).code == 0
    assert {name: len(stored(store_url, name)) for name in counts} == counts
    assert_store_is_true(base_url, store_url, gone=set())

    paths = [request["path"] for request in ask(base_url, "requests")]
    first_data = next(number for number, path in enumerate(paths) if path.startswith("/v1.2/students"))
    watermark = next(number for number, path in enumerate(paths) if path.startswith("/v1.1/events"))
    assert watermark < first_data

    student = next(iter(ask(base_url, "truth/v1.1/students")))
    gone = ask(base_url, "truth/v1.1/students")[-1]["id"]
    ask(base_url, "records/students", "POST", {**student, "grade": "12", "email": None})
    # Its contacts go with it, if it has any.
    alone = {each["id"] for each in ask(base_url, "truth/v1.1/contacts") if each["student"] == gone}
    ask(base_url, f"records/students/{gone}", "DELETE")
    applied = tool("events", "--once", "--store", store_url, "--format", "json", **where)
    assert applied.code == 0, applied.err
    assert_store_is_true(base_url, store_url, gone={gone, *alone})

    again = tool("resync", "--store", store_url, **where)
    assert again.code == 0
    assert "no row was written" in " ".join(again.out.split())
    assert tool("resync", "verify", "--store", store_url, "-q", **where).code == 0
