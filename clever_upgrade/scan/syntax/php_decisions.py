"""How PHP tells values apart: conditions, ``switch``, ``match``, arrays with words for keys, and ``in_array``."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import LONGEST_EXCERPT, Collector, children, otherwise_of
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Otherwise
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import branch_steps, is_negated, named, note_comparison, note_membership
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import unwrapped, word_of

_AROUND = frozenset({"unary_op_expression", "parenthesized_expression"})
_EQUAL = frozenset({"==", "==="})
_UNEQUAL = frozenset({"!=", "!==", "<>"})
_COMPARE = frozenset({"strcmp", "strcasecmp"})
_INCLUSION = re.compile(r"(?:^|\|)in:([^|]+)")


def branches(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``if`` with all that hangs on it, and the ternary: what is asked is asked with a view to what follows."""
    clauses, other = _clauses(node)
    return branch_steps(node, clauses, other, context)


def _clauses(node: Node) -> tuple[list[Node], Node | None]:
    """All that is asked one after the other, ``else if`` in two words too, and what is left for the rest."""
    clauses = [node]
    if node.kind() != "if_statement":
        return clauses, node.field("alternative")
    while True:
        last = clauses[-1] if clauses[-1].kind() == "if_statement" else None
        clauses.extend(one for one in (last.children() if last is not None else ()) if one.kind() == "else_if_clause")
        other = next((one for one in last.children() if one.kind() == "else_clause"), None) if last else None
        body = other.field("body") if other is not None else None
        if body is None or body.kind() != "if_statement":
            return clauses, other
        clauses.append(body)


def binary(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A comparison for equality; any other operator is walked through."""
    left, right, operator = node.field("left"), node.field("right"), node.field("operator")
    if left is None or right is None or operator is None or operator.text() not in _EQUAL | _UNEQUAL:
        return children(node, context)
    negated = (operator.text() in _UNEQUAL) != is_negated(node, _AROUND)
    called = collector.grammar.called(left) if left.kind() == "function_call_expression" else None
    if called is not None and called.callee in _COMPARE and len(called.arguments) == 2 and right.text() == "0":
        left, right = (unwrapped(one, collector.grammar) for one in called.arguments)
    note_comparison(collector, node, left, right, negated, context)
    return children(node, context)


def note_question(collector: Collector, node: Node, called: Called, context: Context) -> list[Node] | None:
    """Note ``in_array(one, list)``, and the enum that ``$table->enum('state', list)`` makes of a column.

    Gives the nodes to visit where there was one, so that the list is not noted again; else None.
    """
    asks = called.callee.lstrip("\\") == "in_array"
    if len(called.arguments) < 2 or not (asks or called.callee.endswith("->enum")):
        return None
    one, listed = (unwrapped(argument, collector.grammar) for argument in called.arguments[:2])
    if listed.kind() not in collector.grammar.lists:
        return None
    if asks:
        note_membership(collector, node, one, listed, is_negated(node, _AROUND), context)
    else:
        cases = tuple(case for case in map(collector.case, named(listed)) if case is not None)
        subject = word_of(one, collector.grammar) or one.text()
        collector.note_decision(DecisionKind.ENUM, subject, cases, place_of(node), context)
    return [one, *named(listed)]


def switch(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``switch``; where it switches on true, a chain of conditions."""
    subject, body = node.field("condition"), node.field("body")
    if subject is None or body is None:
        return children(node, context)
    subject = unwrapped(subject, collector.grammar)
    clauses = [one for one in body.children() if one.kind() == "case_statement"]
    default = next((one for one in body.children() if one.kind() == "default_statement"), None)
    otherwise = Otherwise.NOTHING if default is None or not _does(_after(default)) else otherwise_of(default)
    if subject.text().lower() == "true":
        asked = replace(context, chain=node.range().start.index, otherwise=otherwise)
        return [
            (one, replace(asked, action=clause) if _is_value(clause, one) else context)
            for clause in [*clauses, *([default] if default is not None else [])]
            for one in named(clause)
        ]
    cases: list[Case] = []
    for number, clause in enumerate(clauses):
        value = clause.field("value")
        case = collector.case(value) if value is not None else None
        # A case without statements falls through to the next.
        action = next(
            (text for text in map(_after, clauses[number:]) if text), "" if default is None else _after(default)
        )
        if case is not None:
            cases.append(replace(case, action=action))
    if cases:
        collector.note_decision(
            DecisionKind.SWITCH, subject.text(), tuple(cases), place_of(node), context, otherwise=otherwise
        )
    return children(node, context)


def _is_value(clause: Node, node: Node) -> bool:
    value = clause.field("value")
    return value is not None and value.range() == node.range()


def _after(clause: Node) -> str:
    """The source of the statements of a case."""
    statements = [one for one in named(clause) if not _is_value(clause, one)]
    return "\n".join(one.text() for one in statements[:20])[:LONGEST_EXCERPT]


def _does(action: str) -> bool:
    return action.strip() not in {"", "break;"}


def match(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``match``, which raises where nothing matches; where it matches true, a chain of conditions."""
    subject, body = node.field("condition"), node.field("body")
    if subject is None or body is None:
        return children(node, context)
    subject = unwrapped(subject, collector.grammar)
    clauses = [one for one in body.children() if one.kind() == "match_conditional_expression"]
    default = next((one for one in body.children() if one.kind() == "match_default_expression"), None)
    otherwise = Otherwise.RAISES if default is None else otherwise_of(default)
    asked = context
    if subject.text().lower() == "true":
        asked = replace(context, chain=node.range().start.index, otherwise=otherwise, bound_to="")
    cases: list[Case] = []
    steps: list[Step] = [(subject, context)]
    for clause in clauses:
        values, result = clause.field("conditional_expressions"), clause.field("return_expression")
        if values is None or result is None:
            continue
        cases.extend(case for case in (collector.case(value, result) for value in named(values)) if case is not None)
        steps.extend([(values, asked if asked is context else replace(asked, action=result)), (result, context)])
    if cases and asked is context:
        collector.note_decision(
            DecisionKind.SWITCH, subject.text(), tuple(cases), place_of(node), context, otherwise=otherwise
        )
    return [*steps, (default, context)] if default is not None else steps


def array(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """An array; one with words for keys is a map."""
    cases: list[Case] = []
    for element in named(node):
        inner = named(element) if element.kind() == "array_element_initializer" else []
        case = collector.case(inner[0], inner[1]) if len(inner) == 2 else None
        if case is not None:
            cases.append(case)
    if cases:
        subject = context.bound_to or context.passed_to
        collector.note_decision(DecisionKind.MAP, subject, tuple(cases), place_of(node), context)
    return children(node, context)


def element(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """An element of an array: its key is the name of its value."""
    inner = named(node)
    if len(inner) != 2:
        return children(node, context)
    key, value = inner
    name = word_of(key, collector.grammar) or key.text()
    word = word_of(value, collector.grammar)
    listed = _INCLUSION.search(word) if word is not None else None
    if listed is not None:
        # 'state' => 'required|in:pending,running', as validators take it.
        cases = tuple(Case(one.strip(), place_of(value)) for one in listed[1].split(","))
        collector.note_decision(DecisionKind.MEMBERSHIP, name, cases, place_of(value), context)
    return [(key, context), (value, replace(context, bound_to=name))]
