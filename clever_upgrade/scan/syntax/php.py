"""PHP, as tables: what the kinds of nodes of its grammar mean."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Literal, Loop, Scope
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.handlers import bound_by, function, named, note_key, returned
from clever_upgrade.scan.syntax.matcher import Node
from clever_upgrade.scan.syntax.php_classes import class_like
from clever_upgrade.scan.syntax.php_decisions import (
    array,
    binary,
    branches,
    element,
    match,
    note_question,
    switch,
)
from clever_upgrade.scan.syntax.php_tags import code_only
from clever_upgrade.scan.syntax.texts import parts_of, word_of

_LONGEST_RECEIVER = 120
_MEMBERS = frozenset({"member_access_expression", "nullsafe_member_access_expression"})
_CALLS = frozenset(
    {
        "function_call_expression",
        "member_call_expression",
        "nullsafe_member_call_expression",
        "scoped_call_expression",
        "object_creation_expression",
    }
)
_CLOSURES = frozenset({"anonymous_function", "arrow_function"})
_NAMES = re.compile(r"(?:^|\W)(?:define|set\w*|putIfAbsent|singleton|bind)$")
_GETTER = re.compile(r"get([A-Z]\w*)$")
_KEYED = frozenset({"get", "offsetGet", "getAttribute", "getValue", "value", "input", "getProperty"})
_KEYED_FUNCTIONS = frozenset({"data_get", "array_get", "Arr::get", "object_get"})
_COLUMNS = frozenset({"array_column", "pluck"})
_WALKS = re.compile(
    r"(?:^|->)(?:array_\w+|u[ak]?sort|iterator_apply|map\w*|each\w*|filter|reject|flatMap|reduce|transform|walk|chunk\w*"
    r"|sortBy|groupBy|keyBy|unique|first|every|some|contains|partition|forEach|foreach)$"
)
_INCLUSIONS = frozenset({"choices"})


def _called(node: Node) -> Called | None:
    kind, arguments = node.kind(), node.field("arguments")
    if kind == "object_creation_expression":
        return _made(node)
    if arguments is None:
        return None
    given = tuple(named(arguments))
    if kind == "function_call_expression":
        name = node.field("function")
        return None if name is None else Called(_shortly(name), None, given)
    owner, name = node.field("object") or node.field("scope"), node.field("name")
    if owner is None or name is None:
        return None
    operator = {"scoped_call_expression": "::", "member_call_expression": "->"}.get(kind, "?->")
    return Called(f"{_shortly(owner)}{operator}{name.text()}", owner, given)


def _made(node: Node) -> Called | None:
    inner = named(node)
    if not inner or inner[0].kind() == "anonymous_class":
        return None
    arguments = inner[-1] if inner[-1].kind() == "arguments" else None
    return Called(inner[0].text(), None, tuple(named(arguments)) if arguments is not None else (), makes=True)


def _shortly(node: Node) -> str:
    return re.sub(r"\s*\n\s*", "", node.text()[:_LONGEST_RECEIVER])


def _call(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    called = _called(node)
    if called is None:
        return children(node, context)
    collector.note_call(node, called, context)
    _note_reads(collector, node, called, context)
    asked = note_question(collector, node, called, context)
    if asked is not None:
        return [(one, context) for one in asked]
    return _within_call(collector, node, called, context)


def _within_call(collector: Collector, node: Node, called: Called, context: Context) -> list[Step]:
    inside = replace(context, passed_to=called.callee)
    if _NAMES.search(called.callee) and len(called.arguments) > 1:
        # define('BASE', 'https://…') names what it is given.
        word = word_of(called.arguments[0], collector.grammar)
        inside = replace(inside, bound_to=word or context.bound_to)
    steps = [(one, context) for one in node.children() if one.is_named() and one.kind() != "arguments"]
    for argument in called.arguments:
        closure = argument.kind() == "argument" and named(argument)[-1:] and named(argument)[-1].kind() in _CLOSURES
        steps.append((argument, _walking(argument, called, inside) if closure else inside))
    return steps


def _walking(argument: Node, called: Called, context: Context) -> Context:
    """What holds in a closure that is called for each of the others: ``array_map(fn, list)`` or ``list->map(fn)``."""
    if not _WALKS.search(called.callee):
        return context
    over = _shortly(called.receiver) if called.receiver is not None else ""
    if called.receiver is None:
        over = next((_shortly(one) for one in called.arguments if one.range() != argument.range()), "")
    parameters = named(argument)[-1].field("parameters")
    names = [one.field("name") for one in named(parameters)] if parameters is not None else []
    variable = ", ".join(name.text() for name in names if name is not None)
    return replace(context, loops=(*context.loops, Loop(variable, over)))


def _note_reads(collector: Collector, node: Node, called: Called, context: Context) -> None:
    name = re.split(r"->|::", called.callee)[-1]
    getter = _GETTER.match(name)
    if not called.arguments:
        if called.receiver is not None and getter is not None:
            field = getter[1][0].lower() + getter[1][1:]
            collector.note_read(node, _shortly(called.receiver), field, context)
        return
    first, last = called.arguments[0], called.arguments[-1]
    if name in _COLUMNS:
        over = _shortly(first if called.receiver is None else called.receiver)
        note_key(collector, node, over, last, replace(context, loops=(*context.loops, Loop("", over))))
    elif name in _KEYED and called.receiver is not None:
        note_key(collector, node, _shortly(called.receiver), first, context)
    elif called.callee in _KEYED_FUNCTIONS and len(called.arguments) > 1:
        path = word_of(called.arguments[1], collector.grammar)
        if path is not None:
            collector.note_read(node, _shortly(first), path.rsplit(".", 1)[-1], context)


def _member(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, name = node.field("object") or node.field("scope"), node.field("name")
    plain = "variable_name" if node.kind() == "scoped_property_access_expression" else "name"
    if owner is not None and name is not None and name.kind() == plain:
        collector.note_read(node, _shortly(owner), name.text().lstrip("$"), context)
    return children(node, context)


def _subscript(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner = named(node)
    if len(inner) == 2:
        note_key(collector, node, _shortly(inner[0]), inner[1], context)
    return children(node, context)


def _assignment(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target, value = node.field("left"), node.field("right")
    if target is None or value is None:
        return children(node, context)
    if target.kind() == "list_literal" and value.kind() == "array_creation_expression":
        targets, values = named(target), named(value)
        if len(targets) == len(values):
            return [step for one, given in zip(targets, values, strict=True) for step in _given(one, given, context)]
    return _given(target, value, context)


def _given(target: Node, value: Node, context: Context) -> list[Step]:
    # What is written to is not read: only what it belongs to is.
    written = target.kind() in _MEMBERS or target.kind() in {
        "subscript_expression",
        "scoped_property_access_expression",
    }
    steps: list[Step] = children(target, context) if written else [(target, context)]
    return [*steps, (value, replace(context, bound_to=target.text(), passed_to=""))]


def _constant(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner = named(node)
    if len(inner) != 2:
        return children(node, context)
    name, value = inner
    return [(name, context), (value, replace(context, bound_to=name.text()))]


def _parameter(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name, default = node.field("name"), node.field("default_value")
    named_so = replace(context, bound_to="" if name is None else name.text())
    inside = [one for one in node.children() if one.is_named()]
    is_default = [default is not None and one.range() == default.range() for one in inside]
    return [
        (one, named_so if given or one.kind() == "attribute_list" else context)
        for one, given in zip(inside, is_default, strict=True)
    ]


def _property(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """The attributes of a property speak of it."""
    first = next((one.field("name") for one in named(node) if one.kind() == "property_element"), None)
    about = replace(context, bound_to="" if first is None else first.text())
    return [(one, about if one.kind() == "attribute_list" else context) for one in node.children()]


def _attribute(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name = next((one.text() for one in named(node)), "")
    return children(node, replace(context, passed_to=name))


def _argument(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name = node.field("name")
    if name is None or name.text() in _INCLUSIONS:
        return children(node, context)
    value = named(node)[-1]
    return [(name, context), (value, replace(context, bound_to=name.text()))]


def _closure(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A closure: what it returns is bound to the name that it gets itself."""
    scope = Scope(context.scope.classes, context.bound_to or context.scope.function)
    keeps = context.bound_to if node.kind() == "arrow_function" else ""
    return children(node, replace(context, scope=scope, bound_to=keeps, passed_to=""))


