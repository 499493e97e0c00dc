"""What is wrong with a decision on the state of a sync, in words: what it does not know, or which meaning is old."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from clever_upgrade.contract.states import HEALTHY, MEANINGS
from clever_upgrade.scan.result import Severity
from clever_upgrade.scan.rules.states.known import MISSPELT, NEW, OLD, STATES, Known, listed
from clever_upgrade.scan.syntax.facts import Decision, DecisionKind, Otherwise

_BAD = OLD - {HEALTHY}
_LONGEST_SUBJECT = 60
_NOUNS = {
    DecisionKind.ENUM: "the enum",
    DecisionKind.UNION: "the type",
    DecisionKind.MAP: "the map",
    DecisionKind.SWITCH: "the switch on",
    DecisionKind.MEMBERSHIP: "the list of values for",
    DecisionKind.COMPARISON: "the comparison of",
}
_SAY_NOTHING = frozenset({"validate", "validators", "choices", "in", "enum", "values", "exports", "default", "return"})
_SKIPS = re.compile(r"[\s{(]*(?:then\s+)?(?:next|continue|break|pass|return)?[\s;})]*(?:end)?\s*")

_KNOW_ALL = (
    f"Handle {listed(STATES)}, and any other value safely; treat {listed(NEW)} as healthy but frozen on old data."
)
_WIDEN = f"Admit {listed(NEW)} before the first request to v1.2; it is healthy, but frozen on last year's data."
_DEFAULT = "Give states that are not known yet a branch that is safe: later versions add more."
_MEANINGS = "On pending tell the district, on error wait or contact Clever, and keep the last good data in both."
_FROZEN = f"Treat {listed(NEW)} as healthy but frozen: keep serving, raise no alarm, and delete or archive nothing."

_TAILS = {
    Otherwise.RAISES: ", and raises on it",
    Otherwise.NOTHING: ", and has no default",
    Otherwise.HANDLED: "",
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What a finding says."""

    message: str
    remedy: str
    severity: Severity


def problem_of_list(decision: Decision, knows: Known, otherwise: Otherwise) -> Problem | None:
    """What is wrong with a switch, a map, an enum, a type, or a list of values; None where nothing is."""
    noun = _noun(decision)
    if knows.misspelt and not knows.is_current:
        return _misspelt(noun, knows)
    if knows.is_current:
        return _without_way_out(noun, otherwise) if decision.kind is DecisionKind.SWITCH else None
    if decision.kind is DecisionKind.MEMBERSHIP and knows.states <= _BAD:
        return _old_meanings(decision, knows.states)
    closed = decision.kind is not DecisionKind.SWITCH
    missing = frozenset(STATES) - knows.states if closed else NEW
    tail = "" if closed else _TAILS[otherwise]
    handled = otherwise is Otherwise.HANDLED or (decision.kind is DecisionKind.MEMBERSHIP and not knows.is_whole)
    return Problem(
        f"{noun} knows {listed(knows.states)}, but not {listed(missing)}{tail}",
        _KNOW_ALL if not closed or decision.kind is DecisionKind.MAP else _WIDEN,
        Severity.WARNING if handled else Severity.ERROR,
    )


def problem_of_chain(decisions: Iterable[Decision], knows: Known) -> Problem | None:
    """What is wrong with comparisons that together know several states."""
    first, *rest = decisions
    if knows.misspelt:
        return _misspelt(_noun(first), knows)
    if knows.states <= _BAD:
        return _old_meanings(first, knows.states)
    ways = {one.otherwise for one in (first, *rest)}
    whole = knows.is_whole and Otherwise.HANDLED not in ways
    return Problem(
        f"what compares {_shown(first)} knows {listed(knows.states)}, but not {listed(NEW)}",
        _KNOW_ALL,
        Severity.ERROR if whole else Severity.WARNING,
    )


def problem_of_comparison(decision: Decision, knows: Known) -> Problem | None:
    """What is wrong with a comparison that stands alone, with one state."""
    if knows.misspelt:
        return _misspelt(_noun(decision), knows)
    if knows.states <= _BAD:
        return _old_meanings(decision, knows.states)
    excluded = decision.negated or decision.otherwise is not Otherwise.NOTHING
    if not excluded or (decision.negated and _only_skips(decision)):
        return None
    return Problem(
        f"whatever {_shown(decision)} is but {HEALTHY} is taken for broken, also {listed(NEW)}",
        _FROZEN,
        Severity.WARNING,
    )


def _only_skips(decision: Decision) -> bool:
    """Whether nothing is done for a district whose sync does not run: that is right for one that is paused, too."""
    action = decision.cases[0].action
    return bool(action) and _SKIPS.fullmatch(action) is not None


def _misspelt(noun: str, knows: Known) -> Problem:
    wrong = min(knows.misspelt)
    right = MISSPELT[wrong]
    return Problem(
        f"{noun} spells {right} as {wrong}, and so does not know it",
        f"Write {right}: {wrong} is what the first clients for v1.2 had, and no district has it.",
        Severity.ERROR,
    )


def _without_way_out(noun: str, otherwise: Otherwise) -> Problem | None:
    if otherwise is Otherwise.HANDLED:
        return None
    does = "raises on any other" if otherwise is Otherwise.RAISES else "has no default for any other"
    return Problem(f"{noun} knows {listed(STATES)}, but {does}", _DEFAULT, Severity.WARNING)


def _old_meanings(decision: Decision, states: frozenset[str]) -> Problem:
    means = ", and ".join(f"{one.state} is {one.meaning}" for one in MEANINGS if one.state in states)
    return Problem(
        f"{_shown(decision)} is compared with {listed(states)}: in v1.2 {means}", _MEANINGS, Severity.WARNING
    )


def _noun(decision: Decision) -> str:
    return f"{_NOUNS[decision.kind]} {_shown(decision)}"


def _shown(decision: Decision) -> str:
    subject = " ".join(decision.subject.split())
    if len(subject) > _LONGEST_SUBJECT:
        subject = f"…{subject[1 - _LONGEST_SUBJECT :]}"
    return subject if subject and subject not in _SAY_NOTHING else "the state"
