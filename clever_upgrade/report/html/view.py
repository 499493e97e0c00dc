"""Everything that the page says, in the order in which it says it: plain values, which the template only lays out."""

from collections.abc import Iterator
from dataclasses import dataclass

from clever_upgrade.check.probe.result import ProbeOutcome
from clever_upgrade.check.result import DIFF, PROBE, SCAN, ChecklistItem, CheckResult
from clever_upgrade.check.verdict import counts, unfinished
from clever_upgrade.report.check.problem import Problem, problems
from clever_upgrade.report.check.words import PARTS, headline, is_elsewhere, parts_in_words, readiness
from clever_upgrade.report.html.coverage import Listing, covered, not_checked
from clever_upgrade.report.html.data import DataView, data_view
from clever_upgrade.report.html.findings import RuleFindings, by_rule
from clever_upgrade.report.html.rule_texts import texts_for
from clever_upgrade.report.probe.words import in_one_line
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.scan.words import SEVERITIES
from clever_upgrade.scan.result import Severity

GOOD, BAD, OPEN = "good", "bad", "open"
"""How something stands: nothing in the way, something to look at, or not known."""


@dataclass(frozen=True, slots=True)
class PartView:
    """One part of the check in the summary. ``word`` says how it stands; ``anchor`` leads to what it found."""

    name: str
    standing: str
    word: str
    looked_at: str
    found: str
    anchor: str


@dataclass(frozen=True, slots=True)
class ParserView:
    """What became of one parser that was tried."""

    parser: str
    collection: str
    standing: str
    outcome: str


@dataclass(frozen=True, slots=True)
class PageView:
    """The whole page."""

    from_version: str
    to_version: str
    headline: str
    standing: str
    parts: tuple[PartView, ...]
    checklist: tuple[ChecklistItem, ...]
    readiness: str
    data: DataView | None
    parsers: tuple[ParserView, ...]
    rules: tuple[RuleFindings, ...]
    findings: int
    findings_left_out: int
    severities: tuple[Severity, ...]
    rule_names: tuple[str, ...]
    not_checked: tuple[Listing, ...]
    covered: tuple[tuple[str, tuple[str, ...]], ...]


def page_view(result: CheckResult, redactor: Redactor) -> PageView:
    """What the page says about this result."""
    found = problems(result, redactor)
    upgrade = redactor.upgrade
    rules = by_rule(found, texts_for(upgrade, result.diff))
    left_out = sum(rule.left_out for rule in rules)
    return PageView(
        from_version=upgrade.from_version.name,
        to_version=upgrade.to_version.name,
        headline=headline(result, found),
        standing=_standing(result, found),
        parts=tuple(_parts(result, found, rules)),
        checklist=result.checklist,
        readiness=readiness(result.checklist),
        data=None if result.diff is None else data_view(result.diff, upgrade),
        parsers=() if result.probe is None else tuple(map(_parser, result.probe.outcomes)),
        rules=rules,
        findings=len(found),
        findings_left_out=left_out,
        severities=tuple(one for one in SEVERITIES if any(problem.severity is one for problem in found)),
        rule_names=tuple(dict.fromkeys(rule.rule for rule in rules)),
        not_checked=not_checked(result),
        covered=covered(result),
    )


def _standing(result: CheckResult, found: list[Problem]) -> str:
    if unfinished(result) or any(counts(problem.severity, result.fail_on) for problem in found):
        return BAD
    nothing_ran = result.scan is None and result.probe is None and result.diff is None
    return OPEN if nothing_ran or is_elsewhere(result) else GOOD


def _parts(result: CheckResult, found: list[Problem], rules: tuple[RuleFindings, ...]) -> Iterator[PartView]:
    unchecked = {one.part: one for one in result.unchecked}
    for (part, name), (_, looked_at, told) in zip(PARTS.items(), parts_in_words(result, found), strict=True):
        standing, word = _word(part, result, [problem for problem in found if problem.part == part])
        anchor = next((rule.anchor for rule in rules if rule.part == part), "")
        yield PartView(name, standing, word, "" if part in unchecked else looked_at, told, anchor)


def _word(part: str, result: CheckResult, own: list[Problem]) -> tuple[str, str]:
    """How a part stands, and the word for it."""
    ran = {SCAN: result.scan, PROBE: result.probe, DIFF: result.diff}[part] is not None
    if part in unfinished(result):
        return BAD, "not checked to the end" if ran else "could not be checked"
    if not ran:
        return OPEN, "not checked"
    if any(counts(problem.severity, result.fail_on) for problem in own):
        return BAD, "to look at"
    return (OPEN, "no sign of Clever") if is_elsewhere(result) else (GOOD, "nothing in the way")


def _parser(outcome: ProbeOutcome) -> ParserView:
    standing = BAD if outcome.failed else GOOD
    return ParserView(outcome.parser, outcome.collection, standing, in_one_line(outcome))
