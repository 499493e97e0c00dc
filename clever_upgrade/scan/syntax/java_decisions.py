"""How Java tells values apart: conditions, ``equals``, both forms of ``switch``, and its maps, lists and sets."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import LONGEST_EXCERPT, Collector, children, constant_name
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Otherwise
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import branch_steps, clauses_of, is_negated, named, note_comparison
from clever_upgrade.scan.syntax.java_nodes import last_word
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import unwrapped, word_of

_AROUND = frozenset({"unary_expression", "parenthesized_expression"})
_EQUALS = frozenset({"equals", "equalsIgnoreCase", "contentEquals"})
_STATIC_EQUALS = re.compile(r"(?:^|\.)(?:\w*Objects?|\w*Strings?|\w+Utils)\.(?:equals|equal|equalsIgnoreCase)$")
_ONE_OF_THESE = re.compile(r"(?:^|\.)equalsAny(?:IgnoreCase)?$")
_MAPS = re.compile(r"(?:^|\.)(?:Map|Immutable\w*Map)\.of$")
_ENTRIES = re.compile(r"(?:^|\.)(?:Map|Immutable\w*Map)\.ofEntries$")
_LISTS = re.compile(
    r"(?:^|\.)(?:List|Set|Immutable\w*(?:List|Set)|EnumSet|Stream)\.of$|(?:^|\.)asList$"
    r"|(?:^|\.)(?:Sets\.new\w*Set|Lists\.new\w*List)$"
)
_CONTAINS = frozenset({"contains", "anyMatch", "noneMatch"})


def branches(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``if`` with all that hangs on it, and the ternary: what is asked is asked with a view to what follows."""
    clauses, other = clauses_of(node, "if_statement")
    return branch_steps(node, clauses, other, context)


