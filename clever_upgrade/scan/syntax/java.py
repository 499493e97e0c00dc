"""Java, as tables: what the kinds of nodes of its grammar mean."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Loop
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.handlers import bound_by, function, loop, named, note_key, returned
from clever_upgrade.scan.syntax.java_classes import class_like, fields_of_class
from clever_upgrade.scan.syntax.java_decisions import binary, branches, note_question, switch
from clever_upgrade.scan.syntax.matcher import Node
from clever_upgrade.scan.syntax.texts import word_of

_LONGEST_RECEIVER = 120
_CALLS = frozenset({"method_invocation", "object_creation_expression", "explicit_constructor_invocation"})
_NAMES_WHAT_IT_IS_GIVEN = re.compile(r"(?:put|put\w*|set\w*|add\w*|header|property|queryParam|registrationId)$")
_GETTER = re.compile(r"(?:get|is)([A-Z]\w*)$")
_KEYED = frozenset(
    {"get", "path", "at", "has", "opt", "getOrDefault", "findValue", "required", "containsKey", "findPath", "getAs"}
    | {"getString", "getJSONArray", "getJSONObject", "optString", "optJSONArray", "getJsonArray", "getAsJsonArray"}
    | {"getAsJsonObject", "getAsString", "getJsonObject", "getArray", "getObject"}
)
_WALKS = re.compile(
    r"(?:map\w*|flatMap|forEach\w*|filter|anyMatch|allMatch|noneMatch|peek|removeIf|collect|reduce|sorted)$"
)
_PLAIN_NAME = re.compile(r"[a-z]\w*$")
_NO_MEMBERS = frozenset(
    {"length", "size", "class", "this", "iterator", "stream", "keySet", "values", "entrySet", "close"}
)


def _called(node: Node) -> Called | None:
    given = node.field("arguments")
    arguments = tuple(named(given)) if given is not None else ()
    if node.kind() == "object_creation_expression":
        made = node.field("type")
        return None if made is None else Called(_without_types(made), None, arguments, makes=True)
    if node.kind() == "explicit_constructor_invocation":
        return Called("super", None, arguments)
    owner, name = node.field("object"), node.field("name")
    if name is None:
        return None
    if owner is None:
        return Called(name.text(), None, arguments)
    return Called(f"{_shortly(owner)}.{name.text()}", owner, arguments)


def _without_types(made: Node) -> str:
    """The name of a class without what stands between angle brackets."""
    return made.text().partition("<")[0].strip()


def _shortly(node: Node) -> str:
    return re.sub(r"\s*\n\s*", "", node.text()[-_LONGEST_RECEIVER:])


def _call(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    called = _called(node)
    if called is None:
        return children(node, context)
    collector.note_call(node, called, context)
    _note_reads(collector, node, called, context)
    asked = note_question(collector, node, called, context)
    if asked is not None:
        return [(one, context) for one in asked]
    inside = replace(context, passed_to=called.callee, action=None)
    steps: list[Step] = [(called.receiver, context)] if called.receiver is not None else []
    for position, argument in enumerate(called.arguments):
        steps.append((argument, _about(argument, position, called, inside, collector)))
    body = next((one for one in node.children() if one.kind() == "class_body"), None)
    return [*steps, (body, context)] if body is not None else steps


def _about(argument: Node, position: int, called: Called, inside: Context, collector: Collector) -> Context:
    """What holds for an argument: the walk that a function is called on, or the name that it gets by the one before."""
    name = called.callee.rsplit(".", 1)[-1]
    if argument.kind() in {"lambda_expression", "method_reference"} and _WALKS.match(name):
        over = _shortly(called.receiver) if called.receiver is not None else ""
        parameters = argument.field("parameters")
        variable = parameters.text().strip("()").split()[-1:] if parameters is not None else []
        return replace(inside, loops=(*inside.loops, Loop("".join(variable), over)))
    if position and _NAMES_WHAT_IT_IS_GIVEN.match(name):
        word = word_of(called.arguments[0], collector.grammar)
        return replace(inside, bound_to=word or inside.bound_to)
    return inside


def _note_reads(collector: Collector, node: Node, called: Called, context: Context) -> None:
    if called.receiver is None:
        return
    owner, name = _shortly(called.receiver), called.callee.rsplit(".", 1)[-1]
    if called.arguments:
        if name in _KEYED:
            note_key(collector, node, owner, called.arguments[0], context)
        return
    getter = _GETTER.match(name)
    if getter is not None:
        collector.note_read(node, owner, getter[1][0].lower() + getter[1][1:], context)
    elif _PLAIN_NAME.match(owner) and name not in _NO_MEMBERS:
        # The accessor of a record has the name of its member.
        collector.note_read(node, owner, name, context)


def _member(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, name = node.field("object"), node.field("field")
    if owner is not None and name is not None:
        collector.note_read(node, _shortly(owner), name.text(), context)
    return children(node, context)


def _reference(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``Section::getSchool`` reads that member of each of the others."""
    inner = named(node)
    getter = _GETTER.match(inner[-1].text()) if len(inner) > 1 else None
    if getter is not None:
        collector.note_read(node, inner[0].text(), getter[1][0].lower() + getter[1][1:], context)
    return children(node, context)


