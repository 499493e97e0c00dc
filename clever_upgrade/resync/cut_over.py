"""The cut-over: makes what a run has staged visible and stores its cursor, in one transaction, or holds the run."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from clever_upgrade.contract import default_upgrade
from clever_upgrade.errors import StoreError
from clever_upgrade.resync.guards import Hold, held_back
from clever_upgrade.resync.outcome import plan_as_stored, plans_of, verified_of
from clever_upgrade.resync.request import ResyncRequest, Tools
from clever_upgrade.store import state
from clever_upgrade.store.database import Connection
from clever_upgrade.store.lease import Lease
from clever_upgrade.store.merge import Plan, Staged, merge, plan
from clever_upgrade.store.state import FINISHED, Run, RunState


@dataclass(frozen=True, slots=True)
class CutOver:
    """What a run does to the live tables, planned and done."""

    tools: Tools
    request: ResyncRequest
    lease: Lease

    def plans(self, connection: Connection, run: Run) -> dict[str, Plan]:
        """What would change in each collection that is staged to its end."""
        return {
            each.collection: plan(connection, self._staged(run, each.collection))
            for each in state.progress_of(connection, run.run)
            if each.state == FINISHED
        }

    async def plan_again(self, run: Run) -> Run:
        """Since the plan was made, the live tables may have been changed by whoever owns them."""
        verified = verified_of(run.plan)

        def plan_again(connection: Connection, now: float) -> Run:  # noqa: ARG001
            state.set_run(connection, run.run, plan=plan_as_stored(self.plans(connection, run), verified))
            return state.known_run(connection, run.run)

        return await self.tools.desk.write(self.lease, plan_again)

    async def happen(self, run: Run) -> Run:
        """Cut over, unless a guard holds the run."""
        return await self.tools.desk.write(
            self.lease, lambda connection, now: self._make_visible(connection, now, run), durable=True
        )

    def hold(self, run: Run) -> Hold | None:
        """The guard that holds the run, if one does."""
        return held_back(
            plans_of(run),
            max_archived=self.request.max_archived,
            approved=run.approved,
            postponed=run.postponed or self.request.postpone_cutover,
        )

    def _make_visible(self, connection: Connection, now: float, run: Run) -> Run:
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
        hold = self.hold(run)
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

    def _staged(self, run: Run, collection: str) -> Staged:
        return Staged(run.run, run.district, collection, whole=True, rewrite=self.request.rewrite)

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
