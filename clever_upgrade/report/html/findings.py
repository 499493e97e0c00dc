"""The findings as the page lists them: by the part of the check and its rule, and what is said of many only once."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from clever_upgrade.report.check.problem import Problem
from clever_upgrade.report.check.words import PARTS
from clever_upgrade.report.html.frame import Line, lines_of
from clever_upgrade.report.html.rule_texts import RuleText, RuleTexts
from clever_upgrade.report.scan.words import SEVERITIES
from clever_upgrade.scan.result import Severity

MOST_FINDINGS = 10_000
"""A page of more is slow to open; the rest is told as a number."""

_NOT_OF_AN_ID = re.compile(r"[^0-9A-Za-z_-]")


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One place where something was found. ``anchor`` is its id in the page, ``lines`` the first ones of the place."""

    anchor: str
    where: str
    lines: tuple[Line, ...]
    lines_left_out: int
    details: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """What is said of one or of many occurrences. ``remedy`` is empty where the whole rule has the same."""

    severity: Severity
    text: str
    remedy: str
    occurrences: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class RuleFindings:
    """What one rule found in one part.

    ``finds`` says in a line what that is, ``command`` tells more of the rule. ``counts`` are of each severity; the
    messages may have fewer, and ``left_out`` says how many.
    """

    anchor: str
    part: str
    rule: str
    finds: str
    title: str
    why: str
    command: str
    remedy: str
    counts: tuple[tuple[Severity, int], ...]
    messages: tuple[Message, ...]
    left_out: int


def by_rule(found: Sequence[Problem], texts: RuleTexts) -> tuple[RuleFindings, ...]:
    """The findings of every part, the gravest rules of a part first; the mildest findings are left out if too many."""
    kept = sorted(range(len(found)), key=lambda at: (-found[at].severity.weight, at))[:MOST_FINDINGS]
    listed = frozenset(kept)
    anchors = _anchors(found)
    rules: dict[tuple[str, str], list[int]] = {}
    for at, problem in enumerate(found):
        rules.setdefault((problem.part, problem.rule), []).append(at)
    groups = [
        _group(
            [(anchors[at], found[at]) for at in places if at in listed],
            [found[at] for at in places],
            texts.of(part, rule),
        )
        for (part, rule), places in rules.items()
    ]
    parts = list(PARTS)
    return tuple(sorted(groups, key=lambda group: (parts.index(group.part), -group.counts[0][0].weight)))


def _group(listed: list[tuple[str, Problem]], every: Sequence[Problem], text: RuleText) -> RuleFindings:
    first = every[0]
    remedies = {problem.remedy for problem in every}
    remedy = first.remedy if len(remedies) == 1 else ""
    return RuleFindings(
        anchor=_NOT_OF_AN_ID.sub("-", f"{first.part}-{first.rule}"),
        part=first.part,
        rule=first.rule,
        finds=text.title or first.message,
        title=text.title,
        why=text.why,
        command=text.command,
        remedy=remedy,
        counts=tuple(_counts(every)),
        messages=tuple(_messages(listed, without_remedy=bool(remedy))),
        left_out=len(every) - len(listed),
    )


def _counts(found: Iterable[Problem]) -> Iterator[tuple[Severity, int]]:
    severities = [problem.severity for problem in found]
    return ((severity, number) for severity in SEVERITIES if (number := severities.count(severity)))


def _messages(listed: list[tuple[str, Problem]], *, without_remedy: bool) -> Iterator[Message]:
    said: dict[tuple[Severity, str, str], list[Occurrence]] = {}
    for anchor, problem in listed:
        key = (problem.severity, problem.message, "" if without_remedy else problem.remedy)
        said.setdefault(key, []).append(_occurrence(anchor, problem))
    in_order = sorted(said.items(), key=lambda item: -item[0][0].weight)
    return (Message(severity, text, remedy, tuple(all_)) for (severity, text, remedy), all_ in in_order)


def _occurrence(anchor: str, problem: Problem) -> Occurrence:
    lines = lines_of(problem.frame, problem.place)
    left_out = problem.place.end_line - lines[-1].number if problem.place is not None and lines else 0
    return Occurrence(anchor, problem.where, lines, max(left_out, 0), problem.details)


def _anchors(found: Sequence[Problem]) -> list[str]:
    """An id for each, from its fingerprint, so that a link lasts from one report to the next."""
    names = [f"f-{_NOT_OF_AN_ID.sub('-', problem.fingerprint)}" for problem in found]
    seen: dict[str, int] = {}
    anchors = []
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        anchors.append(name if seen[name] == 1 else f"{name}.{seen[name]}")
    return anchors


def parts_with(groups: Iterable[RuleFindings]) -> list[tuple[str, str, list[RuleFindings]]]:
    """The groups of each part with its key and its name."""
    return [(part, PARTS[part], list(own)) for part, own in groupby(groups, key=lambda group: group.part)]
