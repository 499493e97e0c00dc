"""What a check found for programs: one JSON document (``schema.py`` publishes its form)."""

import json
from typing import Any

from clever_upgrade.check.probe.result import ProbeResult
from clever_upgrade.check.result import ChecklistItem, CheckResult, Unchecked
from clever_upgrade.check.verdict import unfinished
from clever_upgrade.compare.result import DiffResult, Verdict
from clever_upgrade.report.check.problem import Problem, problems
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.scan.result import ScanResult, Severity

SCHEMA = "clever-upgrade/check/1"

Data = dict[str, Any]


def as_json(result: CheckResult, redactor: Redactor) -> str:
    """The document."""
    found = problems(result, redactor)
    data = {
        "schema": SCHEMA,
        "complete": not unfinished(result),
        "fail_on": result.fail_on,
        "summary": {
            **{f"{severity.value}s": sum(one.severity is severity for one in found) for severity in Severity},
            "scan": None if result.scan is None else _scan(result.scan),
            "probe": None if result.probe is None else _probe(result.probe),
            "diff": None if result.diff is None else _diff(result.diff),
        },
        "problems": [_problem(one) for one in found],
        "unchecked": [_unchecked(one) for one in result.unchecked],
        "checklist": [_item(item) for item in result.checklist],
    }
    return json.dumps(data, indent=1, default=str) + "\n"


def _scan(result: ScanResult) -> Data:
    return {
        "files": result.files,
        "findings": len(result.findings),
        "suppressed": len(result.suppressed),
        "skipped": len(result.skipped),
    }


def _probe(result: ProbeResult) -> Data:
    failures = [failure for outcome in result.outcomes for failure in outcome.failures if failure.is_grave]
    return {
        "parsers": len(result.outcomes),
        "records": sum(outcome.tried for outcome in result.outcomes),
        "failures": len(failures) + sum(bool(outcome.problem) for outcome in result.outcomes),
    }


def _diff(result: DiffResult) -> Data:
    counts = {verdict.label: sum(count.verdicts.get(verdict, 0) for count in result.collections) for verdict in Verdict}
    data = {"complete": result.complete, "districts": result.coverage.districts, **counts}
    if result.acceptance is not None:
        data |= {"accepted": result.acceptance.findings, "accepted_in_vain": len(result.acceptance.unused)}
    return data


def _problem(problem: Problem) -> Data:
    place = problem.place
    return {
        "part": problem.part,
        "rule": problem.rule,
        "severity": problem.severity.value,
        "where": problem.where,
        "path": problem.path or None,
        "line": place.line if place is not None else None,
        "column": place.column if place is not None else None,
        "message": problem.message,
        "remedy": problem.remedy,
        "details": list(problem.details),
        "fingerprint": problem.fingerprint,
    }


def _unchecked(one: Unchecked) -> Data:
    return {"part": one.part, "why": one.why, "remedy": one.remedy, "failed": bool(one.exit_code)}


def _item(item: ChecklistItem) -> Data:
    return {
        "name": item.name,
        "title": item.title,
        "state": item.state.value,
        "evidence": item.evidence,
        "command": item.command or None,
    }
