"""Go's structs, interfaces and other named types as declarations, and the tags of their fields."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clever_upgrade.scan.syntax.collect import Collector, children
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Declaration, Member, Scope
from clever_upgrade.scan.syntax.go_context import names_of
from clever_upgrade.scan.syntax.go_names import PREDECLARED, targets_of
from clever_upgrade.scan.syntax.grammar import Called, Context, Step
from clever_upgrade.scan.syntax.handlers import named
from clever_upgrade.scan.syntax.matcher import Node, place_of

_LONGEST_BODY = 4000
_LONGEST_TYPE = 200
_DEEPEST = 8
"""Lists of lists of lists that are deeper are nobody's."""
_ELEMENTS = {"slice_type": "element", "array_type": "element", "implicit_length_array_type": "element"}
LISTS = frozenset(_ELEMENTS)
_NAMED = frozenset({"type_identifier", "qualified_type", "generic_type"})
_MARK = re.compile(r'[\w.\-]+:"(?:[^"\\]|\\.)*"')
_ONE_OF = re.compile(r"\boneof=([^\",|]+)")
_ENUM = re.compile(r'\benums?:"([^"]+)"')


def named_type(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """``type Name …``: a struct, an interface, or a type made of another one."""
    name, kind = node.field("name"), node.field("type")
    if name is None or kind is None:
        return children(node, context)
    head = [(one, context) for one in node.children() if one.range() != kind.range()]
    inside = replace(context, bound_to=name.text(), passed_to="")
    if kind.kind() == "struct_type":
        return [*head, *_struct(collector, kind, name, inside)]
    is_interface = kind.kind() == "interface_type"
    collector.note_declaration(
        Declaration(
            name=name.text(),
            keyword="interface" if is_interface else "type",
            place=place_of(name),
            scope=context.scope,
            bases=tuple(_bases(kind)),
            methods=tuple(_methods(kind)) if is_interface else names_of(context).methods.get(name.text(), ()),
            body=kind.text()[:_LONGEST_BODY],
        )
    )
    return [*head, (kind, inside)]


def _bases(kind: Node) -> Iterator[str]:
    if kind.kind() in _NAMED:
        yield kind.text()
    elif kind.kind() == "interface_type":
        yield from (one.text() for one in named(kind) if one.kind() == "type_elem")


def _methods(interface: Node) -> Iterator[str]:
    for method in named(interface):
        name = method.field("name")
        if name is not None:
            yield name.text()


def struct(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A struct without a name has that of the variable or the field that it is the type of."""
    return _struct(collector, node, None, context)


def _struct(collector: Collector, node: Node, title: Node | None, context: Context) -> Iterable[Step]:
    listed = next((one for one in named(node) if one.kind() == "field_declaration_list"), None)
    if listed is None:
        return children(node, context)
    name = context.bound_to if title is None else title.text()
    fields = [one for one in named(listed) if one.kind() == "field_declaration"]
    if fields or title is not None:
        collector.note_declaration(
            Declaration(
                name=name,
                keyword="struct",
                place=place_of(node if title is None else title),
                scope=context.scope,
                bases=tuple(_embedded(fields)),
                members=tuple(member for one in fields for member in _members(one)),
                methods=names_of(context).methods.get(name, ()) if title is not None else (),
                body=listed.text()[:_LONGEST_BODY],
            )
        )
    scope = Scope((*context.scope.classes, name) if name else context.scope.classes, context.scope.function)
    return [(listed, replace(context, scope=scope, bound_to="", passed_to="", loops=()))]


def _embedded(fields: list[Node]) -> Iterator[str]:
    for one in fields:
        kind = one.field("type")
        if one.field("name") is None and kind is not None:
            yield kind.text()


def _members(declared: Node) -> Iterator[Member]:
    kind = declared.field("type")
    names = [name for name in declared.field_children("name") if name.is_named()]
    for name in names:
        yield Member(
            name=name.text(),
            place=place_of(declared if len(names) == 1 else name),
            type="" if kind is None else kind.text()[:_LONGEST_TYPE],
            marks=_marks(declared),
        )


def _marks(declared: Node) -> tuple[str, ...]:
    """The tag of a field: one mark for each of its keys, or the whole where it has none."""
    tag = declared.field("tag")
    if tag is None:
        return ()
    text = tag.text()[1:-1]
    if tag.kind() == "interpreted_string_literal":
        text = text.replace('\\"', '"')
    return tuple(_MARK.findall(text)) or ((text.strip(),) if text.strip() else ())


def struct_field(collector: Collector, node: Node, context: Context) -> Iterable[Step]:
    """A field of a struct. Its tag is no text, but may list the values that the field may have."""
    tag, names = node.field("tag"), targets_of(node)
    about = replace(context, bound_to=names[0] if names else "")
    values = _listed_values(" ".join(_marks(node)))
    if tag is not None and len(values) > 1:
        cases = tuple(Case(value, place_of(tag)) for value in values)
        collector.note_decision(DecisionKind.MEMBERSHIP, about.bound_to, cases, place_of(tag), context)
    return [(one, about) for one in node.children() if tag is None or one.range() != tag.range()]


def _listed_values(marks: str) -> list[str]:
    """``validate:"oneof=pending running"``, ``enum:"pending,running"``."""
    one_of, enum = _ONE_OF.search(marks), _ENUM.search(marks)
    if one_of is not None:
        return [word.strip("'") for word in one_of[1].split()]
    return [word.strip() for word in enum[1].split(",")] if enum is not None else []


def element_of(kind: Node, role: str = "value") -> Node | None:
    """The type of the elements of a list or a map, or of the keys of a map."""
    field = _ELEMENTS.get(kind.kind(), role if kind.kind() == "map_type" else "")
    return kind.field(field) if field else None


def pointed_to(kind: Node) -> Node:
    """The type behind a pointer."""
    inner = named(kind) if kind.kind() == "pointer_type" else []
    return inner[0] if inner else kind


def is_set(kind: Node) -> bool:
    """Whether a map only knows what is in it: ``map[string]bool``, ``map[string]struct{}``."""
    value = element_of(kind)
    return kind.kind() == "map_type" and value is not None and value.text().replace(" ", "") in {"bool", "struct{}"}


def is_declared(kind: Node) -> bool:
    """Whether a type, or that of the elements of a list or a map, is one that somebody declared."""
    for _ in range(_DEEPEST):
        element = element_of(kind)
        if element is None:
            break
        kind = pointed_to(element)
    return kind.kind() in _NAMED and kind.text() not in PREDECLARED


def note_made(collector: Collector, node: Node, kind: Node | None, name: str, context: Context) -> None:
    """Note that ``var status Status``, or a named result, makes an object."""
    if kind is not None and is_declared(kind):
        made = Called(kind.text()[:_LONGEST_TYPE], None, (), makes=True)
        collector.note_call(node, made, replace(context, bound_to=name))
