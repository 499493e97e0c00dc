"""What became of the parsers for programs: one JSON document (``schema.py`` publishes its form)."""

import json
from typing import Any

from clever_upgrade.check.probe.result import ProbeFailure, ProbeOutcome, ProbeResult
from clever_upgrade.contract import Upgrade
from clever_upgrade.report.probe.words import shown_record

SCHEMA = "clever-upgrade/probe/1"

Data = dict[str, Any]


def as_json(result: ProbeResult, upgrade: Upgrade) -> str:
    """The document."""
    data = {
        "schema": SCHEMA,
        "from_version": upgrade.from_version.name,
        "to_version": upgrade.to_version.name,
        "failed": result.failed,
        "notes": list(result.notes),
        "parsers": [_outcome(outcome, upgrade) for outcome in result.outcomes],
    }
    return json.dumps(data, indent=1) + "\n"


def _outcome(outcome: ProbeOutcome, upgrade: Upgrade) -> Data:
    return {
        "collection": outcome.collection,
        "parser": outcome.parser,
        "path": outcome.path or None,
        "line": outcome.line or None,
        "records": outcome.tried,
        "failed": outcome.failed,
        "problem": outcome.problem or None,
        "remedy": outcome.remedy or None,
        "notes": list(outcome.notes),
        "failures": [_failure(outcome.collection, failure, upgrade) for failure in outcome.failures],
    }


def _failure(collection: str, failure: ProbeFailure, upgrade: Upgrade) -> Data:
    return {
        "trouble": failure.trouble.value,
        "rule": failure.rule or None,
        "grave": failure.is_grave,
        "variation": failure.variation,
        "message": failure.message,
        "remedy": failure.remedy,
        "records": failure.records,
        "record": shown_record(collection, failure, upgrade),
        "fingerprint": failure.fingerprint,
    }
