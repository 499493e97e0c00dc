"""The published JSON Schema of the JSON report (``schemas/diff-1.json`` is written from it)."""

from clever_upgrade.compare.result import Change, Verdict
from clever_upgrade.report.diff.json import SCHEMA
from clever_upgrade.report.json_schema import (
    COUNT,
    FINGERPRINT,
    NAME,
    POSITIVE,
    RULE,
    TEXT,
    TRUTH,
    Schema,
    about,
    document,
    list_of,
    object_of,
)


def diff_schema() -> Schema:
    """The schema of the whole document."""
    whole = document(
        SCHEMA,
        "The same records through two versions of the Clever API, compared field by field",
        {
            "from_version": NAME,
            "to_version": NAME,
            "complete": about(TRUTH, "False if some records never held still long enough, or a district failed."),
            "collections": list_of(_collection()),
            "nested": about(list_of(_nested()), "Lists below single records that were compared too."),
            "fields": about(list_of(_group()), "Differences by collection, path, change, verdict and rule."),
            "findings": about(list_of(_finding()), "Every drifted or unexpected difference, the worst first."),
            "districts": about(list_of(_district()), "Every district that was compared, the worst first."),
            "failures": about(list_of(_failure()), "Every district that could not be compared."),
            "skipped": about(list_of(TEXT), "In sentences, what was not looked at."),
            "findings_left_out": about(COUNT, "How many findings a limit kept out of this report."),
            "coverage": _coverage(),
        },
    )
    whole["properties"] |= {"accepted": _acceptance()}
    return whole


def _district() -> Schema:
    return object_of(
        {
            "district": NAME,
            "verdict": about({"enum": [verdict.label for verdict in Verdict]}, "The worst one of any record."),
            "records": COUNT,
            **{verdict.label: about(COUNT, "Records whose worst verdict this is.") for verdict in Verdict},
        }
    )


def _failure() -> Schema:
    return object_of({"district": NAME, "reason": RULE, "message": about(TEXT, "One sentence for people.")})


def _acceptance() -> Schema:
    entry = dict.fromkeys(("district", "collection", "id", "path", "rule", "fingerprint"), TEXT)
    schema = object_of(
        {
            "file": TEXT,
            "findings": about(COUNT, "How many findings are accepted."),
            "verdict": about({"enum": [verdict.label for verdict in Verdict]}, "The worst one that is not accepted."),
            "records": about(COUNT, "Records with unexpected differences that are not accepted."),
            "unused": about(list_of(object_of(entry)), "What is accepted, and was not found any more."),
        }
    )
    return about(schema, "Only with --accept: what the file of accepted differences makes of the result.")


def _collection() -> Schema:
    return object_of(
        {
            "district": NAME,
            "collection": NAME,
            "pairs": about(COUNT, "Records that both versions have."),
            "only_from": COUNT,
            "only_to": COUNT,
            **{verdict.label: about(COUNT, "Records whose worst verdict this is.") for verdict in Verdict},
            "several_schools": about(COUNT, "Users at more than one school."),
            "date_forms": about(COUNT, "Values that name the same date in two forms; they are equal."),
            "fields": about(COUNT, "How many different paths were met."),
        }
    )


def _nested() -> Schema:
    return object_of({"parent": NAME, "collection": NAME, "lists": COUNT, "pairs": COUNT})


def _group() -> Schema:
    schema = object_of(
        {
            "collection": NAME,
            **_difference(Verdict.DOCUMENTED, Verdict.DRIFTED, Verdict.UNEXPECTED),
            "records": POSITIVE,
            "examples": about(list_of(TEXT), "Ids of some of these records."),
        }
    )
    schema["properties"] |= {"accepted": about(COUNT, "How many of them are accepted; absent if none.")}
    return schema


def _finding() -> Schema:
    value = "Absent if that version has no value. Without --show-values, and for secrets always, a descriptor."
    schema = object_of(
        {
            "district": NAME,
            "collection": NAME,
            "id": NAME,
            **_difference(Verdict.DRIFTED, Verdict.UNEXPECTED),
            "fingerprint": FINGERPRINT,
        }
    )
    schema["properties"] |= {
        "from": {"description": value},
        "to": {"description": value},
        "expected": {"description": "What to should have been, by other records. Shown like to."},
        "accepted": about({"const": True}, "There if it is accepted."),
        "nested_in": about(NAME, "The list below a single record that shows it, where the main listing does not."),
    }
    return schema


def _difference(*verdicts: Verdict) -> Schema:
    return {
        "path": about(TEXT, "Dotted from the record; empty for the record as a whole."),
        "change": {"enum": [change.value for change in Change]},
        "verdict": {"enum": [verdict.label for verdict in verdicts]},
        "rule": RULE,
    }


def _coverage() -> Schema:
    return object_of(dict.fromkeys(("districts", "collections", "pages", "requests", "pairs", "fields"), COUNT))
