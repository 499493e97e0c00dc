"""The records of a recording, in pairs of both versions; what was personal in them was replaced when it was made."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from clever_upgrade.api.recording.files import exchanges_of, read_contents
from clever_upgrade.check.probe.forms import Forms, Specimen
from clever_upgrade.contract import Version

MOST = 200
"""How many recorded pairs of one collection are tried."""
_OK = 200


def recorded(forms: Forms, folder: Path) -> list[Specimen]:
    """The pairs of the collection that the recording holds; UsageError if the folder is no recording."""
    contents = read_contents(folder)
    earlier, later = (
        dict(_records(folder, contents.base_url, side, forms.collection))
        for side in (forms.upgrade.from_version, forms.upgrade.to_version)
    )
    in_both = [record_id for record_id in sorted(later) if record_id in earlier][:MOST]
    return [
        Specimen(earlier[each], later[each], "a recorded record, as it is", is_plain=True, recorded=True)
        for each in in_both
    ]


def _records(folder: Path, base_url: str, version: Version, collection: str) -> Iterator[tuple[str, dict[str, Any]]]:
    name = "districts" if collection == "status" else collection
    listed = re.compile(rf"{re.escape(version.prefix)}/{_path_of(collection)}")
    for file in sorted(folder.glob(f"*/{version.name}-{name}.*")):
        for exchange in exchanges_of(file, base_url):
            if exchange.status == _OK and listed.fullmatch(exchange.target.partition("?")[0]):
                yield from _listed_in(exchange.body)


def _path_of(collection: str) -> str:
    return r"districts/[^/]+/status" if collection == "status" else rf"{collection}(/[^/]+)?"


def _listed_in(body: bytes) -> Iterator[tuple[str, dict[str, Any]]]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError):
        return
    data = said.get("data") if isinstance(said, dict) else None
    for item in data if isinstance(data, list) else [data]:
        record = item.get("data", item) if isinstance(item, dict) else None
        if isinstance(record, dict) and isinstance(record.get("id"), str):
            yield record["id"], record
