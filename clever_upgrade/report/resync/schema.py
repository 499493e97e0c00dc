"""The published JSON Schemas of what ``resync`` and ``events`` write (``schemas/resync-1.json`` and its neighbours)."""

from clever_upgrade.contract.gate import GATE
from clever_upgrade.report.json_schema import (
    COUNT,
    NAME,
    TEXT,
    TRUTH,
    Schema,
    about,
    document,
    list_of,
    object_of,
    or_null,
)
from clever_upgrade.report.refusal import SCHEMA as REFUSAL
from clever_upgrade.report.resync import districts as resync_districts
from clever_upgrade.report.resync import json as resync_json
from clever_upgrade.resync.district import PAUSED, UNHEALTHY
from clever_upgrade.resync.feed import EXPIRED
from clever_upgrade.resync.guards import DELETION_GUARD, POSTPONED
from clever_upgrade.resync.snapshot import COUNT_MISMATCH
from clever_upgrade.store.lease import LEASE_HELD
from clever_upgrade.store.state import FINISHED, NOT_SERVED, OPEN, RunState

REASONS = (GATE, LEASE_HELD, PAUSED, UNHEALTHY, EXPIRED, DELETION_GUARD, POSTPONED, COUNT_MISMATCH)
"""Every name of a guard that holds these commands back."""

_STATES = [state.value for state in RunState]
_WRITTEN = ("added", "changed", "archived", "revived")
_ONLY_IN = ("source", "store", None)


def resync_schemas() -> dict[str, Schema]:
    """Every schema, by the name of its published file without ``.json``."""
    return {
        "resync-1": document(
            resync_json.RESYNC,
            "One full resync of a district into a store, as the command leaves it",
            _run() | {"requests": about(COUNT, "Requests that this command sent.")},
        ),
        "resync-plan-1": document(
            resync_json.PLAN, "What runs would change, or have changed", {"runs": list_of(object_of(_run()))}
        ),
        "resync-status-1": document(
            resync_json.STATUS, "Where each district of a store stands", {"districts": list_of(_district())}
        ),
        "resync-verify-1": document(
            resync_json.VERIFY, "Where a store and its source differ, field by field", _verification()
        ),
        "resync-abort-1": document(
            resync_json.ABORTED,
            "A run that was given up",
            {"run": NAME, "district": NAME, "state": {"const": RunState.ABORTED.value}},
        ),
        "events-1": _events(),
        "district-resyncs-1": _everywhere(
            resync_districts.RESYNC, "One full resync of each district of an application", _run() | {"requests": COUNT}
        ),
        "district-events-1": _everywhere(
            resync_districts.EVENTS, "Events that were applied in each district of an application", _applied()
        ),
        "refusal-1": document(
            REFUSAL,
            "A guard held a command back, which changed nothing",
            {
                "reason": about(NAME, f"The name of the guard: {', '.join(REASONS)}."),
                "message": about(NAME, "One sentence for a person."),
                "hint": about(TEXT, "What to do next."),
            },
        ),
    }


def _run() -> Schema:
    return {
        "run": about(NAME, "The run, as the other commands take it."),
        "district": NAME,
        "state": {"enum": _STATES},
        "reason": about(or_null(TEXT), f"The guard that holds the run, or null: {', '.join(REASONS)}."),
        "message": about(or_null(TEXT), "Why the run stands still, for a person."),
        "hint": about(or_null(TEXT), "What a person may do about it."),
        "resumed": about(TRUTH, "Whether the command went on with a run that was there."),
        "dry_run": TRUTH,
        "would_hold": about(or_null(TEXT), "After a dry run: the guard that will hold the run itself."),
        "version": about(or_null(TEXT), "The version whose records the live tables hold; null before the cut-over."),
        "watermark": about(or_null(TEXT), "The newest event when the run began to read; null if there was none."),
        "cursor": about(or_null(TEXT), "The last event that is applied; null before the first."),
        "collections": list_of(_collection()),
        "verified": object_of(
            {
                "sampled": about(COUNT, "Records that were read a second time."),
                "moved": about(COUNT, "Those of them that had changed by then."),
                "dangling": about(
                    {"type": "object", "additionalProperties": COUNT},
                    "For each field that refers to records, how many ids it names that were not served.",
                ),
            }
        ),
        "events_applied": about(COUNT, "Events that were replayed after the cut-over."),
    }


