"""Java's classes, interfaces, records and enums as declarations."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Declaration, Member, Scope
from clever_upgrade.scan.syntax.grammar import Context, Step
from clever_upgrade.scan.syntax.handlers import named
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import word_of

_LONGEST_BODY = 4000
_LONGEST_DEFAULT = 200
_MARKS = frozenset({"annotation", "marker_annotation"})
_FIELDS = frozenset({"field_declaration", "constant_declaration"})
_NAMES_ITS_VALUE = re.compile(r"(?:^|\.)(?:JsonProperty|SerializedName|XmlEnumValue|Json|JsonbProperty|PropertyName)$")


def class_like(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note a class or what is like one; it is the scope of what is inside."""
    name, body = node.field("name"), node.field("body")
    if name is None:
        return children(node, context)
    statements = list(_statements(body))
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword="interface" if node.kind() == "annotation_type_declaration" else _keyword(node),
            place=place_of(name),
            scope=context.scope,
            bases=tuple(_bases(node)),
            marks=tuple(_marks(node)),
            members=(*_components(node), *_members(statements)),
            methods=tuple(_methods(statements)),
            body="" if body is None else body.text()[:_LONGEST_BODY],
        )
    )
    if node.kind() == "enum_declaration":
        _note_enum(collector, node, name.text(), statements, context)
    else:
        _note_constants(collector, name.text(), statements, context)
    inside = Context(scope=Scope((*context.scope.classes, name.text())))
    inner = [one.range() for one in (body, node.field("parameters")) if one is not None]
    return [(one, inside if one.range() in inner else context) for one in node.children()]


def anonymous(collector: Collector, base: Node, body: Node, context: Context) -> Step:
    """Note a class that an expression derives from ``base``, and give its body with what holds there."""
    statements = list(_statements(body))
    if all(statement.kind() == "block" for statement in statements):
        # ``new HashMap<>() {{ put(…); }}`` is an object that is filled, and what it fills keeps its name.
        return body, replace(context, passed_to="")
    name = base.text().partition("<")[0].strip()
    collector.note_declaration(
        Declaration(
            name=name,
            keyword="class",
            place=place_of(base),
            scope=context.scope,
            bases=(base.text(),),
            members=tuple(_members(statements)),
            methods=tuple(_methods(statements)),
            body=body.text()[:_LONGEST_BODY],
        )
    )
    return body, Context(scope=Scope((*context.scope.classes, name)), loops=context.loops)


def _keyword(node: Node) -> str:
    return node.kind().removesuffix("_declaration")


def _statements(body: Node | None) -> Iterator[Node]:
    """What stands in a body, with that behind the constants of an enum."""
    for statement in named(body):
        if statement.kind() == "enum_body_declarations":
            yield from named(statement)
        else:
            yield statement


def _bases(node: Node) -> Iterator[str]:
    for clause in node.children():
        if clause.kind() == "superclass":
            yield from (one.text() for one in named(clause))
        elif clause.kind() in {"super_interfaces", "extends_interfaces"}:
            yield from (one.text() for listed in named(clause) for one in named(listed))


def _annotations(node: Node) -> Iterator[Node]:
    for modifiers in node.children():
        if modifiers.kind() == "modifiers":
            yield from (one for one in modifiers.children() if one.kind() in _MARKS)


def _marks(node: Node) -> Iterator[str]:
    return (mark.text() for mark in _annotations(node))


def _components(node: Node) -> Iterator[Member]:
    """The components of a record."""
    for parameter in named(node.field("parameters")):
        name, kind = parameter.field("name"), parameter.field("type")
        if name is not None:
            typed = "" if kind is None else kind.text()
            yield Member(name.text(), place_of(parameter), type=typed, marks=tuple(_marks(parameter)))


def _members(statements: list[Node]) -> Iterator[Member]:
    for statement in statements:
        kind = statement.field("type")
        for declarator in _declarators(statement):
            name, value = declarator.field("name"), declarator.field("value")
            if name is not None:
                yield Member(
                    name.text(),
                    place_of(declarator),
                    type="" if kind is None else kind.text(),
                    default="" if value is None else value.text()[:_LONGEST_DEFAULT],
                    marks=tuple(_marks(statement)),
                )


def _declarators(statement: Node) -> list[Node]:
    if statement.kind() not in _FIELDS:
        return []
    return [one for one in named(statement) if one.kind() == "variable_declarator"]


def _methods(statements: list[Node]) -> Iterator[str]:
    for statement in statements:
        name = statement.field("name")
        if statement.kind() == "method_declaration" and name is not None:
            yield name.text()


def _note_enum(collector: Collector, node: Node, name: str, statements: list[Node], context: Context) -> None:
    cases = []
    for statement in statements:
        word = statement.field("name")
        if statement.kind() == "enum_constant" and word is not None:
            cases.append(Case(_value(statement, collector) or word.text(), place_of(statement)))
    if len(cases) >= 2:
        collector.note_decision(DecisionKind.ENUM, name, tuple(cases), place_of(node), replace(context, chain=None))


def _value(constant: Node, collector: Collector) -> str | None:
    """The word that a constant stands for: that of the annotation which says so, or its first argument that is one."""
    given: list[Node] = []
    for mark in _annotations(constant):
        name = mark.field("name")
        if name is not None and _NAMES_ITS_VALUE.search(name.text()):
            given.extend(one.field("value") or one for one in named(mark.field("arguments")))
    given.extend(named(constant.field("arguments")))
    return next((word for word in (word_of(one, collector.grammar) for one in given) if word is not None), None)


def _note_constants(collector: Collector, name: str, statements: list[Node], context: Context) -> None:
    """Two constants or more that are words stand for an enum: ``static final String PENDING = "pending"``."""
    cases = []
    for statement in statements:
        if _is_constant(statement):
            values = [declarator.field("value") for declarator in _declarators(statement)]
            words = [(word_of(value, collector.grammar), value) for value in values if value is not None]
            cases += [Case(word, place_of(value)) for word, value in words if word is not None]
    if len(cases) >= 2:
        collector.note_decision(DecisionKind.ENUM, name, tuple(cases), cases[0].place, replace(context, chain=None))


def _is_constant(statement: Node) -> bool:
    modifiers = [one.text() for each in statement.children() if each.kind() == "modifiers" for one in each.children()]
    return statement.kind() == "constant_declaration" or {"static", "final"} <= set(modifiers)
