"""C#, as tables: what the kinds of nodes of its grammar mean."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.csharp_classes import class_like, enum, fields_of_class, value_of
from clever_upgrade.scan.syntax.csharp_decisions import (
    binary,
    branches,
    initializer,
    note_question,
    pattern,
    switch,
    switch_expression,
)
from clever_upgrade.scan.syntax.facts import Argument, Call, Loop, Scope
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.handlers import loop, named, note_key, returned
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import word_of

_LONGEST_RECEIVER = 120
_LONGEST_PAIR = 400
_MADE = frozenset({"object_creation_expression", "implicit_object_creation_expression"})
_CALLS = frozenset({"invocation_expression", *_MADE})
_CLASSES = frozenset(
    {
        "class_declaration",
        "struct_declaration",
        "record_declaration",
        "record_struct_declaration",
        "interface_declaration",
    }
)
_NAMES_WHAT_IT_IS_GIVEN = re.compile(r"(?:Add\w*|Set\w*|TryAdd|Append\w*|Header)$")
_KEYED = re.compile(
    r"(?:Get(?:Property|Value|String|OrDefault|ValueOrDefault)?|TryGet\w+|Value|SelectToken|ContainsKey)(?:<|$)"
)
_WALKS = re.compile(
    r"(?:Select\w*|Where|ForEach\w*|All|Any|First\w*|Single\w*|Last\w*|GroupBy|OrderBy\w*|ToDictionary|ToLookup|Aggregate"
    r"|Distinct\w*|Count|Sum|Max|Min)$"
)


def _called(node: Node) -> Called | None:
    given = node.field("arguments") or next((one for one in node.children() if one.kind() == "argument_list"), None)
    arguments = tuple(named(given)) if given is not None else ()
    if node.kind() in _MADE:
        made = _made_type(node)
        return Called(made, None, arguments, makes=True) if made else None
    function = node.field("function")
    if function is None:
        return None
    return Called(_shortly(function), _receiver(function), arguments)


def _made_type(node: Node) -> str:
    """What ``new`` makes; where it does not say so itself, what the variable or the property is declared as."""
    made = node.field("type")
    around: Node | None = node
    while made is None and around is not None and around.kind() not in {"block", "declaration_list"}:
        around = around.parent()
        made = around.field("type") if around is not None else None
        if around is not None and made is None and around.kind() == "variable_declaration":
            made = named(around)[0]
    return made.text().partition("<")[0].strip() if made is not None else ""


def _receiver(function: Node) -> Node | None:
    if function.kind() == "member_access_expression":
        return function.field("expression")
    return function.field("condition") if function.kind() == "conditional_access_expression" else None


def _shortly(node: Node) -> str:
    return re.sub(r"\s*\n\s*", "", node.text()[-_LONGEST_RECEIVER:])


def _call(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    called = _called(node)
    if called is None:
        return children(node, context)
    pairs = _pairs(node)
    if pairs and not called.arguments:
        _note_made(collector, node, called, pairs, context)
    else:
        collector.note_call(node, called, context)
    _note_reads(collector, node, called, context)
    asked = note_question(collector, node, called, context)
    if asked is not None:
        return [(one, context) for one in asked]
    inside = replace(context, passed_to=called.callee, action=None)
    steps: list[Step] = [(called.receiver, context)] if called.receiver is not None else []
    for position, argument in enumerate(called.arguments):
        steps.append((argument, _about(argument, position, called, inside, collector)))
    made = next((one for one in node.children() if one.kind() == "initializer_expression"), None)
    return [*steps, (made, inside)] if made is not None else steps


def _pairs(node: Node) -> list[tuple[str, Node]]:
    """What an object is made with, as ``{ Name = value }``."""
    made = next((one for one in node.children() if one.kind() == "initializer_expression"), None)
    given = [one for one in named(made) if one.kind() == "assignment_expression"] if made is not None else []
    sides = [(one.field("left"), one) for one in given]
    return [(left.text(), one) for left, one in sides if left is not None and left.kind() == "identifier"]


def _note_made(
    collector: Collector, node: Node, called: Called, pairs: list[tuple[str, Node]], context: Context
) -> None:
    arguments = tuple(Argument(one.text()[:_LONGEST_PAIR], place_of(one), name=name) for name, one in pairs)
    collector.add_call(
        Call(
            called.callee,
            arguments,
            place_of(node),
            context.scope,
            context.bound_to,
            makes=True,
            loops=context.loops,
        )
    )


def _about(argument: Node, position: int, called: Called, inside: Context, collector: Collector) -> Context:
    """What holds for an argument: the walk that a function is called on, or the name that it gets by the one before."""
    name = re.split(r"\W+", called.callee.partition("<")[0])[-1]
    inner = named(argument)[-1:]
    function = inner[0] if inner and inner[0].kind() in {"lambda_expression", "anonymous_method_expression"} else None
    if function is not None and called.receiver is not None and _WALKS.match(name):
        parameters = function.field("parameters")
        variable = parameters.text().strip("()").split()[-1:] if parameters is not None else []
        return replace(inside, loops=(*inside.loops, Loop("".join(variable), _shortly(called.receiver))))
    if position and _NAMES_WHAT_IT_IS_GIVEN.match(name):
        word = word_of(called.arguments[0], collector.grammar)
        return replace(inside, bound_to=word or inside.bound_to)
    return inside


def _note_reads(collector: Collector, node: Node, called: Called, context: Context) -> None:
    if called.receiver is None or not called.arguments:
        return
    name = re.split(r"[.?]+", called.callee.partition("<")[0])[-1]
    if _KEYED.match(name):
        note_key(collector, node, _shortly(called.receiver), called.arguments[0], context)


def _member(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, name = node.field("expression"), node.field("name")
    if owner is not None and name is not None:
        collector.note_read(node, _shortly(owner), name.text(), context)
    return children(node, context)


def _conditional(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``owner?.Name`` and ``owner?["name"]``."""
    owner = node.field("condition")
    bound = named(node)[-1]
    if owner is not None and bound.kind() == "member_binding_expression":
        collector.note_read(node, _shortly(owner), bound.text().lstrip("."), context)
    elif owner is not None and bound.kind() == "element_binding_expression" and named(bound):
        note_key(collector, node, _shortly(owner), named(bound)[0], context)
    return children(node, context)


