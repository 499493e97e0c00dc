"""What may be asked of a listing: which parameters it takes, and filters that fit into a URL."""

import json
from collections.abc import Iterator, Sequence
from functools import lru_cache

from clever_upgrade.contract.endpoints import ENDPOINTS, Endpoint, Shape

_MOST_IDS = 100
"""A filter of so many ids makes a URL of about 3,500 characters, well below what servers take."""


def takes(path: str, param: str) -> bool:
    """Whether the contract gives the listing at ``path`` this parameter; yes where it does not know the path."""
    endpoint = _endpoint(path)
    return endpoint is None or param in endpoint.params


def is_countable(path: str) -> bool:
    """Whether the listing at ``path`` can be asked for its count: the status of a district is a list in form only."""
    endpoint = _endpoint(path)
    return endpoint is None or endpoint.shape in (Shape.LIST, Shape.BARE_LIST)


def where_ids(ids: Sequence[str]) -> str:
    """The filter for the records with these ids."""
    return json.dumps({"_id": {"$in": list(ids)}}, separators=(",", ":"))


def chunks(ids: Sequence[str]) -> Iterator[Sequence[str]]:
    """The ids in runs that one filter can hold."""
    for start in range(0, len(ids), _MOST_IDS):
        yield ids[start : start + _MOST_IDS]


@lru_cache(maxsize=256)
def _endpoint(path: str) -> Endpoint | None:
    segments = path.split("/")
    for endpoint in ENDPOINTS:
        pattern = endpoint.path.split("/")
        if len(pattern) == len(segments) and all(
            part in (segment, "{id}") for part, segment in zip(pattern, segments, strict=True)
        ):
            return endpoint
    return None
