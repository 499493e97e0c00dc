"""Go, as tables: what the kinds of nodes of its grammar mean."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Loop, Otherwise, Scope
from clever_upgrade.scan.syntax.go_context import GoContext, negation, with_comments
from clever_upgrade.scan.syntax.go_decisions import binary, branches, constants, negation_of, note_question, switch
from clever_upgrade.scan.syntax.go_literals import composite, element
from clever_upgrade.scan.syntax.go_names import (
    imported,
    receiver_of,
    survey,
    targets_of,
    values_of,
)
from clever_upgrade.scan.syntax.go_types import is_declared, named_type, note_made, struct, struct_field
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.handlers import named, note_key, returned
from clever_upgrade.scan.syntax.matcher import Node
from clever_upgrade.scan.syntax.texts import word_of

_LONGEST_RECEIVER = 120
_GETTER = re.compile(r"Get([A-Z]\w*)$")
_KEYED = re.compile(r"(?:Get(?:String|Int\d*|Bool|Float\d*|Array|Map|Value|Path)?|FieldByName|Path|Search)$")
_KEY = re.compile(r"[A-Za-z_][\w.\-]*$")
_SETS = re.compile(r"(?:^|\.)(?:Set\w*|Add|Store|Put)$")
_SETS_FLAG = re.compile(r"\.\w+VarP?$")
_WALKS = re.compile(
    r"(?:^|\.)(?:Map|MapErr|Each|ForEach|Filter|FilterMap|FlatMap|Reduce|Uniq\w*|KeyBy|GroupBy|IndexBy|SliceToMap|Some"
    r"|Every|Find|FindBy|Any|All|Count\w*|Sort\w*|PartitionBy|Associate|SumBy|Range|Walk)$"
)
_COUNTS = re.compile(r"\w+\s*<=?\s*len\(([^()]+)\)(?:\s*-\s*1)?$")


def _called(node: Node) -> Called | None:
    if node.kind() == "type_conversion_expression":
        return _generic(node)
    function, arguments = node.field("function"), node.field("arguments")
    if function is None or arguments is None or function.kind() == "func_literal":
        return None
    given = tuple(named(arguments))
    if function.kind() != "selector_expression":
        return Called(_shortly(function), None, given)
    operand, name = function.field("operand"), function.field("field")
    if operand is None or name is None:
        return None
    callee = f"{_shortly(operand)}.{name.text()}"
    if callee == "strings.Join":
        # The package is no text to be joined with, and what is joined is what the list holds.
        return Called(callee, None, tuple(_held(one) for one in given))
    return Called(callee, operand, given)


def _generic(node: Node) -> Called | None:
    """``decode[Student](text)`` looks like a conversion as long as there is one argument."""
    function, operand = node.field("type"), node.field("operand")
    if function is None or operand is None or function.kind() != "generic_type":
        return None
    return Called(_shortly(function), None, (operand,))


def _held(node: Node) -> Node:
    body = node.field("body") if node.kind() == "composite_literal" else None
    return node if body is None else body


def _shortly(node: Node) -> str:
    return re.sub(r"\s*\n\s*", "", node.text()[:_LONGEST_RECEIVER])


def _last_word(called: Called) -> str:
    return called.callee.rsplit(".", 1)[-1]


def _file(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    return children(node, GoContext(scope=context.scope, names=survey(node, collector.grammar)))


def _call(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    past = negation(context, negated=False)
    called = _called(node)
    if called is None:
        return children(node, past)
    collector.note_call(node, _made(called) or called, context)
    _note_reads(collector, node, called, context)
    steps = _function_steps(node, past)
    asked = note_question(collector, node, called, context)
    if asked is not None:
        steps.extend((one, replace(past, bound_to="")) for one in asked)
        return with_comments(steps, past, node.field("arguments"))
    inside = replace(past, passed_to=called.callee, bound_to=_name_given(collector, called) or context.bound_to)
    steps.extend((one, _walking(one, called, inside)) for one in called.arguments)
    return with_comments(steps, past, node.field("arguments"))


def _made(called: Called) -> Called | None:
    """``new(Student)`` and ``make([]Student, 10)`` make what they are given the type of."""
    kind = called.arguments[0] if called.callee in {"new", "make"} and called.arguments else None
    if kind is None or not is_declared(kind):
        return None
    return Called(_shortly(kind), None, called.arguments[1:], makes=True)


def _function_steps(node: Node, context: Context) -> list[Step]:
    """What stands before the arguments. What is called is not read, but what it belongs to is."""
    function = node.field("function") or node.field("type")
    if function is None:
        return []
    steps = children(function, context) if function.kind() == "selector_expression" else [(function, context)]
    types = node.field("type_arguments")
    return [*steps, (types, context)] if types is not None else steps


def _name_given(collector: Collector, called: Called) -> str:
    """The name that a call gives to its other arguments: ``query.Set("limit", "100")``, ``StringVar(&base, …)``."""
    if len(called.arguments) < 2:
        return ""
    first = called.arguments[0]
    if _SETS_FLAG.search(called.callee):
        return first.text()[1:] if first.kind() == "unary_expression" else ""
    return (word_of(first, collector.grammar) or "") if _SETS.search(called.callee) else ""


def _walking(argument: Node, called: Called, context: Context) -> Context:
    """What holds in a function that is called for each of the others: ``lo.Map(list, f)`` or ``list.Each(f)``."""
    if argument.kind() != "func_literal" or not _WALKS.search(called.callee):
        return context
    over = called.arguments[0] if called.arguments[0].range() != argument.range() else called.receiver
    parameters = argument.field("parameters")
    names = [name for one in named(parameters) for name in targets_of(one)] if parameters is not None else []
    variable = next((name for name in names if name != "_"), "")
    return replace(context, loops=(*context.loops, Loop(variable, "" if over is None else _shortly(over))))


def _note_reads(collector: Collector, node: Node, called: Called, context: Context) -> None:
    if called.receiver is None:
        return
    name = _last_word(called)
    getter = _GETTER.match(name)
    if not called.arguments:
        if getter is not None:
            collector.note_read(node, _shortly(called.receiver), getter[1], context)
        return
    word = word_of(called.arguments[-1], collector.grammar)
    if word is not None and _KEYED.match(name) and _KEY.match(word):
        # gjson.Get(text, "data.school") asks the first argument, and result.Get("data.school") the receiver.
        owner = called.receiver if len(called.arguments) == 1 else called.arguments[0]
        collector.note_read(node, _shortly(owner), word.rsplit(".", 1)[-1], context)


def _selector(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, name = node.field("operand"), node.field("field")
    if owner is not None and name is not None:
        collector.note_read(node, _shortly(owner), name.text(), context)
    return children(node, context)


def _index(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, key = node.field("operand"), node.field("index")
    if owner is not None and key is not None:
        note_key(collector, node, _shortly(owner), key, context)
    return children(node, replace(context, bound_to=""))


def _assignment(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    left, right = node.field("left"), node.field("right")
    if left is None or right is None:
        return children(node, context)
    targets, values = named(left), named(right)
    # What is written to is not read: only what it belongs to is.
    steps = [step for one in targets for step in _target_steps(one, context)]
    steps.extend(_value_steps([one.text() for one in targets], values, context))
    return with_comments(steps, context, node, left, right)


def _target_steps(target: Node, context: Context) -> list[Step]:
    written = target.kind() in {"selector_expression", "index_expression"}
    return children(target, context) if written else [(target, context)]


def _value_steps(names: list[str], values: list[Node], context: Context) -> list[Step]:
    """Each value under its name; one call that gives several is known by the first: the others say if it failed."""
    if len(names) != len(values):
        names = [next((name for name in names if name != "_"), "")] * len(values)
    return [(value, replace(context, bound_to=name, passed_to="")) for name, value in zip(names, values, strict=True)]


def _declared(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A ``const`` or a ``var``; what a variable holds for which no value is given is made for it."""
    names, values, kind = targets_of(node), values_of(node), node.field("type")
    if not values and node.kind() == "var_spec":
        for name in names:
            note_made(collector, node, kind, name, context)
    about = replace(context, bound_to=names[0] if names else "", passed_to="")
    given = node.field("value")
    head = [(one, about) for one in node.children() if given is None or one.range() != given.range()]
    return with_comments([*head, *_value_steps(names, values, context)], context, given)


