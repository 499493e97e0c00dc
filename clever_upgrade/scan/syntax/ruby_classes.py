"""Ruby's classes and modules, and the structs that are made by a call, as declarations."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Declaration, Member, Scope
from clever_upgrade.scan.syntax.grammar import Context, Step
from clever_upgrade.scan.syntax.handlers import named
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import word_of

_MIXES_IN = frozenset({"include", "extend", "prepend"})
_ACCESSORS = frozenset({"attr_accessor", "attr_reader", "attr_writer", "attr", "attributes"})
_FIELDS = frozenset(
    {"attribute", "attribute?", "field", "property", "key", "column", "option", "param", "prop", "const", "string"}
)
_STRUCTS = frozenset({"Struct.new", "Data.define", "OpenStruct.new", "Class.new", "ImmutableStruct.new"})
_METHODS = frozenset({"method", "singleton_method"})
_LONGEST_BODY = 4000
_LONGEST_MARK = 200


def class_or_module(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Note a class or a module; it is the scope of what is inside."""
    name, body, superclass = node.field("name"), node.field("body"), node.field("superclass")
    if name is None:
        return children(node, context)
    statements = named(body)
    base = next(iter(named(superclass)), None) if superclass is not None else None
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword=node.kind(),
            place=place_of(name),
            scope=context.scope,
            bases=(*([base.text()] if base is not None else []), *_mixed_in(statements)),
            marks=tuple(_marks(statements)),
            members=(*_struct_members(base), *_members(statements)),
            methods=tuple(_methods(statements)),
            body="" if body is None else body.text()[:_LONGEST_BODY],
        )
    )
    _note_constants(collector, node, name.text(), statements, context)
    inside = Context(scope=Scope((*context.scope.classes, name.text())))
    steps: list[Step] = [(name, context)]
    steps.extend([(superclass, context)] if superclass is not None else [])
    return [*steps, *([(body, inside)] if body is not None else [])]


def note_struct(collector: Collector, name: Node, value: Node, context: Context) -> None:
    """Note ``School = Struct.new(:id, :name)`` and the like as the declaration that it is."""
    members = tuple(_struct_members(value))
    made = _made_by(value)
    if made not in _STRUCTS:
        return
    block = value.field("block")
    body = block.field("body") if block is not None else None
    marks = tuple(one.text() for one in _arguments(value) if one.kind() == "pair")
    bases = (made.split(".")[0],) if made != "Class.new" else tuple(one.text() for one in _arguments(value))
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword="class" if made == "Class.new" else "struct",
            place=place_of(name),
            scope=context.scope,
            bases=bases,
            marks=marks,
            members=members,
            methods=tuple(_methods(named(body))) if body is not None else (),
            body=value.text()[:_LONGEST_BODY],
        )
    )


def _made_by(node: Node | None) -> str:
    if node is None or node.kind() != "call":
        return ""
    receiver, method = node.field("receiver"), node.field("method")
    return "" if receiver is None or method is None else f"{receiver.text()}.{method.text()}"


def _arguments(call: Node) -> list[Node]:
    arguments = call.field("arguments")
    return named(arguments)


def _struct_members(made: Node | None) -> Iterator[Member]:
    if made is None or _made_by(made) not in _STRUCTS:
        return
    for argument in _arguments(made):
        if argument.kind() == "simple_symbol":
            yield Member(argument.text().lstrip(":"), place_of(argument))


def _macro(statement: Node) -> str:
    """The name of a call without a receiver, as classes are full of: ``attr_reader``, ``include``, ``validates``."""
    method = statement.field("method") if statement.kind() == "call" else None
    return "" if method is None or statement.field("receiver") is not None else method.text()


def _mixed_in(statements: list[Node]) -> Iterator[str]:
    for statement in statements:
        if _macro(statement) in _MIXES_IN:
            yield from (argument.text() for argument in _arguments(statement))


def _marks(statements: list[Node]) -> Iterator[str]:
    known = _MIXES_IN | _ACCESSORS | _FIELDS
    for statement in statements:
        macro = _macro(statement)
        target = statement.field("left") if statement.kind() == "assignment" else None
        holds_method = any(one.kind() in _METHODS for one in _arguments(statement)) if macro else False
        if (macro and macro not in known and not holds_method) or (
            target is not None and target.text().startswith("self.")
        ):
            yield statement.text()[:_LONGEST_MARK]


def _members(statements: list[Node]) -> Iterator[Member]:
    for statement in statements:
        macro = _macro(statement)
        target, value = statement.field("left"), statement.field("right")
        if statement.kind() == "assignment" and target is not None and target.kind() == "constant":
            default = "" if value is None else value.text()[:_LONGEST_MARK]
            yield Member(target.text(), place_of(statement), default=default)
        elif macro in _ACCESSORS:
            for argument in _arguments(statement):
                if argument.kind() in {"simple_symbol", "string"}:
                    yield Member(argument.text().strip(":'\""), place_of(argument))
        elif macro in _FIELDS:
            yield from _field(statement)


def _field(statement: Node) -> Iterator[Member]:
    arguments = _arguments(statement)
    if not arguments or arguments[0].kind() not in {"simple_symbol", "string"}:
        return
    options = {}
    for pair in arguments[1:]:
        key, value = pair.field("key"), pair.field("value")
        if key is not None and value is not None:
            options[key.text().strip(":'\"")] = value.text()[:_LONGEST_MARK]
    positional = [one.text() for one in arguments[1:] if one.kind() != "pair"]
    yield Member(
        arguments[0].text().strip(":'\""),
        place_of(statement),
        type=positional[0] if positional else options.get("type", ""),
        default=options.get("default", ""),
        marks=tuple(one.text()[:_LONGEST_MARK] for one in arguments[1:] if one.kind() == "pair"),
    )


def _methods(statements: list[Node]) -> Iterator[str]:
    for statement in statements:
        if statement.kind() == "singleton_class":
            body = statement.field("body")
            yield from _methods(named(body)) if body is not None else ()
            continue
        # private def school … is a call with a method for an argument.
        for one in [statement, *(_arguments(statement) if statement.kind() == "call" else [])]:
            name = one.field("name")
            if one.kind() in _METHODS and name is not None:
                yield name.text()


def _note_constants(collector: Collector, node: Node, name: str, statements: list[Node], context: Context) -> None:
    """Constants that stand for words, two or more in one class or module, are Ruby's plain enum."""
    cases = []
    for statement in statements:
        target, value = statement.field("left"), statement.field("right")
        if statement.kind() != "assignment" or target is None or value is None or target.kind() != "constant":
            continue
        word = _word_made(collector, value)
        if word is not None:
            cases.append(Case(word, place_of(statement)))
    if len(cases) >= 2:
        collector.note_decision(DecisionKind.ENUM, name, tuple(cases), place_of(node), replace(context, chain=None))


def _word_made(collector: Collector, value: Node) -> str | None:
    """The word of ``"a"`` and of ``new("a")``."""
    if value.kind() == "call" and len(_arguments(value)) == 1:
        return word_of(_arguments(value)[0], collector.grammar)
    return word_of(value, collector.grammar)
