"""How Go tells values apart: ``if``, ``switch`` with and without a subject, blocks of constants, and lists asked."""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from itertools import takewhile

from clever_upgrade.scan.result import Place
from clever_upgrade.scan.syntax.collect import LONGEST_EXCERPT, Collector, children, constant_name
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Otherwise
from clever_upgrade.scan.syntax.go_context import is_negated, names_of, negation, with_comments
from clever_upgrade.scan.syntax.go_names import (
    PREDECLARED,
    Constant,
    constants_of,
    word_in,
)
from clever_upgrade.scan.syntax.go_types import LISTS
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import named
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import unwrapped, word_of

_RAISES = re.compile(
    r"\bpanic\(|\bos\.Exit\(|\.(?:Fatal|Panic)(?:f|ln|w)?\("
    r"|\b(?:errors|fmt|xerrors|errs?|status|eris)\.(?:New|Errorf?|Wrapf?)\("
    r"|\breturn\b[^\n]*\b(?:[Ee]rr[A-Z]\w*|\w*Error[{(])"
)
_ENDS = re.compile(r"\s*(?:return|panic|continue|goto|break \w+|os\.Exit|log\.Fatal)\b")
_ASKS = re.compile(r"(?:^|\.)(?:[cC]ontains(?:String|Value)?|[iI]nSlice|[iI]n(?:Array)?|StringInSlice|Index|IndexOf)$")
_LISTS_VALUES = re.compile(r"\.(?:In|OneOf|NotIn)$")
_ENUM_COLUMN = re.compile(r'Enum\("(\w+)"\).*\.Values$')
_WORD = re.compile(r"(?:[A-Za-z][\w\-]*)?$")
_HUMPS = re.compile(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z]+|[A-Z]+|\d+|_+")


def case_of(collector: Collector, value: Node, context: Context, action: str = "") -> Case | None:
    """The case of a word, or of a constant: by its word where this file declares it, else by its name."""
    word = word_in(value, collector.grammar)
    if word is None:
        word = _constant(unwrapped(value, collector.grammar), context)
    return None if word is None else Case(word, place_of(value), action[:LONGEST_EXCERPT])


def _constant(node: Node, context: Context) -> str | None:
    text = node.text()
    if node.kind() == "identifier":
        return names_of(context).constants.get(text) or constant_name(text)
    operand = node.field("operand") if node.kind() == "selector_expression" else None
    # A field may begin with a capital, too; only what a package has is a constant.
    if operand is None or operand.kind() != "identifier" or operand.text() not in names_of(context).packages:
        return None
    return constant_name(text)


