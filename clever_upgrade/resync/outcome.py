"""A run as its rows in the store tell it, for reports; and the form in which its plan is stored."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from clever_upgrade.resync.guards import hint_of
from clever_upgrade.resync.result import CollectionResult, ResyncResult, Verified
from clever_upgrade.store import state
from clever_upgrade.store.database import Connection
from clever_upgrade.store.merge import Plan
from clever_upgrade.store.state import Progress, Run, RunState

_COLLECTIONS = "collections"


def result_of(connection: Connection, run_name: str) -> ResyncResult:
    """A run as the store knows it."""
    run = state.known_run(connection, run_name)
    district = state.district_of(connection, run.district)
    plans = plans_of(run)
    return ResyncResult(
        run=run.run,
        district=run.district,
        state=run.state.value,
        version=district.version if district else None,
        watermark=run.watermark,
        cursor=district.cursor if district else None,
        collections=tuple(
            _collection(each, plans.get(each.collection)) for each in state.progress_of(connection, run.run)
        ),
        verified=verified_of(run.plan),
        applied=run.applied,
        reason=run.reason,
        problem=run.problem,
        hint=hint_of(run.run, run.reason) if run.state is RunState.HELD else None,
        source=run.source,
    )


def plans_of(run: Run) -> dict[str, Plan]:
    """The plan of a run, by collection; empty before there is one."""
    stored = run.plan[_COLLECTIONS] if run.plan is not None else {}
    return {
        collection: Plan(**{**values, "examples": {kind: tuple(ids) for kind, ids in values["examples"].items()}})
        for collection, values in stored.items()
    }


def _collection(progress: Progress, planned: Plan | None) -> CollectionResult:
    return CollectionResult(
        progress.collection, progress.state != state.NOT_SERVED, progress.rows, progress.counted, planned
    )


def plan_as_stored(plans: Mapping[str, Plan], verified: Verified) -> dict[str, Any]:
    """A plan, and what was looked at before, as the row of a run holds it."""
    return {_COLLECTIONS: {name: asdict(each) for name, each in plans.items()}, "verified": asdict(verified)}


def verified_of(stored: Mapping[str, Any] | None) -> Verified:
    """What was looked at before a stored plan was made."""
    return Verified(**stored["verified"]) if stored is not None else Verified()
