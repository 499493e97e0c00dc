"""A sample of the stage is read again while the district lives on."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from clever_upgrade.api.client import Client
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.resync.desk import Desk
from clever_upgrade.resync.request import ResyncRequest, Tools
from clever_upgrade.resync.result import ResyncResult
from clever_upgrade.resync.run import resync_district
from clever_upgrade.sandbox.exchange import Request
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.store.database import open_database
from clever_upgrade.store.schema import prepare
from tests.resync.mortal import SwitchedSandbox
from tests.resync.truth import engine_of
from tests.sandbox.district.tiny_district import tiny_district


async def resync(base_url: str, store_url: str) -> ResyncResult:
    database = open_database(store_url)
    prepare(database)
    settings = ClientSettings(base_url, Secret("DEMO_TOKEN", origin="test"), page_size=3)
    async with Desk(database, owner="test") as desk, Client(settings) as client:
        return await resync_district(Tools(client, desk), ResyncRequest())


def live(store_url: str) -> list[str]:
    """The students in the store."""
    engine = engine_of(store_url)
    with engine.connect() as connection:
        found = list(
            connection.execute(text("SELECT id FROM students WHERE archived_at IS NULL ORDER BY id")).scalars()
        )
    engine.dispose()
    return found


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_records_that_are_back_before_the_sample_is_counted_are_not_lost(store_url):
    sandbox, district = SwitchedSandbox(), tiny_district()
    sandbox.districts = {"DEMO_TOKEN": district}
    students = list(district.ids("v1.1", "students"))
    taken: list[dict[str, Any]] = []

    def heard(request: Request) -> None:
        if request.path != "/v1.2/students" or "where" not in request.query:
            return
        if "count" in request.query:
            while taken:
                district.upsert("students", taken.pop())
        else:
            taken.extend(district.record("v1.1", "students", student) for student in students)
            for student in students:
                district.delete("students", student)

    sandbox.heard = heard
    with running_sandbox(sandbox) as base_url:
        result = asyncio.run(resync(base_url, store_url))
    assert taken == []
    assert result.state == "done"
    assert live(store_url) == students
