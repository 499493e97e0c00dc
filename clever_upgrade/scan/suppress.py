"""Findings that a comment beside them answers: ``clever-upgrade: ignore[rule, other] reason``.

A comment answers what stands on its own line, and, where it has that line to itself, what stands on the next one. A
suppression that answers nothing is reported, so that none outlives what it was for.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from clever_upgrade.scan.answered import Answered, set_aside
from clever_upgrade.scan.result import Finding, UnusedSuppression
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.syntax.facts import Comment
from clever_upgrade.scan.tree.lines import LineIndex, line_index
from clever_upgrade.suggest import did_you_mean

MARK = "clever-upgrade"

_SUPPRESSION = re.compile(
    rf"(?<![\w-]){MARK}[ \t]*:[ \t]*ignore(?![\w-])(?:[ \t]*\[(?P<rules>[^\]\r\n]*)\])?(?=(?P<reason>[^\r\n]*))",
    re.IGNORECASE,
)
_NEXT = re.compile(rf"(?<![\w-]){MARK}[ \t]*:", re.IGNORECASE)
_CLOSING = re.compile(r"\s*(?:\*+/|--%?>|%>|#\}|\*@|###)\s*$")
_DOCSTRING = re.compile(r"[a-zA-Z]{0,2}[\"']")
_BRACKETS = {"": "", "{": "}", "<?php": "?>", "<%": "%>"}
"""What may stand around a comment that has its line to itself: a template needs these to hold a comment at all."""


@dataclass(slots=True)
class _Suppression:
    """One suppression: from which line it answers to which, and which of its rules did answer something."""

    rules: tuple[str, ...]
    reason: str
    line: int
    last: int
    used: set[str] = field(default_factory=set)

    def answers(self, finding: Finding, lines: LineIndex) -> bool:
        """Whether it names the finding's rule, and stands by it."""
        begins, _ = lines.position(finding.place.start)
        ends, _ = lines.position(max(finding.place.start, finding.place.end - 1))
        return finding.rule in self.rules and begins <= self.last and self.line <= ends


def speaks_to_us(text: str) -> bool:
    """Whether a file may hold a suppression: cheap, and worth asking before its comments are looked for."""
    return MARK in text.lower()


def by_comments(
    findings: Sequence[Finding], text: str, comments: Iterable[Comment], *, path: str, selected: Collection[str]
) -> Answered:
    """The findings of one file, without those that its comments answer.

    A rule that is not among the ``selected`` was not looked for, so that a suppression of it is not called unused.
    """
    if not speaks_to_us(text):
        return Answered(tuple(findings))
    lines = line_index(text)
    suppressions = list(_suppressions(text, comments, lines))

    def reason_for(finding: Finding) -> str | None:
        answering = [one for one in suppressions if one.answers(finding, lines)]
        for one in answering:
            one.used.add(finding.rule)
        return next((one.reason for one in answering), None)

    kept, suppressed = set_aside(findings, "comment", reason_for)
    return Answered(kept, suppressed, tuple(_unused(suppressions, path, selected)))


def why_unused(suppression: UnusedSuppression) -> str:
    """What is wrong with a suppression that answers nothing, as a clause."""
    if not suppression.rules:
        return f"names no rule: write {MARK}: ignore[rule] and the reason"
    unknown = [rule for rule in suppression.rules if rule not in RULES]
    if unknown:
        return f'there is no rule "{unknown[0]}". {did_you_mean(unknown[0], RULES)}'.strip().removesuffix(".")
    return f"answers no finding of {' or '.join(suppression.rules)}"


def _unused(suppressions: Iterable[_Suppression], path: str, selected: Collection[str]) -> Iterator[UnusedSuppression]:
    for one in suppressions:
        idle = tuple(rule for rule in one.rules if rule not in one.used and (rule in selected or rule not in RULES))
        if idle or not one.rules:
            yield UnusedSuppression(path, one.line, idle)


def _suppressions(text: str, comments: Iterable[Comment], lines: LineIndex) -> Iterator[_Suppression]:
    known = [_Stretch.of(comment, text, lines) for comment in comments if not _DOCSTRING.match(comment.text)]
    alone = {one.first: one.last for one in known if one.alone}
    for comment in known:
        for found in _SUPPRESSION.finditer(text, comment.start, comment.end):
            line, _ = lines.position(found.start())
            last = line
            if comment.alone:
                last = comment.last + 1
                while last in alone:
                    last = alone[last] + 1
            yield _Suppression(_rules(found["rules"]), _reason(found["reason"]), line, last)


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Where a comment stands, and whether nothing else stands on its lines."""

    start: int
    end: int
    first: int
    last: int
    alone: bool

    @classmethod
    def of(cls, comment: Comment, text: str, lines: LineIndex) -> "_Stretch":
        start = comment.place.start
        end = start + len(text[start : comment.place.end].rstrip())  # some grammars count the line end in
        (first, column), (last, end_column) = lines.position(start), lines.position(end)
        before, after = lines.line(first)[: column - 1].strip(), lines.line(last)[end_column - 1 :].strip()
        return cls(start, end, first, last, before in _BRACKETS and after == _BRACKETS[before])


def _rules(written: str | None) -> tuple[str, ...]:
    names = [name.strip().lower() for name in (written or "").split(",")]
    return tuple(dict.fromkeys(name for name in names if name))


def _reason(written: str) -> str:
    following = _NEXT.search(written)
    return _CLOSING.sub("", written[: following.start()] if following else written).strip(" \t:-\N{EM DASH}")
