"""A district that lives while it is resynced, the tool as processes that can be killed, and what both left behind."""

import hashlib
import os
import re
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.exchange import Request, Response
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.resync.nursery import Ended, Nursery
from tests.resync.readers import View, has_tables, look
from tests.resync.truth import COLLECTIONS, _plain, ask, engine_of, rows, stored

TOKEN = "DEMO_TOKEN"
PAGE = 20
STUDENTS = 60
LIVE_TABLES = (*COLLECTIONS, "section_students", "section_teachers", "student_schools", "teacher_schools")
_SETTLED: list[bytes] = []
"""The SQLite store of the usual district, once there is one."""
STATE_TABLES = tuple(f"clever_upgrade_{name}" for name in ("schema", "districts", "runs", "progress", "audit"))
BEFORE_CUT_OVER = {"started", "snapshot", "verified", "held"}
IN_EACH_STORE = pytest.mark.parametrize(
    "store_url",
    ["sqlite", *(pytest.param(kind, marks=pytest.mark.slow) for kind in ("postgresql", "mariadb"))],
    indirect=True,
)
"""SQLite always, the servers with ``-m slow``."""
IN_EACH_STORE_AT_NIGHT = pytest.mark.parametrize(
    "store_url",
    ["sqlite", *(pytest.param(kind, marks=pytest.mark.exhaustive) for kind in ("postgresql", "mariadb"))],
    indirect=True,
)
"""The same for what has little to do with the database: the servers with ``-m exhaustive`` only."""


class _WatchedSandbox(Sandbox):
    """A sandbox that tells of each request before it answers."""

    heard: Callable[[Request], None] | None = None

    def handle(self, request: Request) -> Response:
        if self.heard is not None:
            self.heard(request)
        return super().handle(request)


@dataclass(frozen=True)
class Look:
    """The store as it stood when the later version's events were asked for."""

    path: str
    version: str | None
    run_state: str | None
    view: View
    live: dict[str, dict[str, Any]]
    served: dict[str, dict[str, Any]]
    """What the later version had served by then."""


