"""What a scan found for programs: one JSON document.

The form is stable and published (``schema.py``). Every finding is in it, line by line: only reports for people
group findings by their cause.
"""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from clever_upgrade.report.scan.words import (
    SEVERITIES,
    by_rule,
    fixable,
    in_order,
    skipped_in_order,
    suppressed_in_order,
    unused_in_order,
)
from clever_upgrade.scan.result import Edit, Finding, Fix, Place, ScanResult, Skipped, Suppressed, UnusedSuppression
from clever_upgrade.scan.suppress import why_unused

SCHEMA = "clever-upgrade/scan/1"

Data = dict[str, Any]


def as_json(result: ScanResult) -> Iterator[str]:
    """The document in pieces, each item of a list on a line of its own, so that line tools can read it too."""
    yield f'{{\n  "schema": {_text(SCHEMA)},\n'
    for name, items in _lists(result):
        yield f'  "{name}": ['
        separator = "\n"
        for item in items:
            yield f"{separator}    {_text(item)}"
            separator = ",\n"
        yield "],\n" if separator == "\n" else "\n  ],\n"
    yield f'  "summary": {_text(_summary(result))}\n}}\n'


def _lists(result: ScanResult) -> Iterator[tuple[str, Iterable[Data]]]:
    yield "findings", map(_finding, in_order(result.findings))
    yield "suppressed", map(_suppressed, suppressed_in_order(result))
    yield "unused_suppressions", map(_unused, unused_in_order(result))
    yield "skipped", map(_skipped, skipped_in_order(result))


def _finding(finding: Finding) -> Data:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "path": finding.path,
        **_place(finding.place),
        "message": finding.message,
        "remedy": finding.remedy,
        "matched": finding.matched,
        "evidence": list(finding.evidence),
        "fields": list(finding.fields),
        "fix": None if finding.fix is None else _fix(finding.fix),
        "held": finding.held,
        "fingerprint": finding.fingerprint,
    }


def _place(place: Place) -> Data:
    return {
        "line": place.line,
        "column": place.column,
        "end_line": place.end_line,
        "end_column": place.end_column,
    }


def _fix(fix: Fix) -> Data:
    return {"description": fix.description, "edits": [_edit(edit) for edit in fix.edits]}


def _edit(edit: Edit) -> Data:
    return {**_place(edit.place), "text": edit.text}


def _suppressed(suppressed: Suppressed) -> Data:
    return {**_finding(suppressed.finding), "suppressed_by": suppressed.by, "reason": suppressed.reason}


def _unused(unused: UnusedSuppression) -> Data:
    return {"path": unused.path, "line": unused.line, "rules": list(unused.rules), "why": why_unused(unused)}


def _skipped(skipped: Skipped) -> Data:
    return {"path": skipped.path, "why": skipped.why}


def _summary(result: ScanResult) -> Data:
    by_severity = {
        f"{severity.value}s": sum(finding.severity is severity for finding in result.findings)
        for severity in SEVERITIES
    }
    return {
        "paths": list(result.paths),
        "files": result.files,
        "size": result.size,
        "rules": list(result.rules),
        "evidence": list(result.evidence),
        "findings": len(result.findings),
        **by_severity,
        "by_rule": dict(by_rule(result.findings)),
        "fixable": len(fixable(result.findings)),
        "suppressed": len(result.suppressed),
        "unused_suppressions": len(result.unused),
        "skipped": len(result.skipped),
    }


def _text(value: object) -> str:
    return json.dumps(value)
