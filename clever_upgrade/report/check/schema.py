"""The published JSON Schema of the JSON report of a check (``schemas/check-1.json`` is written from it)."""

from clever_upgrade.check.result import State
from clever_upgrade.report.check.json import SCHEMA
from clever_upgrade.report.check.words import PARTS
from clever_upgrade.report.json_schema import (
    COUNT,
    NAME,
    POSITIVE,
    TEXT,
    TRUTH,
    Schema,
    document,
    list_of,
    object_of,
    or_null,
)
from clever_upgrade.scan.result import FAIL_ON, Severity

_PART: Schema = {"enum": list(PARTS)}


def check_schema() -> Schema:
    """The schema of the whole document."""
    return document(
        SCHEMA,
        "Whether an integration is ready for the later version of the Clever API",
        {
            "complete": TRUTH,
            "fail_on": {"enum": list(FAIL_ON)},
            "summary": _summary(),
            "problems": list_of(_problem()),
            "unchecked": list_of(object_of({"part": _PART, "why": TEXT, "remedy": TEXT, "failed": TRUTH})),
            "checklist": list_of(_item()),
        },
    )


def _summary() -> Schema:
    severities = {f"{severity.value}s": COUNT for severity in Severity}
    scan = object_of({"files": COUNT, "findings": COUNT, "suppressed": COUNT, "skipped": COUNT})
    probe = object_of({"parsers": COUNT, "records": COUNT, "failures": COUNT})
    verdicts = dict.fromkeys(("equal", "documented", "drifted", "unexpected"), COUNT)
    diff = object_of({"complete": TRUTH, "districts": COUNT, **verdicts})
    diff["properties"] |= {"accepted": COUNT, "accepted_in_vain": COUNT}
    parts = {"scan": or_null(scan), "probe": or_null(probe), "diff": or_null(diff)}
    return object_of({**severities, **parts})


def _problem() -> Schema:
    return object_of(
        {
            "part": _PART,
            "rule": NAME,
            "severity": {"enum": [severity.value for severity in Severity]},
            "where": TEXT,
            "path": or_null(TEXT),
            "line": or_null(POSITIVE),
            "column": or_null(POSITIVE),
            "message": TEXT,
            "remedy": TEXT,
            "details": list_of(TEXT),
            "fingerprint": TEXT,
        }
    )


def _item() -> Schema:
    state = {"enum": [state.value for state in State]}
    return object_of({"name": NAME, "title": NAME, "state": state, "evidence": TEXT, "command": or_null(TEXT)})