@dataclass
class World:
    """A running sandbox, a store, and processes between them."""

    district: District
    base_url: str
    store: str
    nursery: Nursery
    is_usual: bool = True
    """Whether the district is the one that every world has unless it is given another."""
    looks: list[Look] = field(default_factory=list)
    """One for each request of the later version's events."""
    served: dict[str, dict[str, Any]] = field(default_factory=dict)
    """Each record, by collection and id, as the later version served it last."""
    ever_served: set[str] = field(default_factory=set)
    """The ids of all records that it has ever served."""
    later: list[tuple[Callable[[str, str, Sequence[str]], bool], Callable[[], None]]] = field(default_factory=list)

    def run(self, *words: str, kill: str | None = None, **variables: str) -> Ended:
        """Run the tool to its end; ``kill`` is the failpoint at which it ends early."""
        return self.nursery.run(self._words(words), self._env(kill, variables))

    def start(self, *words: str, kill: str | None = None, **variables: str) -> "subprocess.Popen[str]":
        """Start the tool as a user does; the caller waits for it."""
        return subprocess.Popen(
            [sys.executable, "-m", "clever_upgrade", *self._words(words)],
            env=self._env(kill, variables), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip

    def resync(self, *words: str, kill: str | None = None, **variables: str) -> Ended:
        """``resync run``, with its result as JSON."""
        return self.run("resync", "run", *words, kill=kill, **variables)

    def settle(self) -> None:
        """Have the district resynced a while ago."""
        file = Path(self.store.removeprefix("sqlite:///")) if self.store.startswith("sqlite:") else None
        if file is not None and self.is_usual and _SETTLED:
            # The same district makes the same store.
            file.write_bytes(_SETTLED[0])
            return
        ended = self.resync()
        assert ended.code == 0, ended.err
        if file is not None and self.is_usual:
            assert not file.with_name(f"{file.name}-wal").exists(), "everything is in the file"
            _SETTLED.append(file.read_bytes())
        self.looks.clear()
        self.served.clear()
        self.ever_served.clear()

    def events(self, *words: str, kill: str | None = None, **variables: str) -> Ended:
        """``events --once``, with its result as JSON."""
        return self.run("events", "--once", *words, kill=kill, **variables)

    def _words(self, words: Sequence[str]) -> list[str]:
        common = ["--store", self.store, "--format", "json"]
        if words[:2] not in (("resync", "abort"), ("resync", "status"), ("resync", "plan")):
            common += ["--quiet", *([] if "--page-size" in words else ["--page-size", str(PAGE)])]
        return [*words, *common]

    def _env(self, kill: str | None, variables: dict[str, str]) -> dict[str, str]:
        clean = {name: value for name, value in os.environ.items() if not name.startswith("CLEVER_")}
        failpoint = {} if kill is None else {"CLEVER_UPGRADE_FAILPOINT": kill}
        return {**clean, "CLEVER_TOKEN": TOKEN, "CLEVER_API_URL": self.base_url, **failpoint, **variables}

    def ids(self, collection: str) -> list[str]:
        """The ids that the district shows now."""
        return list(self.district.ids("v1.2", collection))

    def ask(self, path: str, method: str = "GET", body: Any = None) -> Any:
        """One of the sandbox's own endpoints."""
        return ask(self.base_url, path, method, body)

    def change(self, collection: str, record_id: str, **fields: Any) -> None:
        """Change some fields of a record."""
        self.district.upsert(collection, {**self.district.record("v1.1", collection, record_id), **fields})

    def add(self, collection: str, like: str, **fields: Any) -> str:
        """A new record like another one."""
        record = self.district.record("v1.1", collection, like)
        del record["id"]
        return self.district.upsert(collection, {**record, **fields})

    def delete(self, collection: str, record_id: str) -> None:
        """Forget a record."""
        self.district.delete(collection, record_id)

    def faults(self, faults: dict[str, Any] | None = None) -> None:
        """Have these faults and no others; none if none are given."""
        self.ask("faults", "PUT", faults or {})

    def when_served(self, version: str, collection: str, page: int, act: Callable[[], None]) -> None:
        """Do something, once, when the n-th page of a listing is served: those before it are stored by then."""
        before = sorted(self.district.ids(version, collection))[: (page - 1) * PAGE]

        def is_it(version_: str, collection_: str, ids: Sequence[str]) -> bool:
            is_listed = (version_, collection_) == (version, collection) and len(ids) > 0
            return is_listed and (not before or ids[0] > before[-1])

        self.later.append((is_it, act))

    def lonely_students(self) -> list[str]:
        """Students without contacts: nothing else goes when they go."""
        with_contacts = {self.district.record("v1.2", "contacts", each)["student"] for each in self.ids("contacts")}
        return [student for student in self.ids("students") if student not in with_contacts]

    def live_on(self) -> None:
        """What a district does in a busy minute: records change, come and go, listed already or not yet."""
        students, sections = self.ids("students"), self.ids("sections")
        lonely = self.lonely_students()
        first, last = lonely[0], lonely[-2]
        assert students.index(first) < PAGE, "stored already when the second page is served"
        assert students.index(last) >= 2 * PAGE, "not served yet by then"
        for number, student in enumerate([*students[:9], *students[-9:]]):
            if student not in (first, last):
                self.change("students", student, grade=str(number % 12 + 1), nickname=f"N{number}")
        for section in (sections[0], sections[-1]):
            self.change("sections", section, students=students[3:7])
        self.change("teachers", self.ids("teachers")[0], title="Head")
        self.add("students", students[2], sis_id="new-1")
        self.add("sections", sections[1], sis_id="new-2")
        self.delete("students", first)
        self.delete("students", last)

    def paths(self) -> list[str]:
        """Every request of the API so far."""
        return [request["path"] for request in self.ask("requests")]

    def fetched_twice(self, since: int) -> Counter[str]:
        """For each page of the snapshot's listings, from a request on: how often it was fetched more than once."""
        pages = Counter(path for path in self.paths()[since:] if _is_page(path))
        return Counter({path: times - 1 for path, times in pages.items() if times > 1})

    def row(self) -> dict[str, Any] | None:
        """The row of the district in the store, if there is one."""
        found = rows(self.store, "SELECT * FROM clever_upgrade_districts") if has_tables(self.store) else []
        return found[0] if found else None

    def newest_run(self) -> dict[str, Any] | None:
        """The row of the newest run, if there is one."""
        found = (
            rows(self.store, "SELECT * FROM clever_upgrade_runs ORDER BY number DESC") if has_tables(self.store) else []
        )
        return found[0] if found else None

    def live(self) -> dict[str, dict[str, Any]]:
        """The live records of the store, by collection and id."""
        if not has_tables(self.store):
            return {collection: {} for collection in COLLECTIONS}
        return {collection: stored(self.store, collection) for collection in COLLECTIONS}

    def archived(self) -> set[str]:
        """The ids of every archived record."""
        return {each for collection in COLLECTIONS for each in stored(self.store, collection, archived=True)}

    def fingerprint(self) -> str:
        """A hash over every column of every row that users read."""
        digest = hashlib.sha256()
        for table in LIVE_TABLES if has_tables(self.store) else ():
            found = rows(self.store, f"SELECT * FROM {table}")  # noqa: S608
            for line in sorted(repr(sorted(row.items())) for row in found):
                digest.update(f"{table} {line}\n".encode())
        return digest.hexdigest()

    def truth(self) -> dict[str, dict[str, Any]]:
        """What the later version shows of every collection now."""
        return {
            name: {each: _plain(self.district.record("v1.2", name, each)) for each in self.ids(name)}
            for name in COLLECTIONS
        }

    def execute(self, sql: str) -> None:
        """Change the store behind the tool's back."""
        engine = engine_of(self.store)
        try:
            with engine.begin() as connection:
                connection.exec_driver_sql(sql)
        finally:
            engine.dispose()

    def is_locked(self) -> bool:
        """Whether somebody is in the middle of a transaction that writes."""
        engine = engine_of(self.store)
        lock = "SELECT epoch FROM clever_upgrade_districts FOR UPDATE NOWAIT"
        try:
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                if engine.dialect.name == "sqlite":
                    connection.exec_driver_sql("PRAGMA busy_timeout = 0")
                connection.exec_driver_sql("BEGIN IMMEDIATE" if engine.dialect.name == "sqlite" else lock)
                connection.exec_driver_sql("ROLLBACK")
                return False
        except OperationalError:
            return True
        finally:
            engine.dispose()

    def assert_nothing_private(self, *texts: str) -> None:
        """Neither the token nor anything personal stands in these texts or in the tables of the tool's own state."""
        state = [repr(rows(self.store, f"SELECT * FROM {table}")) for table in STATE_TABLES]  # noqa: S608
        written = "\n".join([*texts, *state])
        assert TOKEN not in written
        words = set(re.findall(r"\w+", written))
        found = {value for value in self._private() if (value in words if value.isalnum() else value in written)}
        assert found == set()

    def _private(self) -> Iterator[str]:
        for collection in ("students", "teachers", "contacts", "school_admins", "district_admins"):
            for record_id in self.ids(collection):
                record = self.district.record("v1.2", collection, record_id)
                name = record.get("name")
                named = list(name.values()) if isinstance(name, dict) else [name]
                values = [*named, *(record.get(field) for field in ("email", "dob", "sis_id", "student_number"))]
                # An initial is a letter, and letters stand everywhere.
                yield from (value for value in values if isinstance(value, str) and len(value) > 1)

    def _heard(self, request: Request) -> None:
        if request.path == "/v1.2/events":
            row, run = self.row(), self.newest_run()
            state = (row or {}).get("version"), (run or {}).get("state")
            served = {name: dict(records) for name, records in self.served.items()}
            self.looks.append(Look(request.as_sent, *state, look(self.store), self.live(), served))

    def _page(self, version: str, collection: str, ids: Sequence[str]) -> None:
        if version == "v1.2" and collection in COLLECTIONS:
            self.ever_served.update(ids)
            kept = self.served.setdefault(collection, {})
            kept.update({each: _plain(self.district.record("v1.2", collection, each)) for each in ids})
        due = [pair for pair in self.later if pair[0](version, collection, ids)]
        for pair in due:
            self.later.remove(pair)
            pair[1]()


def _is_page(path: str) -> bool:
    name, _, query = path.partition("?")
    version, _, collection = name.removeprefix("/").partition("/")
    # Every process asks for the district first, to know whose token it has.
    is_listing = version == "v1.2" and collection in COLLECTIONS and collection != "districts"
    return is_listing and f"limit={PAGE}" in query.split("&") and "count=" not in query and "where=" not in query


def busy_district() -> District:
    """Three pages of students, two of sections and of contacts."""
    district = generate_district(STUDENTS)
    for contact in list(district.ids("v1.2", "contacts"))[PAGE + 2 :]:
        # They are verified one by one, which takes more requests than all the rest.
        district.delete("contacts", contact)
    return district


@contextmanager
def running_world(
    store: str, nursery: Nursery, district: District | None = None, *, seed: int = 1, rate_limit: int | None = None
) -> Iterator[World]:
    """A world with an empty store; ``seed`` is that of the faults."""
    is_usual, district = district is None, district or busy_district()
    sandbox = _WatchedSandbox({TOKEN: district}, seed=seed, rate_limit=rate_limit)
    with running_sandbox(sandbox) as base_url:
        world = World(district, base_url, store, nursery, is_usual)
        district.watch_pages(world._page)
        sandbox.heard = world._heard
        yield world


def planned_writes(result: Any) -> int:
    """How many rows a resync wrote, or would write, by its own report."""
    kinds = ("added", "changed", "archived", "revived")
    return sum(each["plan"][kind] for each in result["collections"] if each["plan"] for kind in kinds)


def wait_until(holds: Callable[[], bool], seconds: float = 20) -> None:
    """Wait for something to become true."""
    until = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < until, "it never came true"
        time.sleep(0.02)


def is_stopped(process: "subprocess.Popen[str]") -> bool:
    """Whether a process stands still by SIGSTOP."""
    stat = Path(f"/proc/{process.pid}/stat").read_text()
    return stat.rpartition(")")[2].split()[0] == "T"
