"""The links of an answer: a record's own and its sub-resources', a list's own and its neighbouring pages'."""

from collections.abc import Iterable

import msgspec

from clever_upgrade.contract.endpoints import LINKS
from clever_upgrade.sandbox.answers.query import Query
from clever_upgrade.sandbox.answers.window import Window

_ESCAPING_SERVICE = frozenset({"school_admins"})
"""Served by another program in its day, which escapes ``where`` in full."""


def record_uri(version: str, collection: str, id_: str) -> str:
    """The canonical path of a record."""
    return f"/{version}/{collection}/{id_}"


def record_links(version: str, collection: str, id_: str) -> bytes:
    """The links of a single record, as JSON."""
    own = record_uri(version, collection, id_)
    return links_json([("self", own), *((name, f"{own}/{name}") for name in LINKS[collection])])


def list_links(path: str, query: Query, collection: str, page: Window | None = None) -> bytes:
    """The links of a list, as JSON; ``page`` names its neighbours."""
    escape = collection in _ESCAPING_SERVICE
    links = [("self", query.without("show_links").link(path, escape_where=escape))]
    if page is not None and page.prev is not None:
        links.append(("prev", query.with_cursor("ending_before", page.prev).link(path, escape_where=escape)))
    if page is not None and page.next is not None:
        links.append(("next", query.with_cursor("starting_after", page.next).link(path, escape_where=escape)))
    return links_json(links)


def links_json(links: Iterable[tuple[str, str]]) -> bytes:
    """Links as they stand in an answer."""
    return msgspec.json.encode([{"rel": rel, "uri": uri} for rel, uri in links])
