"""The use-case of ``resync run``: claims the district, and takes its run through every step that is left.

    started -> snapshot -> verified -> (held) -> cut-over -> done

Each state is stored in the transaction that ends the step before it, so a run that was killed anywhere goes on from the
last state, or has already finished.
"""

from dataclasses import dataclass, field, replace

from clever_upgrade.errors import CleverUpgradeError, GuardRefusedError, UsageError
from clever_upgrade.resync.cut_over import CutOver
from clever_upgrade.resync.district import district_of_token
from clever_upgrade.resync.outcome import plan_as_stored, result_of
from clever_upgrade.resync.replay import FirstReplay
from clever_upgrade.resync.request import ResyncRequest, Tools
from clever_upgrade.resync.result import ResyncResult
from clever_upgrade.resync.snapshot import Snapshot
from clever_upgrade.resync.verification import verify_stage
from clever_upgrade.resync.watermark import require_health, require_reach, require_room, save_watermark
from clever_upgrade.store import stage, state
from clever_upgrade.store.database import Connection
from clever_upgrade.store.lease import Lease
from clever_upgrade.store.state import ENDED, Run, RunState


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
    _given_up: str | None = field(default=None, init=False)

    async def go_on(self, unfinished: Run | None) -> ResyncResult:
        """Take every step that is left; the run as it stands then."""
        run = await self._fitting(unfinished)
        if self._resumed:
            self.tools.progress.step(f"going on with run {run.run}")
        if run.state is RunState.STARTED:
            self._run = run = await save_watermark(self.tools, self.request, self.lease, run)
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
        if unfinished is None:
            return await self._start(None)
        why = await self._outdated(unfinished)
        if why is None:
            return await self._resume(unfinished)
        self.tools.progress.step(f"giving up run {unfinished.run}, because {why}")
        self._given_up = f"Run {unfinished.run} was given up, because {why}, and this one read everything anew."
        if unfinished.approved:
            self._given_up += " What was approved there counts here, for as many records."
        return await self._start(unfinished)

    async def _resume(self, run: Run) -> Run:
        if run.source != self.tools.source:
            await self.tools.desk.write(
                self.lease,
                lambda connection, _: state.set_run(connection, run.run, source=self.tools.source),
            )
        self._run, self._resumed = run, True
        return run

    async def _outdated(self, run: Run) -> str | None:
        """Why a run is no longer of use, if so: what it staged is older than the store, or more or less than wanted."""
        if run.state is RunState.CUT_OVER:
            return None
        if run.store_secrets != self.request.store_secrets:
            return "it was begun with --store-secrets" if run.store_secrets else "it was begun without --store-secrets"
        district = await self.tools.desk.read(lambda connection: state.district_of(connection, run.district))
        if run.state is not RunState.STARTED and district is not None and district.cursor != run.base_cursor:
            return "events were applied after it had begun to read"
        return None

    async def _start(self, stale: Run | None) -> Run:
        self._run = await self.tools.desk.write(
            self.lease, lambda connection, now: self._new_run(connection, now, stale)
        )
        return self._run

    def _new_run(self, connection: Connection, now: float, stale: Run | None) -> Run:
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
        if stale is None:
            return started
        # What the user has decided about the old run holds for the new one.
        state.set_run(connection, started.run, approved=dict(stale.approved), postponed=stale.postponed)
        return state.known_run(connection, started.run)

    async def _stage(self, run: Run) -> Run:
        """Stage everything, look whether it is whole, and make the plan."""
        await require_reach(self.tools, run)
        if not self._resumed:
            await require_room(self.tools)
        self.tools.progress.step("reading every record")
        await Snapshot(self.tools, self.lease, run).take()
        self.tools.progress.step("verifying")
        verified = await verify_stage(self.tools, self.lease, run, self.request.sample)
        self.tools.failpoints.hit("verified")

        def keep(connection: Connection, now: float) -> Run:  # noqa: ARG001
            plans = self._cut_over.plans(connection, run)
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

    async def _decide(self, run: Run) -> Run:
        """Cut over, unless a guard holds the run or the user wanted to see the plan only."""
        if self.request.dry_run:
            return run
        await require_health(self.tools, self.request, run)
        await require_reach(self.tools, run)
        if self._resumed:
            run = await self._cut_over.plan_again(run)
        if self._cut_over.hold(run) is None:
            self.tools.progress.step("cutting over")
        self._run = decided = await self._cut_over.happen(run)
        if decided.state is RunState.CUT_OVER:
            self.tools.failpoints.hit("cut-over")
        return decided

    @property
    def _cut_over(self) -> CutOver:
        return CutOver(self.tools, self.request, self.lease)

    async def _result(self, run: Run) -> ResyncResult:
        def look(connection: Connection) -> ResyncResult:
            return result_of(connection, run.run)

        result = await self.tools.desk.read(look)
        result = replace(
            result, resumed=self._resumed, given_up=self._given_up, requests=self.tools.client.requests_made
        )
        if not self.request.dry_run:
            return result
        hold = self._cut_over.hold(run)
        if hold is None:
            return replace(result, dry_run=True)
        return replace(result, dry_run=True, would_hold=hold.reason, problem=hold.problem)
