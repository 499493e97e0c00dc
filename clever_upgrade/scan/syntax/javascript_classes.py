"""The classes, types, enums and schemas of JavaScript and TypeScript, as declarations."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Declaration, Member, Scope
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import named
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import word_of

_LONGEST_BODY = 4000
_LONGEST_DEFAULT = 200
_SCHEMAS = re.compile(
    r"^(?:(?:z|t|s|v|d|yup|Yup|Joi|joi|Schema|rt|D)\.(?:object|strictObject|looseObject|strict|type|interface|struct"
    r"|partial|exact)|(?:\w+\.)?Schema|struct|object|\w+\.define|\w+\.model|Record)$"
)
"""Calls that declare what a record looks like: zod, io-ts, yup, Joi, superstruct, mongoose, Sequelize, runtypes."""


def class_body(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note a class; it is the scope of what is inside."""
    name, body = node.field("name"), node.field("body")
    word = context.bound_to if name is None else name.text()
    if body is None:
        # The word ``class`` itself is of the same kind as a class without a name.
        return children(node, context)
    statements = named(body)
    collector.note_declaration(
        Declaration(
            name=word,
            keyword="class",
            place=place_of(node if name is None else name),
            scope=context.scope,
            bases=tuple(_bases(node)),
            marks=_decorators(node),
            members=tuple(_members(statements)),
            methods=tuple(_methods(statements)),
            body=body.text()[:_LONGEST_BODY],
        )
    )
    inside = Context(scope=Scope((*context.scope.classes, word)))
    return [(one, inside if one.kind() == "class_body" else context) for one in node.children()]


def _bases(node: Node) -> Iterator[str]:
    for heritage in named(node):
        if heritage.kind() not in {"class_heritage", "extends_type_clause"}:
            continue
        for clause in [heritage] if heritage.kind() == "extends_type_clause" else named(heritage):
            inner = named(clause) if clause.kind().endswith("_clause") else [clause]
            yield from (one.text() for one in inner if one.kind() != "type_arguments")


def _decorators(node: Node) -> tuple[str, ...]:
    """Decorators stand within what they decorate, before it, or before the word ``export`` in front of it."""
    found = [one.text() for one in node.children() if one.kind() == "decorator"]
    before = node.prev()
    parent = node.parent()
    if parent is not None and parent.kind() == "export_statement":
        found = [one.text() for one in parent.children() if one.kind() == "decorator"] + found
    while before is not None and before.kind() == "decorator":
        if before.text() not in found:
            found.insert(0, before.text())
        before = before.prev()
    return tuple(found)


def _members(statements: list[Node]) -> Iterator[Member]:
    for statement in statements:
        name = statement.field("name")
        if name is None:
            continue
        if statement.kind() in {"public_field_definition", "property_signature"}:
            yield _member(statement, name)
        elif name.text() == "constructor":
            parameters = statement.field("parameters")
            for parameter in named(parameters):
                pattern = parameter.field("pattern")
                if pattern is not None and re.match(r"(?:public|private|protected|readonly)\b", parameter.text()):
                    yield _member(parameter, pattern)


def _member(node: Node, name: Node) -> Member:
    annotation, value = node.field("type"), node.field("value")
    return Member(
        name=name.text().strip("'\""),
        place=place_of(node),
        type="" if annotation is None else annotation.text().lstrip(": "),
        default="" if value is None else value.text()[:_LONGEST_DEFAULT],
        marks=_decorators(node),
    )


def _methods(statements: list[Node]) -> Iterator[str]:
    for statement in statements:
        name = statement.field("name")
        if name is not None and "method" in statement.kind():
            yield name.text()


def typed(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A field of a class or of an interface: its type and its value are bound to its name."""
    name = node.field("name")
    if name is None:
        return children(node, context)
    bound = replace(context, bound_to=name.text().strip("'\""), passed_to="")
    return [(one, context if one.range() == name.range() else bound) for one in node.children()]


def type_declaration(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note an interface, or a named type."""
    name, body = node.field("name"), node.field("body") or node.field("value")
    if name is None or body is None:
        return children(node, context)
    statements = [one for part in _object_types(body) for one in named(part)]
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword="type" if node.kind().startswith("type") else "interface",
            place=place_of(name),
            scope=context.scope,
            bases=tuple(_bases(node)),
            members=tuple(_members(statements)),
            methods=tuple(_methods(statements)),
            body=body.text()[:_LONGEST_BODY],
        )
    )
    scope = Scope((*context.scope.classes, name.text()))
    inside = replace(context, scope=scope, bound_to=name.text(), passed_to="")
    return [(one, inside if one.range() == body.range() else context) for one in node.children()]


