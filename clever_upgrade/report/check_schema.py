"""The published JSON Schema of the JSON report of a check (``schemas/check-1.json`` is written from it).

Objects stay open: a later release may add members.
"""

import json
from typing import Any

from clever_upgrade.check.result import FAIL_ON, State
from clever_upgrade.report.check_json import SCHEMA
from clever_upgrade.report.check_words import PARTS
from clever_upgrade.scan.result import Severity

Schema = dict[str, Any]

_COUNT: Schema = {"type": "integer", "minimum": 0}
_TEXT: Schema = {"type": "string"}
_NAME: Schema = {"type": "string", "minLength": 1}
_PART: Schema = {"enum": list(PARTS)}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}
_MAYBE_NUMBER: Schema = {"type": ["integer", "null"], "minimum": 1}


def check_schema() -> Schema:
    """The schema of the whole document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Whether an integration is ready for the later version of the Clever API",
        **_object(
            {
                "schema": {"const": SCHEMA},
                "complete": {"type": "boolean"},
                "fail_on": {"enum": list(FAIL_ON)},
                "summary": _summary(),
                "problems": _list_of(_problem()),
                "unchecked": _list_of(
                    _object({"part": _PART, "why": _TEXT, "remedy": _TEXT, "failed": {"type": "boolean"}})
                ),
                "checklist": _list_of(_item()),
            }
        ),
    }


def check_schema_text() -> str:
    """The schema as the published file holds it."""
    return f"{json.dumps(check_schema(), indent=2)}\n"


def _summary() -> Schema:
    severities = {f"{severity.value}s": _COUNT for severity in Severity}
    scan = _object({"files": _COUNT, "findings": _COUNT, "suppressed": _COUNT, "skipped": _COUNT})
    probe = _object({"parsers": _COUNT, "records": _COUNT, "failures": _COUNT})
    verdicts = dict.fromkeys(("equal", "documented", "drifted", "unexpected"), _COUNT)
    diff = _object({"complete": {"type": "boolean"}, "districts": _COUNT, **verdicts})
    diff["properties"] |= {"accepted": _COUNT, "accepted_in_vain": _COUNT}
    parts = {"scan": _or_null(scan), "probe": _or_null(probe), "diff": _or_null(diff)}
    return _object({**severities, **parts})


def _problem() -> Schema:
    return _object(
        {
            "part": _PART,
            "rule": _NAME,
            "severity": {"enum": [severity.value for severity in Severity]},
            "where": _TEXT,
            "path": _MAYBE_TEXT,
            "line": _MAYBE_NUMBER,
            "column": _MAYBE_NUMBER,
            "message": _TEXT,
            "remedy": _TEXT,
            "details": _list_of(_TEXT),
            "fingerprint": _TEXT,
        }
    )


def _item() -> Schema:
    state = {"enum": [state.value for state in State]}
    return _object({"name": _NAME, "title": _NAME, "state": state, "evidence": _TEXT, "command": _MAYBE_TEXT})


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _or_null(schema: Schema) -> Schema:
    return {**schema, "type": ["object", "null"]}
