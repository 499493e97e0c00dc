"""Reads live rows back, each value as a row maker would have it, so that both can be held against each other."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from clever_upgrade.store.columns import Column, Kind, columns_of
from clever_upgrade.store.database import Connection
from clever_upgrade.store.rows import DISTRICT, wire_time
from clever_upgrade.store.tables import LIVE


def live_rows(
    connection: Connection, district: str, collection: str, after: str | None, number: int
) -> dict[str, dict[str, Any]]:
    """The next rows of a district that are not archived, by id: the values of the columns, and ``extra``."""
    table = LIVE[collection]
    columns = [table.c[column.name] for column in columns_of(collection)]
    query = select(*columns, table.c.extra).where(
        table.c[DISTRICT if DISTRICT in table.c else "id"] == district, table.c.archived_at.is_(None)
    )
    if after is not None:
        query = query.where(table.c.id > after)
    rows = connection.execute(query.order_by(table.c.id).limit(number))
    return {row.id: dict(_values(collection, tuple(row))) for row in rows}


def comparable(collection: str, row: tuple[Any, ...]) -> dict[str, Any]:
    """The values of a row that a row maker made, to be held against those of a live row."""
    return dict(_values(collection, row[: len(columns_of(collection)) + 1]))


def _values(collection: str, row: tuple[Any, ...]) -> Iterator[tuple[str, Any]]:
    *values, extra = row
    for column, value in zip(columns_of(collection), values, strict=True):
        yield column.name, _value(column, value)
    yield "extra", _decoded(extra)


def _value(column: Column, value: Any) -> Any:
    if value is None:
        return None
    match column.kind:
        case Kind.FLAG:
            return bool(value)
        case Kind.LIST:
            items = _decoded(value)
            return sorted(items) if column.order_free else items
        case Kind.OBJECT:
            return _decoded(value)
        case Kind.TIME if isinstance(value, datetime):
            return wire_time((value if value.tzinfo else value.replace(tzinfo=UTC)).isoformat())
        case _:
            return value


def _decoded(value: Any) -> Any:
    return json.loads(value) if isinstance(value, str) else value
