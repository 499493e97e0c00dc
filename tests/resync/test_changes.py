"""Whatever a district goes through, and wherever the tool is killed: the store holds what was shown at its cursor."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import suppress
from copy import deepcopy
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Engine, event, text

from clever_upgrade.api.client import Client
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.errors import GuardRefusedError
from clever_upgrade.resync import failpoints, views
from clever_upgrade.resync.desk import Desk
from clever_upgrade.resync.events import apply_events
from clever_upgrade.resync.request import ResyncRequest, Tools
from clever_upgrade.resync.result import EventsResult, ResyncResult
from clever_upgrade.resync.run import resync_district
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.exchange import Request
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.store.database import Database, open_database
from clever_upgrade.store.lease import LeaseHeldError
from clever_upgrade.store.schema import prepare
from clever_upgrade.store.state import RunState
from clever_upgrade.store.tables import SCHEMA, metadata
from tests.resync.mortal import Deadly, Killed, MortalDesk, SwitchedSandbox
from tests.resync.truth import COLLECTIONS, _links, _plain, _record, engine_of
from tests.sandbox.district.test_district_properties import DELETES, TURNS, UPSERTS
from tests.sandbox.district.tiny_district import DISTRICT, rid, tiny_district

T = TypeVar("T")
Records = dict[str, dict[str, Any]]
Shown = dict[str, Records]
"""Every record by collection and id."""

PAGE = 3
UNTOLD = "district_admins"
"""The one collection whose changes no event tells, so that only a resync sees them."""

ADMIN_CHANGES = st.one_of(
    st.tuples(st.just("upsert"), st.just(UNTOLD), st.fixed_dictionaries(
        {"id": st.sampled_from([rid(7, 1), rid(7, 2)]), "email": st.sampled_from(["x@b", "y@b"])}
    )),
    st.tuples(st.just("delete"), st.just(UNTOLD), st.sampled_from([rid(7, 1), rid(7, 2)])),
)  # fmt: skip
DISTRICT_CHANGES = st.tuples(
    st.just("upsert"), st.just("districts"), st.fixed_dictionaries({"id": st.just(DISTRICT)}, optional={
        "name": st.sampled_from(["Tiny", "Small"]), "mdr_number": st.sampled_from(["1", "2"])
    })
)  # fmt: skip
CHANGES = st.one_of(UPSERTS, UPSERTS, DELETES, TURNS, DISTRICT_CHANGES, ADMIN_CHANGES)
MEANWHILE = st.tuples(st.integers(1, 25), st.one_of(UPSERTS, UPSERTS, DELETES, TURNS))
DURING = st.lists(MEANWHILE, max_size=4, unique_by=lambda pair: pair[0])
"""Changes of a district, each after so many pages of whatever is listed."""
KILLED_AT = st.tuples(st.sampled_from(failpoints.NAMES), st.integers(1, 3))


class Changes(RuleBasedStateMachine):
    """A district that lives, and a store that is to follow it."""

    def __init__(self, sandbox: SwitchedSandbox, base_url: str, database: Database, outside: Engine) -> None:
        super().__init__()
        self.sandbox, self.base_url, self.database, self.outside = sandbox, base_url, database, outside
        self.workers = 0
        self.killed_owner = False

    @initialize(shared=st.one_of(st.none(), st.sets(st.sampled_from([rid(1, 1), rid(1, 2), rid(1, 3)]))))
    def begin(self, shared: set[str] | None) -> None:
        """A new district beside an emptied store."""
        with self.outside.begin() as connection:
            for table in reversed(metadata.sorted_tables):
                if table is not SCHEMA:
                    connection.execute(text(f"DELETE FROM {table.name}"))  # noqa: S608
        self.district: District = tiny_district(shared_schools=shared)
        self.sandbox.districts = {"DEMO_TOKEN": self.district}
        self.sandbox.heard = self._heard
        self.district.watch_pages(self._page_was_served)
        self.pages, self.due = 0, dict[int, Any]()
        self.shown_at: dict[str | None, Shown] = {}
        self.ever_stored: set[tuple[str, str]] = set()
        self.ever_shown: set[tuple[str, str]] = set()
        self.untold: list[Records] = []
        self.untold_stored: Records | None = None
        self.cursor: str | None = None
        self.asked_too_early: list[str] = []
        self.goal_was_set = False
        self._note_what_is_shown()

    def _change(self, change: tuple[str, str, Any]) -> None:
        action, collection, what = change
        with suppress(KeyError):
            if action == "upsert":
                self.district.upsert(collection, deepcopy(what))
            elif action == "delete":
                self.district.delete(collection, what)
            else:
                (self.district.share_school if action == "share" else self.district.unshare_school)(what)
        self._note_what_is_shown()

    def _note_what_is_shown(self) -> None:
        shown = {
            name: {each: _plain(self.district.record("v1.2", name, each)) for each in self.district.ids("v1.2", name)}
            for name in COLLECTIONS
        }
        events = self.district.ids("v1.2", "events")
        newest = events[-1] if events else None
        self.untold.append(shown.pop(UNTOLD))
        self.shown_at[newest] = shown
        self.ever_shown |= {(name, each) for name, records in shown.items() for each in records}

    def _page_was_served(self, *_: object) -> None:
        self.pages += 1
        change = self.due.pop(self.pages, None)
        if change is not None:
            self._change(change)

    def _heard(self, request: Request) -> None:
        if request.path == "/v1.2/events" and self._row()["version"] != "v1.2":
            self.asked_too_early.append(request.as_sent)

    def _work(
        self, work: Callable[[Tools], Awaitable[T]], deadly: Deadly | None = None, during: Sequence[Any] = ()
    ) -> T | None:
        """What ``work`` returns, or None if it was killed."""
        self.workers += 1
        self.pages, self.due = 0, dict(during)
        deadly = deadly or Deadly()

        async def go() -> T:
            desk = MortalDesk(self.database, owner=f"worker {self.workers}")
            desk.deadly = deadly
            secret = Secret("DEMO_TOKEN", origin="test")
            try:
                async with Client(ClientSettings(self.base_url, secret, page_size=PAGE)) as client:
                    return await work(Tools(client, desk, failpoints=deadly))
            finally:
                # Not closed: the next worker uses the same database.
                desk._thread.shutdown()

        try:
            return asyncio.run(go())
        except Killed:
            return None
        finally:
            self.due = {}

    def _is_held(self) -> bool:
        return (self._row().get("lease_until") or 0) > 0

    def _take_turn(self) -> None:
        """Whoever was killed holds the lease still: nobody else gets it, until its time is over."""
        if self._is_held():
            before = self._everything()
            with pytest.raises(LeaseHeldError):
                self._work(lambda tools: resync_district(tools, ResyncRequest()))
            assert self._everything() == before
            with self.outside.begin() as connection:
                connection.execute(text("UPDATE clever_upgrade_districts SET lease_until = 0"))

    def _resync(self, deadly: Deadly, during: Sequence[Any]) -> ResyncResult | None:
        if self._newest_run().get("state") in (None, RunState.DONE, RunState.ABORTED):
            # What is stored of untold records was shown at some time since the run began.
            del self.untold[:-1]
        # A replay that was begun ends where the feed ended then.
        self.goal_was_set = self._newest_run().get("state") == RunState.CUT_OVER
        request = ResyncRequest(max_archived=100)
        result = self._work(lambda tools: resync_district(tools, request), deadly, during)
        if result is not None and result.state == RunState.HELD:
            # The last of a collection would be archived, which is never done unasked.
            assert result.reason == "deletion-guard"
            asyncio.run(self._approve(result.run))
            result = self._work(lambda tools: resync_district(tools, request), deadly)
        return result

    async def _approve(self, run: str) -> None:
        desk = Desk(self.database, owner="approver")
        await views.approve(desk, run)
        await asyncio.to_thread(desk._thread.shutdown)

    @rule(changes=st.lists(CHANGES, min_size=1, max_size=4))
    def the_district_changes(self, changes: list[Any]) -> None:
        for change in changes:
            self._change(change)

    @rule(what=st.sampled_from(["students", "sections", "teachers", "contacts", "schools"]))
    def a_record_goes_and_comes_again(self, what: str) -> None:
        for record_id in list(self.district.ids("v1.1", what))[:1]:
            record = self.district.record("v1.1", what, record_id)
            self._change(("delete", what, record_id))
            self._change(("upsert", what, record))

    @rule(during=DURING)
    def the_district_is_resynced(self, during: Sequence[Any]) -> None:
        self._take_turn()
        result = self._resync(Deadly(), during)
        assert result is not None
        assert result.state in ("done", "cut-over")
        self._assert_resynced(quiet=not during and not self.goal_was_set)

    @rule(at=KILLED_AT, during=DURING)
    def a_resync_is_killed(self, at: tuple[str, int], during: Sequence[Any]) -> None:
        self._take_turn()
        before = self._newest_run()
        if self._resync(Deadly(*at), during) is not None or self._has_ended_since(before):
            # It never came to that place, or had done everything when it did.
            self._assert_resynced(quiet=not during and not self.goal_was_set)

    @rule()
    def events_are_applied(self) -> None:
        self._take_turn()
        self._apply_events(Deadly(), ())

    @rule(at=KILLED_AT, during=DURING)
    def events_are_applied_and_killed(self, at: tuple[str, int], during: Sequence[Any]) -> None:
        self._take_turn()
        self._apply_events(Deadly(*at), during)

    def _apply_events(self, deadly: Deadly, during: Sequence[Any]) -> None:
        if self._row().get("version") is None:
            with pytest.raises(GuardRefusedError) as refused:
                self._work(apply_events)
            assert refused.value.reason == "gate"
            return
        finishing = self._newest_run()["state"] == RunState.CUT_OVER
        result: EventsResult | None = self._work(apply_events, deadly, during)
        if finishing and self._newest_run()["state"] == RunState.DONE:
            self.untold_stored = self._live(UNTOLD)
        if result is not None:
            self._assert_at_a_boundary(quiet=not during)

    def _assert_resynced(self, *, quiet: bool) -> None:
        assert self._newest_run()["state"] == RunState.DONE
        stored = self._live(UNTOLD)
        for record_id in stored.keys() | self.untold[-1].keys():
            assert stored.get(record_id) in [records.get(record_id) for records in self.untold]
        self.untold_stored = stored
        self._assert_at_a_boundary(quiet=quiet)

    def _assert_at_a_boundary(self, *, quiet: bool) -> None:
        """Something was finished, so the store stands between two changes; if all was quiet, behind the last one."""
        cursor = self._row()["cursor"]
        assert cursor in self.shown_at
        if quiet:
            assert cursor == list(self.shown_at)[-1]

    @invariant()
    def the_store_holds_what_was_shown_at_its_cursor(self) -> None:
        if not hasattr(self, "shown_at"):
            return
        assert self.asked_too_early == []
        row, run = self._row(), self._newest_run()
        assert (row.get("cursor") or "") >= (self.cursor or "")
        self.cursor = row.get("cursor")
        live = {name: self._live(name) for name in COLLECTIONS}
        archived = {name: self._live(name, archived=True) for name in COLLECTIONS}
        there = {(name, each) for kept in (live, archived) for name, records in kept.items() for each in records}
        assert self.ever_stored <= there
        self.ever_stored = there
        if row.get("version") is None:
            assert there == set()
            return
        if run["state"] == RunState.CUT_OVER or self.cursor not in self.shown_at:
            # In the middle of a replay: visible, but of no single moment.
            return
        shown = self.shown_at[self.cursor]
        assert {name: records for name, records in live.items() if name != UNTOLD} == shown
        assert {(name, each) for name, records in archived.items() for each in records} == there - {
            (name, each) for name, records in live.items() for each in records
        }
        assert there - self.ever_shown <= {(UNTOLD, rid(7, 1)), (UNTOLD, rid(7, 2))}
        if self.untold_stored is not None and run["state"] == RunState.DONE:
            assert live[UNTOLD] == self.untold_stored
        self._assert_joined(shown)

    def _assert_joined(self, shown: Shown) -> None:
        sections, students, teachers = shown["sections"], shown["students"], shown["teachers"]
        assert self._pairs("section_students") == _links(sections, "students")
        assert self._pairs("section_teachers") == {
            (section["id"], teacher)
            for section in sections.values()
            for teacher in section.get("teachers", [section["teacher"]] if section.get("teacher") else [])
        }
        assert self._pairs("student_schools") == _links(students, "schools")
        assert self._pairs("teacher_schools") == _links(teachers, "schools")

    def _rows(self, sql: str) -> list[dict[str, Any]]:
        with self.outside.connect() as connection:
            return [dict(row) for row in connection.execute(text(sql)).mappings()]

    def _row(self) -> dict[str, Any]:
        return next(iter(self._rows("SELECT * FROM clever_upgrade_districts")), {"version": None})

    def _newest_run(self) -> dict[str, Any]:
        return next(iter(self._rows("SELECT * FROM clever_upgrade_runs ORDER BY number DESC")), {})

    def _has_ended_since(self, before: dict[str, Any]) -> bool:
        """Whether a run is done that was not, or did not exist, when ``before`` was the newest one."""
        run = self._newest_run()
        is_other = (run.get("number"), run.get("state")) != (before.get("number"), before.get("state"))
        return is_other and run["state"] == RunState.DONE

    def _live(self, collection: str, *, archived: bool = False) -> Records:
        which = "IS NOT NULL" if archived else "IS NULL"
        found = self._rows(f"SELECT * FROM {collection} WHERE archived_at {which}")  # noqa: S608
        return {row["id"]: _record(row) for row in found}

    def _pairs(self, table: str) -> set[tuple[str, ...]]:
        return {tuple(row.values()) for row in self._rows(f"SELECT * FROM {table}")}  # noqa: S608

    def _everything(self) -> dict[str, list[str]]:
        tables = [table.name for table in metadata.sorted_tables]
        return {name: sorted(map(repr, self._rows(f"SELECT * FROM {name}"))) for name in tables}  # noqa: S608


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[SwitchedSandbox, str]]:
    sandbox = SwitchedSandbox()
    with running_sandbox(sandbox) as base_url:
        yield sandbox, base_url


@pytest.fixture
def changes(server: tuple[SwitchedSandbox, str], store_url: str) -> Iterator[Callable[[], Changes]]:
    """What makes the machine anew for each example."""
    database, outside = open_database(store_url), engine_of(store_url)
    prepare(database)
    if database.url.get_backend_name() == "sqlite":
        # Nothing here is about the loss of power, and a thousand waits for the disk would be.
        event.listen(outside, "connect", lambda driver, _: driver.execute("PRAGMA synchronous = OFF"))
    yield lambda: Changes(*server, database, outside)
    outside.dispose()
    database.close()


def _explore(changes: Callable[[], Changes], examples: int, steps: int, *, phases: Sequence[Phase]) -> None:
    how = settings(
        max_examples=examples, stateful_step_count=steps, phases=phases, deadline=None, print_blob=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    run_state_machine_as_test(changes, settings=how)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_the_store_follows_a_district_whatever_happens(changes: Callable[[], Changes]) -> None:
    # To make a failure small takes minutes, which is for the other test.
    _explore(changes, examples=8, steps=10, phases=(Phase.explicit, Phase.reuse, Phase.generate))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    ("store_url", "examples"), [("sqlite", 100), ("postgresql", 30), ("mariadb", 20)], indirect=["store_url"]
)
def test_the_store_follows_many_districts_whatever_happens(changes: Callable[[], Changes], examples: int) -> None:
    _explore(changes, examples=examples, steps=15, phases=tuple(Phase))


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
def test_a_run_that_is_killed_when_all_is_done_counts_as_done(changes: Callable[[], Changes]) -> None:
    state, admin = changes(), rid(7, 1)
    state.begin(shared={rid(1, 1), rid(1, 2), rid(1, 3)})
    state.the_district_changes(changes=[("upsert", "district_admins", {"id": admin, "email": "d@b"})])
    state.the_district_is_resynced(during=[])
    state.the_district_changes(changes=[("upsert", "district_admins", {"id": admin, "email": "y@b"})])
    state.a_resync_is_killed(at=("replayed", 1), during=[])
    state.the_store_holds_what_was_shown_at_its_cursor()
    state.teardown()