def branches(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``if`` with all that hangs on it: what is asked is asked with a view to what follows."""
    clauses = [node]
    while (other := clauses[-1].field("alternative")) is not None and other.kind() == "if_statement":
        clauses.append(other)
    plain = replace(context, bound_to="", passed_to="")
    asked = replace(plain, chain=node.range().start.index, otherwise=_otherwise(named(other)))
    steps: list[Step] = []
    for clause in clauses:
        first, condition, body = clause.field("initializer"), clause.field("condition"), clause.field("consequence")
        steps.extend((one, plain) for one in [first] if one is not None)
        steps.extend((one, replace(asked, action=body)) for one in [condition] if one is not None)
        steps.extend((one, context) for one in [body] if one is not None)
    rest = [(other, context)] if other is not None else []
    return with_comments([*steps, *rest], plain, *clauses)


def _otherwise(statements: list[Node]) -> Otherwise:
    source = _source(statements)
    if not source or source == "break":
        return Otherwise.NOTHING
    return Otherwise.RAISES if _RAISES.search(source) else Otherwise.HANDLED


def _source(statements: list[Node]) -> str:
    """The source of statements, or of those in a list of statements, without comments between them."""
    if len(statements) == 1 and statements[0].kind() == "statement_list":
        statements = named(statements[0])
    return "\n".join(one.text() for one in statements[:20])[:LONGEST_EXCERPT]


def binary(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A comparison for equality; any other operator is walked through."""
    past = negation(context, negated=False)
    left, right, operator = node.field("left"), node.field("right"), node.field("operator")
    if left is None or right is None or operator is None or operator.text() not in {"==", "!="}:
        return children(node, past)
    _note_comparison(collector, node, left, right, operator.text() == "!=", context)
    return children(node, replace(past, bound_to=""))


def _note_comparison(
    collector: Collector, node: Node, left: Node, right: Node, negated: bool, context: Context
) -> None:
    action = "" if context.action is None else context.action.text()
    case, turned = case_of(collector, right, context, action), case_of(collector, left, context, action)
    is_word, is_word_too = (word_of(one, collector.grammar) is not None for one in (left, right))
    if turned is not None and (case is None or (is_word and not is_word_too)):
        left, case = right, turned
    case = case or _case_of_another_file(right, left, action)
    if case is not None:
        collector.note_decision(
            DecisionKind.COMPARISON,
            left.text(),
            (case,),
            place_of(node),
            context,
            otherwise=context.otherwise,
            negated=negated != is_negated(context),
        )


def _case_of_another_file(value: Node, subject: Node, action: str) -> Case | None:
    """The case of what another file of the package declares: ``stateError``, called after what it is compared with."""
    words = [word.lower() for word in _HUMPS.findall(value.text())] if value.kind() == "identifier" else []
    last = _HUMPS.findall(subject.text()[-LONGEST_EXCERPT:])[-1:]
    if len(words) < 2 or not last or last[0].lower() not in words:
        return None
    return Case(value.text(), place_of(value), action[:LONGEST_EXCERPT])


def negation_of(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``!``, which turns what is compared or asked right behind it."""
    negated, inner = False, node
    around: list[Node] = []
    while (following := _behind(inner)) is not None:
        negated ^= inner.kind() == "unary_expression"
        around.append(inner)
        inner = following
    if inner.kind() not in {"binary_expression", "call_expression"}:
        return children(node, context)
    return with_comments([(inner, negation(context, negated=negated))], context, *around)


def _behind(node: Node) -> Node | None:
    """What a ``!`` or a pair of parentheses stands around."""
    operator, inner = node.field("operator"), named(node)
    is_not = node.kind() == "unary_expression" and operator is not None and operator.text() == "!"
    return inner[0] if len(inner) == 1 and (is_not or node.kind() == "parenthesized_expression") else None


def switch(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``switch``; without a subject, or with true for one, it is a chain of conditions."""
    subject = node.field("value")
    clauses = [one for one in node.children() if one.kind() == "expression_case"]
    default = next((one for one in node.children() if one.kind() == "default_case"), None)
    otherwise = _otherwise(named(default)) if default is not None else _after(node, clauses)
    plain = replace(context, bound_to="", passed_to="")
    if subject is None or subject.kind() == "true":
        asked = replace(plain, chain=node.range().start.index, otherwise=otherwise)
        steps = [(one, plain) for one in [node.field("initializer")] if one is not None]
        steps.extend(step for clause in clauses for step in _condition_steps(clause, asked, context))
        steps.extend((one, context) for one in [default] if one is not None)
        return with_comments(steps, plain, node)
    cases = tuple(_cases(collector, clauses, context))
    if cases:
        collector.note_decision(
            DecisionKind.SWITCH, subject.text(), cases, place_of(node), context, otherwise=otherwise
        )
    return children(node, plain)


def _condition_steps(clause: Node, asked: Context, context: Context) -> list[Step]:
    value, body = clause.field("value"), _body(clause)
    condition = [(value, replace(asked, action=body[0] if body else None))] if value is not None else []
    return with_comments([*condition, *((one, context) for one in body)], context, clause)


def _body(clause: Node) -> list[Node]:
    value = clause.field("value")
    return [one for one in named(clause) if value is None or one.range() != value.range()]


def _cases(collector: Collector, clauses: list[Node], context: Context) -> list[Case]:
    cases: list[Case] = []
    following = ""
    for clause in reversed(clauses):
        action = _source(_body(clause))
        if action.endswith("fallthrough"):
            action = f"{action.removesuffix('fallthrough')}{following}".strip()[:LONGEST_EXCERPT]
        following = action
        value = clause.field("value")
        values = named(value)
        found = [case_of(collector, one, context, action) or _local(one, action) for one in values]
        cases[:0] = [case for case in found if case is not None]
    return cases


def _local(value: Node, action: str) -> Case | None:
    # What a case names is a constant of the package, if it is a name at all: another file may declare it.
    named_so = value.kind() == "identifier" or (value.kind() == "selector_expression" and constant_name(value.text()))
    return Case(value.text().rsplit(".", 1)[-1], place_of(value), action) if named_so else None


def _after(node: Node, clauses: list[Node]) -> Otherwise:
    """What becomes of other values where there is no default: if every case leaves, what follows is for them alone."""
    if not clauses or not all(_leaves(clause) for clause in clauses):
        return Otherwise.NOTHING
    following = _beside(node, Node.next)
    return _otherwise([following]) if following is not None and _ENDS.match(following.text()) else Otherwise.NOTHING


def _leaves(clause: Node) -> bool:
    statements = [one for listed in _body(clause) for one in named(listed)]
    return bool(statements) and _ENDS.match(statements[-1].text()) is not None


def constants(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A block of constants, or a row of declarations with one each, is an enum of those that share a type."""
    is_block = _is_block(node)
    groups: dict[tuple[str, bool], list[Constant]] = {}
    for declaration in [node] if is_block else _row(node):
        for one in constants_of(declaration, collector.grammar):
            if one.word is not None or one.is_counted:
                kind = "" if one.type in PREDECLARED else one.type
                groups.setdefault((kind, one.word is None), []).append(one)
    for (kind, _), found in groups.items():
        # Without a type of their own, constants may be anything: addresses, messages, queries.
        words = [one.name if one.word is None else one.word for one in found]
        if len(words) >= 2 and (kind or (is_block and all(map(_WORD.match, words)))):
            cases = tuple(Case(word, place_of(one.node)) for word, one in zip(words, found, strict=True))
            place = _from_to(cases[0].place, cases[-1].place)
            subject = kind or _common_beginning([one.name for one in found])
            collector.note_decision(DecisionKind.ENUM, subject, cases, place, context)
    return children(node, context)


def _is_block(declaration: Node) -> bool:
    return any(one.kind() == "(" for one in declaration.children())


def _row(first: Node) -> list[Node]:
    """The declarations of single constants that begin with this one; none where another came before it."""
    if _is_single(_beside(first, Node.prev)):
        return []
    row: list[Node] = []
    following: Node | None = first
    while following is not None and (not row or _is_single(following)):
        row.append(following)
        following = _beside(following, Node.next)
    return row


def _is_single(node: Node | None) -> bool:
    return node is not None and node.kind() == "const_declaration" and not _is_block(node)


def _beside(node: Node, step: Callable[[Node], Node | None]) -> Node | None:
    """The next, or the last, declaration or statement on the same level."""
    neighbour = step(node)
    while neighbour is not None and (neighbour.kind() == "comment" or not neighbour.is_named()):
        neighbour = step(neighbour)
    return neighbour


def _from_to(first: Place, last: Place) -> Place:
    return Place(first.start, last.end, first.line, first.column, last.end_line, last.end_column)


def _common_beginning(names: list[str]) -> str:
    """``SyncState`` of ``SyncStatePending`` and ``SyncStateError``."""
    split = [_HUMPS.findall(name) for name in names]
    same = takewhile(lambda humps: len(set(humps)) == 1, zip(*split, strict=False))
    return "".join(humps[0] for humps in same).strip("_")


def note_question(collector: Collector, node: Node, called: Called, context: Context) -> list[Node] | None:
    """Note ``slices.Contains(list, one)``, ``strings.EqualFold(one, "word")``, and calls that list what is valid.

    Gives the nodes to visit where a list was asked, so that the list is not noted again; else None.
    """
    given = called.arguments
    if called.callee.endswith("EqualFold") and len(given) == 2:
        _note_comparison(collector, node, *given, negated=False, context=context)
        return None
    for listed, one in (given, given[::-1]) if _ASKS.search(called.callee) and len(given) == 2 else ():
        kind, body = listed.field("type"), listed.field("body")
        if kind is not None and body is not None and kind.kind() in LISTS:
            _note_membership(collector, node, one.text(), named(body), is_negated(context), context)
            return [one, *body.children()]
    if _LISTS_VALUES.search(called.callee):
        subject = context.bound_to or context.passed_to
        _note_membership(collector, node, subject, given, called.callee.endswith("NotIn"), context)
    else:
        _note_enum_column(collector, node, called, context)
    return None


def _note_membership(
    collector: Collector, node: Node, subject: str, values: Iterable[Node], negated: bool, context: Context
) -> None:
    action = "" if context.action is None else context.action.text()
    found = [case_of(collector, value, context, action) for value in values]
    cases = tuple(case for case in found if case is not None)
    if len(cases) == len(found) and cases:
        collector.note_decision(
            DecisionKind.MEMBERSHIP,
            subject,
            cases,
            place_of(node),
            context,
            otherwise=context.otherwise,
            negated=negated,
        )


def _note_enum_column(collector: Collector, node: Node, called: Called, context: Context) -> None:
    """``field.Enum("state").Values("pending", "running")``, as schemas have it."""
    column = _ENUM_COLUMN.search(called.callee)
    cases = [case_of(collector, value, context) for value in called.arguments] if column is not None else []
    known = tuple(case for case in cases if case is not None)
    if column is not None and known:
        collector.note_decision(DecisionKind.ENUM, column[1], known, place_of(node), context)
