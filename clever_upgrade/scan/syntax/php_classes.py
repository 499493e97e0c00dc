"""PHP's classes, interfaces, traits and enums as declarations."""

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
_NAMES = frozenset({"name", "qualified_name"})


def class_like(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note a class or what is like one; it is the scope of what is inside. One without a name is its base's."""
    name = node.field("name")
    body = node.field("body") or next((one for one in node.children() if one.kind() == "declaration_list"), None)
    if body is None:
        return children(node, context)
    statements = named(body)
    bases = (*_bases(node), *_traits(statements))
    word = name.text() if name is not None else next(iter(bases), "")
    collector.note_declaration(
        Declaration(
            name=word,
            keyword=node.kind().removesuffix("_declaration").removeprefix("anonymous_"),
            place=place_of(name if name is not None else node),
            scope=context.scope,
            bases=bases,
            marks=tuple(attributes_of(node)),
            members=tuple(_members(statements)),
            methods=tuple(_methods(statements)),
            body=body.text()[:_LONGEST_BODY],
        )
    )
    _note_enum(collector, node, word, statements, context)
    inside = Context(scope=Scope((*context.scope.classes, word) if word else context.scope.classes))
    head = [(one, context) for one in node.children() if one.range() != body.range()]
    return [*head, (body, inside)]


def attributes_of(node: Node) -> Iterator[str]:
    """The attributes before a declaration, each as the source has it."""
    for listed in node.children():
        if listed.kind() == "attribute_list":
            yield from (one.text() for group in named(listed) for one in named(group))


def _bases(node: Node) -> Iterator[str]:
    for clause in node.children():
        if clause.kind() in {"base_clause", "class_interface_clause"}:
            yield from (one.text() for one in named(clause))


def _traits(statements: list[Node]) -> Iterator[str]:
    for statement in statements:
        if statement.kind() == "use_declaration":
            yield from (one.text() for one in named(statement) if one.kind() in _NAMES)


def _members(statements: list[Node]) -> Iterator[Member]:
    for statement in statements:
        kind = statement.kind()
        if kind == "property_declaration":
            for element in named(statement):
                if element.kind() == "property_element":
                    yield _member(element, statement)
        elif kind == "const_declaration":
            yield from (_constant(element, statement) for element in named(statement) if _is_constant(element))
        elif kind == "method_declaration":
            parameters = statement.field("parameters")
            for parameter in named(parameters):
                if parameter.kind() == "property_promotion_parameter":
                    yield _member(parameter, parameter)


def _member(element: Node, typed: Node) -> Member:
    name, kind, default = element.field("name"), typed.field("type"), element.field("default_value")
    return Member(
        name="" if name is None else name.text().lstrip("$"),
        place=place_of(element),
        type="" if kind is None else kind.text(),
        default="" if default is None else default.text()[:_LONGEST_DEFAULT],
        marks=tuple(attributes_of(typed)),
    )


def _is_constant(element: Node) -> bool:
    return element.kind() == "const_element" and len(named(element)) == 2


def _constant(element: Node, declaration: Node) -> Member:
    name, value = named(element)
    kind = declaration.field("type")
    typed = "" if kind is None else kind.text()
    return Member(name.text(), place_of(element), type=typed, default=value.text()[:_LONGEST_DEFAULT])


def _methods(statements: list[Node]) -> Iterator[str]:
    for statement in statements:
        name = statement.field("name")
        if statement.kind() == "method_declaration" and name is not None:
            yield name.text()


def _note_enum(collector: Collector, node: Node, name: str, statements: list[Node], context: Context) -> None:
    """Note an enum, or the class of constants that stands for one where there are two or more words."""
    cases: list[Case] = []
    for statement in statements:
        if statement.kind() == "enum_case":
            case = statement.field("name")
            value = statement.field("value")
            word = word_of(value, collector.grammar) if value is not None else None
            if case is not None:
                cases.append(Case(word or case.text(), place_of(statement)))
        elif statement.kind() == "const_declaration" and node.kind() != "enum_declaration":
            for element in named(statement):
                word = word_of(named(element)[1], collector.grammar) if _is_constant(element) else None
                if word is not None:
                    cases.append(Case(word, place_of(element)))
    if len(cases) >= 2:
        collector.note_decision(DecisionKind.ENUM, name, tuple(cases), place_of(node), replace(context, chain=None))
