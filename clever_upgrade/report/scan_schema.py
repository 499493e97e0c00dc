"""The published JSON Schema of the JSON report of ``scan`` (``schemas/scan-1.json`` is written from it).

Objects stay open: a later release may add members, and whoever reads the report must not trip over them. A change that
would break readers gets a new number in ``schema``.
"""

import json
from typing import Any

from clever_upgrade.report.scan_json import SCHEMA
from clever_upgrade.scan.result import Severity

Schema = dict[str, Any]

_ORIGIN = "https://json-schema.org/draft/2020-12/schema"

_COUNT: Schema = {"type": "integer", "minimum": 0}
_POSITION: Schema = {"type": "integer", "minimum": 1}
_NAME: Schema = {"type": "string", "minLength": 1}
_TEXT: Schema = {"type": "string"}
_RULE: Schema = {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"}


def scan_schema() -> Schema:
    """The schema of the whole document."""
    return {
        "$schema": _ORIGIN,
        "title": "Every place in source code that the move from one version of the Clever API to the next touches",
        **_object(
            {
                "schema": {"const": SCHEMA},
                "findings": _about(_list_of(_object(_finding())), "Every finding, by path and place."),
                "suppressed": _about(_list_of(_suppressed()), "Findings that somebody has answered."),
                "unused_suppressions": _about(_list_of(_unused()), "Suppressions that answer no finding."),
                "skipped": _about(_list_of(_skipped()), "What was not looked at, or only in part."),
                "summary": _summary(),
            }
        ),
    }


def scan_schema_text() -> str:
    """The schema as the published file holds it."""
    return f"{json.dumps(scan_schema(), indent=2)}\n"


def _finding() -> Schema:
    return {
        "rule": _about(_RULE, "Its stable name; clever-upgrade explain tells what it is about."),
        "severity": {"enum": [severity.value for severity in Severity]},
        "path": _about(_NAME, "The PATH argument joined with the file, with / between folders."),
        **_place(),
        "message": _NAME,
        "remedy": _about(_TEXT, "What to do."),
        "matched": _about(_TEXT, "The text at the place on one line, without secrets."),
        "evidence": _about(_list_of(_TEXT), "Why the code has to do with Clever."),
        "fields": _about(_list_of(_TEXT), "Fields of records that would break it, as students.schools."),
        "fix": _fix(),
        "held": _about(_TEXT, "Why no fix is offered although the rule has one; mostly empty."),
        "fingerprint": _about(
            {"type": "string", "pattern": "^[0-9a-f]{16}$"}, "The same when lines move; a baseline holds these."
        ),
    }


def _place() -> Schema:
    return {
        "line": _about(_POSITION, "Counts from 1."),
        "column": _about(_POSITION, "Counts characters, from 1."),
        "end_line": _POSITION,
        "end_column": _about(_POSITION, "That of the first character behind."),
    }


def _fix() -> Schema:
    edit = _object({**_place(), "text": _about(_TEXT, "What to put there.")})
    schema = _object({"description": _NAME, "edits": _list_of(edit)})
    return _about({**schema, "type": ["object", "null"]}, "What --fix does, or null.")


def _suppressed() -> Schema:
    by = {"enum": ["comment", "baseline", "configuration"]}
    return _object({**_finding(), "suppressed_by": by, "reason": _TEXT})


def _unused() -> Schema:
    return _object({"path": _NAME, "line": _POSITION, "rules": _list_of(_TEXT), "why": _NAME})


def _skipped() -> Schema:
    return _object({"path": _NAME, "why": _NAME})


def _summary() -> Schema:
    return _object(
        {
            "paths": _list_of(_TEXT),
            "files": _about(_COUNT, "How many files were read."),
            "size": _about(_COUNT, "How much was read, in bytes."),
            "rules": _about(_list_of(_RULE), "The rules that were looked for."),
            "evidence": _about(_list_of(_TEXT), "What ties the project to Clever; empty if nothing does."),
            **dict.fromkeys(("findings", "errors", "warnings", "notes"), _COUNT),
            "by_rule": {"type": "object", "additionalProperties": _COUNT},
            "fixable": _about(_COUNT, "How many findings --fix would clear."),
            **dict.fromkeys(("suppressed", "unused_suppressions", "skipped"), _COUNT),
        }
    )


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _about(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}
