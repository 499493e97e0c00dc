"""The published JSON Schema of the JSON report of a probe (``schemas/probe-1.json`` is written from it).

Objects stay open: a later release may add members.
"""

import json
from typing import Any

from clever_upgrade.check.probe.result import Trouble
from clever_upgrade.report.probe_json import SCHEMA

Schema = dict[str, Any]

_COUNT: Schema = {"type": "integer", "minimum": 0}
_TEXT: Schema = {"type": "string"}
_NAME: Schema = {"type": "string", "minLength": 1}
_YES_OR_NO: Schema = {"type": "boolean"}
_MAYBE_TEXT: Schema = {"type": ["string", "null"]}


def probe_schema() -> Schema:
    """The schema of the whole document."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "What parsers make of records of the earlier and the later version of the Clever API",
        **_object(
            {
                "schema": {"const": SCHEMA},
                "from_version": _NAME,
                "to_version": _NAME,
                "failed": _YES_OR_NO,
                "notes": _list_of(_TEXT),
                "parsers": _list_of(_parser()),
            }
        ),
    }


def probe_schema_text() -> str:
    """The schema as the published file holds it."""
    return f"{json.dumps(probe_schema(), indent=2)}\n"


def _parser() -> Schema:
    return _object(
        {
            "collection": _NAME,
            "parser": _NAME,
            "path": _MAYBE_TEXT,
            "line": {"type": ["integer", "null"], "minimum": 1},
            "records": _COUNT,
            "failed": _YES_OR_NO,
            "problem": _MAYBE_TEXT,
            "remedy": _MAYBE_TEXT,
            "notes": _list_of(_TEXT),
            "failures": _list_of(_failure()),
        }
    )


def _failure() -> Schema:
    return _object(
        {
            "trouble": {"enum": [trouble.value for trouble in Trouble]},
            "rule": _MAYBE_TEXT,
            "grave": _YES_OR_NO,
            "variation": _NAME,
            "message": _TEXT,
            "remedy": _NAME,
            "records": {"type": "integer", "minimum": 1},
            "record": {"type": "object"},
            "fingerprint": _NAME,
        }
    )


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}
