"""Finds the endpoint of a path; the table is the contract's."""

from dataclasses import dataclass

from clever_upgrade.contract.endpoints import ENDPOINTS, Endpoint, Shape
from clever_upgrade.contract.versions import VERSION_NAMES

_ID = "{id}"
_TABLE: dict[tuple[str, ...], Endpoint] = {tuple(endpoint.path.split("/")[1:]): endpoint for endpoint in ENDPOINTS}
_VERSIONS = frozenset(VERSION_NAMES)


@dataclass(frozen=True, slots=True)
class Route:
    """One path of one version: ``/{version}/{parent}/{id}/{name}``, as far as it goes."""

    version: str
    endpoint: Endpoint
    parent: str
    id: str | None = None
    name: str | None = None

    @property
    def is_list(self) -> bool:
        """Whether the answer is a list of records that can be paged through."""
        return self.endpoint.shape in (Shape.LIST, Shape.BARE_LIST)


def split_version(path: str) -> tuple[str | None, str]:
    """The version that a path begins with, if any, and the rest of the path."""
    _, first, *rest = path.split("/")
    if first in _VERSIONS:
        return first, "/" + "/".join(rest)
    return None, path


def route(version: str, path: str) -> Route | None:
    """The route of a path below the version's prefix, or None where the contract knows no such path."""
    segments = tuple(path.split("/")[1:])
    plain = _TABLE.get(segments)
    if plain is not None:
        return Route(version, plain, segments[0])
    if len(segments) < 2:
        return None
    endpoint = _TABLE.get((segments[0], _ID, *segments[2:]))
    if endpoint is None:
        return None
    return Route(version, endpoint, segments[0], segments[1], segments[2] if len(segments) > 2 else None)
