"""Draws the pictures of the documentation from real runs: ``python docs/make_pictures.py``.

The sandbox is seeded and the scanned application stands below, so that a run draws the same pictures until the reports
themselves change.
"""

import asyncio
import contextlib
import tempfile
from pathlib import Path

from clever_upgrade.api.client import Client
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.cli.demo_scenes import demo_scenes
from clever_upgrade.compare.listing import Dealings
from clever_upgrade.compare.request import DiffRequest
from clever_upgrade.compare.result import DiffResult
from clever_upgrade.compare.run import compare_district
from clever_upgrade.compare.source import SilentProgress
from clever_upgrade.contract import default_upgrade
from clever_upgrade.report.command_line import Source
from clever_upgrade.report.demo_terminal import story
from clever_upgrade.report.diff.calls import DiffCalls
from clever_upgrade.report.picture import demo_as_svg, diff_as_svg, scan_as_svg
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import DEMO_TOKEN
from clever_upgrade.scan.request import ScanRequest
from clever_upgrade.scan.result import ScanResult
from clever_upgrade.scan.run import scan

APPLICATION = {
    "app/roster.py": '''"""Students of a district, as Clever tells them."""

import requests
from pydantic import BaseModel, ConfigDict

CLEVER = "https://api.clever.com/v1.1"


class Student(BaseModel):
    model_config = ConfigDict(extra="forbid")

    id: str
    email: str | None = None


def students(headers: dict[str, str]) -> list[Student]:
    answer = requests.get(f"{CLEVER}/students", headers=headers, timeout=30)
    return [Student(**record["data"]) for record in answer.json()["data"]]
''',
    "app/badge.js": """const me = (token) => clever("https://api.clever.com/me", token);

function badge(district) {
  switch (district.status.state) {
    case "running": return "synced";
    case "pending": return "not set up yet";
    case "error": return "broken";
  }
}
""",
    "Gemfile": """source "https://rubygems.org"

gem "clever-ruby", "~> 0.14"
""",
}
IMAGES = Path(__file__).parent / "images"


async def compare(base_url: str) -> DiffResult:
    """What ``clever-upgrade diff --sandbox`` finds."""
    settings = ClientSettings(base_url=base_url, token=Secret(DEMO_TOKEN))
    async with Client(settings) as client:
        dealings = Dealings(client, default_upgrade(), SilentProgress(), pause=lambda _: asyncio.sleep(0))
        return await compare_district(dealings, DiffRequest())


def scan_application() -> ScanResult:
    """What ``clever-upgrade scan`` finds in a small application."""
    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder):
        for path, source in APPLICATION.items():
            file = Path(path)
            file.parent.mkdir(exist_ok=True)
            file.write_text(source, encoding="utf-8")
        return scan(ScanRequest((".",)))


def main() -> None:
    """Draw every picture."""
    IMAGES.mkdir(exist_ok=True)
    with running_sandbox(Sandbox({DEMO_TOKEN: generate_district()})) as base_url:
        result = asyncio.run(compare(base_url))
    _save("diff", diff_as_svg(result, calls=DiffCalls(Source(("--sandbox",)))))
    with tempfile.TemporaryDirectory() as folder, demo_scenes(Path(folder)) as scenes:
        _save("demo", demo_as_svg(story(scenes)))
    _save("scan", scan_as_svg(scan_application(), command="clever-upgrade scan"))


def _save(name: str, picture: str) -> None:
    (IMAGES / f"{name}.svg").write_text(picture, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
