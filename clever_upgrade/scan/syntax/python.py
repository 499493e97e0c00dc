"""Python, as tables: what the kinds of nodes of its grammar mean."""

import re
from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children, otherwise_of
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Declaration, Loop, Member, Scope
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.handlers import (
    bound_by,
    function,
    loop,
    named,
    note_comparison,
    note_key,
    note_membership,
    returned,
)
from clever_upgrade.scan.syntax.matcher import Node, place_of
from clever_upgrade.scan.syntax.texts import word_of

_ENUM_BASES = re.compile(r"\b(\w*Enum|\w*Flag|TextChoices|IntegerChoices|Choices)\b")
_ENUM_CALLS = frozenset({"Enum", "ENUM", "SAEnum", "SqlEnum", "Choice"})
_GETTERS = frozenset({"get", "pop", "getattr"})


def _called(node: Node) -> Called | None:
    function, arguments = node.field("function"), node.field("arguments")
    if function is None or arguments is None:
        return None
    receiver = function.field("object") if function.kind() == "attribute" else None
    given = (arguments,) if arguments.kind() == "generator_expression" else tuple(named(arguments))
    return Called(function.text(), receiver, given, makes=_last_word(function.text())[:1].isupper())


def _last_word(text: str) -> str:
    return text.rsplit(".", 1)[-1]


