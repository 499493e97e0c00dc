"""What a resync and its events did, and how they stand, as JSON for programs. Holds ids and counts, never a value."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from clever_upgrade.errors import DistrictFailure
from clever_upgrade.resync.result import CollectionResult, DistrictView, EventsResult, ResyncResult, VerifyResult
from clever_upgrade.store.merge import Plan
from clever_upgrade.store.state import NOT_SERVED, Progress, Run

RESYNC, STATUS, PLAN = "clever-upgrade/resync/1", "clever-upgrade/resync-status/1", "clever-upgrade/resync-plan/1"
EVENTS, VERIFY, ABORTED = "clever-upgrade/events/1", "clever-upgrade/resync-verify/1", "clever-upgrade/resync-abort/1"


def resync_as_json(result: ResyncResult) -> str:
    """One run."""
    return _text({"schema": RESYNC, **resync_as_data(result)})


def resync_as_data(result: ResyncResult) -> dict[str, Any]:
    """One run as plain values."""
    return {**_run(result), "requests": result.requests}


def many_as_json(schema: str, districts: Iterable[Mapping[str, Any]], failures: Iterable[DistrictFailure]) -> str:
    """What the same work did in many districts."""
    failed = [{"district": each.district, "reason": each.reason, "message": each.message} for each in failures]
    return _text({"schema": schema, "districts": list(districts), "failures": failed})


def plans_as_json(results: Sequence[ResyncResult]) -> str:
    """The plans of several runs."""
    return _text({"schema": PLAN, "runs": [_run(result) for result in results]})


def status_as_json(views: Sequence[DistrictView]) -> str:
    """Where every district stands."""
    return _text({"schema": STATUS, "districts": [_district(view) for view in views]})


def events_as_json(result: EventsResult) -> str:
    """What events changed."""
    return _text({"schema": EVENTS, **events_as_data(result)})


def heard_as_json(news: EventsResult | str) -> str:
    """One line for one look at the feed."""
    content = {"problem": news} if isinstance(news, str) else events_as_data(news)
    return json.dumps({"schema": EVENTS, **content}) + "\n"


def verification_as_json(result: VerifyResult) -> str:
    """Where store and source differ."""
    return _text(
        {
            "schema": VERIFY,
            "district": result.district,
            "cursor": result.cursor,
            "equal": not result.mismatches,
            "collections": [{"collection": name, "compared": number} for name, number in result.compared.items()],
            "mismatches": [
                {"collection": each.collection, "id": each.id, "paths": list(each.paths), "only_in": each.only_in}
                for each in result.mismatches
            ],
            "left_out": result.left_out,
        }
    )


def aborted_as_json(run: Run) -> str:
    """A run that was given up."""
    return _text({"schema": ABORTED, "run": run.run, "district": run.district, "state": "aborted"})


def _run(result: ResyncResult) -> dict[str, Any]:
    return {
        "run": result.run,
        "district": result.district,
        "state": result.state,
        "reason": result.reason,
        "message": result.problem,
        "hint": result.hint,
        "resumed": result.resumed,
        "dry_run": result.dry_run,
        "would_hold": result.would_hold,
        "version": result.version,
        "watermark": result.watermark,
        "cursor": result.cursor,
        "collections": [_collection(each) for each in result.collections],
        "verified": {
            "sampled": result.verified.sampled,
            "moved": result.verified.moved,
            "dangling": dict(result.verified.dangling),
        },
        "events_applied": result.applied,
    }


def _collection(result: CollectionResult) -> dict[str, Any]:
    return {
        "collection": result.collection,
        "served": result.served,
        "rows": result.rows,
        "count": result.counted,
        "plan": None if result.plan is None else _plan(result.plan),
    }


def _plan(plan: Plan) -> dict[str, Any]:
    return {
        "added": plan.added,
        "changed": plan.changed,
        "archived": plan.archived,
        "revived": plan.revived,
        "unchanged": plan.unchanged,
        "examples": {kind: list(ids) for kind, ids in plan.examples.items()},
    }


def events_as_data(result: EventsResult) -> dict[str, Any]:
    """What events changed, as plain values."""
    return {
        "district": result.district,
        "cursor": result.cursor,
        "events": result.events,
        "unknown": result.unknown,
        "collections": [{"collection": name, **_written(plan)} for name, plan in result.plans.items() if plan.writes],
    }


def _written(plan: Plan) -> Mapping[str, int]:
    return {"added": plan.added, "changed": plan.changed, "archived": plan.archived, "revived": plan.revived}


def _district(view: DistrictView) -> dict[str, Any]:
    district, run = view.district, view.run
    return {
        "district": district.district,
        "state": None if run is None else run.state.value,
        "run": None if run is None else run.run,
        "reason": None if run is None else run.reason,
        "problem": None if run is None else run.problem,
        "version": district.version,
        "cursor": district.cursor,
        "cursor_age_seconds": view.cursor_age,
        "cut_over_at": _moment(district.cut_over_at),
        "at_work": view.at_work,
        "budget_left": district.budget_left,
        "rows_per_second": view.rate,
        "seconds_to_go": view.to_go,
        "events_applied": 0 if run is None else run.applied,
        "collections": [_progress(each) for each in view.progress],
    }


def _progress(progress: Progress) -> dict[str, Any]:
    return {
        "collection": progress.collection,
        "state": progress.state,
        "served": progress.state != NOT_SERVED,
        "rows": progress.rows,
        "count": progress.counted if progress.counted is not None else progress.announced,
        "pages": progress.pages,
        "walks": progress.walks,
    }


def _moment(seconds: float | None) -> str | None:
    if seconds is None:
        return None
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _text(content: Mapping[str, Any]) -> str:
    return json.dumps(content, indent=2) + "\n"