def _function(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A function, or a method of its receiver's type. A result with a name is made before anything else is."""
    name, results = node.field("name"), node.field("result")
    owner = (receiver_of(node),) if node.kind() == "method_declaration" else ()
    inside = replace(context, scope=Scope(owner, "" if name is None else name.text()), bound_to="", loops=())
    if results is not None and results.kind() == "parameter_list":
        for result in named(results):
            for title in targets_of(result):
                note_made(collector, result, result.field("type"), title, inside)
    return children(node, inside)


def _closure(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A function without a name has that of what it is assigned to; one that is passed on belongs to the outer one."""
    name = context.scope.function if context.passed_to else context.bound_to or context.scope.function
    inside = replace(context, scope=Scope(context.scope.classes, name), bound_to="", passed_to="", action=None)
    return children(node, replace(inside, chain=None, otherwise=Otherwise.NOTHING))


def _for(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner, body = named(node), node.field("body")
    walk = _loop(inner[0]) if inner else None
    if walk is None or body is None:
        return children(node, context)
    inside = replace(context, loops=(*context.loops, walk))
    return with_comments([(inner[0], context), (body, inside)], context, node)


def _loop(head: Node) -> Loop | None:
    """``range list``, ``i < len(list)``, ``list.Next()``."""
    if head.kind() == "range_clause":
        return _range(head)
    condition = head.field("condition") if head.kind() == "for_clause" else head
    counted = _COUNTS.match(condition.text()) if condition is not None else None
    if condition is not None and counted is not None:
        left = condition.field("left")
        return Loop("" if left is None else left.text(), counted[1])
    called = _called(condition) if condition is not None and condition.kind() == "call_expression" else None
    if called is not None and called.receiver is not None and _last_word(called) == "Next":
        return Loop("", _shortly(called.receiver))
    return None


def _range(head: Node) -> Loop | None:
    left, over = head.field("left"), head.field("right")
    if over is None:
        return None
    names = [one.text() for one in named(left)] if left is not None else []
    # The first of two is the index.
    return Loop(next((name for name in reversed(names) if name != "_"), ""), over.text())


def _import(collector: Collector, node: Node, _: Context) -> Iterable[Step]:
    module, names = imported(node, collector.grammar)
    if module:
        collector.note_import(node, module, names)
    return ()


_CALLS = frozenset({"call_expression", "type_conversion_expression"})

GRAMMAR = Grammar(
    language="go",
    strings=frozenset({"interpreted_string_literal", "raw_string_literal"}),
    pieces=frozenset({"interpreted_string_literal_content", "raw_string_literal_content", "escape_sequence"}),
    joins={"binary_expression": frozenset({"+"})},
    lists=frozenset({"literal_value"}),
    wrappers=frozenset({"parenthesized_expression", "literal_element"}),
    calls=_CALLS,
    called=_called,
    identifiers=frozenset({"identifier", "field_identifier", "type_identifier", "package_identifier"}),
    statements=frozenset(
        {"expression_statement", "return_statement", "if_statement", "for_statement", "short_var_declaration"}
        | {"assignment_statement", "expression_switch_statement", "type_switch_statement", "send_statement"}
        | {"go_statement", "defer_statement", "inc_statement", "dec_statement", "var_spec", "const_spec"}
    ),
    handlers={
        **dict.fromkeys(_CALLS, _call),
        "source_file": _file,
        "selector_expression": _selector,
        "index_expression": _index,
        "short_var_declaration": _assignment,
        "assignment_statement": _assignment,
        "const_declaration": constants,
        "const_spec": _declared,
        "var_spec": _declared,
        "composite_literal": composite,
        "literal_element": element,
        "function_declaration": _function,
        "method_declaration": _function,
        "func_literal": _closure,
        "return_statement": returned,
        "type_spec": named_type,
        "type_alias": named_type,
        "struct_type": struct,
        "field_declaration": struct_field,
        "import_spec": _import,
        "if_statement": branches,
        "binary_expression": binary,
        "unary_expression": negation_of,
        "expression_switch_statement": switch,
        "for_statement": _for,
    },
)
