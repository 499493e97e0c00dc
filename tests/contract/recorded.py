"""Finds the records in the recordings, whatever envelope they came in."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from clever_upgrade.contract.endpoints import ENDPOINTS, EVENT_NOUNS, Endpoint

Record = dict[str, Any]


def all_records(shared: Path) -> Iterator[tuple[str, Record]]:
    """Each record of the recordings with its collection, those inside events too."""
    for collection, record in _top_level(shared):
        yield collection, record
        if collection == "events":
            yield event_object(record)


def events(shared: Path) -> list[Record]:
    return [record for collection, record in _top_level(shared) if collection == "events"]


def event_object(event: Record) -> tuple[str, Record]:
    collections = {noun: collection for collection, noun in EVENT_NOUNS.items()}
    return collections[event["type"].split(".")[0]], event["data"]["object"]


def _top_level(shared: Path) -> Iterator[tuple[str, Record]]:
    folder = shared / "recordings"
    district = json.loads((folder / "demo-district-v1.1.json").read_text(encoding="utf-8"))
    for collection, records in district["collections"].items():
        yield from ((collection, record) for record in records)
    for sample in json.loads((folder / "wire-samples-v1.1.json").read_text(encoding="utf-8")):
        if sample["status"] == 200:
            endpoint = endpoint_of(sample["path"])
            yield from ((endpoint.returns, record) for record in _records_of(sample["json"]))


def endpoint_of(path: str) -> Endpoint:
    below = urlsplit(path).path.removeprefix("/v1.1")
    (found,) = (endpoint for endpoint in ENDPOINTS if re.fullmatch(_pattern(endpoint.path), below))
    return found


def _pattern(path: str) -> str:
    return path.replace("{id}", "[0-9a-f]{24}")


def _records_of(body: Record) -> list[Record]:
    data = body.get("data", [])  # an answer to count=true has none
    return [item["data"] for item in data] if isinstance(data, list) else [data]