def _element(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, keys = node.field("expression"), node.field("subscript")
    given = named(keys)
    if owner is not None and len(given) == 1:
        note_key(collector, node, _shortly(owner), given[0], context)
    return children(node, context)


def _assignment(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target, value = node.field("left"), node.field("right")
    if target is None or value is None:
        return children(node, context)
    # What is written to is not read: only what it belongs to is.
    is_part = target.kind() in {"member_access_expression", "element_access_expression"}
    written = children(target, context) if is_part else [(target, context)]
    key = next((word for word in (word_of(one, collector.grammar) for one in named(target)) if word), None)
    name = key if target.kind() == "element_binding_expression" and key else target.text()
    return [*written, (value, replace(context, bound_to=name))]


def _declarator(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name, value = node.field("name"), value_of(node)
    if name is None or value is None:
        return children(node, context)
    return [(name, context), (value, replace(context, bound_to=name.text(), passed_to=""))]


def _property(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name = node.field("name")
    about = replace(context, bound_to="" if name is None else name.text(), passed_to="")
    return [(one, context if name is not None and one.range() == name.range() else about) for one in node.children()]


def _argument(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """An argument, or one of an attribute, that may have a name."""
    inner = named(node)
    is_named = len(inner) == 2 and inner[0].kind() in {"identifier", "name_colon", "name_equals"}
    if not is_named:
        return children(node, context)
    return [(inner[1], replace(context, bound_to=inner[0].text().strip(":= ")))]


def _attribute(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name = node.field("name")
    return children(node, replace(context, passed_to="" if name is None else name.text()))


def _function(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A method; what an arrow gives back is bound to its name."""
    name = node.field("name")
    word = "" if name is None else name.text()
    inside = Context(scope=Scope(context.scope.classes, word))
    arrow = replace(inside, bound_to=word)
    return [(one, arrow if one.kind() == "arrow_expression_clause" else inside) for one in node.children()]


def _lambda(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    body = node.field("body")
    keeps = context if body is not None and body.kind() != "block" else replace(context, bound_to="")
    return children(node, replace(keeps, passed_to=""))


def _query(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``from s in sections select s.School`` walks over the sections."""
    loops = list(context.loops)
    for clause in named(node):
        name = clause.field("name") if clause.kind() == "from_clause" else None
        if name is not None:
            loops.append(Loop(name.text(), _shortly(named(clause)[-1])))
    return children(node, replace(context, loops=tuple(loops)))


def _using(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner = named(node)
    if inner:
        names = (inner[0].text(),) if len(inner) > 1 else ()
        collector.note_import(node, inner[-1].text(), names)
    return ()


def _namespace(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    return children(node, _in_namespace(node, context))


def _in_namespace(node: Node, context: Context) -> Context:
    name = node.field("name")
    return context if name is None else replace(context, scope=Scope((*context.scope.classes, name.text())))


def _unit(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A namespace without braces holds for all that follows."""
    steps: list[Step] = []
    for child in node.children():
        if child.kind() == "file_scoped_namespace_declaration":
            context = _in_namespace(child, context)
            steps.extend((one, context) for one in named(child)[1:])
        else:
            steps.append((child, context))
    return steps


GRAMMAR = Grammar(
    language="csharp",
    strings=frozenset(
        {"string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"}
    ),
    pieces=frozenset({"string_literal_content", "string_content", "raw_string_content", "escape_sequence"}),
    holes=frozenset({"interpolation"}),
    joins={"binary_expression": frozenset({"+"})},
    lists=frozenset({"collection_expression"}),
    wrappers=frozenset({"parenthesized_expression", "argument", "constant_pattern", "arrow_expression_clause"}),
    calls=_CALLS,
    called=_called,
    identifiers=frozenset({"identifier"}),
    statements=frozenset(
        {"expression_statement", "return_statement", "if_statement", "local_declaration_statement", "field_declaration"}
        | {"foreach_statement", "while_statement", "throw_statement", "property_declaration"}
    ),
    handlers={
        **dict.fromkeys(_CALLS, _call),
        **dict.fromkeys(_CLASSES, class_like),
        "compilation_unit": _unit,
        "namespace_declaration": _namespace,
        "using_directive": _using,
        "enum_declaration": enum,
        "declaration_list": fields_of_class,
        "member_access_expression": _member,
        "conditional_access_expression": _conditional,
        "element_access_expression": _element,
        "assignment_expression": _assignment,
        "variable_declarator": _declarator,
        "parameter": _declarator,
        "property_declaration": _property,
        "argument": _argument,
        "attribute_argument": _argument,
        "attribute": _attribute,
        "method_declaration": _function,
        "constructor_declaration": _function,
        "local_function_statement": _function,
        "lambda_expression": _lambda,
        "query_expression": _query,
        "return_statement": returned,
        "if_statement": branches,
        "conditional_expression": branches,
        "binary_expression": binary,
        "is_pattern_expression": pattern,
        "switch_statement": switch,
        "switch_expression": switch_expression,
        "initializer_expression": initializer,
        "foreach_statement": loop("left", "right", "body"),
    },
)
