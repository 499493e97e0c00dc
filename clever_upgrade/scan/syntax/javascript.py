"""JavaScript and TypeScript, with JSX, as tables: what the kinds of nodes of their grammars mean."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Loop, Scope
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.handlers import bound_by, loop, named, note_key
from clever_upgrade.scan.syntax.javascript_classes import class_body, enum, note_schema, type_declaration, typed, union
from clever_upgrade.scan.syntax.javascript_decisions import (
    VALIDATORS,
    binary,
    branches,
    map_of,
    note_question,
    switch,
    while_loop,
)
from clever_upgrade.scan.syntax.matcher import Node
from clever_upgrade.scan.syntax.texts import word_of

_LONGEST_RECEIVER = 120
_FUNCTIONS = frozenset({"arrow_function", "function_expression", "generator_function"})
_GIVE_NAMES = frozenset({"variable_declarator", "pair", "assignment_expression", "public_field_definition"})
_WALKS = re.compile(
    r"^(?:forEach|each|map|flatMap|filter|reject|reduce|reduceRight|some|any|every|all|find|findIndex|findLast|sortBy"
    r"|groupBy|keyBy|indexBy|countBy|uniqBy|partition|times|transform|mapValues|forIn|forOwn|omitBy|pickBy|sumBy|minBy"
    r"|maxBy|(?:each|map|filter|some|every|concat|forEach)(?:Series|Limit|Of|Async|OfSeries|OfLimit|Right))$"
)
_OF_LIBRARIES = re.compile(r"^(?:_|\$|jQuery|lodash|underscore|async|R|Promise|Array\.from|Bluebird|angular)$")
_SECOND_PARAMETER = frozenset({"reduce", "reduceRight", "transform"})
_GETTER = re.compile(r"^get([A-Z]\w*)$")
_KEYED = frozenset({"get", "hasOwnProperty", "has", "pluck", "property", "getIn"})
_PROTOTYPE = re.compile(r"^([\w.$]+)\.prototype\.(\w+)$")


def _called(node: Node) -> Called | None:
    makes = node.kind() == "new_expression"
    function, arguments = node.field("constructor" if makes else "function"), node.field("arguments")
    if function is None:
        return None
    given: tuple[Node, ...] = ()
    if arguments is not None:
        given = (arguments,) if arguments.kind() == "template_string" else tuple(named(arguments))
    if makes and function.text() == "URL" and len(given) == 2:
        # new URL("/me", base) is the one way to put a path together that begins with its end.
        given = (given[1], given[0])
    if function.kind() != "member_expression":
        # What is called may itself be a call, as in require("clever")(key).
        return Called(_shortly(function), function if named(function) else None, given, makes=makes)
    owner, name = function.field("object"), function.field("property")
    if owner is None or name is None:
        return None
    chain = function.field("optional_chain")
    return Called(f"{_shortly(owner)}{'.' if chain is None else '?.'}{name.text()}", owner, given, makes=makes)


def _shortly(node: Node) -> str:
    return re.sub(r"\s*\n\s*", "", node.text()[:_LONGEST_RECEIVER])


def _call(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    called = _called(node)
    if called is None:
        return children(node, context)
    if called.callee in {"require", "import"} and called.arguments:
        module = word_of(called.arguments[0], collector.grammar)
        if module is not None:
            collector.note_import(node, module, _taken(context.bound_to), _renamed(context.bound_to))
            return ()
    collector.note_call(node, called, context)
    name = re.split(r"\W+", called.callee)[-1]
    _note_reads(collector, node, name, called, context)
    note_schema(collector, node, called, context)
    asked = note_question(collector, node, name, called, context)
    if asked is not None:
        return [(one, context) for one in asked]
    steps: list[Step] = [(called.receiver, context)] if called.receiver is not None else []
    inside = replace(context, passed_to=called.callee)
    for argument in called.arguments:
        walked = _walk(name, called, argument) if argument.kind() in _FUNCTIONS else None
        loops = context.loops if walked is None else (*context.loops, walked)
        steps.append((argument, replace(inside, loops=loops)))
    return steps


def _taken(target: str) -> tuple[str, ...]:
    """The names that ``a`` or ``{ b, c: d }`` takes from a module."""
    if target.startswith("{"):
        return tuple(re.findall(r"[{,]\s*(\w+)", target))
    return (target,) if target.isidentifier() else ()


def _renamed(target: str) -> tuple[tuple[str, str], ...]:
    """``d`` for ``c`` in ``{ b, c: d }``."""
    return tuple((own, there) for there, own in re.findall(r"[{,]\s*(\w+)\s*:\s*(\w+)", target))


def _note_reads(collector: Collector, node: Node, name: str, called: Called, context: Context) -> None:
    receiver, arguments = called.receiver, called.arguments
    if receiver is None:
        return
    getter = _GETTER.match(name)
    if getter is not None and not arguments:
        collector.note_read(node, _shortly(receiver), getter[1][0].lower() + getter[1][1:], context)
    if not arguments:
        return
    owner, key = receiver, arguments[0]
    if _OF_LIBRARIES.match(receiver.text()) and len(arguments) > 1:
        owner, key = arguments[0], arguments[1]
        if _WALKS.match(name) or name == "pluck":
            context = replace(context, loops=(*context.loops, Loop("", _shortly(owner))))
            note_key(collector, node, _shortly(owner), key, context)
    word = word_of(key, collector.grammar)
    if name in _KEYED and word is not None and re.fullmatch(r"[\w.]+", word):
        collector.note_read(node, _shortly(owner), word.rsplit(".", 1)[-1], context)


def _walk(name: str, called: Called, callback: Node) -> Loop | None:
    """The loop that a call makes of the function it is given, if it is one that walks over something."""
    if called.receiver is None or not _WALKS.match(name):
        return None
    by_library = bool(_OF_LIBRARIES.match(called.receiver.text()))
    over = called.arguments[0] if by_library else called.receiver
    parameters = callback.field("parameters")
    given = [callback.field("parameter")] if parameters is None else [*named(parameters)]
    shown = [_parameter_name(one) for one in given if one is not None]
    of_jquery = name == "each" and called.callee.startswith(("$", "jQuery"))
    place = 1 if (name in _SECOND_PARAMETER or of_jquery) and len(shown) > 1 else 0
    return Loop(shown[place] if shown else "", _shortly(over))


def _parameter_name(parameter: Node) -> str:
    return (parameter.field("pattern") or parameter).text()


def _function(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A function, named by itself or by what it is given to; one without a name belongs to the function around it."""
    name, body = node.field("name"), node.field("body")
    word = name.text() if name is not None else _given_name(node, context)
    inside = replace(context, bound_to="", passed_to="")
    if word:
        inside = Context(scope=Scope(context.scope.classes, word))
    steps: list[Step] = []
    for child in node.children():
        if body is None or child.range() != body.range():
            is_type = child.kind() in {"type_annotation", "asserts_annotation", "type_predicate_annotation"}
            steps.append((child, replace(inside, bound_to=word) if is_type else inside))
        elif body.kind() == "statement_block":
            steps.append((body, replace(inside, chain=None, action=None, statement=None)))
        else:
            steps.append((body, replace(inside, bound_to=word)))
    return steps