def _collection() -> Schema:
    plan = object_of(
        {
            **dict.fromkeys(_WRITTEN, COUNT),
            "unchanged": COUNT,
            "examples": about(
                {"type": "object", "additionalProperties": list_of(NAME)}, "Ids of some records of each kind."
            ),
        }
    )
    return object_of(
        {
            "collection": NAME,
            "served": about(TRUTH, "False if the application may not see the collection."),
            "rows": about(COUNT, "Records that are staged, or were at the cut-over."),
            "count": about(or_null(COUNT), "What the server counts; null where it says nothing."),
            "plan": about(or_null(plan), "What the cut-over does, or did; null before everything is read."),
        }
    )


def _district() -> Schema:
    number = or_null({"type": "number", "minimum": 0})
    progress = object_of(
        {
            "collection": NAME,
            "state": {"enum": [OPEN, FINISHED, NOT_SERVED]},
            "served": TRUTH,
            "rows": COUNT,
            "count": about(or_null(COUNT), "What the server counts or has announced, as far as it has."),
            "pages": COUNT,
            "walks": about(COUNT, "How often the collection was begun."),
        }
    )
    return object_of(
        {
            "district": NAME,
            "state": about({"enum": [*_STATES, None]}, "Of the newest run; null if there was none."),
            "run": about(or_null(TEXT), "The newest run."),
            "reason": about(or_null(TEXT), f"The guard that holds the run, or null: {', '.join(REASONS)}."),
            "problem": about(or_null(TEXT), "Why the run stands still, for a person."),
            "version": about(
                or_null(TEXT), "The version whose records the live tables hold; null before the cut-over."
            ),
            "cursor": about(or_null(TEXT), "The last event that is applied."),
            "cursor_age_seconds": about(number, "Since the events were last read to their end; 30 days are kept."),
            "cut_over_at": about(or_null(TEXT), "When the newest cut-over happened, in UTC."),
            "at_work": about(TRUTH, "Whether a process holds the lease of the district."),
            "budget_left": about({"type": ["integer", "null"]}, "Requests that the rate limit leaves, as last told."),
            "rows_per_second": number,
            "seconds_to_go": number,
            "events_applied": about(COUNT, "Events that the newest run has replayed."),
            "collections": about(list_of(progress), "How far the newest run has read each collection."),
        }
    )


def _verification() -> Schema:
    mismatch = object_of(
        {
            "collection": NAME,
            "id": NAME,
            "paths": about(list_of(NAME), "The fields that differ; empty if one side lacks the record."),
            "only_in": {"enum": list(_ONLY_IN)},
        }
    )
    return {
        "district": NAME,
        "cursor": or_null(TEXT),
        "equal": TRUTH,
        "collections": list_of(object_of({"collection": NAME, "compared": COUNT})),
        "mismatches": list_of(mismatch),
        "left_out": about(COUNT, "How many records that differ are only counted."),
    }


def _applied() -> Schema:
    collection = object_of({"collection": NAME, **dict.fromkeys(_WRITTEN, COUNT)})
    return {
        "district": NAME,
        "cursor": about(or_null(TEXT), "The last event that is applied."),
        "events": about(COUNT, "How many were read."),
        "unknown": about(COUNT, "How many of them are of kinds that the contract does not know."),
        "collections": about(list_of(collection), "Collections in which anything was written."),
    }


def _events() -> Schema:
    applied = _applied()
    schema = document(
        resync_json.EVENTS,
        "Events that were applied; with --follow one such object a line for each look at the feed",
        {**applied, "problem": about(NAME, "Why a look at the feed failed; it is taken again later.")},
    )
    return {**schema, "required": ["schema"], "oneOf": [{"required": list(applied)}, {"required": ["problem"]}]}


def _everywhere(name: str, title: str, district: Schema) -> Schema:
    failure = object_of(
        {
            "district": NAME,
            "reason": about(NAME, "The name of the error, or of the guard that held the district back."),
            "message": about(NAME, "One sentence for a person."),
        }
    )
    return document(name, title, {"districts": list_of(object_of(district)), "failures": list_of(failure)})
