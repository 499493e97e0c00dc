"""Follows the events of a district."""

from collections.abc import Iterator
from typing import Any

EVENTS = "https://api.clever.com/v1.1/events"


def events(clever: Any, cursor: str) -> Iterator[dict[str, Any]]:
    """Every event since the one that ``cursor`` names."""
    yield from clever.get(EVENTS, params={"starting_after": cursor}).json()["data"]
