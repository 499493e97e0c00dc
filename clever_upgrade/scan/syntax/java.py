"""Java, as tables: what the kinds of nodes of its grammar mean."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Loop, Scope
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.handlers import function, loop, named, returned
from clever_upgrade.scan.syntax.java_classes import anonymous, class_like
from clever_upgrade.scan.syntax.java_decisions import binary, block, branches, label, note_question, switch
from clever_upgrade.scan.syntax.java_nodes import COMMENTS, got_by, last_word, set_by, shortly
from clever_upgrade.scan.syntax.matcher import Node
from clever_upgrade.scan.syntax.texts import word_of

_CALLS = frozenset({"method_invocation", "object_creation_expression", "explicit_constructor_invocation"})
_NAMES_WHAT_IT_IS_GIVEN = re.compile(r"(?:put\w*|set\w*|add\w*|header|property|queryParam|registrationId|entry)$")
_KEYED = frozenset(
    {"get", "path", "at", "has", "opt", "getOrDefault", "findValue", "required", "containsKey", "findPath", "getAs"}
    | {"getString", "getInt", "getLong", "getBoolean", "getJSONArray", "getJSONObject", "getJsonArray", "getJsonObject"}
    | {"optString", "optInt", "optLong", "optBoolean", "optJSONArray", "optJSONObject", "getJsonString", "withArray"}
    | {"getAsJsonArray", "getAsJsonObject", "getAsJsonPrimitive", "getAsString", "getArray", "getObject", "getText"}
    | {"findValues", "findValuesAsText", "getAttribute", "getProperty", "isNull", "remove"}
)
_WALKS = re.compile(
    r"(?:map\w*|flatMap\w*|forEach\w*|filter\w*|anyMatch|allMatch|noneMatch|peek|removeIf|collect|reduce|sorted|sort"
    r"|takeWhile|dropWhile|groupingBy\w*|partitioningBy|toMap|toUnmodifiableMap|comparing\w*|thenComparing|uniqueIndex)$"
)
_COLLECTS = frozenset({"collect", "sorted", "sort", "min", "max"})
_FACTORIES = re.compile(r"(?:Collectors|Comparator)?$")
_PLAIN_NAME = re.compile(r"[a-z]\w*$")
_TYPE_NAME = re.compile(r"(?!(?:String|Objects|Integer|Long|Boolean|Collection|List|Set|Stream|Optional)$)[A-Z]\w*$")
_MEMBER_NAME = re.compile(r"[a-z]\w*$")
_NO_MEMBERS = frozenset(
    {"length", "size", "class", "this", "iterator", "stream", "keySet", "values", "entrySet", "close", "equals"}
)


def _called(node: Node) -> Called | None:
    arguments = tuple(named(node.field("arguments")))
    if node.kind() == "object_creation_expression":
        made = node.field("type")
        return None if made is None else Called(_without_types(made), None, arguments, makes=True)
    if node.kind() == "explicit_constructor_invocation":
        constructor = node.field("constructor")
        return Called("super" if constructor is None else constructor.text(), None, arguments)
    owner, name = node.field("object"), node.field("name")
    if name is None:
        return None
    if owner is None:
        return Called(name.text(), None, arguments)
    return Called(f"{shortly(owner)}.{name.text()}", owner, arguments)


def _without_types(made: Node) -> str:
    """The name of a class without what stands between angle brackets."""
    return made.text().partition("<")[0].strip()


def _call(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    called = _called(node)
    if called is None:
        return children(node, context)
    collector.note_call(node, called, context)
    _note_reads(collector, node, called, context)
    asked = note_question(collector, node, called, context)
    if asked is not None:
        return [(one, context) for one in asked]
    given, made = node.field("arguments"), node.field("type")
    steps: list[Step] = []
    for one in node.children():
        if given is not None and one.range() == given.range():
            steps.extend(_arguments(collector, given, called, context))
        elif one.kind() == "class_body" and made is not None:
            steps.append(anonymous(collector, made, one, context))
        else:
            steps.append((one, context))
    return steps


def _arguments(collector: Collector, given: Node, called: Called, context: Context) -> Iterator[Step]:
    first = called.arguments[0].range() if called.arguments else None
    inside = replace(context, passed_to=called.callee, action=None)
    named_so = replace(inside, bound_to=_name_given(collector, called) or inside.bound_to)
    for one in given.children():
        if one.kind() in {"lambda_expression", "method_reference"} or last_word(called.callee) in _COLLECTS:
            yield one, _walking(one, called, inside)
        else:
            yield one, inside if one.range() == first and len(called.arguments) > 1 else named_so


def _name_given(collector: Collector, called: Called) -> str | None:
    """The name that a call gives to what it is given: the word before it, or the member that it sets."""
    name, number = last_word(called.callee), len(called.arguments)
    if number > 1 and _NAMES_WHAT_IT_IS_GIVEN.match(name):
        return word_of(called.arguments[0], collector.grammar)
    member = set_by(name) if number == 1 else None
    if member is None or called.receiver is None:
        return member
    owner = called.receiver.text()
    return f"{owner}.{member}" if _PLAIN_NAME.match(owner) else member


def _walking(argument: Node, called: Called, context: Context) -> Context:
    """What holds in a function that is called for each of the others, or in a collector that is given one."""
    if not _WALKS.match(last_word(called.callee)) and last_word(called.callee) not in _COLLECTS:
        return context
    over = shortly(called.receiver) if called.receiver is not None else ""
    if _FACTORIES.match(over):
        # ``collect(groupingBy(s -> …))`` walks over what is collected.
        over = context.loops[-1].over if context.loops else ""
    parameters = argument.field("parameters")
    variable = parameters.text().strip("()").split()[-1:] if parameters is not None else []
    return replace(context, loops=(*context.loops, Loop("".join(variable), over)))


def _note_reads(collector: Collector, node: Node, called: Called, context: Context) -> None:
    if called.receiver is None:
        return
    owner, name = shortly(called.receiver), last_word(called.callee)
    if called.arguments:
        _note_key(collector, node, called, context)
        return
    member = got_by(name)
    if member is not None:
        collector.note_read(node, owner, member, context)
    elif _PLAIN_NAME.match(owner) and name not in _NO_MEMBERS:
        # The accessor of a record has the name of its member.
        collector.note_read(node, owner, name, context)


def _note_key(collector: Collector, node: Node, called: Called, context: Context) -> None:
    """Note the read of a member whose name, or the path to it, is given as a string."""
    name, owner, given = last_word(called.callee), called.receiver, called.arguments
    if called.callee == "JsonPath.read" and len(given) > 1:
        owner, path = given[0], word_of(given[1], collector.grammar)
        word = path.rsplit(".", 1)[-1] if path is not None else None
    elif name in _KEYED:
        word = word_of(given[0], collector.grammar)
        if name == "at" and word is not None:
            word = word.rsplit("/", 1)[-1]
    else:
        return
    if word and "/" not in word and owner is not None:
        collector.note_read(node, shortly(owner), word, context)


def _member(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, name = node.field("object"), node.field("field")
    if owner is not None and name is not None:
        collector.note_read(node, shortly(owner), name.text(), context)
    return children(node, context)


def _reference(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``Section::getSchool``, or ``Section::school`` of a record, reads that member of each of the others."""
    inner = named(node)
    if len(inner) > 1:
        owner, name = inner[0].text(), inner[-1].text()
        member = got_by(name) or (name if _TYPE_NAME.match(owner) and _MEMBER_NAME.match(name) else None)
        if member is not None:
            collector.note_read(node, owner, member, context)
    return children(node, context)


