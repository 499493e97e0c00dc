"""A resync of the recorded demo district into each database, as a user runs it."""

from pathlib import Path

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.load import load_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.conftest import RunTool
from tests.resync.truth import ask, assert_store_is_true, rows, stored

pytestmark = pytest.mark.needs_shared


@pytest.fixture
def demo(shared: Path):
    district = load_district(shared / "recordings" / "demo-district-v1.1.json")
    with running_sandbox(Sandbox({"DEMO_TOKEN": district}, rate_limit=None)) as base_url:
        yield base_url


def test_the_demo_district_is_resynced_and_carried_on_by_events(demo: str, store_url: str, tool: RunTool) -> None:
    where = {"env": {"CLEVER_TOKEN": "DEMO_TOKEN", "CLEVER_API_URL": demo}}

    refused = tool("events", "--once", "--store", store_url, **where)
    assert refused.code == 3
    assert "resync run" in refused.err
    assert ask(demo, "requests") == []

    assert tool("resync", "--store", store_url, "-q", **where).code == 0
    assert {name: len(stored(store_url, name)) for name in ("students", "teachers", "sections", "schools")} == {
        "students": 1004, "teachers": 89, "sections": 379, "schools": 3,
    }  # fmt: skip
    assert_store_is_true(demo, store_url, gone=set())
    several = rows(store_url, "SELECT teacher_id FROM teacher_schools GROUP BY teacher_id HAVING count(*) > 1")
    assert len(several) == 7

    paths = [request["path"] for request in ask(demo, "requests")]
    first_data = next(number for number, path in enumerate(paths) if path.startswith("/v1.2/students"))
    watermark = next(number for number, path in enumerate(paths) if path.startswith("/v1.1/events"))
    assert watermark < first_data

    student = next(iter(ask(demo, "truth/v1.1/students")))
    gone = ask(demo, "truth/v1.1/students")[-1]["id"]
    ask(demo, "records/students", "POST", {**student, "grade": "12", "email": None})
    ask(demo, f"records/students/{gone}", "DELETE")
    applied = tool("events", "--once", "--store", store_url, "--format", "json", **where)
    assert applied.code == 0, applied.err
    assert_store_is_true(demo, store_url, gone={gone})

    again = tool("resync", "--store", store_url, **where)
    assert again.code == 0
    assert "no row was written" in " ".join(again.out.split())
    assert tool("resync", "verify", "--store", store_url, "-q", **where).code == 0
