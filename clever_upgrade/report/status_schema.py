"""The published JSON Schema of the JSON report of ``status`` (``schemas/status-1.json`` is written from it).

Objects stay open: a later release may add members, and whoever reads the report must not trip over them. A change that
would break readers gets a new number in ``schema``.
"""

import json
from typing import Any

from clever_upgrade.compare.status_result import STATES, UNKNOWN
from clever_upgrade.contract.states import OWNERS
from clever_upgrade.report.status_json import SCHEMA

Schema = dict[str, Any]

_ORIGIN = "https://json-schema.org/draft/2020-12/schema"
_COUNT: Schema = {"type": "integer", "minimum": 0}
_NAME: Schema = {"type": "string", "minLength": 1}
_MAYBE: Schema = {"type": ["string", "null"]}
_TRUTH: Schema = {"type": "boolean"}


def status_schema() -> Schema:
    """The schema of the whole document."""
    return {
        "$schema": _ORIGIN,
        "title": "How the sync of each district stands, through two versions of the Clever API",
        **_object(
            {
                "schema": {"const": SCHEMA},
                "from_version": _NAME,
                "to_version": _NAME,
                "complete": _about(_TRUTH, "False if the status of a district could not be read."),
                "states": _about(_object(dict.fromkeys(STATES, _COUNT)), "How many districts are in each state."),
                "districts": _about(_list_of(_district()), "Every district that was read, the gravest state first."),
                "failures": _about(_list_of(_failure()), "Every district that could not be read."),
            }
        ),
    }


def status_schema_text() -> str:
    """The schema as the published file holds it."""
    return f"{json.dumps(status_schema(), indent=2)}\n"


def _district() -> Schema:
    return _object(
        {
            "district": _NAME,
            "name": _MAYBE,
            "state": _about({"enum": list(STATES)}, "What the newer version says; unknown for any other word."),
            "from_state": _about(_MAYBE, "The state as the older version says it."),
            "to_state": _about(_MAYBE, "The state as the newer version says it; null where it is no plain word."),
            "consistent": _about(_TRUTH, "Whether both states may describe one district at one moment."),
            "meaning": _about(_NAME, "What the state means, for a person."),
            "who_acts": _about({"enum": [*OWNERS, UNKNOWN]}, "Who must act on it."),
            "action": _about(_NAME, "What an integration does about it, for a person."),
            "last_sync": _about(_MAYBE, "As the server writes it, like the three dates below."),
            "pause_start": _MAYBE,
            "pause_end": _MAYBE,
            "launch_date": _MAYBE,
            "sis_type": _MAYBE,
            "has_error_text": _about(_TRUTH, "Whether a text about an error is served, which is never shown."),
            "malformed": _about(_list_of(_NAME), "Fields with a value that the contract does not allow."),
            "three_states": _about(
                _object({"today": _reading(), "after_move": _reading()}),
                "What code that knows three states makes of it, before and after it asks the newer version.",
            ),
        }
    )


def _reading() -> Schema:
    return _object(
        {
            "taken_for": _NAME,
            "effect": _about(_NAME, "What such code usually does."),
            "rightly": _about(_TRUTH, "Whether that is right for this district."),
        }
    )


def _failure() -> Schema:
    reason = {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"}
    return _object({"district": _NAME, "reason": reason, "message": _about(_NAME, "One sentence for people.")})


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _about(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}
