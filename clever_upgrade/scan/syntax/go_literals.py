"""Go's composite literals: what ``Student{…}`` makes, and the lists, the sets and the maps that are written out."""

from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Case, DecisionKind
from clever_upgrade.scan.syntax.go_context import type_left_out, with_comments, with_type_left_out
from clever_upgrade.scan.syntax.go_decisions import case_of
from clever_upgrade.scan.syntax.go_types import LISTS, element_of, is_declared, is_set, pointed_to
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import named
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import word_of

_LONGEST_NAME = 120


def composite(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A literal with its type: ``Student{Name: "…"}``, ``[]string{…}``, ``map[string]bool{…}``."""
    kind, body = node.field("type"), node.field("body")
    if kind is None or body is None:
        return children(node, context)
    return [(kind, context), *_literal(collector, node, kind, body, context)]


def element(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """An element of a literal, which may be a literal that leaves out its type."""
    inner = named(node)
    if len(inner) != 1 or inner[0].kind() != "literal_value":
        return children(node, context)
    return _literal(collector, node, type_left_out(context), inner[0], context)


def _literal(collector: Collector, node: Node, kind: Node | None, body: Node, context: Context) -> list[Step]:
    elements = named(body)
    if kind is not None and is_declared(kind):
        called = Called(kind.text()[:_LONGEST_NAME], None, tuple(elements), makes=True)
        collector.note_call(node, called, context)
        if kind.kind() not in LISTS and kind.kind() != "map_type":
            context = replace(context, passed_to=called.callee)
    has_keys = any(one.kind() == "keyed_element" for one in elements)
    if has_keys:
        _note_keys(collector, node, kind, elements, context)
    elif kind is not None and kind.kind() in LISTS:
        _note_list(collector, node, elements, context)
    for_keys = with_type_left_out(context, _left_out(kind, "key"))
    for_values = with_type_left_out(context, _left_out(kind, "value"))
    steps = [step for one in elements for step in _element_steps(collector, one, for_keys, for_values)]
    return with_comments(steps, context, body)


def _left_out(kind: Node | None, role: str) -> Node | None:
    inner = element_of(kind, role) if kind is not None else None
    return pointed_to(inner) if inner is not None else None


def _element_steps(collector: Collector, node: Node, for_keys: Context, for_values: Context) -> list[Step]:
    key, value = node.field("key"), node.field("value")
    if key is None or value is None:
        return [(node, for_values)]
    word = word_of(key, collector.grammar)
    name = key.text()[:_LONGEST_NAME] if word is None else word
    # The key is no value of what the whole is bound to.
    steps: list[Step] = [(key, replace(for_keys, bound_to="")), (value, replace(for_values, bound_to=name))]
    return with_comments(steps, for_values, node)


def _note_keys(collector: Collector, node: Node, kind: Node | None, elements: list[Node], context: Context) -> None:
    """Words for keys make a map of any literal; names are constants in a map or a list, and fields elsewhere."""
    has_constants = kind is not None and (kind.kind() == "map_type" or kind.kind() in LISTS)
    cases: list[Case] = []
    for one in elements:
        key, value = one.field("key"), one.field("value")
        if key is not None and (has_constants or word_of(key, collector.grammar) is not None):
            case = case_of(collector, key, context, "" if value is None else value.text())
            if case is not None:
                cases.append(case)
    if cases:
        asks = kind is not None and is_set(kind)
        _note(collector, DecisionKind.MEMBERSHIP if asks else DecisionKind.MAP, node, cases, context)


def _note_list(collector: Collector, node: Node, elements: list[Node], context: Context) -> None:
    """A list of nothing but words, or constants, tells those apart from all others."""
    found = [case_of(collector, one, context) for one in elements]
    cases = [case for case in found if case is not None]
    if len(cases) >= 2 and len(cases) == len(found):
        _note(collector, DecisionKind.MEMBERSHIP, node, cases, context)


def _note(collector: Collector, kind: DecisionKind, node: Node, cases: list[Case], context: Context) -> None:
    subject = context.bound_to or context.passed_to
    collector.note_decision(kind, subject, tuple(cases), place_of(node), context)