def _object_types(node: Node) -> list[Node]:
    """The parts of ``A & { b: string }`` that list members."""
    found: list[Node] = []
    waiting = [node]
    while waiting:
        one = waiting.pop()
        if one.kind() in {"interface_body", "object_type"}:
            found.append(one)
        elif one.kind() in {"intersection_type", "parenthesized_type"}:
            waiting.extend(reversed(named(one)))
    return found


def enum(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note an enum with the texts that it stands for, or else its names."""
    name, body = node.field("name"), node.field("body")
    if name is None or body is None:
        return children(node, context)
    cases: list[Case] = []
    members: list[Member] = []
    scope = Scope((*context.scope.classes, name.text()))
    steps: list[Step] = [(name, context)]
    for one in named(body):
        key, value = one.field("name") or one, one.field("value")
        shown = key.text().strip("'\"")
        word = word_of(value, collector.grammar) if value is not None else None
        cases.append(Case(shown if word is None else word, place_of(one)))
        members.append(Member(shown, place_of(one), default="" if value is None else value.text()[:_LONGEST_DEFAULT]))
        steps.append((key, context))
        steps.extend([(value, replace(context, scope=scope, bound_to=shown))] if value is not None else [])
    collector.note_decision(DecisionKind.ENUM, name.text(), tuple(cases), place_of(node), context)
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword="enum",
            place=place_of(name),
            scope=context.scope,
            members=tuple(members),
            body=body.text()[:_LONGEST_BODY],
        )
    )
    return steps


def union(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A union of types; its words are told apart from all others."""
    waiting, words, steps = [node], [], []
    while waiting:
        one = waiting.pop()
        inner = named(one)
        if one.kind() in {"union_type", "parenthesized_type"}:
            waiting.extend(reversed(inner))
        elif one.kind() == "literal_type" and inner and inner[0].kind() == "string":
            words.append(inner[0])
        else:
            steps.append((one, context))
    cases = [Case(word_of(word, collector.grammar) or "", place_of(word)) for word in words]
    if len(cases) > 1:
        collector.note_decision(DecisionKind.UNION, context.bound_to, tuple(cases), place_of(node), context)
    return steps


def note_schema(collector: Collector, node: Node, called: Called, context: Context) -> None:
    """Note ``z.object({…}).strict()`` and its kin: a declaration whose marks are the calls that make it."""
    if not _SCHEMAS.match(called.callee):
        return
    given = next((one for one in called.arguments if one.kind() == "object"), None)
    if given is None:
        return
    members = []
    for pair in named(given):
        key, value = pair.field("key"), pair.field("value")
        if key is not None and value is not None:
            members.append(Member(key.text().strip("'\""), place_of(pair), type=value.text()[:_LONGEST_DEFAULT]))
    collector.note_declaration(
        Declaration(
            name=context.bound_to or _first_word(collector, called),
            keyword="schema",
            place=place_of(node),
            scope=context.scope,
            marks=(called.callee, *_chained(node)),
            members=tuple(members),
            body=given.text()[:_LONGEST_BODY],
        )
    )


def _first_word(collector: Collector, called: Called) -> str:
    return (word_of(called.arguments[0], collector.grammar) if called.arguments else None) or ""


def _chained(node: Node) -> Iterator[str]:
    """The calls around a schema: ``strict`` of ``z.object({…}).strict()``, ``t.exact`` of ``t.exact(t.type({…}))``."""
    around = node.parent()
    while around is not None and around.kind() in {"member_expression", "call_expression", "arguments"}:
        function = around.field("function")
        if function is not None:
            name = function.field("property")
            yield name.text() if name is not None else function.text()
        around = around.parent()
