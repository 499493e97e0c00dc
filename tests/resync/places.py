"""A district and a store in this process, whose connections, locks, disks and clocks a test may break."""

import asyncio
import hashlib
import itertools
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import pytest
from sqlalchemy import Connection, text

from clever_upgrade.api.client import Client
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.errors import CleverUpgradeError, ExitCode
from clever_upgrade.resync.desk import PATIENCE, Desk
from clever_upgrade.resync.events import apply_events
from clever_upgrade.resync.failpoints import Failpoints
from clever_upgrade.resync.request import ResyncRequest, Tools
from clever_upgrade.resync.run import resync_district
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.store.database import Database, open_database
from clever_upgrade.store.schema import prepare
from tests.resync.servers import Server, private_server
from tests.resync.truth import COLLECTIONS, assert_store_is_true, engine_of, rows, truth
from tests.stores import KINDS, empty_store

T = TypeVar("T")
Work = Callable[[Tools], Awaitable[T]]
PAGE = 10
STUDENTS = 40
LIVE = (*COLLECTIONS, "section_students", "section_teachers", "student_schools", "teacher_schools")
ANYTHING_GOES = ResyncRequest(max_archived=100)
PLACES = (
    "watermark-read", "page-staging", "cut-over-merged", "replay-staging", "replay-merged", "events-applying",
)  # fmt: skip
"""The failpoints that stand right before, or in, the transactions that decide most."""
SERVER_KINDS = tuple(kind for kind in KINDS if kind != "sqlite")


class Watch(Failpoints):
    """Does something when a place is passed, instead of killing the process."""

    def __init__(self, **acts: Callable[[], None]) -> None:
        super().__init__()
        self._acts = {name.replace("_", "-"): [act] for name, act in acts.items()}

    __slots__ = ("_acts",)

    def hit(self, name: str) -> None:
        for act in self._acts.get(name, ()):
            act()

    def at(self, name: str, act: Callable[[], None]) -> None:
        """Do this too."""
        self._acts.setdefault(name, []).append(act)


def on_pass(number: int, act: Callable[[], None]) -> Callable[[], None]:
    """Acts at the n-th call only."""
    calls = itertools.count(1)
    return lambda: act() if next(calls) == number else None


