"""Findings that a project has accepted for now: a file of fingerprints, the same bytes for the same findings.

Beside each fingerprint stand the rule, the path and the message, for whoever reviews the file; only the fingerprint
counts. What matched is left out: it may hold what should not be in a repository twice.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field
from typing import Any

from clever_upgrade.errors import UsageError
from clever_upgrade.scan.answered import Answered, set_aside
from clever_upgrade.scan.result import Finding, UnusedSuppression

SCHEMA = "clever-upgrade/scan-baseline/1"
REASON = "in the baseline"

_FINGERPRINT = re.compile(r'"([0-9a-f]{16})"')
_KEYS = ("fingerprint", "rule", "path", "message")
_HINT = "Delete it and write it anew with --update-baseline, or name another."


@dataclass(frozen=True, slots=True, order=True)
class Accepted:
    """One accepted finding, in the order of the file. ``path`` is as the fingerprint has it: from the root on."""

    path: str
    rule: str
    message: str
    fingerprint: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """What a scan has looked for, and where: it cannot tell of anything else that it is gone."""

    rules: Collection[str]
    looked_at: Callable[[str], bool]

    def has(self, accepted: Accepted) -> bool:
        """Whether the scan would have found it."""
        return accepted.rule in self.rules and self.looked_at(accepted.path)


@dataclass(frozen=True, slots=True)
class Baseline:
    """What a baseline file holds. ``file`` is what the user calls it; ``lines`` says where fingerprints stand in it."""

    file: str
    accepted: tuple[Accepted, ...] = ()
    lines: dict[str, int] = field(default_factory=dict)

    def apply(self, findings: Iterable[Finding], coverage: Coverage) -> Answered:
        """The findings without the accepted ones. What was accepted and is gone is unused."""
        known = {one.fingerprint for one in self.accepted}
        kept, suppressed = set_aside(findings, "baseline", lambda one: REASON if one.fingerprint in known else None)
        found = {one.finding.fingerprint for one in suppressed}
        gone = [one for one in self.accepted if one.fingerprint not in found and coverage.has(one)]
        unused = sorted((self.lines.get(one.fingerprint, 1), one.rule) for one in gone)
        return Answered(kept, suppressed, tuple(UnusedSuppression(self.file, line, (rule,)) for line, rule in unused))

    def updated(self, findings: Iterable[tuple[str, Finding]], coverage: Coverage) -> str:
        """The text of the file that accepts these findings, each given with its file's path from the root on.

        What lies outside of the scan stays accepted.
        """
        now = {Accepted(path, one.rule, one.message, one.fingerprint) for path, one in findings}
        return written([*now, *(one for one in self.accepted if not coverage.has(one))])


def written(accepted: Iterable[Accepted]) -> str:
    """The text of a baseline file: the same findings give the same text, whatever order they come in."""
    once = {one.fingerprint: one for one in sorted(accepted, reverse=True)}
    entries = [{key: getattr(one, key) for key in _KEYS} for one in sorted(once.values())]
    return json.dumps({"schema": SCHEMA, "findings": entries}, indent=2, ensure_ascii=False) + "\n"


def parse(file: str, data: bytes) -> Baseline:
    """The baseline that the bytes of a file hold. UsageError names what is wrong with it."""
    try:
        text = data.decode("utf-8-sig")
        content = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"the baseline {file} is not JSON", hint=_HINT) from error
    if not isinstance(content, dict) or content.get("schema") != SCHEMA:
        raise UsageError(f'the baseline {file} is none: its "schema" is not "{SCHEMA}"', hint=_HINT)
    entries = content.get("findings")
    if not isinstance(entries, list):
        raise UsageError(f'the baseline {file} has no list of "findings"', hint=_HINT)
    accepted = tuple(_accepted(file, number, entry) for number, entry in enumerate(entries, 1))
    return Baseline(file, accepted, _lines_of_fingerprints(text))


def _accepted(file: str, number: int, entry: Any) -> Accepted:
    given = entry if isinstance(entry, dict) else {}
    missing = [key for key in _KEYS if not isinstance(given.get(key), str)]
    if missing:
        raise UsageError(f'finding {number} of the baseline {file} has no text as its "{missing[0]}"', hint=_HINT)
    return Accepted(**{key: given[key] for key in _KEYS})


def _lines_of_fingerprints(text: str) -> dict[str, int]:
    lines: dict[str, int] = {}
    for number, line in enumerate(text.split("\n"), 1):
        for mark in _FINGERPRINT.findall(line):
            lines.setdefault(mark, number)
    return lines