def _assignment(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target, value = node.field("left"), node.field("right")
    if target is None or value is None:
        return children(node, context)
    # What is written to is not read: only what it belongs to is.
    written = children(target, context) if target.kind() == "field_access" else [(target, context)]
    return [*written, (value, replace(context, bound_to=target.text(), passed_to=""))]


def _lambda(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """What a lambda gives back is what it is bound to only where it is no block."""
    body = node.field("body")
    keeps = context if body is not None and body.kind() != "block" else replace(context, bound_to="")
    return children(node, replace(keeps, passed_to=""))


def _annotation(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name = node.field("name")
    return children(node, replace(context, passed_to="" if name is None else name.text()))


def _field(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """The annotations of a field speak of it."""
    first = next((one.field("name") for one in named(node) if one.kind() == "variable_declarator"), None)
    about = replace(context, bound_to="" if first is None else first.text())
    return [(one, about if one.kind() == "modifiers" else context) for one in node.children()]


def _import(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner = named(node)
    if inner:
        module = inner[0].text()
        everything = any(one.kind() == "asterisk" for one in node.children())
        collector.note_import(node, module, () if everything else (module.rsplit(".", 1)[-1],))
    return ()


def _package(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    return ()


GRAMMAR = Grammar(
    language="java",
    strings=frozenset({"string_literal", "text_block"}),
    pieces=frozenset({"string_fragment", "multiline_string_fragment", "escape_sequence"}),
    joins={"binary_expression": frozenset({"+"})},
    lists=frozenset({"array_initializer", "element_value_array_initializer"}),
    calls=_CALLS,
    called=_called,
    comments=frozenset({"line_comment", "block_comment"}),
    identifiers=frozenset({"identifier", "type_identifier"}),
    statements=frozenset(
        {"expression_statement", "return_statement", "if_statement", "local_variable_declaration", "field_declaration"}
        | {"enhanced_for_statement", "while_statement", "throw_statement"}
    ),
    handlers={
        **dict.fromkeys(_CALLS, _call),
        "field_access": _member,
        "method_reference": _reference,
        "assignment_expression": _assignment,
        "variable_declarator": bound_by("name", "value"),
        "element_value_pair": bound_by("key", "value"),
        "field_declaration": _field,
        "annotation": _annotation,
        "lambda_expression": _lambda,
        "method_declaration": function,
        "constructor_declaration": function,
        "return_statement": returned,
        "class_declaration": class_like,
        "interface_declaration": class_like,
        "record_declaration": class_like,
        "enum_declaration": class_like,
        "annotation_type_declaration": class_like,
        "class_body": fields_of_class,
        "package_declaration": _package,
        "import_declaration": _import,
        "if_statement": branches,
        "ternary_expression": branches,
        "binary_expression": binary,
        "switch_expression": switch,
        "enhanced_for_statement": loop("name", "value", "body"),
    },
)