def binary(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A comparison for equality; any other operator is walked through."""
    left, right, operator = node.field("left"), node.field("right"), node.field("operator")
    if left is not None and right is not None and operator is not None and operator.text() in {"==", "!="}:
        _compare(collector, node, left, right, context, unequal=operator.text() == "!=")
    return children(node, context)


def _compare(
    collector: Collector, node: Node, left: Node, right: Node, context: Context, *, unequal: bool = False
) -> None:
    left, right = (unwrapped(one, collector.grammar) for one in (left, right))
    if word_of(right, collector.grammar) is None and constant_name(right.text()) is None:
        left, right = right, left
    note_comparison(collector, node, left, right, unequal != is_negated(node, _AROUND), context)


def note_question(collector: Collector, node: Node, called: Called, context: Context) -> list[Node] | None:
    """Note what a call asks, or lists. Gives the nodes to visit where a list was taken apart, else None."""
    name, given = last_word(called.callee), called.arguments
    if _STATIC_EQUALS.search(called.callee) and len(given) == 2:
        _compare(collector, node, given[0], given[1], context)
    elif name in _EQUALS and called.receiver is not None and len(given) == 1:
        _compare(collector, node, called.receiver, given[0], context)
    elif _ONE_OF_THESE.search(called.callee) and len(given) > 1:
        _note_membership(collector, node, given[0].text(), given[1:], context)
    elif name in _CONTAINS and called.receiver is not None and len(given) == 1:
        listed = _listed(called.receiver, collector)
        if listed is not None:
            subject = _looked_for(given[0], collector)
            _note_membership(collector, node, subject, listed, context, unequal=name == "noneMatch")
            return [*listed, given[0]]
    else:
        _note_collection(collector, node, called, context)
    return None


def _note_membership(
    collector: Collector,
    node: Node,
    subject: str,
    listed: tuple[Node, ...],
    context: Context,
    *,
    unequal: bool = False,
) -> None:
    cases = tuple(case for case in (collector.case(one, context.action) for one in listed) if case is not None)
    if cases:
        collector.note_decision(
            DecisionKind.MEMBERSHIP,
            subject,
            cases,
            place_of(node),
            context,
            otherwise=context.otherwise,
            negated=unequal != is_negated(node, _AROUND),
        )


def _listed(node: Node, collector: Collector) -> tuple[Node, ...] | None:
    """The elements of ``List.of("a", "b")``, as a stream or within another collection too."""
    while True:
        node = unwrapped(node, collector.grammar)
        called = collector.grammar.called(node) if node.kind() in collector.grammar.calls else None
        if called is None:
            return None
        if _LISTS.search(called.callee):
            return called.arguments
        if called.makes and len(called.arguments) == 1:
            node = called.arguments[0]
        elif called.receiver is not None and last_word(called.callee) == "stream":
            node = called.receiver
        else:
            return None


def _looked_for(asked: Node, collector: Collector) -> str:
    """What is looked for in a list: ``state`` in ``contains(state)`` and in ``anyMatch(state::equals)``."""
    if asked.kind() == "method_reference":
        return named(asked)[0].text()
    body = asked.field("body") if asked.kind() == "lambda_expression" else None
    called = collector.grammar.called(body) if body is not None and body.kind() in collector.grammar.calls else None
    if called is None or called.receiver is None or len(called.arguments) != 1:
        return asked.text()
    parameter = asked.field("parameters")
    each = "" if parameter is None else parameter.text().strip("()")
    return called.receiver.text() if called.receiver.text() != each else called.arguments[0].text()


def _note_collection(collector: Collector, node: Node, called: Called, context: Context) -> None:
    given = called.arguments
    if _LISTS.search(called.callee):
        cases = [case for case in map(collector.case, given) if case is not None]
        if len(cases) >= 2 and len(cases) == len(given):
            _note(DecisionKind.MEMBERSHIP, collector, node, cases, context)
        return
    pairs: Iterable[tuple[Node, ...]] = ()
    if _MAPS.search(called.callee):
        pairs = zip(given[::2], given[1::2], strict=False)
    elif _ENTRIES.search(called.callee):
        pairs = (tuple(named(entry.field("arguments"))) for entry in given)
    elif last_word(called.callee) == "put":
        pairs = _chained(node)
    cases = [case for case in (collector.case(*pair) for pair in pairs if len(pair) == 2) if case is not None]
    if cases:
        _note(DecisionKind.MAP, collector, node, cases, context)


def _note(kind: DecisionKind, collector: Collector, node: Node, cases: list[Case], context: Context) -> None:
    collector.note_decision(kind, context.bound_to or context.passed_to, tuple(cases), place_of(node), context)


def _chained(node: Node) -> list[tuple[Node, ...]]:
    """The pairs of ``put("a", x).put("b", y)``, asked of the last link of the chain alone; of one link, none."""
    parent = node.parent()
    if parent is not None and _is_put(parent):
        return []
    pairs: list[tuple[Node, ...]] = []
    link: Node | None = node
    while link is not None and _is_put(link):
        pairs.append(tuple(named(link.field("arguments"))))
        link = link.field("object")
    pairs.reverse()
    return pairs if len(pairs) > 1 else []


def _is_put(node: Node) -> bool:
    name = node.field("name") if node.kind() == "method_invocation" else None
    return name is not None and name.text() == "put"


def block(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Statements; where two or more put something under a word into the same map, they say what it holds."""
    maps: dict[str, list[Case]] = {}
    for put in _puts(node):
        case = collector.case(*named(put.field("arguments")))
        if case is not None:
            owner = put.field("object")
            maps.setdefault(context.bound_to if owner is None else owner.text(), []).append(case)
    for subject, cases in maps.items():
        if len(cases) > 1:
            collector.note_decision(DecisionKind.MAP, subject, tuple(cases), cases[0].place, context)
    return children(node, context)


def _puts(node: Node) -> Iterator[Node]:
    for statement in node.children():
        inner = named(statement) if statement.kind() == "expression_statement" else []
        owner = inner[0].field("object") if inner else None
        chained = owner is not None and _is_put(owner)
        if inner and _is_put(inner[0]) and not chained and len(named(inner[0].field("arguments"))) == 2:
            yield inner[0]


def switch(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``switch``, as a statement or an expression, with colons or with arrows."""
    subject, body = node.field("condition"), node.field("body")
    if subject is None or body is None:
        return children(node, context)
    groups = [one for one in named(body) if one.kind() in {"switch_block_statement_group", "switch_rule"}]
    actions = _actions(groups)
    cases: list[Case] = []
    otherwise = Otherwise.NOTHING
    for group, action in zip(groups, actions, strict=True):
        for label in (one for one in group.children() if one.kind() == "switch_label"):
            if any(one.text() == "default" for one in label.children()):
                otherwise = _what_is_done(action)
            cases.extend(_labelled(label, action, collector))
    if cases:
        asked = unwrapped(subject, collector.grammar).text()
        collector.note_decision(DecisionKind.SWITCH, asked, tuple(cases), place_of(node), context, otherwise=otherwise)
    return [(subject, replace(context, bound_to="")), (body, context)]


def _labelled(label: Node, action: str, collector: Collector) -> Iterator[Case]:
    for value in named(label):
        case = collector.case(value)
        if case is not None:
            yield replace(case, action=action)
        elif value.kind() == "identifier" and value.text() != "default":
            yield Case(value.text(), place_of(value), action)


def _actions(groups: list[Node]) -> list[str]:
    """What each group does; one without statements falls through to the next."""
    actions: list[str] = []
    following = ""
    for group in reversed(groups):
        following = _after(group) or following
        actions.append(following)
    actions.reverse()
    return actions


def label(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """The values of a case are no values of what the whole is bound to."""
    return children(node, replace(context, bound_to="", passed_to=""))


def _what_is_done(action: str) -> Otherwise:
    if action.strip() in {"", "break;", "{}", "{ }"}:
        return Otherwise.NOTHING
    return Otherwise.RAISES if re.search(r"\bthrow\b", action) else Otherwise.HANDLED


def _after(group: Node) -> str:
    """The source of the statements of a group."""
    statements = [one for one in named(group) if one.kind() != "switch_label"]
    return "\n".join(one.text() for one in statements[:20])[:LONGEST_EXCERPT]
