"""The published JSON Schemas of what ``resync`` and ``events`` write (``schemas/resync-1.json`` and its neighbours).

Objects stay open: a later release may add members, and whoever reads the report must not trip over them. A change that
would break readers gets a new number in ``schema``.
"""

import json
from typing import Any

from clever_upgrade.contract.gate import GATE
from clever_upgrade.report import resync_districts, resync_json
from clever_upgrade.report.refusal import SCHEMA as REFUSAL
from clever_upgrade.resync.district import PAUSED, UNHEALTHY
from clever_upgrade.resync.feed import EXPIRED
from clever_upgrade.resync.guards import DELETION_GUARD, POSTPONED
from clever_upgrade.resync.snapshot import COUNT_MISMATCH
from clever_upgrade.store.state import FINISHED, NOT_SERVED, OPEN, RunState

Schema = dict[str, Any]

REASONS = (GATE, "lease-held", PAUSED, UNHEALTHY, EXPIRED, DELETION_GUARD, POSTPONED, COUNT_MISMATCH)
"""Every name of a guard that holds these commands back."""

_ORIGIN = "https://json-schema.org/draft/2020-12/schema"
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NAME: Schema = {"type": "string", "minLength": 1}
_MAYBE: Schema = {"type": ["string", "null"]}
_STATES = [state.value for state in RunState]
_WRITTEN = ("added", "changed", "archived", "revived")
_ONLY_IN = ("source", "store", None)


def resync_schemas() -> dict[str, Schema]:
    """Every schema, by the name of its published file without ``.json``."""
    return {
        "resync-1": _document(
            resync_json.RESYNC,
            "One full resync of a district into a store, as the command leaves it",
            _run() | {"requests": _about(_COUNT, "Requests that this command sent.")},
        ),
        "resync-plan-1": _document(
            resync_json.PLAN, "What runs would change, or have changed", {"runs": _list_of(_object(_run()))}
        ),
        "resync-status-1": _document(
            resync_json.STATUS, "Where each district of a store stands", {"districts": _list_of(_district())}
        ),
        "resync-verify-1": _document(
            resync_json.VERIFY, "Where a store and its source differ, field by field", _verification()
        ),
        "resync-abort-1": _document(
            resync_json.ABORTED,
            "A run that was given up",
            {"run": _NAME, "district": _NAME, "state": {"const": RunState.ABORTED.value}},
        ),
        "events-1": _events(),
        "district-resyncs-1": _everywhere(
            resync_districts.RESYNC, "One full resync of each district of an application", _run() | {"requests": _COUNT}
        ),
        "district-events-1": _everywhere(
            resync_districts.EVENTS, "Events that were applied in each district of an application", _applied()
        ),
        "refusal-1": _document(
            REFUSAL,
            "A guard held a command back, which changed nothing",
            {
                "reason": _about(_NAME, f"The name of the guard: {', '.join(REASONS)}."),
                "message": _about(_NAME, "One sentence for a person."),
                "hint": _about({"type": "string"}, "What to do next."),
            },
        ),
    }


def resync_schema_files() -> dict[str, str]:
    """The schemas as the published files hold them, by their names."""
    return {f"{name}.json": f"{json.dumps(schema, indent=2)}\n" for name, schema in resync_schemas().items()}


def _run() -> Schema:
    return {
        "run": _about(_NAME, "The run, as the other commands take it."),
        "district": _NAME,
        "state": {"enum": _STATES},
        "reason": _about(_MAYBE, f"The guard that holds the run, or null: {', '.join(REASONS)}."),
        "message": _about(_MAYBE, "Why the run stands still, for a person."),
        "hint": _about(_MAYBE, "What a person may do about it."),
        "resumed": _about({"type": "boolean"}, "Whether the command went on with a run that was there."),
        "dry_run": {"type": "boolean"},
        "would_hold": _about(_MAYBE, "After a dry run: the guard that will hold the run itself."),
        "version": _about(_MAYBE, "The version whose records the live tables hold; null before the cut-over."),
        "watermark": _about(_MAYBE, "The newest event when the run began to read; null if there was none."),
        "cursor": _about(_MAYBE, "The last event that is applied; null before the first."),
        "collections": _list_of(_collection()),
        "verified": _object(
            {
                "sampled": _about(_COUNT, "Records that were read a second time."),
                "moved": _about(_COUNT, "Those of them that had changed by then."),
                "dangling": _about(
                    {"type": "object", "additionalProperties": _COUNT},
                    "For each field that refers to records, how many ids it names that were not served.",
                ),
            }
        ),
        "events_applied": _about(_COUNT, "Events that were replayed after the cut-over."),
    }


