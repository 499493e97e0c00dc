"""The floor that a resync is measured against: download, parse, and write the same tables in one transaction.

It keeps no progress, checks nothing, compares nothing and could not go on where it was stopped. Run as a command of its
own, so that its memory can be measured: ``python -m tests.benchmarks.resync_floor BASE_URL STORE``.
"""

import sqlite3
import sys
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import httpx
import msgspec

from clever_upgrade.config import DEFAULT_PAGE_SIZE
from clever_upgrade.store.columns import COLLECTIONS, Column, Kind, columns_of, links_of
from clever_upgrade.store.database import open_database
from clever_upgrade.store.schema import prepare

TOKEN = "DEMO_TOKEN"
_json = msgspec.json.Encoder()


def records(client: httpx.Client, collection: str) -> Iterator[dict[str, Any]]:
    """Every record of a collection, page by page."""
    path: str | None = f"/v1.2/{collection}?limit={DEFAULT_PAGE_SIZE}"
    if collection == "district_admins":
        path = "/v1.2/district_admins"
    while path is not None:
        page = msgspec.json.decode(client.get(path).content)
        yield from (item["data"] if "uri" in item else item for item in page["data"])
        path = next((link["uri"] for link in page["links"] if link["rel"] == "next"), None)


def names_of(collection: str) -> list[str]:
    """The columns that are written."""
    return [*(column.name for column in columns_of(collection)), "fingerprint"]


def links(collection: str, record: dict[str, Any]) -> Iterator[tuple[str, tuple[str, str]]]:
    """The rows of the join tables that a record brings."""
    for link in links_of(collection):
        for member in record.get(link.source) or ():
            yield link.table, (record["id"], member)


def write_sqlite(client: httpx.Client, path: str) -> None:
    """One transaction of executemany."""
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("BEGIN")
    for collection in COLLECTIONS:
        columns = columns_of(collection)
        names = names_of(collection)
        insert = f"INSERT INTO {collection} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
        joined: dict[str, list[tuple[str, str]]] = {link.table: [] for link in links_of(collection)}

        def rows(
            columns: tuple[Column, ...] = columns,
            collection: str = collection,
            joined: dict[str, list[tuple[str, str]]] = joined,
        ) -> Iterator[list[Any]]:
            for record in records(client, collection):
                for table, pair in links(collection, record):
                    joined[table].append(pair)
                    if len(joined[table]) >= 10_000:
                        flush(joined)
                yield [*(_for_sqlite(column, record.get(column.name)) for column in columns), b""]

        def flush(joined: dict[str, list[tuple[str, str]]]) -> None:
            for table, pairs in joined.items():
                connection.executemany(f"INSERT INTO {table} VALUES (?, ?)", pairs)  # noqa: S608
                pairs.clear()

        connection.executemany(insert, rows())
        flush(joined)
    connection.execute("COMMIT")
    connection.close()


def _for_sqlite(column: Column, value: Any) -> Any:
    return _json.encode(value).decode() if value is not None and column.kind.is_json else value


def write_postgresql(client: httpx.Client, store: str) -> None:
    """One transaction of binary COPY; the pairs of the join tables wait in memory for their turn, like any rows."""
    import psycopg
    from psycopg.types.json import Jsonb

    oids = {Kind.LIST: "jsonb", Kind.OBJECT: "jsonb", Kind.FLAG: "bool", Kind.TIME: "timestamptz"}
    with psycopg.connect(store) as connection, connection.cursor() as cursor:
        for collection in COLLECTIONS:
            columns = columns_of(collection)
            joined: dict[str, list[tuple[str, str]]] = {link.table: [] for link in links_of(collection)}
            names = ", ".join(f'"{name}"' for name in names_of(collection))
            with cursor.copy(f"COPY {collection} ({names}) FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types([*(oids.get(column.kind, "text") for column in columns), "bytea"])
                for record in records(client, collection):
                    row: list[Any] = []
                    for column in columns:
                        value = record.get(column.name)
                        if value is not None and column.kind.is_json:
                            value = Jsonb(value, dumps=_json.encode)
                        elif value is not None and column.kind is Kind.TIME:
                            value = datetime.fromisoformat(value)
                        row.append(value)
                    copy.write_row([*row, b""])
                    for table, pair in links(collection, record):
                        joined[table].append(pair)
            for table, pairs in joined.items():
                with cursor.copy(f"COPY {table} FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(["text", "text"])
                    for pair in pairs:
                        copy.write_row(pair)
        connection.commit()


def main() -> None:
    """Write everything that the server has into the store, whose tables are empty."""
    base_url, store = sys.argv[1:3]
    database = open_database(store)
    prepare(database)
    database.close()
    with httpx.Client(base_url=base_url, headers={"Authorization": f"Bearer {TOKEN}"}, timeout=60) as client:
        if store.startswith("sqlite"):
            write_sqlite(client, store.removeprefix("sqlite:///"))
        else:
            write_postgresql(client, store)


if __name__ == "__main__":
    main()
