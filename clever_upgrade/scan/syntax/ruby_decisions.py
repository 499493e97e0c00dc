"""How Ruby tells values apart: conditions, ``case``, hashes, questions such as ``include?``, and Rails' enums."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import LONGEST_EXCERPT, Collector, children, otherwise_of
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Otherwise
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import (
    around,
    branch_steps,
    clauses_of,
    is_negated,
    named,
    note_comparison,
    note_membership,
)
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import unwrapped, word_of

_ASKS = frozenset({"include?", "member?", "exclude?", "in?"})
_EQUALS = frozenset({"eql?", "equal?", "casecmp?"})
VALIDATORS = frozenset({"in", "within", "inclusion", "included_in?"})
"""Keys of an inclusion validator, which say what the validated attribute may be."""
_AROUND = frozenset({"unary", "parenthesized_statements"})
_UNLESS = frozenset({"unless", "unless_modifier", "until", "until_modifier"})
_STATE = re.compile(r"(?:state|status)(?:\(\))?$", re.IGNORECASE)


def note_question(collector: Collector, node: Node, name: str, called: Called, context: Context) -> list[Node] | None:
    """Note ``a.eql?(b)``, ``list.include?(a)``, ``a.in?(list)`` and ``state.pending?``.

    Gives the nodes to visit where a list was asked, so that the list is not noted again; else None.
    """
    receiver = called.receiver
    if receiver is None or not name.endswith("?"):
        return None
    negated = _is_negated(node)
    if not called.arguments:
        if _STATE.search(receiver.text()):
            case = Case(name[:-1], place_of(node), _action(context))
            collector.note_decision(
                DecisionKind.COMPARISON, receiver.text(), (case,), place_of(node), context,
                otherwise=context.otherwise, negated=negated,
            )  # fmt: skip
        return None
    argument = called.arguments[0]
    if name in _EQUALS:
        note_comparison(collector, node, receiver, argument, negated, context)
    if name not in _ASKS:
        return None
    one, listed = (receiver, argument) if name == "in?" else (argument, receiver)
    listed = unwrapped(listed, collector.grammar)
    if listed.kind() not in collector.grammar.lists:
        return None
    note_membership(collector, node, one, listed, negated != (name == "exclude?"), context)
    return [one, *named(listed)]


def _action(context: Context) -> str:
    return "" if context.action is None else context.action.text()[:LONGEST_EXCERPT]


def _is_negated(node: Node) -> bool:
    """Whether ``!`` or ``not`` stands before it, or ``unless`` or ``until`` asks for it."""
    *_, whole = node, *around(node, _AROUND)
    asking = whole.parent()
    condition = asking.field("condition") if asking is not None and asking.kind() in _UNLESS else None
    return is_negated(node, _AROUND) != (condition is not None and condition.range() == whole.range())


def note_enum(collector: Collector, node: Node, called: Called, context: Context) -> bool:
    """Note Rails' ``enum status: {…}`` or ``enum :status, […]``."""
    if not called.arguments:
        return False
    first, *others = called.arguments
    if first.kind() == "pair":
        subject, values = first.field("key"), first.field("value")
    else:
        subject, values = first, others[0] if others else None
    if subject is None or values is None:
        return False
    values = unwrapped(values, collector.grammar)
    found: list[Case | None] = []
    if values.kind() in collector.grammar.lists:
        found = [collector.case(one) for one in named(values)]
    elif values.kind() == "pair":
        found = [_enum_case(collector, one) for one in others if one.kind() == "pair"]
    elif values.kind() == "hash":
        found = [_enum_case(collector, one) for one in named(values)]
    cases = tuple(case for case in found if case is not None)
    if cases:
        collector.note_decision(DecisionKind.ENUM, subject.text().strip(":'\""), cases, place_of(node), context)
    return bool(cases)


def _enum_case(collector: Collector, pair: Node) -> Case | None:
    key, value = pair.field("key"), pair.field("value")
    if value is not None and word_of(value, collector.grammar) is not None:
        return collector.case(value)
    return None if key is None else collector.case(key)


