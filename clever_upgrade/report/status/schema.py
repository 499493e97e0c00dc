"""The published JSON Schema of the JSON report of ``status`` (``schemas/status-1.json`` is written from it)."""

from clever_upgrade.compare.status_result import STATES, UNKNOWN
from clever_upgrade.contract.states import OWNERS
from clever_upgrade.report.json_schema import (
    COUNT,
    NAME,
    RULE,
    TEXT,
    TRUTH,
    Schema,
    about,
    document,
    list_of,
    object_of,
    or_null,
)
from clever_upgrade.report.status.json import SCHEMA


def status_schema() -> Schema:
    """The schema of the whole document."""
    return document(
        SCHEMA,
        "How the sync of each district stands, through two versions of the Clever API",
        {
            "from_version": NAME,
            "to_version": NAME,
            "complete": about(TRUTH, "False if the status of a district could not be read."),
            "states": about(object_of(dict.fromkeys(STATES, COUNT)), "How many districts are in each state."),
            "districts": about(list_of(_district()), "Every district that was read, the gravest state first."),
            "failures": about(list_of(_failure()), "Every district that could not be read."),
        },
    )


def _district() -> Schema:
    return object_of(
        {
            "district": NAME,
            "name": or_null(TEXT),
            "state": about({"enum": list(STATES)}, "What the newer version says; unknown for any other word."),
            "from_state": about(or_null(TEXT), "The state as the older version says it."),
            "to_state": about(or_null(TEXT), "The state as the newer version says it; null where it is no plain word."),
            "consistent": about(TRUTH, "Whether both states may describe one district at one moment."),
            "meaning": about(NAME, "What the state means, for a person."),
            "who_acts": about({"enum": [*OWNERS, UNKNOWN]}, "Who must act on it."),
            "action": about(NAME, "What an integration does about it, for a person."),
            "last_sync": about(or_null(TEXT), "As the server writes it, like the three dates below."),
            "pause_start": or_null(TEXT),
            "pause_end": or_null(TEXT),
            "launch_date": or_null(TEXT),
            "sis_type": or_null(TEXT),
            "has_error_text": about(TRUTH, "Whether a text about an error is served, which is never shown."),
            "malformed": about(list_of(NAME), "Fields with a value that the contract does not allow."),
            "three_states": about(
                object_of({"today": _reading(), "after_move": _reading()}),
                "What code that knows three states makes of it, before and after it asks the newer version.",
            ),
        }
    )


def _reading() -> Schema:
    return object_of(
        {
            "taken_for": NAME,
            "effect": about(NAME, "What such code usually does."),
            "rightly": about(TRUTH, "Whether that is right for this district."),
        }
    )


def _failure() -> Schema:
    return object_of({"district": NAME, "reason": RULE, "message": about(NAME, "One sentence for people.")})
