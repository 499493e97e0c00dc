"""A disk that is too small is told before anything is staged on it."""

from pathlib import Path

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.store.dialects.sqlite import SQLite
from tests.cli.conftest import RunTool
from tests.resync.truth import ask


def test_a_disk_without_room_ends_the_run_before_anything_is_staged(
    tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SQLite, "room", lambda *_: 1_000_000)
    with running_sandbox(Sandbox({"DEMO_TOKEN": generate_district(students=300)}, rate_limit=None)) as base_url:
        where = {"CLEVER_TOKEN": "DEMO_TOKEN", "CLEVER_API_URL": base_url}
        ended = tool("resync", "--store", f"sqlite:///{tmp_path}/small.db", env=where)
        assert ended.code == 5
        assert "has 1 MB left" in ended.err
        assert "Traceback" not in ended.err
        asked = [request["path"] for request in ask(base_url, "requests")]
        assert not [path for path in asked if path.startswith("/v1.2/sections")]

        monkeypatch.undo()
        assert tool("resync", "--store", f"sqlite:///{tmp_path}/small.db", env=where).code == 0
