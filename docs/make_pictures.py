"""Draws the pictures of the documentation from a real run: ``python docs/make_pictures.py``.

The sandbox is seeded, so that a run draws the same picture until the report itself changes.
"""

import asyncio
from pathlib import Path

from clever_upgrade.api.client import Client
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.compare.listing import Dealings
from clever_upgrade.compare.request import DiffRequest
from clever_upgrade.compare.result import DiffResult
from clever_upgrade.compare.run import compare_district
from clever_upgrade.compare.source import SilentProgress
from clever_upgrade.contract import default_upgrade
from clever_upgrade.report.picture import as_svg
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import DEMO_TOKEN

IMAGES = Path(__file__).parent / "images"


async def compare(base_url: str) -> DiffResult:
    """What ``clever-upgrade diff --sandbox`` finds."""
    settings = ClientSettings(base_url=base_url, token=Secret(DEMO_TOKEN))
    async with Client(settings) as client:
        dealings = Dealings(client, default_upgrade(), SilentProgress(), pause=lambda _: asyncio.sleep(0))
        return await compare_district(dealings, DiffRequest())


def main() -> None:
    """Draw every picture."""
    IMAGES.mkdir(exist_ok=True)
    with running_sandbox(Sandbox({DEMO_TOKEN: generate_district()})) as base_url:
        result = asyncio.run(compare(base_url))
    picture = as_svg(result, command="clever-upgrade diff --sandbox")
    (IMAGES / "diff.svg").write_text(picture, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main()
