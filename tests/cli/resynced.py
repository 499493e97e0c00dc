"""A small district on a server of its own, a place for its store, and the tool that is called with both."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.conftest import Ended, RunTool
from tests.resync.truth import ask

STUDENTS = 40


@dataclass
class Town:
    """``run`` calls the tool on the district and the store; ``server`` may be set to a proxy."""

    tool: RunTool
    server: str
    folder: Path
    sandbox: Sandbox
    district: District

    @property
    def file(self) -> Path:
        """Where the store is, once it is made."""
        return self.folder / "clever.db"

    @property
    def environ(self) -> dict[str, str]:
        return {
            "CLEVER_TOKEN": "DEMO_TOKEN",
            "CLEVER_API_URL": self.server,
            "CLEVER_UPGRADE_STORE": f"sqlite:///{self.file}",
        }

    def run(self, *words: str, **env: str) -> Ended:
        return self.tool(*words, env={**self.environ, **env})

    def json(self, *words: str, code: int = 0) -> dict[str, Any]:
        """The JSON that a command writes, which must end with ``code``."""
        ended = self.run(*words, "--format", "json", "-q")
        assert ended.code == code, (ended.out, ended.err)
        found: dict[str, Any] = json.loads(ended.out)
        return found

    def json_of_store(self, *words: str) -> dict[str, Any]:
        """The JSON of a subcommand of ``resync`` that looks at the store alone."""
        ended = self.run("resync", *words, "--format", "json")
        assert (ended.code, ended.err) == (0, ""), ended.err
        found: dict[str, Any] = json.loads(ended.out)
        return found

    def ids(self, collection: str) -> list[str]:
        return list(self.district.ids("v1.2", collection))

    def ask(self, path: str, method: str = "GET", body: Any = None) -> Any:
        return ask(self.server, path, method, body)

    def remove(self, collection: str, *record_ids: str) -> None:
        for record_id in record_ids:
            self.ask(f"records/{collection}/{record_id}", "DELETE")

    def change(self, collection: str, number: int, **values: object) -> str:
        """Change a record, which an event tells; its id."""
        record = self.ask(f"truth/v1.1/{collection}")[number]
        self.ask(f"records/{collection}", "POST", {**record, **values})
        return str(record["id"])

    def status(self, **values: object) -> None:
        self.ask(f"districts/{self.district.id}/status", "PATCH", values)

    def requests(self) -> list[str]:
        return [request["path"] for request in self.ask("requests")]


@pytest.fixture
def town(tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Town]:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    district = generate_district(STUDENTS, seed=7)
    sandbox = Sandbox({"DEMO_TOKEN": district}, rate_limit=None)
    with running_sandbox(sandbox) as base_url:
        yield Town(tool, base_url, tmp_path, sandbox, district)