def _collection() -> Schema:
    plan = _object(
        {
            **dict.fromkeys(_WRITTEN, _COUNT),
            "unchanged": _COUNT,
            "examples": _about(
                {"type": "object", "additionalProperties": _list_of(_NAME)}, "Ids of some records of each kind."
            ),
        }
    )
    return _object(
        {
            "collection": _NAME,
            "served": _about({"type": "boolean"}, "False if the application may not see the collection."),
            "rows": _about(_COUNT, "Records that are staged, or were at the cut-over."),
            "count": _about(_maybe(_COUNT), "What the server counts; null where it says nothing."),
            "plan": _about(_maybe(plan), "What the cut-over does, or did; null before everything is read."),
        }
    )


def _district() -> Schema:
    number = _maybe({"type": "number", "minimum": 0})
    progress = _object(
        {
            "collection": _NAME,
            "state": {"enum": [OPEN, FINISHED, NOT_SERVED]},
            "served": {"type": "boolean"},
            "rows": _COUNT,
            "count": _about(_maybe(_COUNT), "What the server counts or has announced, as far as it has."),
            "pages": _COUNT,
            "walks": _about(_COUNT, "How often the collection was begun."),
        }
    )
    return _object(
        {
            "district": _NAME,
            "state": _about({"enum": [*_STATES, None]}, "Of the newest run; null if there was none."),
            "run": _about(_MAYBE, "The newest run."),
            "reason": _about(_MAYBE, f"The guard that holds the run, or null: {', '.join(REASONS)}."),
            "problem": _about(_MAYBE, "Why the run stands still, for a person."),
            "version": _about(_MAYBE, "The version whose records the live tables hold; null before the cut-over."),
            "cursor": _about(_MAYBE, "The last event that is applied."),
            "cursor_age_seconds": _about(number, "Since the events were last read to their end; 30 days are kept."),
            "cut_over_at": _about(_MAYBE, "When the newest cut-over happened, in UTC."),
            "at_work": _about({"type": "boolean"}, "Whether a process holds the lease of the district."),
            "budget_left": _about({"type": ["integer", "null"]}, "Requests that the rate limit leaves, as last told."),
            "rows_per_second": number,
            "seconds_to_go": number,
            "events_applied": _about(_COUNT, "Events that the newest run has replayed."),
            "collections": _about(_list_of(progress), "How far the newest run has read each collection."),
        }
    )


def _verification() -> Schema:
    mismatch = _object(
        {
            "collection": _NAME,
            "id": _NAME,
            "paths": _about(_list_of(_NAME), "The fields that differ; empty if one side lacks the record."),
            "only_in": {"enum": list(_ONLY_IN)},
        }
    )
    return {
        "district": _NAME,
        "cursor": _MAYBE,
        "equal": {"type": "boolean"},
        "collections": _list_of(_object({"collection": _NAME, "compared": _COUNT})),
        "mismatches": _list_of(mismatch),
        "left_out": _about(_COUNT, "How many records that differ are only counted."),
    }


def _applied() -> Schema:
    collection = _object({"collection": _NAME, **dict.fromkeys(_WRITTEN, _COUNT)})
    return {
        "district": _NAME,
        "cursor": _about(_MAYBE, "The last event that is applied."),
        "events": _about(_COUNT, "How many were read."),
        "unknown": _about(_COUNT, "How many of them are of kinds that the contract does not know."),
        "collections": _about(_list_of(collection), "Collections in which anything was written."),
    }


def _events() -> Schema:
    applied = _applied()
    schema = _document(
        resync_json.EVENTS,
        "Events that were applied; with --follow one such object a line for each look at the feed",
        {**applied, "problem": _about(_NAME, "Why a look at the feed failed; it is taken again later.")},
    )
    return {**schema, "required": ["schema"], "oneOf": [{"required": list(applied)}, {"required": ["problem"]}]}


def _everywhere(name: str, title: str, district: Schema) -> Schema:
    failure = _object(
        {
            "district": _NAME,
            "reason": _about(_NAME, "The name of the error, or of the guard that held the district back."),
            "message": _about(_NAME, "One sentence for a person."),
        }
    )
    return _document(name, title, {"districts": _list_of(_object(district)), "failures": _list_of(failure)})


def _document(name: str, title: str, properties: Schema) -> Schema:
    return {"$schema": _ORIGIN, "title": title, **_object({"schema": {"const": name}, **properties})}


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _maybe(schema: Schema) -> Schema:
    return {**schema, "type": [schema["type"], "null"]}


def _about(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}
