"""Java's classes, interfaces, records and enums as declarations."""

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


def class_like(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note a class or what is like one; it is the scope of what is inside."""
    name, body = node.field("name"), node.field("body")
    if name is None:
        return children(node, context)
    statements = named(body) if body is not None else []
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword=node.kind().removesuffix("_declaration"),
            place=place_of(name),
            scope=context.scope,
            bases=tuple(_bases(node)),
            marks=tuple(_marks(node)),
            members=(*_components(node), *_members(statements)),
            methods=tuple(_methods(statements)),
            body="" if body is None else body.text()[:_LONGEST_BODY],
        )
    )
    _note_enum(collector, node, name.text(), statements, context)
    inside = Context(scope=Scope((*context.scope.classes, name.text())))
    return [(one, inside if body is not None and one.range() == body.range() else context) for one in node.children()]


def _bases(node: Node) -> Iterator[str]:
    for clause in node.children():
        if clause.kind() == "superclass":
            yield from (one.text() for one in named(clause))
        elif clause.kind() in {"super_interfaces", "extends_interfaces"}:
            yield from (one.text() for listed in named(clause) for one in named(listed))


def _marks(node: Node) -> Iterator[str]:
    for modifiers in node.children():
        if modifiers.kind() == "modifiers":
            yield from (one.text() for one in modifiers.children() if one.kind() in _MARKS)


def _components(node: Node) -> Iterator[Member]:
    """The components of a record."""
    parameters = node.field("parameters")
    for parameter in named(parameters) if parameters is not None else ():
        name, kind = parameter.field("name"), parameter.field("type")
        if name is not None:
            typed = "" if kind is None else kind.text()
            yield Member(name.text(), place_of(parameter), type=typed, marks=tuple(_marks(parameter)))


def _members(statements: list[Node]) -> Iterator[Member]:
    for statement in statements:
        kind = statement.field("type")
        for declarator in named(statement) if statement.kind() == "field_declaration" else ():
            name, value = declarator.field("name"), declarator.field("value")
            if declarator.kind() == "variable_declarator" and name is not None:
                yield Member(
                    name.text(),
                    place_of(declarator),
                    type="" if kind is None else kind.text(),
                    default="" if value is None else value.text()[:_LONGEST_DEFAULT],
                    marks=tuple(_marks(statement)),
                )


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
    """The word that a constant stands for: its first argument that is one, or that of the annotation on it."""
    arguments = constant.field("arguments")
    given = named(arguments) if arguments is not None else []
    marks = [one for one in constant.children() if one.kind() == "modifiers"]
    given += [value for mark in marks for one in named(mark) for value in _annotated(one)]
    return next((word for word in (word_of(one, collector.grammar) for one in given) if word is not None), None)


def _annotated(mark: Node) -> Iterator[Node]:
    arguments = mark.field("arguments")
    for one in named(arguments) if arguments is not None else ():
        yield one.field("value") or one


def fields_of_class(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Two constants or more that are words stand for an enum: ``static final String PENDING = "pending"``."""
    cases = []
    for statement in named(node):
        if statement.kind() == "field_declaration" and "final" in statement.text().split("=", 1)[0]:
            values = [one.field("value") for one in named(statement) if one.kind() == "variable_declarator"]
            words = [(word_of(value, collector.grammar), value) for value in values if value is not None]
            cases += [Case(word, place_of(value)) for word, value in words if word is not None]
    if len(cases) >= 2:
        subject = context.scope.classes[-1] if context.scope.classes else ""
        collector.note_decision(DecisionKind.ENUM, subject, tuple(cases), cases[0].place, replace(context, chain=None))
    return children(node, context)
