"""What a scan found as SARIF 2.1.0, for code hosts and viewers: every finding, the rules with their help, the fixes.

Nothing in it depends on the machine: paths are relative to the folder of the run, and there is no time in it.
"""

import json
import re
from collections.abc import Iterator
from pathlib import PureWindowsPath
from typing import Any
from urllib.parse import quote

from clever_upgrade import __version__
from clever_upgrade.report.explain import page
from clever_upgrade.report.scan.words import in_order, skipped_in_order, suppressed_in_order, unused_in_order
from clever_upgrade.report.untrusted import printable
from clever_upgrade.scan.result import Finding, Fix, Place, ScanResult, Suppressed
from clever_upgrade.scan.rules.catalogue import RuleText, catalogue
from clever_upgrade.scan.suppress import why_unused

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
FINGERPRINT = "cleverUpgradeFinding/v1"
_BASE = "%SRCROOT%"
_LONGEST_DESCRIPTION = 1000
_PLACEHOLDER = re.compile(r"\{(\d+)\}")

_SKIPPED, _UNUSED = "skipped-file", "unused-suppression"
_NOTIFICATIONS = {
    _SKIPPED: "A file could not be looked at, or only in part.",
    _UNUSED: "A suppression answers no finding.",
}
_KINDS = {"comment": "inSource"}

Data = dict[str, Any]


def as_sarif(result: ScanResult) -> str:
    """The whole log, with one run."""
    return log_of(run_of(result))


def log_of(run: Data) -> str:
    """A log that holds this run alone."""
    return f"{json.dumps({'$schema': _SCHEMA, 'version': '2.1.0', 'runs': [run]}, indent=1)}\n"


def run_of(result: ScanResult) -> Data:
    """The run of a scan."""
    rules = [rule for rule in catalogue() if rule.name in _rules_of(result)]
    places = {rule.name: place for place, rule in enumerate(rules)}
    findings = [(finding, None) for finding in in_order(result.findings)]
    answered = [(suppressed.finding, suppressed) for suppressed in suppressed_in_order(result)]
    return {
        "tool": {
            "driver": {
                "name": "clever-upgrade",
                "version": __version__,
                "semanticVersion": __version__,
                "rules": [_rule(rule) for rule in rules],
                "notifications": [
                    {"id": name, "name": in_pascal_case(name), "shortDescription": {"text": text}}
                    for name, text in _NOTIFICATIONS.items()
                ],
            }
        },
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {_BASE: {"description": {"text": "The folder in which the scan was started."}}},
        "invocations": [{"executionSuccessful": True, "toolExecutionNotifications": list(_notifications(result))}],
        "results": [_result(finding, answer, places) for finding, answer in (*findings, *answered)],
    }


def _rules_of(result: ScanResult) -> set[str]:
    found = (*result.findings, *(suppressed.finding for suppressed in result.suppressed))
    return {*result.rules, *(finding.rule for finding in found)}


def _rule(rule: RuleText) -> Data:
    return {
        "id": rule.name,
        "name": in_pascal_case(rule.name),
        "shortDescription": {"text": f"{rule.title}."},
        "fullDescription": {"text": rule.why[0][:_LONGEST_DESCRIPTION]},
        "help": {"text": "\n\n".join((*rule.why, *rule.remedy)), "markdown": "\n".join(page(rule, level=3))},
        "defaultConfiguration": {"level": rule.severity.value},
        "properties": {"tags": ["clever", "migration", *rule.changes]},
    }


def in_pascal_case(name: str) -> str:
    """A name with hyphens as SARIF likes the names of rules."""
    return "".join(word.capitalize() for word in name.split("-"))


def _result(finding: Finding, answer: Suppressed | None, places: dict[str, int]) -> Data:
    data: Data = {
        "ruleId": finding.rule,
        "ruleIndex": places.get(finding.rule, -1),
        "level": finding.severity.value,
        "message": {"text": _message(finding)},
        "locations": [location(finding.path, {"region": _region(finding.place), **_context(finding)})],
        "partialFingerprints": {FINGERPRINT: finding.fingerprint},
        # A run in which one result says whether it is suppressed must say it of all.
        "suppressions": [] if answer is None else [_suppression(answer)],
    }
    if finding.fix is not None:
        data["fixes"] = [_fix(finding.path, finding.fix)]
    told = {"evidence": list(finding.evidence), "fields": list(finding.fields), "held": finding.held}
    properties = {name: value for name, value in told.items() if value}
    return {**data, "properties": properties} if properties else data


def _message(finding: Finding) -> str:
    return message_text(f"{finding.message}. {finding.remedy}".rstrip())


def message_text(text: str) -> str:
    """Text as a message holds it: none of it is a placeholder or, where it comes from source code, a link."""
    shown = _PLACEHOLDER.sub(r"{{\1}}", printable(text))
    return shown.replace("[", "\\[").replace("]", "\\]") if "](" in shown else shown


def _suppression(answer: Suppressed) -> Data:
    data = {"kind": _KINDS.get(answer.by, "external"), "status": "accepted"}
    return {**data, "justification": answer.reason} if answer.reason else data


def _fix(path: str, fix: Fix) -> Data:
    replacements = [
        {"deletedRegion": _region(edit.place), "insertedContent": {"text": edit.text}} for edit in fix.edits
    ]
    change = {"artifactLocation": _artifact(path), "replacements": replacements}
    return {"description": {"text": message_text(fix.description)}, "artifactChanges": [change]}


def _notifications(result: ScanResult) -> Iterator[Data]:
    for skipped in skipped_in_order(result):
        yield _notification(_SKIPPED, f"{skipped.path} {skipped.why}", location(skipped.path))
    for unused in unused_in_order(result):
        place = {"region": {"startLine": unused.line}}
        said = f"The suppression in line {unused.line} {why_unused(unused)}."
        yield _notification(_UNUSED, said, location(unused.path, place))


def _notification(name: str, text: str, location: Data) -> Data:
    return {
        "descriptor": {"id": name, "index": list(_NOTIFICATIONS).index(name)},
        "level": "note",
        "message": {"text": message_text(text)},
        "locations": [location],
    }


def location(path: str, place: Data | None = None) -> Data:
    """A file, and the part of it that ``place`` describes."""
    return {"physicalLocation": {"artifactLocation": _artifact(path), **(place or {})}}


def _context(finding: Finding) -> Data:
    """The lines around the place, if all of them are known."""
    last = finding.place.line + len(finding.frame) - 1
    if last < finding.place.end_line:
        return {}
    snippet = {"text": "\n".join(finding.frame)}
    return {"contextRegion": {"startLine": finding.place.line, "endLine": last, "snippet": snippet}}


def _artifact(path: str) -> Data:
    if path.startswith("/"):
        return {"uri": f"file://{_quoted(path)}"}
    if PureWindowsPath(path).is_absolute():
        return {"uri": f"file:///{quote(path, safe='/:', errors='replace')}"}
    if path.split("/")[0] == "..":
        # A path that leads out of the base is none of its own.
        return {"uri": _quoted(path)}
    return {"uri": _quoted(path), "uriBaseId": _BASE}


def _quoted(path: str) -> str:
    return quote(path, safe="/", errors="replace")


def _region(place: Place) -> Data:
    return {
        "startLine": place.line,
        "startColumn": place.column,
        "endLine": place.end_line,
        "endColumn": place.end_column,
    }
