"""A name for each finding that stays the same when lines move, so that a baseline and a code host know it again."""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.result import Finding

LENGTH = 16


def fingerprint(rule: str, path: str, matched: str, occurrence: int = 1) -> str:
    """The name of the n-th finding of a rule at this text in this file. ``path`` is relative to the project's root."""
    parts = (rule, path, " ".join(matched.split()), str(occurrence))
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()[:LENGTH]


def fingerprinted(findings: Iterable[Finding], path: str) -> tuple[Finding, ...]:
    """The findings of one file, each with its fingerprint, in order. ``path`` is relative to the project's root."""
    seen: Counter[tuple[str, str]] = Counter()
    named = []
    for finding in sorted(findings, key=lambda one: one.order):
        text = " ".join(finding.matched.split())
        seen[finding.rule, text] += 1
        mark = fingerprint(finding.rule, path, text, seen[finding.rule, text])
        named.append(replace(finding, fingerprint=mark))
    return tuple(named)
