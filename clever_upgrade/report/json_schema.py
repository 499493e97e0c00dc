"""What the JSON Schemas that are published for the JSON reports are made of.

Objects stay open: a later release may add members, and whoever reads a report must not trip over them. A change that
would break readers gets a new number in ``schema``.
"""

import json
from typing import Any

Schema = dict[str, Any]

TRUTH: Schema = {"type": "boolean"}
COUNT: Schema = {"type": "integer", "minimum": 0}
POSITIVE: Schema = {"type": "integer", "minimum": 1}
TEXT: Schema = {"type": "string"}
NAME: Schema = {"type": "string", "minLength": 1}
RULE: Schema = {"type": "string", "pattern": "^[a-z]+(-[a-z]+)*$"}
FINGERPRINT: Schema = {"type": "string", "pattern": "^[0-9a-f]{16}$"}


def document(name: str, title: str, properties: Schema) -> Schema:
    """A whole document, which says with ``name`` what it is."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": title,
        **object_of({"schema": {"const": name}, **properties}),
    }


def object_of(properties: Schema) -> Schema:
    """An object that has all of these members."""
    return {"type": "object", "properties": properties, "required": list(properties)}


def list_of(items: Schema) -> Schema:
    """A list of any length."""
    return {"type": "array", "items": items}


def or_null(schema: Schema) -> Schema:
    """The same, or null."""
    return {**schema, "type": [schema["type"], "null"]}


def about(schema: Schema, description: str) -> Schema:
    """The same, with what it means in words."""
    return {"description": description, **schema}


def schema_text(schema: Schema) -> str:
    """A schema as its published file holds it."""
    return f"{json.dumps(schema, indent=2)}\n"
