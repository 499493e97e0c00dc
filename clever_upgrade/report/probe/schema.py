"""The published JSON Schema of the JSON report of a probe (``schemas/probe-1.json`` is written from it)."""

from clever_upgrade.check.probe.result import Trouble
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
from clever_upgrade.report.probe.json import SCHEMA


def probe_schema() -> Schema:
    """The schema of the whole document."""
    return document(
        SCHEMA,
        "What parsers make of records of the earlier and the later version of the Clever API",
        {
            "from_version": NAME,
            "to_version": NAME,
            "failed": TRUTH,
            "notes": list_of(TEXT),
            "parsers": list_of(_parser()),
        },
    )


def _parser() -> Schema:
    return object_of(
        {
            "collection": NAME,
            "parser": NAME,
            "path": or_null(TEXT),
            "line": or_null(POSITIVE),
            "records": COUNT,
            "failed": TRUTH,
            "problem": or_null(TEXT),
            "remedy": or_null(TEXT),
            "notes": list_of(TEXT),
            "failures": list_of(_failure()),
        }
    )


def _failure() -> Schema:
    return object_of(
        {
            "trouble": {"enum": [trouble.value for trouble in Trouble]},
            "rule": or_null(TEXT),
            "grave": TRUTH,
            "variation": NAME,
            "message": TEXT,
            "remedy": NAME,
            "records": POSITIVE,
            "record": {"type": "object"},
            "fingerprint": NAME,
        }
    )
