"""How JavaScript and TypeScript tell values apart: conditions, ``switch``, objects, and ``includes`` and its kin."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import LONGEST_EXCERPT, Collector, children, otherwise_of
from clever_upgrade.scan.syntax.facts import Case, DecisionKind
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import branch_steps, clauses_of, is_negated, named, note_comparison, note_key
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import unwrapped, word_of

_ASKS = frozenset({"includes", "contains", "has", "indexOf", "inArray", "include"})
_NAMES_VALUES = frozenset({"valid", "allow", "only", "equal", "ENUM", "enum", "oneOf", "isIn"})
VALIDATORS = frozenset({"enum", "oneOf", "isIn", "values"})
"""Keys whose list says what the thing around them may be."""
_AROUND = frozenset({"unary_expression", "parenthesized_expression"})
_EQUAL = frozenset({"==", "===", "!=", "!=="})


def note_question(collector: Collector, node: Node, name: str, called: Called, context: Context) -> list[Node] | None:
    """Note ``list.includes(a)``, ``set.has(a)``, ``_.contains(list, a)``, ``valid("a", "b")`` and unions of literals.

    Gives the nodes to visit where a list was asked, so that the list is not noted again; else None.
    """
    if name in _NAMES_VALUES and len(called.arguments) > 1:
        _note_cases(collector, node, context.bound_to, [*called.arguments], context, negated=False)
    if name in {"union", "or"} and called.arguments:
        _note_cases(
            collector, node, context.bound_to, _literals(collector, called.arguments[0]), context, negated=False
        )
    if name not in _ASKS or not called.arguments:
        return None
    for listed, one in _list_and_value(called):
        elements = _elements(collector, listed)
        if elements:
            negated = is_negated(node, _AROUND) != _asks_for_absence(node)
            _note_cases(collector, node, one.text(), elements, context, negated=negated)
            return [one, *elements]
    return None


def _list_and_value(called: Called) -> list[tuple[Node, Node]]:
    first = called.arguments[0]
    found = [(called.receiver, first)] if called.receiver is not None else []
    if len(called.arguments) > 1:
        found += [(first, called.arguments[1]), (called.arguments[1], first)]
    return found


def _elements(collector: Collector, node: Node) -> list[Node]:
    """The elements of a list, also of one that is frozen or made a set."""
    grammar = collector.grammar
    node = unwrapped(node, grammar)
    if node.kind() in grammar.calls:
        called = grammar.called(node)
        if called is None or called.callee not in {"Set", "Object.freeze", "_", "R"} or len(called.arguments) != 1:
            return []
        node = unwrapped(called.arguments[0], grammar)
    return named(node) if node.kind() in grammar.lists else []


def _literals(collector: Collector, listed: Node) -> list[Node]:
    """The values of ``[z.literal("a"), z.literal("b")]``."""
    found = []
    for element in _elements(collector, listed):
        called = collector.grammar.called(element) if element.kind() in collector.grammar.calls else None
        if called is not None and called.callee.endswith("literal") and len(called.arguments) == 1:
            found.append(called.arguments[0])
    return found


def _note_cases(
    collector: Collector, node: Node, subject: str, values: list[Node], context: Context, *, negated: bool
) -> None:
    found = [collector.case(value, context.action) for value in values]
    cases = tuple(case for case in found if case is not None)
    if cases:
        collector.note_decision(
            DecisionKind.MEMBERSHIP, subject, cases, place_of(node), context,
            otherwise=context.otherwise, negated=negated,
        )  # fmt: skip


def _asks_for_absence(node: Node) -> bool:
    """Whether the position of something is compared to that of nothing: ``indexOf(a) === -1``, ``indexOf(a) < 0``."""
    parent = node.parent()
    if parent is None or parent.kind() != "binary_expression":
        return False
    return bool(re.fullmatch(r"(?:===?\s*-1|<\s*0)", parent.text()[len(node.text()) :].strip()))


def binary(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A comparison for equality, ``"school" in user``, or what follows from a condition by ``&&``."""
    left, right, operator = node.field("left"), node.field("right"), node.field("operator")
    if left is None or right is None or operator is None:
        return children(node, context)
    sign = operator.text()
    if sign in _EQUAL:
        negated = (sign in {"!=", "!=="}) != is_negated(node, _AROUND)
        note_comparison(collector, node, left, right, negated, context)
        return children(node, replace(context, bound_to=""))
    if sign == "in":
        note_key(collector, node, right.text(), left, context)
    if sign == "&&" and context.action is None:
        return [(left, replace(context, action=right, bound_to="")), (right, context)]
    return children(node, context)


