"""The published JSON Schema of the JSON report of ``scan`` (``schemas/scan-1.json`` is written from it)."""

from clever_upgrade.report.json_schema import (
    COUNT,
    FINGERPRINT,
    NAME,
    POSITIVE,
    RULE,
    TEXT,
    Schema,
    about,
    document,
    list_of,
    object_of,
    or_null,
)
from clever_upgrade.report.scan.json import SCHEMA
from clever_upgrade.scan.result import Severity


def scan_schema() -> Schema:
    """The schema of the whole document."""
    return document(
        SCHEMA,
        "Every place in source code that the move from one version of the Clever API to the next touches",
        {
            "findings": about(list_of(object_of(_finding())), "Every finding, by path and place."),
            "suppressed": about(list_of(_suppressed()), "Findings that somebody has answered."),
            "unused_suppressions": about(list_of(_unused()), "Suppressions that answer no finding."),
            "skipped": about(list_of(_skipped()), "What was not looked at, or only in part."),
            "summary": _summary(),
        },
    )


def _finding() -> Schema:
    return {
        "rule": about(RULE, "Its stable name; clever-upgrade explain tells what it is about."),
        "severity": {"enum": [severity.value for severity in Severity]},
        "path": about(NAME, "The PATH argument joined with the file, with / between folders."),
        **_place(),
        "message": NAME,
        "remedy": about(TEXT, "What to do."),
        "matched": about(TEXT, "The text at the place on one line, without secrets."),
        "evidence": about(list_of(TEXT), "Why the code has to do with Clever."),
        "fields": about(list_of(TEXT), "Fields of records that would break it, as students.schools."),
        "fix": _fix(),
        "held": about(TEXT, "Why no fix is offered although the rule has one; mostly empty."),
        "fingerprint": about(FINGERPRINT, "The same when lines move; a baseline holds these."),
    }


def _place() -> Schema:
    return {
        "line": about(POSITIVE, "Counts from 1."),
        "column": about(POSITIVE, "Counts characters, from 1."),
        "end_line": POSITIVE,
        "end_column": about(POSITIVE, "That of the first character behind."),
    }


def _fix() -> Schema:
    edit = object_of({**_place(), "text": about(TEXT, "What to put there.")})
    schema = object_of({"description": NAME, "edits": list_of(edit)})
    return about(or_null(schema), "What --fix does, or null.")


def _suppressed() -> Schema:
    by = {"enum": ["comment", "baseline", "configuration"]}
    return object_of({**_finding(), "suppressed_by": by, "reason": TEXT})


def _unused() -> Schema:
    return object_of({"path": NAME, "line": POSITIVE, "rules": list_of(TEXT), "why": NAME})


def _skipped() -> Schema:
    return object_of({"path": NAME, "why": NAME})


def _summary() -> Schema:
    return object_of(
        {
            "paths": list_of(TEXT),
            "files": about(COUNT, "How many files were read."),
            "size": about(COUNT, "How much was read, in bytes."),
            "rules": about(list_of(RULE), "The rules that were looked for."),
            "evidence": about(list_of(TEXT), "What ties the project to Clever; empty if nothing does."),
            **dict.fromkeys(("findings", "errors", "warnings", "notes"), COUNT),
            "by_rule": {"type": "object", "additionalProperties": COUNT},
            "fixable": about(COUNT, "How many findings --fix would clear."),
            **dict.fromkeys(("suppressed", "unused_suppressions", "skipped"), COUNT),
        }
    )
