"""Tells whether the sync of a district is well."""

from typing import Any


def is_healthy(clever_status: dict[str, Any]) -> bool:
    """Whether nobody has to do anything about the district's sync."""
    match clever_status["state"]:
        case "running":
            return True
        case "pending":
            return True
        case "error":
            return False
    raise ValueError("there is no such state of a sync")
