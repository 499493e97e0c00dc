"""How C# tells values apart: conditions, patterns, both forms of ``switch``, dictionaries, and ``Contains``."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import pairwise

from clever_upgrade.scan.syntax.collect import LONGEST_EXCERPT, Collector, children
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Otherwise
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import branch_steps, clauses_of, is_negated, named, note_comparison
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import unwrapped, word_of

_AROUND = frozenset({"prefix_unary_expression", "parenthesized_expression"})
_STATIC_EQUALS = re.compile(r"^(?:string|String|System\.String|object|Object)\.Equals$")


def branches(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``if`` with all that hangs on it, and the ternary: what is asked is asked with a view to what follows."""
    clauses, other = clauses_of(node, "if_statement")
    return branch_steps(node, clauses, other, context)


def binary(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A comparison for equality; any other operator is walked through."""
    left, right, operator = node.field("left"), node.field("right"), node.field("operator")
    if left is not None and right is not None and operator is not None and operator.text() in {"==", "!="}:
        note_comparison(collector, node, left, right, (operator.text() == "!=") != is_negated(node, _AROUND), context)
    return children(node, context)


def pattern(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``state is "pending" or "error"``, and ``is not``."""
    asked, told = node.field("expression"), node.field("pattern")
    if asked is None or told is None:
        return children(node, context)
    cases = tuple(_cases(told, collector, context.action))
    if cases:
        kind = DecisionKind.MEMBERSHIP if len(cases) > 1 else DecisionKind.COMPARISON
        negated = told.kind() == "negated_pattern" or told.text().startswith("not ")
        collector.note_decision(
            kind,
            asked.text(),
            cases,
            place_of(node),
            context,
            otherwise=context.otherwise,
            negated=negated != is_negated(node, _AROUND),
        )
    return [(asked, context)]


def _cases(told: Node, collector: Collector, action: Node | None = None) -> Iterator[Case]:
    """The values of a pattern, however it is put together."""
    waiting = [told]
    while waiting:
        node = waiting.pop(0)
        case = collector.case(node, action)
        if case is not None:
            yield case
        elif node.kind().endswith("pattern"):
            waiting = [*named(node), *waiting]


def note_question(collector: Collector, node: Node, called: Called, context: Context) -> list[Node] | None:
    """Note what a call asks. Gives the nodes to visit where a list was taken apart, else None."""
    name = called.callee.rsplit(".", 1)[-1].rsplit("?", 1)[-1]
    if _STATIC_EQUALS.match(called.callee) and len(called.arguments) > 1:
        left, right = (unwrapped(one, collector.grammar) for one in called.arguments[:2])
        note_comparison(collector, node, left, right, is_negated(node, _AROUND), context)
    elif name == "Equals" and called.receiver is not None and called.arguments:
        other = unwrapped(called.arguments[0], collector.grammar)
        note_comparison(collector, node, called.receiver, other, is_negated(node, _AROUND), context)
    elif name == "Contains" and called.receiver is not None and called.arguments:
        return _membership(collector, node, called, context)
    return None


def _membership(collector: Collector, node: Node, called: Called, context: Context) -> list[Node] | None:
    """``new[] { "a", "b" }.Contains(state)``."""
    listed = unwrapped(called.receiver, collector.grammar) if called.receiver is not None else None
    given = _listed(listed) if listed is not None else None
    if given is None:
        return None
    collector.note_decision(
        DecisionKind.MEMBERSHIP,
        unwrapped(called.arguments[0], collector.grammar).text(),
        tuple(case for case in map(collector.case, given) if case is not None),
        place_of(node),
        context,
        otherwise=context.otherwise,
        negated=is_negated(node, _AROUND),
    )
    return [*given, *called.arguments]


def _listed(node: Node) -> list[Node] | None:
    if node.kind() == "collection_expression":
        return named(node)
    made = next((one for one in node.children() if one.kind() == "initializer_expression"), None)
    return named(made) if made is not None else None


def initializer(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """What stands between braces behind ``new``: the entries of a dictionary, or the words of a list."""
    entries = [entry for entry in map(_entry, named(node)) if entry is not None]
    subject = context.bound_to or context.passed_to
    if entries:
        cases = [case for case in (collector.case(key, value) for key, value in entries) if case is not None]
        kind = DecisionKind.MAP
    else:
        parent = node.parent()
        is_entry = parent is not None and parent.kind() == "initializer_expression"
        given = [] if is_entry else named(node)
        words = [word_of(one, collector.grammar) for one in given]
        cases = [Case(word, place_of(one)) for word, one in zip(words, given, strict=True) if word is not None]
        kind = DecisionKind.MEMBERSHIP
        cases = cases if len(cases) == len(given) and len(cases) > 1 else []
    if cases:
        collector.note_decision(kind, subject, tuple(cases), place_of(_made(node)), context)
    return children(node, context)


def _made(node: Node) -> Node:
    """The expression that braces belong to: it begins with ``new``."""
    parent = node.parent()
    return parent if parent is not None and parent.kind().endswith("creation_expression") else node


def _entry(node: Node) -> tuple[Node, Node] | None:
    """The key and the value of ``["a"] = b`` and of ``{ "a", b }``."""
    if node.kind() == "assignment_expression":
        left, right = node.field("left"), node.field("right")
        keys = named(left) if left is not None and left.kind() == "element_binding_expression" else []
        return (keys[0], right) if keys and right is not None else None
    inner = named(node) if node.kind() == "initializer_expression" else []
    return (inner[0], inner[1]) if len(inner) == 2 else None


def switch(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``switch`` as a statement."""
    subject, body = node.field("value"), node.field("body")
    if subject is None or body is None:
        return children(node, context)
    sections = [one for one in named(body) if one.kind() == "switch_section"]
    cases: list[Case] = []
    otherwise = Otherwise.NOTHING
    for number, section in enumerate(sections):
        # A label without statements falls through to the next.
        action = next((text for text in map(_after, sections[number:]) if text), "")
        if any(one.text() == "default" for one in section.children()):
            otherwise = _what_is_done(action)
        for label in _labels(section):
            cases.extend(replace(case, action=action) for case in _cases(label, collector))
    if cases:
        asked = unwrapped(subject, collector.grammar).text()
        collector.note_decision(DecisionKind.SWITCH, asked, tuple(cases), place_of(node), context, otherwise=otherwise)
    return [(subject, replace(context, bound_to="")), (body, context)]


def _labels(section: Node) -> list[Node]:
    """What stands behind ``case``."""
    return [after for before, after in pairwise(section.children()) if before.text() == "case"]


def _after(section: Node) -> str:
    """The source of the statements of a section."""
    statements = [one for one in named(section) if one.kind().endswith("statement") or one.kind() == "block"]
    return "\n".join(one.text() for one in statements[:20])[:LONGEST_EXCERPT]


def _what_is_done(action: str) -> Otherwise:
    if action.strip() in {"", "break;", "{}", "{ }"}:
        return Otherwise.NOTHING
    return Otherwise.RAISES if re.search(r"\bthrow\b", action) else Otherwise.HANDLED


def switch_expression(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``state switch { "pending" => …, _ => … }``, which throws where no arm matches."""
    inner = named(node)
    arms = [one for one in inner if one.kind() == "switch_expression_arm"]
    if not arms or inner[0].kind() == "switch_expression_arm":
        return children(node, context)
    cases: list[Case] = []
    otherwise = Otherwise.RAISES
    for arm in arms:
        told, *_, value = named(arm)
        if told.kind() in {"discard", "var_pattern"} or told.text() == "_":
            otherwise = _what_is_done(value.text()[:LONGEST_EXCERPT])
        cases.extend(_cases(told, collector, value))
    if cases:
        asked = unwrapped(inner[0], collector.grammar).text()
        collector.note_decision(DecisionKind.SWITCH, asked, tuple(cases), place_of(node), context, otherwise=otherwise)
    return [(inner[0], replace(context, bound_to="")), *((arm, context) for arm in arms)]
