"""Reads the models' facts back: one tree of field facts for each resource of each version.

Everything that is derived from the contract (what ``diff`` calls documented, what reports redact, what the sandbox
serves) asks here and never looks into a model.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin

from pydantic import BaseModel

from clever_upgrade.contract.facts import Format, Mark, Origin, Since, well_formed

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class FieldFacts:
    """What the contract says of one field of one resource.

    ``json_type`` is one of string, boolean, object, array. ``path`` is dotted from the record. ``since`` names the
    contract change that brought the field or changed its meaning. ``fields`` are the members of an object.
    """

    path: str
    json_type: str
    guaranteed: bool
    format: Format | None = None
    enum: frozenset[str] | None = None
    marks: frozenset[Mark] = frozenset()
    origin: Origin = Origin.SPECIFIED
    since: str | None = None
    fields: Mapping[str, "FieldFacts"] = field(default_factory=dict)

    @property
    def personal(self) -> bool:
        """Whether the value says something about a person."""
        return Mark.PERSONAL in self.marks

    @property
    def secret(self) -> bool:
        """Whether the value must never be shown."""
        return Mark.SECRET in self.marks

    @property
    def order_free(self) -> bool:
        """Whether the value is a list whose order carries no meaning."""
        return Mark.ORDER_FREE in self.marks

    def accepts(self, value: object) -> bool:
        """Whether ``value`` is a well-formed value of this field; an optional field may be null."""
        match value:
            case None:
                return not self.guaranteed
            case bool():
                return self.json_type == "boolean"
            case str():
                return self.json_type == "string" and self._accepts_text(value)
            case list():
                return self.json_type == "array" and self._accepts_list(value)
            case dict():
                return self.json_type == "object"
            case _:
                return False

    def _accepts_text(self, text: str) -> bool:
        if self.enum is not None:
            return text in self.enum
        return self.format is None or well_formed(text, self.format)

    def _accepts_list(self, items: list[object]) -> bool:
        texts = [item for item in items if isinstance(item, str)]
        if len(texts) != len(items) or not all(self._accepts_text(text) for text in texts):
            return False
        return not self.order_free or len(set(texts)) == len(texts)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource of one version: its collection's name, its model, and the facts of its fields by name."""

    collection: str
    model: type[BaseModel]
    fields: Mapping[str, FieldFacts]

    def walk(self) -> Iterator[FieldFacts]:
        """Every field, members of objects after their object."""
        yield from _walk(self.fields)

    def facts_at(self, path: str) -> FieldFacts | None:
        """The facts of the field at a dotted path, or None where the contract knows no such field."""
        fields, facts = self.fields, None
        for name in path.split("."):
            facts = fields.get(name)
            if facts is None:
                return None
            fields = facts.fields
        return facts


def resource_of(collection: str, model: type[BaseModel]) -> Resource:
    """The resource that ``model`` declares."""
    return Resource(collection, model, _fields_of(model, prefix=""))


def _walk(fields: Mapping[str, FieldFacts]) -> Iterator[FieldFacts]:
    for facts in fields.values():
        yield facts
        yield from _walk(facts.fields)


def _fields_of(model: type[BaseModel], prefix: str) -> dict[str, FieldFacts]:
    return {
        name: _facts_of(prefix + name, info.annotation, tuple(info.metadata), guaranteed=info.is_required())
        for name, info in model.model_fields.items()
    }


def _facts_of(path: str, annotation: Any, markers: tuple[object, ...], *, guaranteed: bool) -> FieldFacts:
    bare, inner_markers = _unwrap(annotation)
    markers += inner_markers
    item_format = None
    if get_origin(bare) is list:
        _, item_markers = _unwrap(get_args(bare)[0])
        item_format = _first(item_markers, Format)
    is_model = isinstance(bare, type) and issubclass(bare, BaseModel)
    since = _first(markers, Since)
    return FieldFacts(
        path=path,
        json_type=_json_type(bare),
        guaranteed=guaranteed,
        format=_first(markers, Format) or item_format,
        enum=frozenset(get_args(bare)) if get_origin(bare) is Literal else None,
        marks=frozenset(marker for marker in markers if isinstance(marker, Mark)),
        origin=_first(markers, Origin) or Origin.SPECIFIED,
        since=since.change if since else None,
        fields=_fields_of(bare, prefix=f"{path}.") if is_model else {},
    )


def _unwrap(annotation: Any) -> tuple[Any, tuple[object, ...]]:
    """The plain type inside ``Annotated`` and ``X | None``, with the markers met on the way."""
    markers: tuple[object, ...] = ()
    while True:
        if get_origin(annotation) is Annotated:
            annotation, *found = get_args(annotation)
            markers += tuple(found)
        elif get_origin(annotation) in (Union, UnionType):
            (annotation,) = (arg for arg in get_args(annotation) if arg is not type(None))
        else:
            return annotation, markers


def _json_type(bare: Any) -> str:
    if bare is str or get_origin(bare) is Literal:
        return "string"
    if bare is bool:
        return "boolean"
    return "array" if get_origin(bare) is list else "object"


def _first(markers: tuple[object, ...], kind: type[T]) -> T | None:
    return next((marker for marker in markers if isinstance(marker, kind)), None)
