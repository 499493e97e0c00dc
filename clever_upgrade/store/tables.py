"""The tables of the store: live tables that users read, join tables, stage tables, and the state of the resync.

Live tables are called as their collections. Everything that is the tool's own begins with ``clever_upgrade_``.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Double,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
    false,
)
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.types import TypeEngine

from clever_upgrade.store.columns import COLLECTIONS, LINKS, Kind, columns_of
from clever_upgrade.store.rows import DISTRICT, LONGEST_ID

SCHEMA_VERSION = 1
OWN_PREFIX = "clever_upgrade_"

metadata = MetaData()

Id = String(LONGEST_ID).with_variant(Text(collation="C"), "postgresql")
_LongText = Text().with_variant(mysql.LONGTEXT(), "mysql", "mariadb")
_Json = JSON().with_variant(postgresql.JSONB(), "postgresql").with_variant(Text(), "sqlite")
_Time = (
    Text()
    .with_variant(postgresql.TIMESTAMP(timezone=True), "postgresql")
    .with_variant(mysql.DATETIME(fsp=6), "mysql", "mariadb")
)
_Fingerprint = LargeBinary(16).with_variant(mysql.VARBINARY(16), "mysql", "mariadb")
Seconds: TypeEngine[Any] = Double()
"""Seconds since 1970 by the database's clock, the same on every database."""

_TYPES: dict[Kind, TypeEngine[Any]] = {
    Kind.ID: Id,
    Kind.TEXT: _LongText,
    Kind.FLAG: Boolean(create_constraint=False),
    Kind.TIME: _Time,
    Kind.LIST: _Json,
    Kind.OBJECT: _Json,
}
_OPTIONS: dict[str, Any] = {
    "mysql_engine": "InnoDB",
    "mariadb_engine": "InnoDB",
    "mysql_charset": "utf8mb4",
    "mariadb_charset": "utf8mb4",
    "mysql_collate": "utf8mb4_bin",
    "mariadb_collate": "utf8mb4_nopad_bin",
}


def _fields(collection: str, *, key: bool) -> list[Column[object]]:
    fields: list[Column[object]] = [
        Column(column.name, _TYPES[column.kind], primary_key=key and column.name == "id", nullable=column.name != "id")
        for column in columns_of(collection)
    ]
    return [*fields, Column("extra", _Json), Column("fingerprint", _Fingerprint, nullable=False)]


def _live(collection: str) -> Table:
    table = Table(
        collection,
        metadata,
        *_fields(collection, key=True),
        Column("archived_at", _Time),
        Column("last_run", String(40)),
        **_OPTIONS,
    )
    if DISTRICT in table.c:
        Index(f"{collection}_by_district", table.c[DISTRICT])
    return table


def _stage(collection: str) -> Table:
    return Table(
        f"{OWN_PREFIX}stage_{collection}",
        metadata,
        Column("run", String(40), primary_key=True),
        *(
            Column("id", Id, primary_key=True) if column.name == "id" else column
            for column in _fields(collection, key=False)
        ),
        Column("gone", Boolean(create_constraint=False), nullable=False, server_default=false()),
        **_OPTIONS,
    )


def _link(name: str, owner: str, member: str) -> Table:
    table = Table(
        name,
        metadata,
        Column(owner, Id, primary_key=True),
        Column(member, Id, primary_key=True),
        **_OPTIONS,
        sqlite_with_rowid=False,
    )
    Index(f"{name}_by_member", table.c[member])
    return table


LIVE: dict[str, Table] = {collection: _live(collection) for collection in COLLECTIONS}
STAGE: dict[str, Table] = {collection: _stage(collection) for collection in COLLECTIONS}
LINK: dict[str, Table] = {link.table: _link(link.table, link.owner, link.member) for link in LINKS}

MARKS = Table(
    f"{OWN_PREFIX}marks",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("collection", String(40), primary_key=True),
    Column("id", Id, primary_key=True),
    Column("kind", String(10), nullable=False),
    **_OPTIONS,
)
"""What a plan found: which records are added, changed, archived or revived, so that a cut-over looks at no other."""

SCHEMA = Table(f"{OWN_PREFIX}schema", metadata, Column("version", Integer, primary_key=True), **_OPTIONS)

DISTRICTS = Table(
    f"{OWN_PREFIX}districts",
    metadata,
    Column("district", Id, primary_key=True),
    Column("version", String(16)),
    Column("epoch", BigInteger, nullable=False, server_default="0"),
    Column("lease_owner", String(200)),
    Column("lease_until", Seconds),
    Column("run", String(40)),
    Column("cursor", Id),
    Column("feed_read_at", Seconds),
    Column("cut_over_at", Seconds),
    Column("budget_left", Integer),
    **_OPTIONS,
)
"""One row a district: who may write it, up to which event it is current, and through which version it is read."""

RUNS = Table(
    f"{OWN_PREFIX}runs",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("district", Id, nullable=False),
    Column("number", Integer, nullable=False),
    Column("state", String(20), nullable=False),
    Column("reason", String(40)),
    Column("problem", Text),
    Column("started_at", Seconds, nullable=False),
    Column("ended_at", Seconds),
    Column("store_secrets", Boolean(create_constraint=False), nullable=False),
    Column("watermark", Id),
    Column("watermark_read_at", Seconds),
    Column("base_cursor", Id),
    Column("postponed", Boolean(create_constraint=False), nullable=False, server_default=false()),
    Column("approved", Text),
    Column("plan", Text),
    Column("source", Text),
    Column("replay_to", Id),
    Column("replay_at", Id),
    Column("applied", Integer, nullable=False, server_default="0"),
    UniqueConstraint("district", "number", name=f"{OWN_PREFIX}runs_number"),
    **_OPTIONS,
)
"""One row a run of a district.

``watermark`` with ``watermark_read_at`` unset is one that the user brought along. ``source`` holds the options of the
command that said where to read, so that ``status`` can show how to go on; no secret is among them.
"""

PROGRESS = Table(
    f"{OWN_PREFIX}progress",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("collection", String(40), primary_key=True),
    Column("state", String(20), nullable=False),
    Column("next_after", Id),
    Column("rows_staged", Integer, nullable=False, server_default="0"),
    Column("pages", Integer, nullable=False, server_default="0"),
    Column("announced", Integer),
    Column("counted", Integer),
    Column("walks", Integer, nullable=False, server_default="1"),
    Column("started_at", Seconds),
    Column("updated_at", Seconds),
    **_OPTIONS,
)
"""How far the snapshot of one collection has come; written together with each of its pages."""

AUDIT = Table(
    f"{OWN_PREFIX}audit",
    metadata,
    Column("run", String(40), primary_key=True),
    Column("collection", String(40), primary_key=True),
    Column("epoch", BigInteger, nullable=False),
    Column("at", Seconds, nullable=False),
    Column("counted", Integer),
    Column("staged", Integer, nullable=False),
    Column("added", Integer, nullable=False),
    Column("changed", Integer, nullable=False),
    Column("archived", Integer, nullable=False),
    Column("revived", Integer, nullable=False),
    **_OPTIONS,
)
"""What each cut-over did to each collection."""