def branches(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``if`` and all its kin: what is asked is asked with a view to what follows, and to what follows otherwise."""
    clauses, other = clauses_of(node, "elsif")
    return branch_steps(node, clauses, other, context)


def binary(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A comparison for equality; any other operator is walked through."""
    left, right, operator = node.field("left"), node.field("right"), node.field("operator")
    if left is not None and right is not None and operator is not None and operator.text() in {"==", "!=", "==="}:
        negated = (operator.text() == "!=") != _is_negated(node)
        note_comparison(collector, node, left, right, negated, context)
    return children(node, context)


def cases_of(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``case`` with ``when`` or ``in``; one without a subject is a chain of conditions."""
    subject = node.field("value")
    clauses = [child for child in node.children() if child.kind() in {"when", "in_clause"}]
    default = next((child for child in node.children() if child.kind() == "else"), None)
    otherwise = otherwise_of(default)
    if default is None and node.kind() == "case_match":
        otherwise = Otherwise.RAISES
    if subject is None:
        return _case_of_conditions(node, clauses, default, replace(context, otherwise=otherwise))
    cases: list[Case] = []
    steps: list[Step] = [(subject, context)]
    for clause in clauses:
        body = clause.field("body")
        patterns = [pattern for one in named(clause) if _is_pattern(one) for pattern in _alternatives(one)]
        if any(pattern.kind() == "identifier" for pattern in patterns) and clause.kind() == "in_clause":
            otherwise = otherwise_of(body) if body is not None else Otherwise.HANDLED
        cases.extend(case for case in (collector.case(pattern, body) for pattern in patterns) if case is not None)
        followed = [*patterns, *(one for one in named(clause) if not _is_pattern(one))]
        steps.extend((one, context) for one in followed)
    if cases:
        collector.note_decision(
            DecisionKind.SWITCH, subject.text(), tuple(cases), place_of(node), context, otherwise=otherwise
        )
    return [*steps, (default, context)] if default is not None else steps


def _is_pattern(node: Node) -> bool:
    return node.kind() not in {"then", "if_guard", "unless_guard"}


def _alternatives(pattern: Node) -> list[Node]:
    """The values that a pattern of a ``when`` or an ``in`` stands for."""
    found: list[Node] = []
    waiting = [pattern]
    while waiting:
        one = waiting.pop()
        inner = named(one)
        if one.kind() in {"pattern", "alternative_pattern", "splat_argument", "hash_pattern"}:
            waiting.extend(reversed(inner))
        elif one.kind() in {"keyword_pattern", "as_pattern"}:
            value = one.field("value")
            waiting.extend([value] if value is not None else [])
        elif one.kind() in {"string_array", "symbol_array", "array"}:
            waiting.extend(reversed(inner))
        else:
            found.append(one)
    return found


def _case_of_conditions(node: Node, clauses: list[Node], default: Node | None, context: Context) -> list[Step]:
    steps: list[Step] = []
    plain = replace(context, otherwise=Otherwise.NOTHING)
    for clause in clauses:
        body = clause.field("body")
        asked = replace(context, chain=node.range().start.index, action=body, bound_to="", passed_to="")
        steps.extend((one, asked) for one in named(clause) if _is_pattern(one))
        steps.extend([(body, plain)] if body is not None else [])
    return [*steps, (default, plain)] if default is not None else steps


def map_of(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A hash with words for keys."""
    if any((key := pair.field("key")) is not None and key.text() in VALIDATORS for pair in node.children()):
        return children(node, context)
    cases: list[Case] = []
    for pair in node.children():
        key = pair.field("key") if pair.kind() == "pair" else None
        case = collector.case(key, pair.field("value")) if key is not None else None
        if case is not None:
            cases.append(case)
    if cases:
        subject = context.bound_to or context.passed_to
        collector.note_decision(DecisionKind.MAP, subject, tuple(cases), place_of(node), context)
    return children(node, context)