def _call(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    called = _called(node)
    if called is not None and called.arguments:
        name = _last_word(called.callee)
        if name in _GETTERS and called.receiver is not None:
            note_key(collector, node, called.receiver.text(), called.arguments[0], context)
        elif name == "getattr" and len(called.arguments) > 1:
            note_key(collector, node, called.arguments[0].text(), called.arguments[1], context)
        elif name in _ENUM_CALLS:
            _note_enum_call(collector, node, called.arguments, context)
    return collector.call_steps(node, context)


def _note_enum_call(collector: Collector, node: Node, arguments: tuple[Node, ...], context: Context) -> None:
    """``Enum("running", "pending", name="sync_state")``, as columns of a table take it."""
    words = [word for word in arguments if word.kind() != "keyword_argument"]
    cases = tuple(Case(word, place_of(one)) for one in words if (word := word_of(one, collector.grammar)) is not None)
    if len(cases) >= 2 and len(cases) == len(words):
        names = [one.field("value") for one in arguments if one.text().startswith("name=")]
        name = next((word_of(one, collector.grammar) for one in names if one is not None), None)
        subject = name or context.bound_to or context.passed_to
        collector.note_decision(DecisionKind.ENUM, subject, cases, place_of(node), context)


def _expression_statement(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner = named(node)
    if len(inner) == 1 and inner[0].kind() in {"string", "concatenated_string"}:
        collector.note_comment(inner[0])
        return ()
    return children(node, context)


def _assignment(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    target, value = node.field("left"), node.field("right")
    if target is None or value is None:
        return children(node, context)
    return [(target, context), (value, replace(context, bound_to=target.text(), passed_to=""))]


def _class(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    name, body, superclasses = node.field("name"), node.field("body"), node.field("superclasses")
    if name is None or body is None:
        return children(node, context)
    bases = tuple(base.text() for base in named(superclasses)) if superclasses is not None else ()
    members = tuple(_members(body))
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword="class",
            place=place_of(name),
            scope=context.scope,
            bases=bases,
            marks=_decorators(node),
            members=members,
            methods=tuple(_methods(body)),
            body=body.text()[:4000],
        )
    )
    if any(_ENUM_BASES.search(base) for base in bases):
        _note_enum(collector, node, name.text(), body, context)
    scope = Scope((*context.scope.classes, name.text()), "")
    inside = replace(context, scope=scope, bound_to="", passed_to="", loops=())
    return [(name, context), *children(body, inside)]


def _decorators(node: Node) -> tuple[str, ...]:
    parent = node.parent()
    if parent is None or parent.kind() != "decorated_definition":
        return ()
    return tuple(child.text() for child in parent.children() if child.kind() == "decorator")


def _members(body: Node) -> Iterable[Member]:
    for statement in body.children():
        inner = named(statement) if statement.kind() == "expression_statement" else []
        if len(inner) == 1 and inner[0].kind() == "assignment":
            yield _member(inner[0])


def _member(assignment: Node) -> Member:
    target, annotation, value = assignment.field("left"), assignment.field("type"), assignment.field("right")
    return Member(
        name="" if target is None else target.text(),
        place=place_of(assignment),
        type="" if annotation is None else annotation.text(),
        default="" if value is None else value.text()[:200],
    )


def _methods(body: Node) -> Iterable[str]:
    for statement in body.children():
        definition = statement.field("definition") if statement.kind() == "decorated_definition" else statement
        name = definition.field("name") if definition is not None else None
        if definition is not None and definition.kind() == "function_definition" and name is not None:
            yield name.text()


def _note_enum(collector: Collector, node: Node, name: str, body: Node, context: Context) -> None:
    cases: list[Case] = []
    for member in body.find_all(kind="assignment"):
        target, value = member.field("left"), member.field("right")
        if target is None or value is None:
            continue
        words = [word_of(one, collector.grammar) for one in [value, *named(value)]]
        word = next((one for one in words if one is not None), target.text())
        cases.append(Case(word, place_of(member)))
    collector.note_decision(DecisionKind.ENUM, name, tuple(cases), place_of(node), context)


def _if(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    chain = node.range().start.index
    alternatives = [child for child in node.children() if child.kind() in {"elif_clause", "else_clause"}]
    last = alternatives[-1] if alternatives and alternatives[-1].kind() == "else_clause" else None
    asked = replace(context, chain=chain, otherwise=otherwise_of(last))
    steps: list[Step] = _branch(node, asked, context)
    for clause in alternatives:
        steps.extend(_branch(clause, asked, context) if clause.kind() == "elif_clause" else children(clause, context))
    return steps


def _branch(clause: Node, asked: Context, plain: Context) -> list[Step]:
    condition, body = clause.field("condition"), clause.field("consequence")
    if condition is None or body is None:
        return children(clause, plain)
    return [(condition, replace(asked, action=body)), (body, plain)]


def _conditional(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner = named(node)
    if len(inner) != 3:
        return children(node, context)
    then, condition, other = inner
    asked = replace(context, chain=node.range().start.index, action=then, otherwise=otherwise_of(other))
    return [(then, context), (condition, asked), (other, context)]


def _comparison(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    inner = named(node)
    operator = " ".join(child.text() for child in node.children() if not child.is_named())
    if len(inner) == 2:
        left, right = inner
        if operator in {"==", "!=", "is", "is not"}:
            note_comparison(collector, node, left, right, operator in {"!=", "is not"}, context)
        elif operator in {"in", "not in"}:
            note_membership(collector, node, left, right, operator == "not in", context)
            return [(left, context)] if right.kind() in collector.grammar.lists else children(node, context)
    return children(node, context)


def _match(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    subject, body = node.field("subject"), node.field("body")
    if subject is None or body is None:
        return children(node, context)
    cases: list[Case] = []
    default = None
    for clause in body.children():
        if clause.kind() != "case_clause":
            continue
        patterns = [child for child in clause.children() if child.kind() == "case_pattern"]
        action = clause.field("consequence")
        if any(pattern.text() == "_" or pattern.text().isidentifier() for pattern in patterns):
            default = action
            continue
        values = [one for pattern in patterns for one in _pattern_values(pattern)]
        found = [collector.case(value, action) for value in values]
        cases.extend(case for case in found if case is not None)
    collector.note_decision(
        DecisionKind.SWITCH, subject.text(), tuple(cases), place_of(node), context, otherwise=otherwise_of(default)
    )
    return children(node, context)


def _pattern_values(pattern: Node) -> list[Node]:
    inner = named(pattern)
    if len(inner) == 1 and inner[0].kind() == "union_pattern":
        return named(inner[0])
    return inner


def _dictionary(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    cases: list[Case] = []
    for pair in node.children():
        key, value = pair.field("key"), pair.field("value")
        if pair.kind() == "pair" and key is not None:
            case = collector.case(key, value)
            if case is not None:
                cases.append(case)
    if cases:
        subject = context.bound_to or context.passed_to
        collector.note_decision(DecisionKind.MAP, subject, tuple(cases), place_of(node), context)
    return children(node, context)


def _choices(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A list of pairs whose first is a word, as fields of a form take it: it tells those words apart."""
    pairs = [named(element) if element.kind() in {"tuple", "list"} else [] for element in named(node)]
    cases = [collector.case(pair[0]) for pair in pairs if len(pair) == 2]
    words = tuple(case for case in cases if case is not None)
    if len(words) >= 2 and len(words) == len(pairs):
        subject = context.bound_to or context.passed_to
        collector.note_decision(DecisionKind.MEMBERSHIP, subject, words, place_of(node), context)
    return children(node, context)


def _attribute(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, name = node.field("object"), node.field("attribute")
    if owner is not None and name is not None:
        collector.note_read(node, owner.text(), name.text(), context)
    return children(node, context)


def _subscript(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    owner, key = node.field("value"), node.field("subscript")
    if owner is None or key is None:
        return children(node, context)
    if owner.text() in {"Literal", "typing.Literal", "t.Literal"}:
        return _literal_type(collector, node, context)
    note_key(collector, node, owner.text(), key, context)
    return children(node, context)


def _literal_type(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    values = [child for child in named(node) if child.kind() == "string"]
    cases = [collector.case(value) for value in values]
    collector.note_decision(
        DecisionKind.UNION,
        context.bound_to,
        tuple(case for case in cases if case is not None),
        place_of(node),
        context,
    )
    return ()


def _generic_type(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    # In an annotation, Literal["a", "b"] is a generic type, not a subscript.
    inner = named(node)
    if not inner or inner[0].text() != "Literal":
        return children(node, context)
    annotation = node.parent()
    annotated = annotation.parent() if annotation is not None else None
    target = (annotated.field("left") or annotated.field("name")) if annotated is not None else None
    cases = [collector.case(value) for value in node.find_all(kind="string")]
    collector.note_decision(
        DecisionKind.UNION,
        context.bound_to if target is None else target.text(),
        tuple(case for case in cases if case is not None),
        place_of(node),
        context,
    )
    return ()


def _comprehension(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    loops = context.loops
    for clause in node.children():
        variable, over = clause.field("left"), clause.field("right")
        if clause.kind() == "for_in_clause" and variable is not None and over is not None:
            loops = (*loops, Loop(variable.text(), over.text()))
    return children(node, replace(context, loops=loops))


def _import(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    for child in named(node):
        module = child.field("name") if child.kind() == "aliased_import" else child
        if module is not None:
            last = module.text().rsplit(".", 1)[-1]
            collector.note_import(node, module.text(), (last,), _alias(child, last))
    return ()


def _import_from(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    module = node.field("module_name")
    names = [child for child in named(node) if module is None or child.range() != module.range()]
    taken = tuple((child.field("name") or child).text() for child in names)
    aliases = tuple(alias for child, name in zip(names, taken, strict=True) for alias in _alias(child, name))
    collector.note_import(node, "" if module is None else module.text(), taken, aliases)
    return ()


def _alias(taken: Node, name: str) -> tuple[tuple[str, str], ...]:
    alias = taken.field("alias") if taken.kind() == "aliased_import" else None
    return () if alias is None else ((alias.text(), name),)


GRAMMAR = Grammar(
    language="python",
    strings=frozenset({"string"}),
    pieces=frozenset({"string_content"}),
    holes=frozenset({"interpolation"}),
    joins={"binary_operator": frozenset({"+", "%"})},
    sequences=frozenset({"concatenated_string"}),
    lists=frozenset({"list", "tuple", "set"}),
    calls=frozenset({"call"}),
    called=_called,
    statements=frozenset({"expression_statement", "return_statement", "for_statement", "if_statement"}),
    handlers={
        "call": _call,
        "expression_statement": _expression_statement,
        "assignment": _assignment,
        "keyword_argument": bound_by("name", "value"),
        "default_parameter": bound_by("name", "value"),
        "typed_default_parameter": bound_by("name", "value"),
        "pair": bound_by("key", "value", quoted=True),
        "function_definition": function,
        "lambda": function,
        "return_statement": returned,
        "class_definition": _class,
        "if_statement": _if,
        "conditional_expression": _conditional,
        "comparison_operator": _comparison,
        "match_statement": _match,
        "dictionary": _dictionary,
        "list": _choices,
        "tuple": _choices,
        "attribute": _attribute,
        "subscript": _subscript,
        "generic_type": _generic_type,
        "for_statement": loop("left", "right", "body"),
        "list_comprehension": _comprehension,
        "set_comprehension": _comprehension,
        "dictionary_comprehension": _comprehension,
        "generator_expression": _comprehension,
        "import_statement": _import,
        "import_from_statement": _import_from,
    },
)
