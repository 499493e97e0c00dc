"""What the demo does, scene by scene: for real what the commands would do, in a folder and a sandbox of its own."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Iterator
from contextlib import chdir, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from clever_upgrade.api.client import Client
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import DEMO_TOKEN, Secret
from clever_upgrade.compare.listing import Dealings
from clever_upgrade.compare.request import DiffRequest
from clever_upgrade.compare.run import compare_district
from clever_upgrade.compare.source import SilentProgress
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import changes_of
from clever_upgrade.report import demo_terminal as seen
from clever_upgrade.report.demo_terminal import Draw, Scene
from clever_upgrade.resync.desk import Desk
from clever_upgrade.resync.events import apply_events
from clever_upgrade.resync.request import ResyncRequest, Tools
from clever_upgrade.resync.run import resync_district
from clever_upgrade.sandbox import integration
from clever_upgrade.sandbox.answers import control
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.exchange import Request
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import DEFAULT_PORT, port_or_any, running_sandbox
from clever_upgrade.scan.request import ScanRequest
from clever_upgrade.scan.run import scan
from clever_upgrade.store.database import Database, open_database
from clever_upgrade.store.schema import prepare

T = TypeVar("T")

STUDENTS = 200
NEW_SCHOOL = {"name": "Lyceum"}


@contextmanager
def demo_scenes(folder: Path) -> Iterator[tuple[Scene, ...]]:
    """The scenes in their order; they write into ``folder`` alone, and can be acted while the block runs."""
    district = generate_district(STUDENTS)
    sandbox = Sandbox({DEMO_TOKEN: district}, rate_limit=None)
    with running_sandbox(sandbox, port_or_any(DEFAULT_PORT)) as base_url:
        database = open_database(f"sqlite:///{folder / 'clever.db'}")
        try:
            yield _Stage(folder, base_url, sandbox, district, database).scenes()
        finally:
            database.close()


@dataclass(frozen=True, slots=True)
class _Stage:
    folder: Path
    base_url: str
    sandbox: Sandbox
    district: District
    database: Database

    def scenes(self) -> tuple[Scene, ...]:
        """Six questions, in the order in which an engineer asks them."""
        leaver = next(iter(self.district.ids(default_upgrade().to_version.name, "students")))
        control_url = f"$CLEVER_API_URL{control.PREFIX}/records"
        return (
            Scene(
                "What changes?",
                "Fields, a state and an endpoint come, nothing goes. Yet additions break code.",
                ("clever-upgrade changes",),
                lambda: seen.of_changes(changes_of(default_upgrade())),
            ),
            Scene(
                "Where does my code break?",
                "A nightly sync in five files, written for v1.1, that runs to this day.",
                (f"clever-upgrade scan {integration.NAME}",),
                self._scan,
            ),
            Scene(
                "Where can I try it?",
                "Both versions were retired, so the tool brings a local Clever that has both.",
                (f"clever-upgrade sandbox serve --students {STUDENTS}", f"export CLEVER_API_URL={self.base_url}"),
                lambda: seen.of_serving(self.base_url, STUDENTS),
            ),
            Scene(
                "What changes in my data?",
                "The same records through both versions: every difference gets a verdict.",
                ("clever-upgrade diff",),
                self._compare,
            ),
            Scene(
                "How do I switch over?",
                "By reading everything once through v1.2: staged, verified, shown all at once.",
                ("clever-upgrade resync",),
                lambda: seen.of_resync(self._with_tools(lambda tools: resync_district(tools, ResyncRequest()))),
            ),
            Scene(
                "And then?",
                "A school opens, a student leaves. Events tell it, and nothing is ever deleted.",
                (
                    f"curl {control_url}/schools -d '{json.dumps(NEW_SCHOOL, separators=(',', ':'))}'",
                    f"curl -X DELETE {control_url}/students/{leaver}",
                    "clever-upgrade events",
                ),
                lambda: self._follow(leaver),
            ),
        )

    def _scan(self) -> Draw:
        with chdir(self.folder):
            integration.lay_out(Path(integration.NAME))
            return seen.of_scan(scan(ScanRequest((integration.NAME,))), integration.NAME)

    def _compare(self) -> Draw:
        async def compare() -> Any:
            async with Client(self._settings) as client:
                dealings = Dealings(client, default_upgrade(), SilentProgress(), pause=lambda _: asyncio.sleep(0))
                return await compare_district(dealings, DiffRequest())

        return seen.of_diff(asyncio.run(compare()))

    def _follow(self, leaver: str) -> Draw:
        for method, path, body in (("POST", "schools", NEW_SCHOOL), ("DELETE", f"students/{leaver}", {})):
            target = f"{control.PREFIX}/records/{path}"
            self.sandbox.handle(Request(method, target, body=json.dumps(body).encode()))
        return seen.of_events(self._with_tools(apply_events))

    def _with_tools(self, work: Callable[[Tools], Awaitable[T]]) -> T:
        async def worked() -> T:
            async with Desk(self.database) as desk, Client(self._settings) as client:
                return await work(Tools(client, desk))

        prepare(self.database)
        return asyncio.run(worked())

    @property
    def _settings(self) -> ClientSettings:
        return ClientSettings(base_url=self.base_url, token=Secret(DEMO_TOKEN))
