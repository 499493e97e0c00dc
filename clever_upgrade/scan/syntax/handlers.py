"""Ready-made handlers and notes that several languages share; a language adds only what is its own."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children, otherwise_of
from clever_upgrade.scan.syntax.facts import DecisionKind, Loop, Scope
from clever_upgrade.scan.syntax.grammar import Context, Handler, Step
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import word_of

_COMMENTS = frozenset({"comment", "line_comment", "block_comment"})


def named(node: Node | None) -> list[Node]:
    """The named children of a node, without comments."""
    if node is None:
        return []
    return [child for child in node.children() if child.is_named() and child.kind() not in _COMMENTS]


def around(node: Node, kinds: frozenset[str]) -> Iterator[Node]:
    """What stands around a node, outwards, as long as it is of these kinds."""
    parent = node.parent()
    while parent is not None and parent.kind() in kinds:
        yield parent
        parent = parent.parent()


def is_negated(node: Node, kinds: frozenset[str]) -> bool:
    """Whether an odd number of negations stands before an expression, within operators and parentheses of ``kinds``."""
    return sum(one.children()[0].text() in {"!", "not"} for one in around(node, kinds)) % 2 == 1


def bound_by(key: str, value: str, *, quoted: bool = False) -> Handler:
    """A handler for nodes that give a name (field ``key``) to a value (field ``value``)."""

    def handler(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
        name, given = node.field(key), node.field(value)
        if name is None or given is None:
            return children(node, context)
        word = word_of(name, collector.grammar) if quoted else name.text()
        # The key is no value of what the whole is bound to.
        steps: list[Step] = [(name, replace(context, bound_to=""))] if quoted else []
        return [*steps, (given, replace(context, bound_to=word or name.text()))]

    return handler


def function(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A function: its name is the scope of what is inside, and nothing else of the outside holds there."""
    name = node.field("name")
    scope = Scope(context.scope.classes, "" if name is None else name.text())
    return children(node, replace(context, scope=scope, bound_to="", passed_to="", loops=()))


def returned(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """What is returned is bound to the name of the function."""
    return children(node, replace(context, bound_to=context.scope.function))


def note_key(collector: Collector, node: Node, owner: str, key: Node, context: Context) -> None:
    """Note the read of a member whose name is given as a string."""
    name = word_of(key, collector.grammar)
    if name is not None:
        collector.note_read(node, owner, name, context)


def note_comparison(collector: Collector, node: Node, left: Node, right: Node, negated: bool, context: Context) -> None:
    """Note a comparison for equality, if one side is a word or a constant."""
    if word_of(left, collector.grammar) is not None:
        left, right = right, left
    case = collector.case(right, context.action)
    if case is not None:
        collector.note_decision(
            DecisionKind.COMPARISON,
            left.text(),
            (case,),
            place_of(node),
            context,
            otherwise=context.otherwise,
            negated=negated,
        )


def note_membership(collector: Collector, node: Node, left: Node, right: Node, negated: bool, context: Context) -> None:
    """Note the question whether ``left`` is one of the words of a list."""
    if right.kind() not in collector.grammar.lists:
        return
    cases = [collector.case(element, context.action) for element in named(right)]
    collector.note_decision(
        DecisionKind.MEMBERSHIP,
        left.text(),
        tuple(case for case in cases if case is not None),
        place_of(node),
        context,
        otherwise=context.otherwise,
        negated=negated,
    )


def _alternative(node: Node) -> Node | None:
    return node.field("alternative")


def clauses_of(
    node: Node, more: str, alternative: Callable[[Node], Node | None] = _alternative
) -> tuple[list[Node], Node | None]:
    """What is asked one after the other, each but the first of the kind ``more``, and the last alternative, if any."""
    clauses = [node]
    other = alternative(node)
    while other is not None and other.kind() == more:
        clauses.append(other)
        other = alternative(other)
    return clauses, other


def branch_steps(node: Node, clauses: list[Node], other: Node | None, context: Context) -> list[Step]:
    """What is asked, with a view to what follows from it and otherwise; then what follows."""
    asked = replace(context, chain=node.range().start.index, otherwise=otherwise_of(other), bound_to="", passed_to="")
    steps: list[Step] = []
    for clause in clauses:
        condition, body = clause.field("condition"), clause.field("consequence") or clause.field("body")
        if condition is not None:
            steps.append((condition, replace(asked, action=body)))
        if body is not None:
            steps.append((body, context))
    return [*steps, (other, context)] if other is not None else steps


def loop(variable: str, over: str, body: str) -> Handler:
    """A handler for loops, by the names of the fields of their parts."""

    def handler(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
        one, whole, inside = node.field(variable), node.field(over), node.field(body)
        if one is None or whole is None or inside is None:
            return children(node, context)
        loops = (*context.loops, Loop(one.text(), whole.text()))
        rest = [(other, context) for other in node.children() if other.range() != inside.range()]
        return [*rest, (inside, replace(context, loops=loops))]

    return handler
