"""What can be told and done with the store alone: how runs stand, and giving approval to one or giving one up."""

from clever_upgrade.errors import UsageError
from clever_upgrade.resync.desk import Desk
from clever_upgrade.resync.guards import DELETION_GUARD
from clever_upgrade.resync.outcome import plans_of, result_of
from clever_upgrade.resync.result import DistrictView, ResyncResult
from clever_upgrade.store import stage, state
from clever_upgrade.store.database import Connection, Database
from clever_upgrade.store.state import ENDED, Run, RunState

_HINT = "`clever-upgrade resync status` names the runs."


def look(database: Database) -> tuple[DistrictView, ...]:
    """Every district of the store, with its newest run."""

    def read(connection: Connection) -> tuple[DistrictView, ...]:
        now = database.dialect.now(connection)
        return tuple(_view(connection, district, now) for district in state.districts(connection))

    return database.read(read)


def find_run(database: Database, name: str) -> Run:
    """The run with this name; UsageError if there is none."""
    run = database.read(lambda connection: state.run_called(connection, name))
    if run is None:
        raise UsageError(f"there is no run {name!r}", hint=_HINT)
    return run


def plans(database: Database, name: str | None) -> tuple[ResyncResult, ...]:
    """The run with this name, or the newest of each district, with what it plans or did."""

    def read(connection: Connection) -> tuple[ResyncResult, ...]:
        newest = [state.latest_run(connection, district.district) for district in state.districts(connection)]
        names = [name] if name is not None else [run.run for run in newest if run is not None]
        return tuple(result_of(connection, each) for each in names)

    if name is not None:
        find_run(database, name)
    return database.read(read)


async def approve(desk: Desk, name: str) -> Run:
    """Allow a run that the deletion guard holds to archive as many records as it plans."""
    run = find_run(desk.database, name)
    if run.state is not RunState.HELD or run.reason != DELETION_GUARD:
        raise UsageError(f"the run {name} is not held by the deletion guard, so it needs no approval", hint=_HINT)
    approved = {collection: plan.archived for collection, plan in plans_of(run).items() if plan.archived}
    async with desk.lease(run.district) as lease:
        await desk.write(lease, lambda connection, _: state.set_run(connection, name, approved=approved))
    return run


async def allow_cutover(desk: Desk, name: str) -> Run:
    """End the postponement of a run's cut-over."""
    run = find_run(desk.database, name)
    if run.state in (*ENDED, RunState.CUT_OVER):
        raise UsageError(f"the run {name} is {run.state}, so there is nothing to cut over", hint=_HINT)
    if run.state not in (RunState.HELD, RunState.VERIFIED):
        raise UsageError(
            f"the run {name} has not read everything yet, so it cannot cut over",
            hint="`clever-upgrade resync run` goes on with it.",
        )
    async with desk.lease(run.district) as lease:
        await desk.write(lease, lambda connection, _: state.set_run(connection, name, postponed=False))
    return run


async def abort(desk: Desk, name: str) -> Run:
    """Give a run up, and drop what it staged; the live tables stay as they are."""
    run = find_run(desk.database, name)
    if run.state in (*ENDED, RunState.CUT_OVER):
        raise UsageError(f"the run {name} is {run.state}, so there is nothing to give up", hint=_HINT)

    def give_up(connection: Connection, now: float) -> None:
        stage.clear(connection, name)
        state.set_run(connection, name, state=RunState.ABORTED, ended_at=now, reason=None, problem=None)

    async with desk.lease(run.district) as lease:
        await desk.write(lease, give_up)
    return run


def _view(connection: Connection, district: state.District, now: float) -> DistrictView:
    run = state.latest_run(connection, district.district)
    progress = state.progress_of(connection, run.run) if run is not None else []
    return DistrictView(district, run, tuple(progress), now)