def _foreach(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner, body = named(node), node.field("body")
    if len(inner) < 2 or body is None:
        return children(node, context)
    over, variable = inner[0], inner[1]
    if variable.kind() == "pair":
        variable = named(variable)[-1]
    loops = (*context.loops, Loop(variable.text(), over.text()))
    return [(over, context), (inner[1], context), (body, replace(context, loops=loops))]


def _program(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A namespace without braces holds for all that follows."""
    steps: list[Step] = []
    for child in node.children():
        if child.kind() == "namespace_definition":
            name, body = child.field("name"), child.field("body")
            inside = replace(context, scope=Scope(() if name is None else (name.text(),)))
            steps.append((child, inside))
            if body is None:
                context = inside
            continue
        steps.append((child, context))
    return steps


def _use(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    prefix = next((f"{one.text()}\\" for one in named(node) if one.kind() == "namespace_name"), "")
    clauses = [one for one in named(node) if one.kind() == "namespace_use_clause"]
    for group in named(node):
        if group.kind() == "namespace_use_group":
            clauses.extend(named(group))
    for clause in clauses:
        inner = named(clause)
        if inner:
            module = f"{prefix}{inner[0].text()}".lstrip("\\")
            name = inner[-1].text() if len(inner) > 1 else module
            collector.note_import(clause, module, (name.rsplit("\\", 1)[-1],))
    return ()


def _require(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    path = named(node)
    parts = parts_of(path[0], collector.grammar) if path else None
    written = "".join(part.text for part, _ in parts or () if isinstance(part, Literal))
    if not written:
        return children(node, context)
    collector.note_import(node, written)
    return ()


GRAMMAR = Grammar(
    language="php",
    prepared=code_only,
    strings=frozenset({"string", "encapsed_string", "heredoc", "nowdoc", "shell_command_expression"}),
    pieces=frozenset({"string_content", "escape_sequence", "nowdoc_string"}),
    naked=frozenset(
        {"variable_name", "dynamic_variable_name", "subscript_expression", "class_constant_access_expression"}
        | {"scoped_property_access_expression"}
        | _MEMBERS
        | _CALLS
    ),
    joins={"binary_expression": frozenset({"."})},
    lists=frozenset({"array_creation_expression"}),
    wrappers=frozenset({"parenthesized_expression", "argument", "array_element_initializer"}),
    calls=_CALLS,
    called=_called,
    identifiers=frozenset({"name"}),
    statements=frozenset(
        {"expression_statement", "return_statement", "if_statement", "foreach_statement", "echo_statement"}
        | {"while_statement", "switch_statement"}
    ),
    handlers={
        **dict.fromkeys(_CALLS, _call),
        **dict.fromkeys(_MEMBERS, _member),
        **dict.fromkeys(_CLOSURES, _closure),
        "scoped_property_access_expression": _member,
        "subscript_expression": _subscript,
        "assignment_expression": _assignment,
        "augmented_assignment_expression": _assignment,
        "reference_assignment_expression": _assignment,
        "static_variable_declaration": bound_by("name", "value"),
        "const_element": _constant,
        "property_declaration": _property,
        "property_element": _parameter,
        "simple_parameter": _parameter,
        "property_promotion_parameter": _parameter,
        "attribute": _attribute,
        "argument": _argument,
        "array_element_initializer": element,
        "array_creation_expression": array,
        "function_definition": function,
        "method_declaration": function,
        "return_statement": returned,
        "class_declaration": class_like,
        "interface_declaration": class_like,
        "trait_declaration": class_like,
        "enum_declaration": class_like,
        "anonymous_class": class_like,
        "program": _program,
        "namespace_use_declaration": _use,
        "require_expression": _require,
        "require_once_expression": _require,
        "include_expression": _require,
        "include_once_expression": _require,
        "if_statement": branches,
        "conditional_expression": branches,
        "while_statement": branches,
        "binary_expression": binary,
        "switch_statement": switch,
        "match_expression": match,
        "foreach_statement": _foreach,
    },
)
