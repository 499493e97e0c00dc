"""The published JSON Schema of the JSON report (``schemas/diff-1.json`` is written from it).

Objects stay open: a later release may add members, and whoever reads the report must not trip over them. A change that
would break readers gets a new number in ``schema``.
"""

import json
from typing import Any

from clever_upgrade.compare.result import Change, Verdict
from clever_upgrade.report.diff_json import SCHEMA

Schema = dict[str, Any]

_ORIGIN = "https://json-schema.org/draft/2020-12/schema"

_COUNT: Schema = {"type": "integer", "minimum": 0}
_NAME: Schema = {"type": "string", "minLength": 1}
_TEXT: Schema = {"type": "string"}


def diff_schema() -> Schema:
    """The schema of the whole document."""
    whole = {
        "$schema": _ORIGIN,
        "title": "The same records through two versions of the Clever API, compared field by field",
        **_object(
            {
                "schema": {"const": SCHEMA},
                "from_version": _NAME,
                "to_version": _NAME,
                "complete": _about(
                    {"type": "boolean"}, "False if some records never held still long enough, or a district failed."
                ),
                "collections": _list_of(_collection()),
                "nested": _about(_list_of(_nested()), "Lists below single records that were compared too."),
                "fields": _about(_list_of(_group()), "Differences by collection, path, change, verdict and rule."),
                "findings": _about(_list_of(_finding()), "Every drifted or unexpected difference, the worst first."),
                "districts": _about(_list_of(_district()), "Every district that was compared, the worst first."),
                "failures": _about(_list_of(_failure()), "Every district that could not be compared."),
                "skipped": _about(_list_of(_TEXT), "In sentences, what was not looked at."),
                "findings_left_out": _about(_COUNT, "How many findings a limit kept out of this report."),
                "coverage": _coverage(),
            }
        ),
    }
    whole["properties"] |= {"accepted": _acceptance()}
    return whole


def diff_schema_text() -> str:
    """The schema as the published file holds it."""
    return f"{json.dumps(diff_schema(), indent=2)}\n"


def _district() -> Schema:
    return _object(
        {
            "district": _NAME,
            "verdict": _about({"enum": [verdict.label for verdict in Verdict]}, "The worst one of any record."),
            "records": _COUNT,
            **{verdict.label: _about(_COUNT, "Records whose worst verdict this is.") for verdict in Verdict},
        }
    )


def _failure() -> Schema:
    reason = {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"}
    return _object({"district": _NAME, "reason": reason, "message": _about(_TEXT, "One sentence for people.")})


def _acceptance() -> Schema:
    entry = dict.fromkeys(("district", "collection", "id", "path", "rule", "fingerprint"), _TEXT)
    schema = _object(
        {
            "file": _TEXT,
            "findings": _about(_COUNT, "How many findings are accepted."),
            "verdict": _about({"enum": [verdict.label for verdict in Verdict]}, "The worst one that is not accepted."),
            "records": _about(_COUNT, "Records with unexpected differences that are not accepted."),
            "unused": _about(_list_of(_object(entry)), "What is accepted, and was not found any more."),
        }
    )
    return _about(schema, "Only with --accept: what the file of accepted differences makes of the result.")


def _collection() -> Schema:
    return _object(
        {
            "district": _NAME,
            "collection": _NAME,
            "pairs": _about(_COUNT, "Records that both versions have."),
            "only_from": _COUNT,
            "only_to": _COUNT,
            **{verdict.label: _about(_COUNT, "Records whose worst verdict this is.") for verdict in Verdict},
            "several_schools": _about(_COUNT, "Users at more than one school."),
            "date_forms": _about(_COUNT, "Values that name the same date in two forms; they are equal."),
            "fields": _about(_COUNT, "How many different paths were met."),
        }
    )


def _nested() -> Schema:
    return _object({"parent": _NAME, "collection": _NAME, "lists": _COUNT, "pairs": _COUNT})


def _group() -> Schema:
    schema = _object(
        {
            "collection": _NAME,
            **_difference(Verdict.DOCUMENTED, Verdict.DRIFTED, Verdict.UNEXPECTED),
            "records": {"type": "integer", "minimum": 1},
            "examples": _about(_list_of(_TEXT), "Ids of some of these records."),
        }
    )
    schema["properties"] |= {"accepted": _about(_COUNT, "How many of them are accepted; absent if none.")}
    return schema


def _finding() -> Schema:
    value = "Absent if that version has no value. Without --show-values, and for secrets always, a descriptor."
    schema = _object(
        {
            "district": _NAME,
            "collection": _NAME,
            "id": _NAME,
            **_difference(Verdict.DRIFTED, Verdict.UNEXPECTED),
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        }
    )
    schema["properties"] |= {
        "from": {"description": value},
        "to": {"description": value},
        "expected": {"description": "What to should have been, by other records. Shown like to."},
        "accepted": _about({"const": True}, "There if it is accepted."),
        "nested_in": _about(_NAME, "The list below a single record that shows it, where the main listing does not."),
    }
    return schema


def _difference(*verdicts: Verdict) -> Schema:
    return {
        "path": _about(_TEXT, "Dotted from the record; empty for the record as a whole."),
        "change": {"enum": [change.value for change in Change]},
        "verdict": {"enum": [verdict.label for verdict in verdicts]},
        "rule": {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"},
    }


def _coverage() -> Schema:
    return _object(dict.fromkeys(("districts", "collections", "pages", "requests", "pairs", "fields"), _COUNT))


def _object(properties: Schema) -> Schema:
    return {"type": "object", "properties": properties, "required": list(properties)}


def _list_of(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _about(schema: Schema, description: str) -> Schema:
    return {"description": description, **schema}