def _assignment(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target, value = node.field("left"), node.field("right")
    if target is None or value is None:
        return children(node, context)
    # What is written to is not read: only what it belongs to is.
    written = children(target, context) if target.kind() == "field_access" else [(target, context)]
    return [*written, (value, replace(context, bound_to=target.text(), passed_to=""))]


def _lambda(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """What a lambda gives back is what it is bound to; where it is a block and a field's, its name is the field's."""
    body = node.field("body")
    if body is None or body.kind() != "block":
        return children(node, replace(context, passed_to=""))
    scope = Scope(context.scope.classes, context.scope.function or context.bound_to)
    return children(node, replace(context, scope=scope, bound_to="", passed_to=""))


def _annotation(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name = node.field("name")
    return children(node, replace(context, passed_to="" if name is None else name.text()))


def _pair(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """An argument of an annotation; ``value`` is the name that may as well be left out."""
    key, value = node.field("key"), node.field("value")
    if key is None or value is None:
        return children(node, context)
    name = context.bound_to if key.text() == "value" else key.text()
    return [(value, replace(context, bound_to=name))]


def _declared(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A field, variable, parameter or constant: its value, its annotations and its arguments speak of it."""
    value = node.field("value")
    name = node.field("name") or next((one.field("name") for one in named(node) if one.field("name")), None)
    about = replace(context, bound_to="" if name is None else name.text())
    steps: list[Step] = []
    for one in node.children():
        speaks = one.kind() in {"modifiers", "argument_list"} or (value is not None and one.range() == value.range())
        steps.append((one, about if speaks else context))
    return steps


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
    strings=frozenset({"string_literal", "text_block", "character_literal"}),
    pieces=frozenset({"string_fragment", "multiline_string_fragment", "escape_sequence"}),
    joins={"binary_expression": frozenset({"+"})},
    lists=frozenset({"array_initializer", "element_value_array_initializer"}),
    calls=_CALLS,
    called=_called,
    comments=COMMENTS,
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
        "variable_declarator": _declared,
        "resource": _declared,
        "annotation_type_element_declaration": _declared,
        "element_value_pair": _pair,
        "field_declaration": _declared,
        "constant_declaration": _declared,
        "formal_parameter": _declared,
        "enum_constant": _declared,
        "annotation": _annotation,
        "lambda_expression": _lambda,
        "method_declaration": function,
        "constructor_declaration": function,
        "compact_constructor_declaration": function,
        "return_statement": returned,
        "class_declaration": class_like,
        "interface_declaration": class_like,
        "record_declaration": class_like,
        "enum_declaration": class_like,
        "annotation_type_declaration": class_like,
        "package_declaration": _package,
        "import_declaration": _import,
        "if_statement": branches,
        "ternary_expression": branches,
        "while_statement": branches,
        "binary_expression": binary,
        "switch_expression": switch,
        "switch_label": label,
        "block": block,
        "enhanced_for_statement": loop("name", "value", "body"),
    },
)