def branches(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``if`` and ``?:``, with all that follow by ``else``: each is asked with a view to what follows from it."""
    clauses, other = clauses_of(node, node.kind(), _alternative)
    return branch_steps(node, clauses, other, context)


def _alternative(node: Node) -> Node | None:
    other = node.field("alternative")
    if other is None:
        return None
    if other.kind() == "else_clause":
        inner = named(other)
        return inner[0] if len(inner) == 1 else other
    while other.kind() == "parenthesized_expression" and len(named(other)) == 1:
        other = named(other)[0]
    return other


def while_loop(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A loop for as long as its condition holds."""
    condition, body = node.field("condition"), node.field("body")
    if condition is None or body is None:
        return children(node, context)
    asked = replace(context, chain=node.range().start.index, action=body)
    return [(condition, asked), (body, context)]


def switch(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``switch``; that of ``true`` is a chain of conditions."""
    subject, body = node.field("value"), node.field("body")
    if subject is None or body is None:
        return children(node, context)
    clauses = [one for one in body.children() if one.kind() in {"switch_case", "switch_default"}]
    default = next((one for one in clauses if one.kind() == "switch_default"), None)
    asks = subject.text().strip("()") == "true"
    asked = replace(context, chain=node.range().start.index, otherwise=otherwise_of(default), bound_to="")
    cases: list[Case] = []
    steps: list[Step] = [(subject, context)]
    for number, clause in enumerate(clauses):
        value = clause.field("value")
        statements = [one for one in named(clause) if value is None or one.range() != value.range()]
        if value is not None:
            steps.append((value, replace(asked, action=clause) if asks else replace(context, bound_to="")))
            case = collector.case(value)
            if case is not None:
                cases.append(replace(case, action=_action(clauses[number:])))
        steps.extend((one, context) for one in statements)
    if cases:
        collector.note_decision(
            DecisionKind.SWITCH, subject.text()[1:-1].strip(), tuple(cases), place_of(node), context,
            otherwise=otherwise_of(default),
        )  # fmt: skip
    return steps


def _action(clauses: list[Node]) -> str:
    """What follows from a case: its own statements, or those of the next case that has any."""
    for clause in clauses:
        value = clause.field("value")
        statements = [one for one in named(clause) if value is None or one.range() != value.range()]
        if statements:
            return "\n".join(one.text() for one in statements)[:LONGEST_EXCERPT]
    return ""


def map_of(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """An object with words for keys; one whose values are its keys in other letters is an enum."""
    cases: list[Case] = []
    values: list[Case] = []
    for pair in named(node):
        key, value = pair.field("key"), pair.field("value")
        if pair.kind() not in {"pair", "method_definition"}:
            continue
        key = pair.field("name") if key is None else key
        case = _key(collector, key, pair if value is None else value) if key is not None else None
        if case is None:
            continue
        cases.append(case)
        word = word_of(value, collector.grammar) if value is not None else None
        if value is not None and word is not None and _letters(word) == _letters(case.value):
            values.append(Case(word, place_of(value)))
    if cases:
        kind = DecisionKind.ENUM if len(values) == len(cases) > 1 else DecisionKind.MAP
        subject = context.bound_to or context.passed_to
        collector.note_decision(
            kind, subject, tuple(values if kind is DecisionKind.ENUM else cases), place_of(node), context
        )
    return children(node, context)


def _key(collector: Collector, key: Node, value: Node) -> Case | None:
    if key.kind() == "computed_property_name":
        inner = named(key)
        return collector.case(inner[0], value) if len(inner) == 1 else None
    word = word_of(key, collector.grammar)
    return Case(key.text() if word is None else word, place_of(key), value.text()[:LONGEST_EXCERPT])


def _letters(word: str) -> str:
    return re.sub(r"[\W_]", "", word).lower()
