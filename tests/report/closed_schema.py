"""Schemas that let nothing pass which they do not name."""

from typing import Any


def closed(schema: Any) -> Any:
    """The schema with every object closed, so that a member it does not name is caught."""
    if isinstance(schema, list):
        return [closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    # The members of an object may be called so, too, but are schemas themselves.
    is_object = "properties" in schema and isinstance(schema.get("type"), str | list)
    inner = {name: closed(value) for name, value in schema.items()}
    return {**inner, "additionalProperties": False} if is_object else inner
