"""Finds the endpoint of a path; the tables are the contract's."""

from dataclasses import dataclass

from clever_upgrade.contract.endpoints import Endpoint, Shape, served_by
from clever_upgrade.contract.versions import VERSION_NAMES

_ID = "{id}"
_TABLES: dict[str, dict[tuple[str, ...], Endpoint]] = {
    version: {tuple(endpoint.path.split("/")[1:]): endpoint for endpoint in served_by(version)}
    for version in VERSION_NAMES
}


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
    if first in _TABLES:
        return first, "/" + "/".join(rest)
    return None, path


def route(version: str, path: str) -> Route | None:
    """The route of a path below the version's prefix, or None where that version serves no such path."""
    table = _TABLES[version]
    segments = tuple(path.split("/")[1:])
    plain = table.get(segments)
    if plain is not None:
        return Route(version, plain, segments[0])
    if len(segments) < 2:
        return None
    endpoint = table.get((segments[0], _ID, *segments[2:]))
    if endpoint is None:
        return None
    return Route(version, endpoint, segments[0], segments[1], segments[2] if len(segments) > 2 else None)