def _given_name(node: Node, context: Context) -> str:
    parent = node.parent()
    if parent is None or parent.kind() not in _GIVE_NAMES:
        return ""
    return re.split(r"\W+", context.bound_to)[-1]


def _returned(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """What is returned is bound to the name of the function, but not to that of one further out."""
    around = node.parent()
    while around is not None and around.kind() not in _FUNCTIONS:
        if around.kind() in {"function_declaration", "method_definition", "generator_function_declaration"}:
            return children(node, replace(context, bound_to=context.scope.function))
        around = around.parent()
    parent = None if around is None else around.parent()
    is_named = around is not None and (around.field("name") is not None or (parent and parent.kind() in _GIVE_NAMES))
    return children(node, replace(context, bound_to=context.scope.function if is_named else ""))


def _declarator(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target, annotation, value = node.field("name"), node.field("type"), node.field("value")
    if target is None:
        return children(node, context)
    bound = replace(context, bound_to=target.text(), passed_to="")
    if value is not None:
        _note_taken(collector, target, value.text()[:_LONGEST_RECEIVER], context)
    return [(target, context), *((one, bound) for one in (annotation, value) if one is not None)]


def _assignment(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target, value = node.field("left"), node.field("right")
    if target is None or value is None:
        return children(node, context)
    _note_taken(collector, target, value.text()[:_LONGEST_RECEIVER], context)
    written = [(target, context)]
    if target.kind() in {"member_expression", "subscript_expression"}:
        # What is written to is not read: only what it belongs to is.
        parts = (target.field("object"), target.field("property"), target.field("index"))
        written = [(one, context) for one in parts if one is not None]
    prototype = _PROTOTYPE.match(target.text())
    if prototype is not None:
        scope = Scope((*context.scope.classes, prototype[1]), context.scope.function)
        return [*written, (value, replace(context, scope=scope, bound_to=prototype[2], passed_to=""))]
    return [*written, (value, replace(context, bound_to=target.text(), passed_to=""))]


def _parameter(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target = node.field("pattern")
    if target is None:
        return children(node, context)
    _note_taken(collector, target, target.text()[:_LONGEST_RECEIVER], context)
    bound = replace(context, bound_to=target.text())
    return [(one, context if one.range() == target.range() else bound) for one in node.children()]


def _note_taken(collector: Collector, pattern: Node, owner: str, context: Context) -> None:
    """Note the members that ``{ school, schools: many }`` reads."""
    if pattern.kind() != "object_pattern":
        return
    for one in named(pattern):
        key = one.field("key") or one.field("left") or one
        if key.kind() in {"property_identifier", "shorthand_property_identifier_pattern"}:
            collector.note_read(key, owner, key.text(), context)
        else:
            note_key(collector, key, owner, key, context)


def _pair(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    key, value = node.field("key"), node.field("value")
    if key is not None and value is not None and key.text().strip("'\"") in VALIDATORS:
        # state: { enum: [...] } speaks of state.
        return [(value, context)]
    return bound_by("key", "value", quoted=True)(collector, node, context)


def _member(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, name = node.field("object"), node.field("property")
    if owner is not None and name is not None:
        collector.note_read(node, _shortly(owner), name.text(), context)
    return children(node, context)


def _subscript(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, index = node.field("object"), node.field("index")
    if owner is None or index is None:
        return children(node, context)
    note_key(collector, node, _shortly(owner), index, context)
    about = replace(context, bound_to=index.text())
    return [(owner, about if "object" in owner.kind() or "parenth" in owner.kind() else context), (index, context)]


_COUNTED = re.compile(r"^\(?\s*(\w+)\s*(?:<|!==?)\s*(.+?)\.(?:length|size)\b")


def _for(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    condition, body = node.field("condition"), node.field("body")
    counted = _COUNTED.match(condition.text()) if condition is not None else None
    if counted is None or body is None:
        return children(node, context)
    inside = replace(context, loops=(*context.loops, Loop(f"{counted[2]}[{counted[1]}]", counted[2])))
    return [(one, inside if one.range() == body.range() else context) for one in node.children()]


def _for_in(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    variable = node.field("left")
    steps = list(loop("left", "right", "body")(collector, node, context))
    if variable is not None and steps:
        _note_taken(collector, variable, variable.text(), steps[-1][1])
    return steps


def _import(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    source = node.field("source") or next((one for one in node.find_all(kind="string")), None)
    module = None if source is None else word_of(source, collector.grammar)
    if module is None:
        return children(node, context)
    names: list[str] = []
    aliases: list[Step] = []
    renamed: list[tuple[str, str]] = []
    for one in node.find_all(kind="identifier"):
        parent = one.parent()
        taken = parent.field("name") if parent is not None else None
        if taken is not None and taken.range() != one.range():
            aliases.append((one, context))
            renamed.append((one.text(), taken.text()))
        else:
            names.append(one.text())
    collector.note_import(node, module, tuple(names), tuple(renamed))
    return aliases


def _export(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    return children(node, context) if node.field("source") is None else _import(collector, node, context)


def _jsx_attribute(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner = named(node)
    if len(inner) != 2:
        return children(node, context)
    return [(inner[1], replace(context, bound_to=inner[0].text()))]


def _grammar(language: str) -> Grammar:
    return Grammar(
        language=language,
        strings=frozenset({"string", "template_string", "regex"}),
        pieces=frozenset({"string_fragment", "escape_sequence", "regex_pattern"}),
        holes=frozenset({"template_substitution"}),
        joins={"binary_expression": frozenset({"+"}), "augmented_assignment_expression": frozenset({"+="})},
        lists=frozenset({"array"}),
        wrappers=frozenset(
            {"parenthesized_expression", "as_expression", "satisfies_expression", "non_null_expression"}
        ),
        comments=frozenset({"comment", "html_comment", "hash_bang_line"}),
        calls=frozenset({"call_expression", "new_expression"}),
        called=_called,
        identifiers=frozenset(
            {
                "identifier",
                "property_identifier",
                "private_property_identifier",
                "shorthand_property_identifier",
                "shorthand_property_identifier_pattern",
                "type_identifier",
            }
        ),
        statements=frozenset(
            {
                "expression_statement",
                "lexical_declaration",
                "variable_declaration",
                "return_statement",
                "throw_statement",
                "if_statement",
                "for_statement",
                "for_in_statement",
                "while_statement",
                "switch_statement",
                "public_field_definition",
            }
        ),
        handlers={
            "call_expression": _call,
            "new_expression": _call,
            "variable_declarator": _declarator,
            "assignment_expression": _assignment,
            "augmented_assignment_expression": _assignment,
            "assignment_pattern": bound_by("left", "right"),
            "object_assignment_pattern": bound_by("left", "right"),
            "required_parameter": _parameter,
            "optional_parameter": _parameter,
            "pair": _pair,
            "jsx_attribute": _jsx_attribute,
            "public_field_definition": typed,
            "property_signature": typed,
            "function_declaration": _function,
            "generator_function_declaration": _function,
            "function_signature": _function,
            "method_definition": _function,
            "method_signature": _function,
            "abstract_method_signature": _function,
            "function_expression": _function,
            "generator_function": _function,
            "arrow_function": _function,
            "return_statement": _returned,
            "class_declaration": class_body,
            "abstract_class_declaration": class_body,
            "class": class_body,
            "interface_declaration": type_declaration,
            "type_alias_declaration": type_declaration,
            "enum_declaration": enum,
            "union_type": union,
            "if_statement": branches,
            "ternary_expression": branches,
            "while_statement": while_loop,
            "do_statement": while_loop,
            "switch_statement": switch,
            "binary_expression": binary,
            "object": map_of,
            "member_expression": _member,
            "subscript_expression": _subscript,
            "for_statement": _for,
            "for_in_statement": _for_in,
            "import_statement": _import,
            "export_statement": _export,
        },
    )


GRAMMARS = {language: _grammar(language) for language in ("javascript", "typescript", "tsx")}