@dataclass
class Place:
    """A district that is served, and a store that follows it."""

    district: District
    base_url: str
    store: str
    errors: list[CleverUpgradeError] = field(default_factory=list)
    owner: str | None = None
    request: ResyncRequest = ANYTHING_GOES

    def resync(self, *, watch: Failpoints | None = None, **options: Any) -> Any:
        """``resync run``: its result."""
        request = self.request
        return self.do(lambda tools: resync_district(tools, request), watch=watch, **options)

    def events(self, *, watch: Failpoints | None = None, **options: Any) -> Any:
        """``events --once``: its result."""
        return self.do(apply_events, watch=watch, **options)

    def do(
        self,
        work: "Work[T]",
        *,
        watch: Failpoints | None = None,
        patience: float = PATIENCE,
        tamper: Callable[[Database], None] = lambda _: None,
        store: str | None = None,
    ) -> T:
        """What ``work`` returns; ``tamper`` gets the tool's own database first."""
        database = open_database(store or self.store)

        async def work_on() -> T:
            settings = ClientSettings(self.base_url, Secret("DEMO_TOKEN", origin="test"), page_size=PAGE)
            owner = {"owner": self.owner} if self.owner else {}
            async with Desk(database, patience=patience, **owner) as desk, Client(settings) as client:
                return await work(Tools(client, desk, failpoints=watch or Failpoints()))

        try:
            prepare(database)
            tamper(database)
            return asyncio.run(work_on())
        finally:
            database.close()

    def fails(self, work: Callable[[], Any], code: ExitCode = ExitCode.STORE) -> CleverUpgradeError:
        """The error that ends some work, which has this exit code and is one sentence that tells nothing private."""
        with pytest.raises(CleverUpgradeError) as raised:
            work()
        error = raised.value
        assert error.exit_code == code, error.message
        assert error.message
        assert "\n" not in error.message
        assert error.hint
        self.errors.append(error)
        self.assert_nothing_private(f"{error!r} {error.message} {error.hint}")
        # What a bug report would drag along tells no more.
        assert error.__cause__ is None
        assert error.__context__ is None or error.__suppress_context__
        return error

    def ids(self, collection: str) -> list[str]:
        return list(self.district.ids("v1.2", collection))

    def change(self, collection: str, record_id: str, **fields: Any) -> None:
        self.district.upsert(collection, {**self.district.record("v1.1", collection, record_id), **fields})

    def live_on(self, seed: str) -> None:
        """Records are added, changed, deleted and come again, in every collection that has events of many kinds."""
        students, sections = self.ids("students"), self.ids("sections")
        model = self.district.record("v1.1", "students", students[5])
        for number, student in enumerate(students[-7:]):
            self.change("students", student, grade=str(number + 1), nickname=f"{seed}{number}")
        self.district.upsert("students", {**{k: v for k, v in model.items() if k != "id"}, "sis_id": f"new {seed}"})
        self.district.delete("students", students[0])
        gone = self.district.record("v1.1", "students", students[1])
        self.district.delete("students", students[1])
        self.change("sections", sections[0], students=students[3:6], period=seed)
        self.change("teachers", self.ids("teachers")[0], title=f"Head {seed}")
        self.district.upsert("students", {**gone, "nickname": f"again {seed}"})

    def live_on_during_the_snapshot(self, seed: str) -> None:
        """The same, once, after the first page of students was served, so that there is something to replay."""
        due = [True]

        def live(version: str, collection: str, _: Sequence[str]) -> None:
            if (version, collection) == ("v1.2", "students") and due:
                due.clear()
                self.live_on(seed)

        self.district.watch_pages(live)

    def assert_true(self) -> None:
        """The store holds what the district shows, once, and nothing is left on the stage."""
        assert_store_is_true(self.base_url, self.store)
        for collection in COLLECTIONS:
            assert self.count(f"clever_upgrade_stage_{collection}") == 0, collection

    def count(self, table: str) -> int:
        number: int = rows(self.store, f"SELECT count(*) AS n FROM {table}")[0]["n"]  # noqa: S608
        return number

    def books(self) -> dict[str, list[tuple[Any, ...]]]:
        """What the tool wrote down of its runs: what was staged, page by page, and what each cut-over did."""
        wanted = {
            "clever_upgrade_progress": ("run", "collection", "state", "rows_staged", "pages", "counted", "walks"),
            "clever_upgrade_audit": (
                "run", "collection", "counted", "staged", "added", "changed", "archived", "revived",
            ),
            "clever_upgrade_runs": ("run", "state", "watermark", "replay_to", "replay_at", "applied"),
            "clever_upgrade_districts": ("version", "run", "cursor"),
        }  # fmt: skip
        return {
            table: sorted(tuple(row[name] for name in names) for row in rows(self.store, f"SELECT * FROM {table}"))  # noqa: S608
            for table, names in wanted.items()
        }

    @property
    def kind(self) -> str:
        return self.store.partition(":")[0]

    def fingerprint(self, *tables: str) -> str:
        """A hash over every column of every row of some tables, by default those that users read."""
        digest = hashlib.sha256()
        for table in tables or LIVE:
            found = rows(self.store, f"SELECT * FROM {table}")  # noqa: S608
            digest.update("\n".join(sorted(repr(sorted(row.items())) for row in found)).encode())
        return digest.hexdigest()

    @contextmanager
    def session(self) -> Iterator[Connection]:
        """A session of somebody else; what is not committed is rolled back."""
        engine = engine_of(self.store)
        try:
            with engine.connect() as connection:
                yield connection
        finally:
            engine.dispose()

    def execute(self, *statements: str) -> None:
        """What somebody else does to the store, and commits."""
        with self.session() as connection:
            for statement in statements:
                connection.execute(text(statement))
            connection.commit()

    def assert_nothing_private(self, said: str) -> None:
        """No value of a person's record stands in a text, nor the token, nor the password of the store."""
        assert "DEMO_TOKEN" not in said
        assert "hush" not in said
        for collection in ("students", "teachers", "contacts", "school_admins", "district_admins"):
            for record in truth(self.base_url, collection).values():
                name = record.get("name")
                private = [*(name.values() if isinstance(name, dict) else [name])]
                private += [record.get(each) for each in ("email", "dob", "sis_id", "student_number", "state_id")]
                assert not [each for each in private if isinstance(each, str) and len(each) > 2 and each in said]


@contextmanager
def place(store: str) -> Iterator[Place]:
    """A district of its own beside a store."""
    district = generate_district(STUDENTS, 3)
    with running_sandbox(Sandbox({"DEMO_TOKEN": district}, rate_limit=None)) as base_url:
        yield Place(district, base_url, store)


@pytest.fixture
def world(store_url: str) -> Iterator[Place]:
    """A district beside an empty store of each kind."""
    with place(store_url) as made:
        yield made


@pytest.fixture
def on_a_server(kind: str, tmp_path: Path) -> Iterator[Place]:
    """The same, on a database server only."""
    with empty_store(kind, tmp_path) as url, place(url) as made:
        yield made


@pytest.fixture(scope="session")
def servers() -> Iterator[Callable[[str], Server]]:
    """Private servers, started when they are first asked for."""
    started: dict[str, Server] = {}
    with ExitStack() as stack:

        def of_kind(kind: str) -> Server:
            if kind not in started:
                started[kind] = stack.enter_context(private_server(kind))
            return started[kind]

        yield of_kind


@pytest.fixture
def server(kind: str, servers: Callable[[str], Server]) -> Server:
    """A server that may be stopped."""
    return servers(kind)


def slow_after_the_first(name: str, values: Sequence[Any]) -> pytest.MarkDecorator:
    """Values of a parameter, of which only the first is tried where tests must be quick."""
    return pytest.mark.parametrize(
        name, [values[0], *(pytest.param(value, marks=pytest.mark.slow) for value in values[1:])]
    )


on_servers = slow_after_the_first("kind", SERVER_KINDS)
