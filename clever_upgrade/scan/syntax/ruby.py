"""Ruby, as tables: what the kinds of nodes of its grammar mean."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Loop, Scope
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.handlers import (
    bound_by,
    named,
    note_key,
    returned,
)
from clever_upgrade.scan.syntax.matcher import Node
from clever_upgrade.scan.syntax.ruby_classes import class_or_module, note_struct
from clever_upgrade.scan.syntax.ruby_decisions import (
    VALIDATORS,
    binary,
    branches,
    cases_of,
    map_of,
    note_enum,
    note_question,
)
from clever_upgrade.scan.syntax.texts import word_of

_LONGEST_RECEIVER = 120
_LOADERS = frozenset({"require", "require_relative", "load", "autoload", "require_dependency"})
_KEYED = frozenset({"fetch", "dig", "[]", "delete", "read_attribute", "try", "send", "public_send", "slice"})
_WALKS = re.compile(
    r"^(?:each|map|collect|flat_map|filter|select|reject|detect|find|partition|group_by|index_by|inject|reduce|sum|sort_by"
    r"|min_by|max_by|uniq|any|all|none|count|to_h|times|zip|find_all|find_index|cycle|filter_map|find_each|in_batches"
    r"|each_(?:with_index|with_object|slice|cons|pair|key|value|entry)|reverse_each|find_in_batches)[?!]?$"
)
_YIELDS_EACH = re.compile(
    r"(?:^|_)(?:each|foreach|all|pages?|paginate|iter|iterate|walk|list|stream|batches|for)(?:_|$)"
)
_NO_STATEMENTS = frozenset({"rescue", "else", "ensure", "heredoc_body", "comment"})


def _called(node: Node) -> Called | None:
    receiver, method, arguments = node.field("receiver"), node.field("method"), node.field("arguments")
    if method is None and arguments is None:
        return None
    name = "call" if method is None else method.text()
    given = tuple(one for one in named(arguments) if one.kind() != "heredoc_body") if arguments is not None else ()
    if receiver is None:
        return Called(name, None, given)
    owner = _shortly(receiver)
    if name == "new":
        # Named by its class, as in the languages that have a word for making an object.
        return Called(owner, receiver, given, makes=True)
    operator = node.field("operator")
    return Called(f"{owner}{'.' if operator is None else operator.text()}{name}", receiver, given)


def _shortly(receiver: Node) -> str:
    return re.sub(r"\s*\n\s*", "", receiver.text()[:_LONGEST_RECEIVER])


def _method_name(node: Node) -> str:
    method = node.field("method")
    return "" if method is None else method.text()


def _call(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    called = _called(node)
    if called is None:
        return children(node, context)
    name = _method_name(node)
    if name in _LOADERS and called.receiver is None and called.arguments:
        return _load(collector, node, called)
    collector.note_call(node, called, context)
    _note_reads(collector, node, name, called, context)
    if name == "enum" and called.receiver is None and note_enum(collector, node, called, context):
        return ()
    asked = note_question(collector, node, name, called, context)
    if asked is not None:
        return [(one, context) for one in asked]
    steps: list[Step] = [(called.receiver, context)] if called.receiver is not None else []
    steps.extend(_argument_steps(called, context))
    block = node.field("block")
    if block is not None:
        steps.append((block, _within_block(collector, node, block, called, context)))
    return steps


def _load(collector: Collector, node: Node, called: Called) -> Iterable[Step]:
    path = word_of(called.arguments[-1], collector.grammar)
    if path is None:
        return [(argument, Context()) for argument in called.arguments]
    names = tuple(argument.text().lstrip(":") for argument in called.arguments[:-1])
    collector.note_import(node, path, names)
    return ()


def _argument_steps(called: Called, context: Context) -> list[Step]:
    inside = replace(context, passed_to=called.callee)
    first = called.arguments[0] if called.arguments else None
    if first is None or first.kind() != "simple_symbol" or (called.receiver is not None and context.bound_to):
        return [(argument, inside) for argument in called.arguments]
    # set :base, "https://…" and validates :state, inclusion: … speak of what the symbol names.
    about = replace(inside, bound_to=first.text().lstrip(":"))
    return [(first, inside), *((argument, about) for argument in called.arguments[1:])]


def _note_reads(collector: Collector, node: Node, name: str, called: Called, context: Context) -> None:
    receiver = called.receiver
    if receiver is None:
        return
    owner = _shortly(receiver)
    if not called.arguments:
        is_member = name.isidentifier() and name != "new" and node.field("block") is None
        if is_member and receiver.kind() not in collector.grammar.strings | collector.grammar.lists:
            collector.note_read(node, owner, name, context)
        return
    if name in _KEYED:
        for key in called.arguments[: None if name in {"dig", "slice"} else 1]:
            note_key(collector, node, owner, key, context)
            if name == "dig":
                owner = f"{owner}[{key.text()}]"
        return
    last = called.arguments[-1]
    if last.kind() == "block_argument" and last.text().startswith("&:"):
        walked = replace(context, loops=(*context.loops, Loop("", owner)))
        collector.note_read(node, owner, last.text()[2:], walked)
    elif name in {"pluck", "pick"}:
        for key in called.arguments:
            note_key(collector, node, owner, key, replace(context, loops=(*context.loops, Loop("", owner))))


def _within_block(collector: Collector, node: Node, block: Node, called: Called, context: Context) -> Context:
    """What holds in the block of a call: its loop, and the name that the call gives to what the block says last."""
    first = called.arguments[0] if called.arguments else None
    word = word_of(first, collector.grammar) if first is not None else None
    inside = replace(context, bound_to=context.bound_to or word or "", passed_to="")
    name, over = _method_name(node), called.callee
    if called.receiver is not None and _WALKS.match(name):
        over = _shortly(called.receiver)
    elif _YIELDS_EACH.search(name):
        over = f"{over}({', '.join(argument.text() for argument in called.arguments)})"[:_LONGEST_RECEIVER]
    else:
        return inside
    return replace(inside, loops=(*context.loops, Loop(_block_variable(block), over)))


def _block_variable(block: Node) -> str:
    parameters = block.field("parameters")
    if parameters is not None:
        return parameters.text().strip("| ")
    return "_1" if "_1" in block.text() else "it"


def _assignment(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target, value = node.field("left"), node.field("right")
    if target is None or value is None:
        return children(node, context)
    if target.kind() == "left_assignment_list":
        targets, values = named(target), named(value)
        if value.kind() in {"right_assignment_list", "array"} and len(targets) == len(values):
            pairs = zip(targets, values, strict=True)
            return [step for one, given in pairs for step in _given(one, given, context)]
    if target.kind() == "constant":
        note_struct(collector, target, value, context)
    return _given(target, value, context)


def _given(target: Node, value: Node, context: Context) -> list[Step]:
    # What is written to is not read: only what it belongs to is.
    owner = target.field("receiver") or target.field("object") if target.kind() != "identifier" else None
    steps: list[Step] = [(target if owner is None else owner, context)]
    return [*steps, (value, replace(context, bound_to=target.text(), passed_to=""))]


def _pair(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    key = node.field("key")
    if key is not None and key.text() in VALIDATORS:
        return children(node, context)
    return bound_by("key", "value", quoted=True)(collector, node, context)


def _method(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name, body = node.field("name"), node.field("body")
    word = "" if name is None else name.text()
    inside = Context(scope=Scope(context.scope.classes, word))
    steps = [(one, inside) for one in node.children() if body is None or one.range() != body.range()]
    if body is not None:
        steps.append((body, replace(inside, bound_to="" if word == "initialize" else word)))
    return steps


def _lambda(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    return children(node, replace(context, passed_to="", loops=()))


def _statements(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """Statements in a row: what the last one says is what they say together."""
    last = next((one for one in reversed(named(node)) if one.kind() not in _NO_STATEMENTS), None)
    within = replace(context, statement=None)
    plain = replace(within, bound_to="", passed_to="")
    result: list[Step] = []
    for one in node.children():
        if not one.is_named():
            continue
        keeps = one.kind() in _NO_STATEMENTS or (last is not None and one.range() == last.range())
        result.append((one, replace(within if keeps else plain, statement=one)))
    return result


def _element(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner = node.field("object")
    keys = [child for child in named(node) if owner is None or child.range() != owner.range()]
    if owner is not None and len(keys) == 1:
        note_key(collector, node, _shortly(owner), keys[0], context)
    return children(node, context)


def _for(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    variable, over, body = node.field("pattern"), node.field("value"), node.field("body")
    if variable is None or over is None or body is None:
        return children(node, context)
    walked = Loop(variable.text(), over.text().removeprefix("in").strip())
    return [(over, context), (body, replace(context, loops=(*context.loops, walked)))]


def _heredoc(node: Node) -> Node:
    """The body of a heredoc, which stands somewhere after the statement that begins it."""
    if node.kind() != "heredoc_beginning":
        return node
    name = re.sub(r"[<~\-\"'`]", "", node.text())
    near: Node | None = node
    while near is not None:
        following = near.next()
        while following is not None:
            body = following if following.kind() == "heredoc_body" else following.find(kind="heredoc_body")
            if body is not None and body.children() and body.children()[-1].text().strip() == name:
                return body
            following = following.next()
        near = near.parent()
    return node


def _skip(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    return ()


GRAMMAR = Grammar(
    language="ruby",
    strings=frozenset({"string", "bare_string", "subshell", "heredoc_beginning", "delimited_symbol", "regex"}),
    pieces=frozenset({"string_content", "escape_sequence", "heredoc_content"}),
    content=_heredoc,
    holes=frozenset({"interpolation"}),
    joins={"binary": frozenset({"+", "%", "<<"})},
    sequences=frozenset({"chained_string"}),
    lists=frozenset({"array", "string_array", "symbol_array"}),
    words=frozenset({"simple_symbol", "hash_key_symbol", "bare_symbol"}),
    wrappers=frozenset({"parenthesized_statements"}),
    calls=frozenset({"call"}),
    called=_called,
    identifiers=frozenset(
        {"identifier", "constant", "instance_variable", "class_variable", "global_variable", "hash_key_symbol"}
    ),
    handlers={
        "call": _call,
        "assignment": _assignment,
        "operator_assignment": _assignment,
        "pair": _pair,
        "optional_parameter": bound_by("name", "value"),
        "keyword_parameter": bound_by("name", "value"),
        "method": _method,
        "singleton_method": _method,
        "lambda": _lambda,
        "return": returned,
        "body_statement": _statements,
        "block_body": _statements,
        "then": _statements,
        "else": _statements,
        "program": _statements,
        "class": class_or_module,
        "module": class_or_module,
        "if": branches,
        "unless": branches,
        "if_modifier": branches,
        "unless_modifier": branches,
        "while_modifier": branches,
        "until_modifier": branches,
        "while": branches,
        "until": branches,
        "conditional": branches,
        "binary": binary,
        "case": cases_of,
        "case_match": cases_of,
        "hash": map_of,
        "element_reference": _element,
        "for": _for,
        "heredoc_body": _skip,
    },
)
