"""Clever's API definitions, made strict: nothing may stand in an answer that they do not list, nothing may be missing.

As they are written, the definitions allow nearly anything: no member is required and any other is welcome. What they
get wrong about the wire is put right here, and nowhere else.
"""

from pathlib import Path
from typing import Any

import yaml

Definition = dict[str, Any]

ENVELOPE = {"links": {"type": "array"}, "uri": {"type": "string"}}
LIST_ENVELOPE = {"links": {"type": "array"}, "paging": {"type": "object"}, "count": {"type": "integer"}}
"""Every answer has links; first pages have numbers; a count has nothing else. The definitions list only ``data``."""

OPTIONAL: dict[str, set[str]] = {
    # The definitions mark as optional with x-nullable, and forget it for these.
    "DistrictStatus": {"error", "instant_login", "launch_date"},
    "School": {"principal"},
    "SchoolAdmin": {"credentials"},
    "Section": {"teacher"},
    "Credentials": {"district_username"},
    "Location": {"address", "city", "state", "zip", "lat", "lon"},
    "Name": {"first", "middle", "last"},
    "Principal": {"name", "email"},
}


def closed_spec(path: Path) -> Definition:
    """One file of definitions, made strict."""
    spec: Definition = yaml.safe_load(path.read_text(encoding="utf-8"))
    definitions = spec["definitions"]
    kinds = [name for name in definitions if "." in name]
    for name, definition in definitions.items():
        if name not in ("BadRequest", "NotFound", "InternalError", "Event") and "." not in name:
            _close(name, definition)
    for name in kinds:
        definitions[name] = _event_kind(name, definitions[name])
    if kinds:
        definitions["EventResponse"]["properties"]["data"] = {
            "anyOf": [{"$ref": f"#/definitions/{name}"} for name in kinds]
        }
    return spec


def _close(name: str, definition: Definition) -> None:
    properties: Definition = definition.setdefault("properties", {})
    optional = OPTIONAL.get(name, set())
    definition["required"] = [
        field for field, facts in properties.items() if not facts.get("x-nullable") and field not in optional
    ]
    if name.endswith("Object"):
        # The wire has the old values beside the object; the definitions put them one level higher.
        properties["previous_attributes"] = {"type": "object"}
    elif name.endswith(("sResponse", "ForStudentResponse", "Responses")) and "items" in properties["data"]:
        properties.update(LIST_ENVELOPE)
        definition["required"] = ["links"]
    elif name.endswith("Response"):
        properties.update(ENVELOPE)
    definition["additionalProperties"] = False


def _event_kind(name: str, definition: Definition) -> Definition:
    return {
        "type": "object",
        "properties": {
            "id": {"type": "string"},
            "type": {"enum": [name]},
            "created": {"type": "string"},
            "data": definition["allOf"][1]["properties"]["data"],
        },
        "required": ["id", "type", "created", "data"],
        "additionalProperties": False,
    }
