"""``sync-state``: decisions on the state of a district's sync that do not know v1.2, or act on what v1.1 meant."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from clever_upgrade.scan.evidence import Reach, Strength
from clever_upgrade.scan.found import found
from clever_upgrade.scan.names import words_of
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Finding, Place
from clever_upgrade.scan.rules.states.known import Known, known
from clever_upgrade.scan.rules.states.problems import (
    Problem,
    problem_of_chain,
    problem_of_comparison,
    problem_of_list,
)
from clever_upgrade.scan.rules.states.subject import SPEAKING, Surroundings
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Decision, DecisionKind, Otherwise, Scope

NAME = "sync-state"

_MOST_VALUES = 12
"""A list of more values than that is no list of states."""
_MOST_STRANGERS = 3
_AFTER = 200
_SUBJECT = re.compile(r"[^\w.\[\]'\"]+")


@dataclass(frozen=True, slots=True)
class _Asked:
    """A decision, and what it knows."""

    decision: Decision
    knows: Known


Told = tuple[Decision, Problem]


def judge(reading: Reading, project: Project) -> Iterator[Finding]:
    """The decisions of a file on the state of a district's sync that v1.2 upsets, each place once."""
    asked = [_Asked(one, known(case.value for case in one.cases)) for one in _decisions(reading.file)]
    if not any(one.knows.states or one.knows.misspelt for one in asked):
        return
    around = Surroundings(reading, project)
    told: list[Place] = []
    for decision, problem in (*_of_lists(asked, around, reading.file, project), *_of_tests(asked, around)):
        reach = around.reach(decision)
        if not _is_clever(decision, reach) or any(_holds(place, decision.place) for place in told):
            continue
        told.append(decision.place)
        yield found(
            NAME,
            reading.file,
            decision.place,
            problem.message,
            problem.remedy,
            severity=problem.severity,
            reach=reach,
        )


def _decisions(file: SourceFile) -> Iterator[Decision]:
    return (one for one in file.facts.decisions if 0 < len(one.cases) <= _MOST_VALUES)


def _is_clever(decision: Decision, reach: Reach) -> bool:
    if reach.strength >= Strength.NAMED:
        return True
    around = {
        *words_of(decision.subject),
        *words_of(" ".join(decision.scope.classes)),
        *words_of(decision.scope.function),
    }
    return reach.strength >= Strength.LINKED and bool(around & SPEAKING)


def _holds(outer: Place, inner: Place) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _is_test(decision: Decision) -> bool:
    """Whether a decision asks for a state within a condition, rather than listing which there are."""
    if decision.kind is DecisionKind.COMPARISON:
        return True
    return decision.kind is DecisionKind.MEMBERSHIP and decision.chain is not None


def _of_lists(asked: Iterable[_Asked], around: Surroundings, file: SourceFile, project: Project) -> Iterator[Told]:
    """What is wrong with switches, maps, enums, types and lists of values."""
    for one in asked:
        decision, knows = one.decision, one.knows
        if _is_test(decision) or not _lists_states(decision, knows) or knows.is_of_a_job:
            continue
        sure = around.is_surely_sync(decision) if knows.strangers or not knows.is_whole else around.is_sync(decision)
        if not sure or (_is_of_database(file, decision) and _is_widened(decision, file, project)):
            continue
        problem = problem_of_list(decision, knows, _otherwise(decision, file))
        if problem is not None:
            yield decision, problem


def _lists_states(decision: Decision, knows: Known) -> bool:
    if knows.strangers and (not knows.is_whole or len(knows.strangers) > _MOST_STRANGERS):
        return False
    # An object of pending and error is how every program keeps track of a request.
    return knows.is_whole if decision.kind is DecisionKind.MAP else len(knows.old) > 1


def _otherwise(decision: Decision, file: SourceFile) -> Otherwise:
    """What becomes of other values: where every case returns, what follows a switch is its default."""
    if decision.otherwise is not Otherwise.NOTHING or not all("return" in case.action for case in decision.cases):
        return decision.otherwise
    after = file.text[decision.place.end : decision.place.end + _AFTER].lstrip(" \t\r\n;}").split("\n", 1)[0]
    if after.startswith(("throw", "raise", "panic")):
        return Otherwise.RAISES
    return Otherwise.HANDLED if after.startswith("return") else Otherwise.NOTHING


def _is_of_database(file: SourceFile, decision: Decision) -> bool:
    lists = decision.kind in {DecisionKind.ENUM, DecisionKind.MEMBERSHIP}
    return lists and (file.language == "sql" or "migrat" in file.path.lower())


def _is_widened(decision: Decision, file: SourceFile, project: Project) -> bool:
    """Whether another statement, or a later migration, adds the state to the same type or column."""
    wanted = (_table(decision.scope), decision.subject.lower())
    return any(
        (_table(other.scope), other.subject.lower()) == wanted and known(case.value for case in other.cases).is_current
        for one in project.files.values()
        if one.language == file.language
        for other in one.facts.decisions
        if other is not decision and _is_of_database(one, other)
    )


def _table(scope: Scope) -> str:
    return scope.classes[-1].lower() if scope.classes else ""


def _of_tests(asked: Iterable[_Asked], around: Surroundings) -> Iterator[Told]:
    """What is wrong with comparisons; all that a function asks of one subject is taken together."""
    groups: dict[tuple[Scope, str], list[_Asked]] = defaultdict(list)
    for one in asked:
        if _is_test(one.decision):
            groups[one.decision.scope, _SUBJECT.sub("", one.decision.subject)].append(one)
    for group in groups.values():
        knows = Known()
        for one in group:
            knows |= one.knows
        relevant = [one for one in group if one.knows.states or one.knows.misspelt]
        if relevant and not knows.is_current and not knows.is_of_a_job:
            yield from _of_group(relevant, knows, around)


def _of_group(group: list[_Asked], knows: Known, around: Surroundings) -> Iterator[Told]:
    first = group[0].decision
    if not (around.is_sync(first) if knows.is_whole else around.is_surely_sync(first)):
        return
    if len(knows.states | knows.misspelt) > 1:
        problem = problem_of_chain([one.decision for one in group], knows)
        if problem is not None:
            yield first, problem
        return
    met = set()
    for one in group:
        problem = problem_of_comparison(one.decision, one.knows)
        spot = one.decision.chain or -one.decision.place.line
        if problem is not None and spot not in met:
            met.add(spot)
            yield one.decision, problem
