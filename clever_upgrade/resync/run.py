"""The use-case of ``resync run``: claims the district, and takes its run through every step that is left.

    started -> snapshot -> verified -> (held) -> cut-over -> done

Each state is stored in the transaction that ends the step before it, so a run that was killed anywhere goes on from the
last state, or has already finished.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.gate import earlier_events_path
from clever_upgrade.errors import CleverUpgradeError, GuardRefusedError, StoreError, UsageError
from clever_upgrade.resync import feed
from clever_upgrade.resync.district import check_status, district_of_token, sync_status
from clever_upgrade.resync.guards import Hold, held_back
from clever_upgrade.resync.outcome import plan_as_stored, plans_of, result_of, verified_of
from clever_upgrade.resync.replay import FirstReplay
from clever_upgrade.resync.request import ResyncRequest, Tools
from clever_upgrade.resync.result import ResyncResult
from clever_upgrade.resync.snapshot import Snapshot
from clever_upgrade.resync.verification import verify_stage
from clever_upgrade.store import stage, state
from clever_upgrade.store.columns import COLLECTIONS
from clever_upgrade.store.database import Connection
from clever_upgrade.store.lease import Lease
from clever_upgrade.store.merge import Plan, Staged, merge, plan, rehearse
from clever_upgrade.store.state import ENDED, FINISHED, Run, RunState

_BYTES_PER_STUDENT = 8_000
"""What a district takes in a file while it is staged: measured, with everything that comes with a student."""


async def resync_district(tools: Tools, request: ResyncRequest, *, only_run: str | None = None) -> ResyncResult:
    """Resync the district that the token belongs to, or go on with its unfinished run.

    ``only_run`` is the run that the user named: UsageError if it is not the unfinished one of this district.
    """
    district = await district_of_token(tools.client, tools.districts)
    async with tools.desk.lease(district) as lease:
        tools.failpoints.hit("claimed")
        found = await tools.desk.read(lambda connection: state.latest_run(connection, district))
        unfinished = found if found is not None and found.state not in ENDED else None
        if only_run is not None and (unfinished is None or unfinished.run != only_run):
            raise UsageError(
                f"{only_run!r} is no unfinished run of this district",
                hint="`clever-upgrade resync status` names the runs.",
            )
        if only_run is not None and unfinished is not None:
            request = replace(request, store_secrets=unfinished.store_secrets)
        resync = Resync(tools, request, lease)
        try:
            return await resync.go_on(unfinished)
        except CleverUpgradeError as error:
            await resync.note_problem(error)
            raise


@dataclass(slots=True)
class Resync:
    """One run of one district, under its lease."""

    tools: Tools
    request: ResyncRequest
    lease: Lease
    _run: Run | None = None
    _resumed: bool = field(default=False, init=False)

    async def go_on(self, unfinished: Run | None) -> ResyncResult:
        """Take every step that is left; the run as it stands then."""
        run = await self._fitting(unfinished)
        if self._resumed:
            self.tools.progress.step(f"going on with run {run.run}")
        if run.state is RunState.STARTED:
            run = await self._begin(run)
        if run.state is RunState.SNAPSHOT:
            run = await self._stage(run)
        if run.state in (RunState.VERIFIED, RunState.HELD):
            run = await self._decide(run)
        if run.state is RunState.CUT_OVER and not self.request.dry_run:
            self.tools.progress.step("replaying events")
            await FirstReplay(self.tools, self.lease, run).play()
        return await self._result(run)

    async def note_problem(self, error: CleverUpgradeError) -> None:
        """Keep for ``status`` why the run stands still."""
        run = self._run
        if run is None or run.state is RunState.HELD:
            # Why it is held must not be forgotten: an approval hangs on it.
            return
        reason = error.reason if isinstance(error, GuardRefusedError) else None
        try:
            await self.tools.desk.write(
                self.lease,
                lambda connection, now: state.set_run(connection, run.run, reason=reason, problem=error.message),  # noqa: ARG005
            )
        except CleverUpgradeError:
            # The store itself may be what failed, or the lease is somebody else's.
            return

    async def _fitting(self, unfinished: Run | None) -> Run:
        """The run to go on with: the unfinished one, unless it was made for something else."""
        if unfinished is not None and unfinished.state is RunState.CUT_OVER:
            return await self._resume(unfinished)
        if unfinished is not None and unfinished.store_secrets == self.request.store_secrets:
            moved_on = await self._moved_on(unfinished)
            if not moved_on:
                return await self._resume(unfinished)
        self._run = await self.tools.desk.write(
            self.lease, lambda connection, now: self._start(connection, now, unfinished)
        )
        return self._run

    async def _resume(self, run: Run) -> Run:
        if run.source != self.tools.source:
            await self.tools.desk.write(
                self.lease,
                lambda connection, _: state.set_run(connection, run.run, source=self.tools.source),
            )
        self._run, self._resumed = run, True
        return run

    async def _moved_on(self, run: Run) -> bool:
        """Whether events were applied since the run began: then its snapshot is older than the store."""
        district = await self.tools.desk.read(lambda connection: state.district_of(connection, run.district))
        return run.state is not RunState.STARTED and district is not None and district.cursor != run.base_cursor

    def _start(self, connection: Connection, now: float, stale: Run | None) -> Run:
        newest = state.latest_run(connection, self.lease.district)
        if newest is not None and newest.state not in ENDED and (stale is None or newest.run != stale.run):
            # Started under this very lease, by a commit of which only the answer was lost.
            return newest
        if stale is not None:
            stage.clear(connection, stale.run)
            state.set_run(connection, stale.run, state=RunState.ABORTED, ended_at=now)
        started = state.start_run(
            connection,
            self.lease.district,
            now,
            store_secrets=self.request.store_secrets,
            source=self.tools.source,
        )
        if stale is not None and stale.approved:
            state.set_run(connection, started.run, approved=dict(stale.approved))
        return replace(started, approved=stale.approved if stale is not None else {})

    # -- watermark -----------------------------------------------------------------------------------------------

    async def _begin(self, run: Run) -> Run:
        """Check that the moment is right, and save the watermark before the first record is read."""
        self.tools.progress.step("checking the district and the store")
        await self._check_status(run)
        await self.tools.desk.write(self.lease, self._try_privileges)
        version = default_upgrade().from_version.name
        head = await feed.newest(self.tools.client, version, earlier_events_path())
        given = self.request.v11_cursor
        now = await self.tools.desk.read(self.tools.desk.database.dialect.now)
        if given is not None:
            feed.check_cursor(given, head)
            await feed.require_reach(
                self.tools.client, version, earlier_events_path(), cursor=given, read_at=None, now=now,
                hint="Leave out --v11-cursor: the resync then starts from the newest event, which loses nothing.",
            )  # fmt: skip
        self.tools.failpoints.hit("watermark-read")

        def save(connection: Connection, now: float) -> Run:
            district = state.district_of(connection, run.district)
            known = district.cursor if district is not None else None
            watermark = given if given is not None else max((each for each in (head, known) if each), default=None)
            state.set_run(
                connection, run.run, state=RunState.SNAPSHOT, watermark=watermark, base_cursor=known,
                watermark_read_at=None if given is not None else now,
            )  # fmt: skip
            return state.known_run(connection, run.run)

        self._run = saved = await self.tools.desk.write(self.lease, save, durable=True)
        self.tools.failpoints.hit("watermark-saved")
        return saved

    async def _check_status(self, run: Run) -> None:
        status = await sync_status(self.tools.client, run.district)
        now = await self.tools.desk.read(self.tools.desk.database.dialect.now)
        check_status(status, now, allow_paused=self.request.allow_paused, allow_unhealthy=self.request.allow_unhealthy)

    def _try_privileges(self, connection: Connection, now: float) -> None:
        """Do everything that a cut-over does, with nothing on the stage: the database refuses now or never."""
        for collection in COLLECTIONS:
            nothing = Staged("-", self.lease.district, collection, whole=False)
            rehearse(connection, self.tools.desk.database.dialect, nothing, now)

    async def _check_room(self) -> None:
        """StoreError where the disk of the store is visible and surely too small."""
        room = await self.tools.desk.read(self.tools.desk.database.dialect.room)
        if room is None:
            return
        page = await self.tools.client.first_page(default_upgrade().to_version.name, "/students", params={"limit": "1"})
        needed = (page.announced or 0) * _BYTES_PER_STUDENT
        if room < needed:
            raise StoreError(
                f"the resync needs about {needed / 1e6:,.0f} MB, and the store's disk has {room / 1e6:,.0f} MB left",
                hint="Make room, or name another place with --store.",
            )

    async def _check_reach(self, run: Run) -> None:
        now = await self.tools.desk.read(self.tools.desk.database.dialect.now)
        await feed.require_reach(
            self.tools.client,
            default_upgrade().from_version.name,
            earlier_events_path(),
            cursor=run.watermark,
            read_at=run.watermark_read_at,
            now=now,
            hint=f"`clever-upgrade resync abort {run.run}`, then run the resync anew.",
        )

    # -- snapshot ------------------------------------------------------------------------------------------------

    async def _stage(self, run: Run) -> Run:
        """Stage everything, look whether it is whole, and make the plan."""
        await self._check_reach(run)
        if not self._resumed:
            await self._check_room()
        self.tools.progress.step("reading every record")
        await Snapshot(self.tools, self.lease, run).take()
        self.tools.progress.step("verifying")
        verified = await verify_stage(self.tools, self.lease, run, self.request.sample)
        self.tools.failpoints.hit("verified")

        def keep(connection: Connection, now: float) -> Run:  # noqa: ARG001
            plans = self._plans(connection, run)
            state.set_run(
                connection,
                run.run,
                state=RunState.VERIFIED,
                plan=plan_as_stored(plans, verified),
                reason=None,
                problem=None,
            )
            return state.known_run(connection, run.run)

        self._run = planned = await self.tools.desk.write(self.lease, keep)
        self.tools.failpoints.hit("planned")
        return planned

    def _plans(self, connection: Connection, run: Run) -> dict[str, Plan]:
        return {
            each.collection: plan(connection, self._staged(run, each.collection))
            for each in state.progress_of(connection, run.run)
            if each.state == FINISHED
        }

    def _staged(self, run: Run, collection: str) -> Staged:
        return Staged(run.run, run.district, collection, whole=True, rewrite=self.request.rewrite)

    # -- cut-over ------------------------------------------------------------------------------------------------

    async def _decide(self, run: Run) -> Run:
        """Cut over, unless a guard holds the run or the user wanted to see the plan only."""
        if self.request.dry_run:
            return run
        await self._check_status(run)
        await self._check_reach(run)
        if self._resumed:
            run = await self._plan_again(run)
        self.tools.progress.step("cutting over")
        self._run = decided = await self.tools.desk.write(
            self.lease, lambda connection, now: self._cut_over(connection, now, run), durable=True
        )
        if decided.state is RunState.CUT_OVER:
            self.tools.failpoints.hit("cut-over")
        return decided

    async def _plan_again(self, run: Run) -> Run:
        """Since the plan was made, the live tables may have been changed by whoever owns them."""
        verified = verified_of(run.plan)

        def plan_again(connection: Connection, now: float) -> Run:  # noqa: ARG001
            state.set_run(connection, run.run, plan=plan_as_stored(self._plans(connection, run), verified))
            return state.known_run(connection, run.run)

        return await self.tools.desk.write(self.lease, plan_again)

    def _cut_over(self, connection: Connection, now: float, run: Run) -> Run:
        """The one transaction that makes the stage visible and stores the cursor; or that holds the run."""
        run = state.known_run(connection, run.run)
        if run.state is RunState.CUT_OVER:
            return run
        if run.state not in (RunState.VERIFIED, RunState.HELD):
            raise StoreError(
                f"the run {run.run} stands at {run.state} again: its server has lost what it had committed",
                hint="Run the command again: it goes on from what the store holds.",
            )
        plans = plans_of(run)
        hold = self._hold(run)
        verified = verified_of(run.plan)
        if hold is not None:
            state.set_run(
                connection, run.run, state=RunState.HELD, reason=hold.reason, problem=hold.problem,
                postponed=run.postponed or self.request.postpone_cutover,
            )  # fmt: skip
            return state.known_run(connection, run.run)
        done = {
            collection: merge(
                connection, self.tools.desk.database.dialect, self._staged(run, collection), now, planned=True
            )
            for collection in plans
        }
        done = {name: replace(written, examples=plans[name].examples) for name, written in done.items()}
        self._audit(connection, run, done, now)
        state.set_district(
            connection, run.district, version=default_upgrade().to_version.name, cursor=run.watermark,
            feed_read_at=run.watermark_read_at or now, cut_over_at=now, run=run.run,
        )  # fmt: skip
        state.set_run(
            connection, run.run, state=RunState.CUT_OVER, reason=None, problem=None, plan=plan_as_stored(done, verified)
        )
        self.tools.failpoints.hit("cut-over-merged")
        return state.known_run(connection, run.run)

    def _hold(self, run: Run) -> Hold | None:
        return held_back(
            plans_of(run),
            max_archived=self.request.max_archived,
            approved=run.approved,
            postponed=run.postponed or self.request.postpone_cutover,
        )

    def _audit(self, connection: Connection, run: Run, done: Mapping[str, Plan], now: float) -> None:
        progress = {each.collection: each for each in state.progress_of(connection, run.run)}
        state.write_audit(
            connection,
            [
                {
                    "run": run.run, "collection": name, "epoch": self.lease.epoch, "at": now,
                    "counted": progress[name].counted, "staged": progress[name].rows, "added": written.added,
                    "changed": written.changed, "archived": written.archived, "revived": written.revived,
                }
                for name, written in done.items()
            ],
        )  # fmt: skip

    # -- result --------------------------------------------------------------------------------------------------

    async def _result(self, run: Run) -> ResyncResult:
        def look(connection: Connection) -> ResyncResult:
            return result_of(connection, run.run)

        result = await self.tools.desk.read(look)
        result = replace(result, resumed=self._resumed, requests=self.tools.client.requests_made)
        if not self.request.dry_run:
            return result
        hold = self._hold(run)
        if hold is None:
            return replace(result, dry_run=True)
        return replace(result, dry_run=True, would_hold=hold.reason, problem=hold.problem)
