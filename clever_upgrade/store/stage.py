"""The stage: rows that are loaded but not visible, each under the run that loaded it."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, and_, delete, distinct, false, func, select

from clever_upgrade.store.columns import REFERENCES, Kind, columns_of
from clever_upgrade.store.dialects import Dialect
from clever_upgrade.store.rows import Row, row_names
from clever_upgrade.store.tables import MARKS, STAGE

_IDS_AT_ONCE = 500


def load(connection: Connection, dialect: Dialect, run: str, collection: str, rows: Iterable[Row]) -> None:
    """Add rows that are not on the stage yet; they may be made while they are loaded."""
    names = ("run", *row_names(collection))
    adapted = dialect.adapt(rows, _times(collection))
    dialect.load(connection, STAGE[collection], names, ((run, *row) for row in adapted))


def settle(connection: Connection, dialect: Dialect, collections: Iterable[str]) -> None:
    """Have the database learn how many rows lie there, before it plans how to join them with live ones."""
    for collection in collections:
        dialect.analyze(connection, STAGE[collection], ("run", "id"))


def replace(
    connection: Connection, dialect: Dialect, run: str, collection: str, rows: Mapping[str, Row], gone: Iterable[str]
) -> None:
    """Put rows on the stage in place of those with their ids; ``gone`` says of a row that its record was deleted.

    A row of a record that is gone holds what was last known of it.
    """
    stage, names = STAGE[collection], ("run", *row_names(collection), "gone")
    ids = sorted(rows)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        some = ids[start : start + _IDS_AT_ONCE]
        connection.execute(delete(stage).where(stage.c.run == run, stage.c.id.in_(some)))
    lost = frozenset(gone)
    adapted = dialect.adapt([rows[record_id] for record_id in ids], _times(collection))
    dialect.load(connection, stage, names, ((run, *row, row[0] in lost) for row in adapted))


def clear(connection: Connection, run: str, collections: Iterable[str] = tuple(STAGE)) -> None:
    """Take everything of a run off the stage."""
    for collection in collections:
        for table in (STAGE[collection], MARKS):
            of_run = table.c.run == run
            ours = and_(of_run, MARKS.c.collection == collection) if table is MARKS else of_run
            connection.execute(delete(table).where(ours))


def count(connection: Connection, run: str, collection: str) -> int:
    """How many rows of a run are on the stage."""
    stage = STAGE[collection]
    return connection.scalar(select(func.count()).select_from(stage).where(stage.c.run == run)) or 0


def last_id(connection: Connection, run: str, collection: str) -> str | None:
    """The largest id among a run's rows."""
    stage = STAGE[collection]
    last: str | None = connection.scalar(select(func.max(stage.c.id)).where(stage.c.run == run))
    return last


def some_ids(connection: Connection, run: str, collection: str, number: int) -> list[str]:
    """The ids of so many rows, evenly spread over the collection."""
    stage = STAGE[collection]
    step = max(count(connection, run, collection) // max(number, 1), 1)
    place = func.row_number().over(order_by=stage.c.id).label("place")
    numbered = select(stage.c.id, place).where(stage.c.run == run).subquery()
    return list(connection.scalars(select(numbered.c.id).where(numbered.c.place % step == 0).limit(number)))


def without(connection: Connection, run: str, collection: str, column: str) -> int:
    """How many rows have nothing in a column."""
    stage = STAGE[collection]
    bare = select(func.count()).select_from(stage).where(stage.c.run == run, stage.c[column].is_(None))
    return connection.scalar(bare) or 0


def fingerprints(connection: Connection, run: str, collection: str, record_ids: Sequence[str]) -> dict[str, bytes]:
    """What the rows with these ids hold, as fingerprints."""
    stage = STAGE[collection]
    rows = connection.execute(
        select(stage.c.id, stage.c.fingerprint).where(stage.c.run == run, stage.c.id.in_(record_ids))
    )
    return {row.id: bytes(row.fingerprint) for row in rows}


def dangling(connection: Connection, dialect: Dialect, run: str) -> dict[str, int]:
    """How many ids a field names that are not on the stage, for each field that names any: ``sections.school``."""
    found = {}
    for collection, name, target in REFERENCES:
        stage, other = STAGE[collection], STAGE[target]
        column = stage.c[name]
        if next(each for each in columns_of(collection) if each.name == name).kind is Kind.LIST:
            elements = dialect.elements(column)
            named = select(elements.c.value).select_from(stage, elements)
        else:
            named = select(column.label("value")).select_from(stage).where(column.is_not(None))
        names = named.where(stage.c.run == run, stage.c.gone == false()).distinct().subquery()
        present = select(other.c.id).where(other.c.run == run, other.c.id == names.c.value).exists()
        missing = connection.scalar(select(func.count(distinct(names.c.value))).where(~present))
        if missing:
            found[f"{collection}.{name}"] = missing
    return found


def _times(collection: str) -> list[int]:
    return [place for place, column in enumerate(columns_of(collection)) if column.kind is Kind.TIME]
