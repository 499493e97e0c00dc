"""Reads Clever's API definitions into the same flat facts that the contract states, so that both can be compared."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from clever_upgrade.contract.endpoints import Shape
from clever_upgrade.contract.facts import Format
from clever_upgrade.contract.resource import Resource

DEFINITION_OF = {
    "districts": "District",
    "schools": "School",
    "teachers": "Teacher",
    "students": "Student",
    "sections": "Section",
    "contacts": "StudentContact",
    "school_admins": "SchoolAdmin",
    "district_admins": "DistrictAdmin",
    "events": "Event",
    "status": "DistrictStatus",
}
COLLECTION_OF = {definition: collection for collection, definition in DEFINITION_OF.items()}

Spec = dict[str, Any]


@dataclass(frozen=True)
class Fact:
    """What a definition or the contract says of one field, in words common to both."""

    type: str
    enum: frozenset[str] | None
    guaranteed: bool
    written: str | None


def load(shared: Path, name: str) -> Spec:
    return _load(shared / "specs" / f"{name}.yml")


@cache
def _load(path: Path) -> Spec:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    spec: Spec = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506 - both loaders are safe
    return spec


def facts_of_spec(spec: Spec, collection: str) -> dict[str, Fact]:
    return dict(_properties(spec, DEFINITION_OF[collection], prefix=""))


def _properties(spec: Spec, definition: str, prefix: str) -> Iterator[tuple[str, Fact]]:
    for name, said in spec["definitions"][definition]["properties"].items():
        path = prefix + name
        guaranteed = not said.get("x-nullable", False)
        if "$ref" in said:
            yield path, Fact("object", None, guaranteed, None)
            yield from _properties(spec, reference(said), f"{path}.")
        else:
            enum = frozenset(said["enum"]) if "enum" in said else None
            yield path, Fact(said["type"], enum, guaranteed, said.get("format") or _pattern(said))


def _pattern(said: dict[str, Any]) -> str | None:
    return "pattern" if "pattern" in said else None


_WRITTEN = {
    Format.OBJECT_ID: None,  # the definitions say of ids only that they are validated
    Format.TIMESTAMP: "datetime",
    Format.MOMENT: "datetime",
    Format.LOOSE_DATE: "datetime",
    Format.US_DATE: "pattern",
    None: None,
}


def facts_of_contract(resource: Resource) -> dict[str, Fact]:
    return {
        facts.path: Fact(facts.json_type, facts.enum, facts.guaranteed, _WRITTEN[facts.format])
        for facts in resource.walk()
    }


def differences(spec: Spec, resource: Resource) -> set[tuple[str, str, str]]:
    """Each (collection, path, what differs) between a definition and the contract."""
    said, declared = facts_of_spec(spec, resource.collection), facts_of_contract(resource)
    found = {(path, "not in the contract") for path in said.keys() - declared.keys()}
    found |= {(path, "not in the definitions") for path in declared.keys() - said.keys()}
    for path in said.keys() & declared.keys():
        found |= {
            (path, aspect)
            for aspect in ("type", "enum", "guaranteed", "written")
            if getattr(said[path], aspect) != getattr(declared[path], aspect)
        }
    return {(resource.collection, path, aspect) for path, aspect in found}


def reference(said: dict[str, Any]) -> str:
    name: str = said["$ref"].rsplit("/", 1)[1]
    return name


def answer_of(spec: Spec, path: str) -> tuple[Shape, str, set[str]]:
    """The envelope that a path answers with, what stands in it, and the definitions that say so."""
    outer = reference(spec["paths"][path]["get"]["responses"]["200"]["schema"])
    data = spec["definitions"][outer]["properties"]["data"]
    if "$ref" in data:
        return Shape.SINGLE, COLLECTION_OF[reference(data)], {outer}
    if "$ref" not in data["items"]:
        return Shape.TEXT_LIST, "grade_levels", {outer}
    item = reference(data["items"])
    if item in COLLECTION_OF:
        return Shape.BARE_LIST, COLLECTION_OF[item], {outer}
    collection = COLLECTION_OF[reference(spec["definitions"][item]["properties"]["data"])]
    return (Shape.STATUS_LIST if collection == "status" else Shape.LIST), collection, {outer, item}


def parameters_of(spec: Spec, path: str) -> frozenset[str]:
    return frozenset(said["name"] for said in spec["paths"][path]["get"].get("parameters", ()) if said["in"] == "query")
