"""C#'s classes, structs, records, interfaces and enums as declarations."""

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
_CONSTANT = frozenset({"const", "readonly"})


def class_like(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note a class or what is like one; it is the scope of what is inside."""
    name = node.field("name")
    if name is None:
        return children(node, context)
    body = next((one for one in node.children() if one.kind() == "declaration_list"), None)
    statements = named(body)
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword=node.kind().removesuffix("_declaration").removesuffix("_struct"),
            place=place_of(name),
            scope=context.scope,
            bases=tuple(_bases(node)),
            marks=tuple(_attributes(node)),
            members=(*_parameters(node), *_members(statements)),
            methods=tuple(_methods(statements)),
            body="" if body is None else body.text()[:_LONGEST_BODY],
        )
    )
    inside = Context(scope=Scope((*context.scope.classes, name.text())))
    return [(one, inside if body is not None and one.range() == body.range() else context) for one in node.children()]


def value_of(node: Node) -> Node | None:
    """What a declarator or a parameter has behind its equals sign."""
    equals = [position for position, one in enumerate(node.children()) if one.text() == "="]
    return node.children()[equals[0] + 1] if equals and equals[0] + 1 < len(node.children()) else None


def _bases(node: Node) -> Iterator[str]:
    for clause in node.children():
        if clause.kind() == "base_list":
            yield from (one.text() for one in named(clause) if one.kind() != "argument_list")


def _attributes(node: Node) -> Iterator[str]:
    """The attributes of a declaration as the source has them, and the word required."""
    for one in node.children():
        if one.kind() == "attribute_list":
            yield from (inner.text() for inner in named(one) if inner.kind() == "attribute")
        elif one.kind() == "modifier" and one.text() == "required":
            yield "required"


def _parameters(node: Node) -> Iterator[Member]:
    """What a record, or a class with a primary constructor, takes."""
    listed = next((one for one in node.children() if one.kind() == "parameter_list"), None)
    for parameter in named(listed):
        name, kind = parameter.field("name"), parameter.field("type")
        if name is not None:
            typed = "" if kind is None else kind.text()
            yield Member(name.text(), place_of(parameter), type=typed, marks=tuple(_attributes(parameter)))


def _members(statements: list[Node]) -> Iterator[Member]:
    for statement in statements:
        if statement.kind() == "property_declaration":
            yield from _property(statement)
        elif statement.kind() == "field_declaration":
            yield from _fields(statement)


def _property(statement: Node) -> Iterator[Member]:
    name, kind, value = statement.field("name"), statement.field("type"), statement.field("value")
    if name is not None:
        yield Member(
            name.text(),
            place_of(name),
            type="" if kind is None else kind.text(),
            default="" if value is None else value.text()[:_LONGEST_DEFAULT],
            marks=tuple(_attributes(statement)),
        )


def _fields(statement: Node) -> Iterator[Member]:
    for declared in named(statement):
        if declared.kind() != "variable_declaration":
            continue
        kind = named(declared)[0].text()
        for one in named(declared):
            name, value = one.field("name"), value_of(one)
            if one.kind() == "variable_declarator" and name is not None:
                default = "" if value is None else value.text()[:_LONGEST_DEFAULT]
                marks = tuple(_attributes(statement))
                yield Member(name.text(), place_of(one), type=kind, default=default, marks=marks)


def _methods(statements: list[Node]) -> Iterator[str]:
    for statement in statements:
        name = statement.field("name")
        if statement.kind() == "method_declaration" and name is not None:
            yield name.text()


def enum(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note an enum. A member stands for its name, or for the word of the attribute on it."""
    name = node.field("name")
    listed = next((one for one in node.children() if one.kind() == "enum_member_declaration_list"), None)
    cases = []
    for member in named(listed):
        word = member.field("name")
        if member.kind() == "enum_member_declaration" and word is not None:
            cases.append(Case(_told(member, collector) or word.text(), place_of(member)))
    if name is not None:
        collector.note_declaration(Declaration(name.text(), "enum", place_of(name), context.scope))
        if len(cases) >= 2:
            place = place_of(node)
            collector.note_decision(DecisionKind.ENUM, name.text(), tuple(cases), place, replace(context, chain=None))
    return children(node, context)


def _told(member: Node, collector: Collector) -> str | None:
    """The word that an attribute says a member is written as."""
    waiting = [one for one in member.children() if one.kind() == "attribute_list"]
    while waiting:
        node = waiting.pop(0)
        word = word_of(node, collector.grammar)
        if word is not None:
            return word
        waiting.extend(named(node))
    return None


def fields_of_class(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Two constants or more that are words stand for an enum: ``const string Pending = "pending"``."""
    cases = []
    for statement in named(node):
        if statement.kind() != "field_declaration" or not _is_constant(statement):
            continue
        for declared in named(statement):
            for one in named(declared) if declared.kind() == "variable_declaration" else ():
                value = value_of(one) if one.kind() == "variable_declarator" else None
                word = word_of(value, collector.grammar) if value is not None else None
                if word is not None and value is not None:
                    cases.append(Case(word, place_of(value)))
    if len(cases) >= 2:
        subject = context.scope.classes[-1] if context.scope.classes else ""
        collector.note_decision(DecisionKind.ENUM, subject, tuple(cases), cases[0].place, replace(context, chain=None))
    return children(node, context)


def _is_constant(statement: Node) -> bool:
    return any(one.kind() == "modifier" and one.text() in _CONSTANT for one in statement.children())
