"""How Java tells values apart: conditions, ``equals``, both forms of ``switch``, and its maps, lists and sets."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import LONGEST_EXCERPT, Collector, children, otherwise_of
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Otherwise
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import named, note_comparison
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import unwrapped

_EQUALS = frozenset({"equals", "equalsIgnoreCase", "contentEquals"})
_STATIC_EQUALS = re.compile(r"(?:^|\.)(?:Objects|StringUtils|Strings)\.(?:equals|equal|equalsIgnoreCase)$")
_MAPS = re.compile(r"(?:^|\.)(?:Map|ImmutableMap)\.of$|\bEnumMap\b")
_LISTS = re.compile(
    r"(?:^|\.)(?:List|Set|ImmutableList|ImmutableSet|EnumSet|Arrays|Stream)\.(?:of|asList|copyOf)$|^asList$"
)
_CONTAINS = frozenset({"contains", "anyMatch"})


def branches(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``if`` with all that hangs on it, and the ternary: what is asked is asked with a view to what follows."""
    clauses, other = _clauses(node)
    asked = replace(context, chain=node.range().start.index, otherwise=otherwise_of(other), bound_to="", passed_to="")
    steps: list[Step] = []
    for clause in clauses:
        condition, body = clause.field("condition"), clause.field("consequence")
        if condition is not None:
            steps.append((condition, replace(asked, action=body)))
        if body is not None:
            steps.append((body, context))
    return [*steps, (other, context)] if other is not None else steps


def _clauses(node: Node) -> tuple[list[Node], Node | None]:
    clauses = [node]
    other = node.field("alternative")
    while node.kind() == "if_statement" and other is not None and other.kind() == "if_statement":
        clauses.append(other)
        other = other.field("alternative")
    return clauses, other


def binary(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A comparison for equality; any other operator is walked through."""
    left, right, operator = node.field("left"), node.field("right"), node.field("operator")
    if left is not None and right is not None and operator is not None and operator.text() in {"==", "!="}:
        negated = (operator.text() == "!=") != _is_negated(node)
        note_comparison(collector, node, left, right, negated, context)
    return children(node, context)


def _is_negated(node: Node) -> bool:
    negated = False
    parent = node.parent()
    while parent is not None and parent.kind() in {"unary_expression", "parenthesized_expression"}:
        negated ^= parent.kind() == "unary_expression" and parent.text().startswith("!")
        parent = parent.parent()
    return negated


def note_question(collector: Collector, node: Node, called: Called, context: Context) -> list[Node] | None:
    """Note what a call asks, or lists. Gives the nodes to visit where a list was taken apart, else None."""
    name = called.callee.rsplit(".", 1)[-1]
    if name in _EQUALS and called.receiver is not None and len(called.arguments) == 1:
        note_comparison(collector, node, called.receiver, called.arguments[0], _is_negated(node), context)
    elif _STATIC_EQUALS.search(called.callee) and len(called.arguments) == 2:
        note_comparison(collector, node, *called.arguments, _is_negated(node), context)
    elif _MAPS.search(called.callee):
        pairs = list(zip(called.arguments[::2], called.arguments[1::2], strict=False))
        _note_map(collector, node, [case for case in (collector.case(*pair) for pair in pairs) if case], context)
    elif name in _CONTAINS and called.receiver is not None and len(called.arguments) == 1:
        return _membership(collector, node, called, context)
    elif _LISTS.search(called.callee):
        _note_list(collector, node, called, context)
    return None


def _note_map(collector: Collector, node: Node, cases: list[Case], context: Context) -> None:
    if cases:
        subject = context.bound_to or context.passed_to
        collector.note_decision(DecisionKind.MAP, subject, tuple(cases), place_of(node), context)


def _note_list(collector: Collector, node: Node, called: Called, context: Context) -> None:
    cases = [case for case in map(collector.case, called.arguments) if case is not None]
    if len(cases) >= 2 and len(cases) == len(called.arguments):
        subject = context.bound_to or context.passed_to
        collector.note_decision(DecisionKind.MEMBERSHIP, subject, tuple(cases), place_of(node), context)


def _membership(collector: Collector, node: Node, called: Called, context: Context) -> list[Node] | None:
    """``List.of("a", "b").contains(state)``."""
    listed = unwrapped(called.receiver, collector.grammar) if called.receiver is not None else None
    inner = collector.grammar.called(listed) if listed is not None and listed.kind() == "method_invocation" else None
    if inner is None or not _LISTS.search(inner.callee):
        return None
    cases = tuple(case for case in map(collector.case, inner.arguments) if case is not None)
    subject = called.arguments[0].text()
    collector.note_decision(
        DecisionKind.MEMBERSHIP,
        subject,
        cases,
        place_of(node),
        context,
        otherwise=context.otherwise,
        negated=_is_negated(node),
    )
    return [*inner.arguments, *called.arguments]


def switch(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``switch``, as a statement or an expression, with colons or with arrows."""
    subject, body = node.field("condition"), node.field("body")
    if subject is None or body is None:
        return children(node, context)
    groups = [one for one in named(body) if one.kind() in {"switch_block_statement_group", "switch_rule"}]
    cases: list[Case] = []
    otherwise = Otherwise.NOTHING
    for number, group in enumerate(groups):
        labels = [one for one in group.children() if one.kind() == "switch_label"]
        # A label without statements falls through to the next.
        action = next((text for text in map(_after, groups[number:]) if text), "")
        for label in labels:
            if label.text().startswith("default"):
                otherwise = _what_is_done(action)
            for value in named(label):
                case = collector.case(value)
                word = case.value if case is not None else value.text() if value.kind() == "identifier" else None
                if word is not None:
                    cases.append(Case(word, place_of(value), action))
    if cases:
        asked = unwrapped(subject, collector.grammar).text()
        collector.note_decision(DecisionKind.SWITCH, asked, tuple(cases), place_of(node), context, otherwise=otherwise)
    return [(subject, replace(context, bound_to="")), (body, context)]


def _what_is_done(action: str) -> Otherwise:
    if action.strip() in {"", "break;", "{}", "{ }"}:
        return Otherwise.NOTHING
    return Otherwise.RAISES if re.search(r"\bthrow\b", action) else Otherwise.HANDLED


def _after(group: Node) -> str:
    """The source of the statements of a group."""
    statements = [one for one in named(group) if one.kind() != "switch_label"]
    return "\n".join(one.text() for one in statements[:20])[:LONGEST_EXCERPT]
