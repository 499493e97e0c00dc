"""Answers a list of records: which rows, which page of them, and the envelope.

A page is a join of texts that the district already has; no record is decoded unless a filter asks for its fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import msgspec

from clever_upgrade.contract.endpoints import Shape
from clever_upgrade.sandbox.answers.bending import bent_window
from clever_upgrade.sandbox.answers.created_since import first_id_since
from clever_upgrade.sandbox.answers.links import list_links, record_uri
from clever_upgrade.sandbox.answers.query import Query, parse_paging
from clever_upgrade.sandbox.answers.routes import Route
from clever_upgrade.sandbox.answers.where import parse_where
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.exchange import RefusalError, Response, not_found
from clever_upgrade.sandbox.faults import FaultBox, FaultKind

_NO_FAULTS = FaultBox()


@dataclass(frozen=True, slots=True)
class Ask:
    """What is asked of one district, once it is clear who asks and where the path leads."""

    district: District
    route: Route
    path: str
    query: Query
    legacy_limits: bool = False
    fault: FaultKind | None = None
    box: FaultBox = _NO_FAULTS

    @property
    def version(self) -> str:
        """The version that the path begins with."""
        return self.route.version


def answer_list(ask: Ask) -> Response:
    """The page, or with ``count=true`` the number of rows."""
    rows = _filtered(ask, _rows(ask))
    collection = ask.route.endpoint.returns
    if ask.query.flag("count"):
        links = list_links(ask.path, ask.query, collection)
        return Response(200, b'{"count":%d,"links":%b}' % (len(rows), links))
    paging = parse_paging(ask.query, legacy_limits=ask.legacy_limits)
    page = bent_window(rows, paging, ask.fault, ask.box)
    parts = [b'{"data":[', *_items(ask, page.ids), b"],"]
    if paging.is_first and ask.route.endpoint.paging:
        count = 0 if ask.fault is FaultKind.EMPTY else len(rows)
        parts.append(_paging_member(count, paging.limit))
    parts.append(b'"links":%b}' % list_links(ask.path, ask.query, collection, page))
    answer = Response(200, b"".join(parts))
    if ask.route.id is None:
        # A copy, because the district may change its own list when it hears of the page.
        ask.district.on_page(ask.version, collection, list(page.ids))
    return answer


def _paging_member(count: int, limit: int) -> bytes:
    return msgspec.json.encode({"current": 1 if count else 0, "total": -(-count // limit), "count": count}).join(
        (b'"paging":', b",")
    )


def _rows(ask: Ask) -> Sequence[str]:
    """The ids of every row of the list, ascending."""
    route, district = ask.route, ask.district
    if route.id is None or route.name is None:
        return district.ids(route.version, route.endpoint.returns)
    try:
        return district.related(route.version, route.parent, route.id, route.name)
    except KeyError:
        raise RefusalError(not_found()) from None


def _filtered(ask: Ask, rows: Sequence[str]) -> Sequence[str]:
    collection, query = ask.route.endpoint.returns, ask.query

    def read(record_id: str) -> dict[str, object]:
        return ask.district.record(ask.version, collection, record_id)

    rows = parse_where(query.get("where")).select(rows, read)
    if collection != "events":
        return rows
    wanted, since = query.get("type"), query.get("created_since")
    if wanted is not None:
        rows = [row for row in rows if read(row)["type"] == wanted]
    if since is not None:
        first = first_id_since(since)
        rows = [row for row in rows if row >= first]
    return rows


def _items(ask: Ask, ids: Sequence[str]) -> list[bytes]:
    """The rows of a page as they stand between its brackets, in pieces: whatever is joined twice costs twice."""
    version, collection = ask.version, ask.route.endpoint.returns
    names, *columns = ask.district.pieces(version, collection, ids)
    if ask.route.endpoint.shape is Shape.BARE_LIST and not ask.query.flag("show_links"):
        return _interleaved(len(ids), b"", columns, b"}")
    uri = b'},"uri":"%b' % record_uri(version, collection, "").encode()
    return _interleaved(len(ids), b'{"data":', (*columns, uri, names), b'"}')


def _interleaved(rows: int, before: bytes, columns: Sequence[bytes | Sequence[bytes]], after: bytes) -> list[bytes]:
    """``before``, a cell of each column, ``after``: so for each row, with commas between the rows."""
    if not rows:
        return []
    columns = (*columns, b"%b,%b" % (after, before))
    cells = [b""] * (rows * len(columns))
    for place, column in enumerate(columns):
        cells[place :: len(columns)] = [column] * rows if isinstance(column, bytes) else column
    cells[-1] = after
    return [before, *cells]
