"""The state rows: where each district stands, what each run does, how far each collection has come."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.engine import CursorResult, Row

from clever_upgrade.store.columns import COLLECTIONS
from clever_upgrade.store.tables import AUDIT, DISTRICTS, PROGRESS, RUNS


class RunState(StrEnum):
    """How far a run has come. Each state is stored in the transaction that ends the step before it."""

    STARTED = "started"
    """The lease was claimed; nothing was read."""
    SNAPSHOT = "snapshot"
    """The watermark is saved; the collections are being staged."""
    VERIFIED = "verified"
    """Everything is staged and was found whole; the plan is made."""
    HELD = "held"
    """A guard holds the run until somebody decides."""
    CUT_OVER = "cut-over"
    """The new records are visible; events are being replayed."""
    DONE = "done"
    ABORTED = "aborted"
    """Given up: its stage is dropped."""


SHORTEST_NAME = 6
"""How many characters of a district's id name its runs, at least."""
ENDED = (RunState.DONE, RunState.ABORTED)


@dataclass(frozen=True, slots=True)
class District:
    """Where a district stands. Times are seconds since 1970, by the database's clock."""

    district: str
    version: str | None
    epoch: int
    lease_owner: str | None
    lease_until: float | None
    run: str | None
    cursor: str | None
    feed_read_at: float | None
    cut_over_at: float | None
    budget_left: int | None


@dataclass(frozen=True, slots=True)
class Run:
    """One run, which goes on when it is run again until it has ended; ``reason`` and ``problem`` say why it stands."""

    run: str
    district: str
    number: int
    state: RunState
    reason: str | None
    problem: str | None
    started_at: float
    ended_at: float | None
    store_secrets: bool
    watermark: str | None
    watermark_read_at: float | None
    base_cursor: str | None
    postponed: bool
    replay_to: str | None
    replay_at: str | None
    applied: int
    approved: Mapping[str, int] = field(default_factory=dict)
    plan: Mapping[str, Any] | None = None
    source: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one collection has come: open, done, or not served to this application."""

    collection: str
    state: str
    next_after: str | None
    rows: int
    pages: int
    announced: int | None
    counted: int | None
    walks: int
    started_at: float | None
    updated_at: float | None


OPEN, FINISHED, NOT_SERVED = "open", "finished", "not-served"


def district_of(connection: Connection, district: str) -> District | None:
    """Where a district stands, or None if the store has never heard of it."""
    row = connection.execute(select(DISTRICTS).where(DISTRICTS.c.district == district)).one_or_none()
    return None if row is None else District(**row._mapping)


def districts(connection: Connection) -> list[District]:
    """Every district that the store knows."""
    rows = connection.execute(select(DISTRICTS).order_by(DISTRICTS.c.district))
    return [District(**row._mapping) for row in rows]


def set_district(connection: Connection, district: str, **values: Any) -> None:
    """Change the row of a district."""
    connection.execute(update(DISTRICTS).where(DISTRICTS.c.district == district).values(**values))


def run_called(connection: Connection, run: str) -> Run | None:
    """The run with this name."""
    return _run(connection.execute(select(RUNS).where(RUNS.c.run == run)).one_or_none())


def known_run(connection: Connection, run: str) -> Run:
    """The same, of a run that is there: none is ever deleted."""
    found = run_called(connection, run)
    assert found is not None  # noqa: S101 - whoever asks has met it
    return found


def latest_run(connection: Connection, district: str) -> Run | None:
    """The newest run of a district."""
    newest = select(RUNS).where(RUNS.c.district == district).order_by(RUNS.c.number.desc()).limit(1)
    return _run(connection.execute(newest).one_or_none())


def last_done(connection: Connection, district: str) -> Run | None:
    """The newest run of a district that is done."""
    done = select(RUNS).where(RUNS.c.district == district, RUNS.c.state == RunState.DONE)
    return _run(connection.execute(done.order_by(RUNS.c.number.desc()).limit(1)).one_or_none())


def start_run(
    connection: Connection, district: str, now: float, *, store_secrets: bool, source: Sequence[str] = ()
) -> Run:
    """A new run of a district, with nothing read yet; ``source`` are the options that say where to read."""
    before = latest_run(connection, district)
    number = 1 if before is None else before.number + 1
    name = f"{_short_name(connection, district)}-{number}"
    values = {"run": name, "district": district, "number": number, "state": RunState.STARTED, "started_at": now}
    connection.execute(insert(RUNS).values(**values, store_secrets=store_secrets, source=json.dumps(list(source))))
    connection.execute(insert(PROGRESS), [{"run": name, "collection": name_, "state": OPEN} for name_ in COLLECTIONS])
    set_district(connection, district, run=name)
    return known_run(connection, name)


def _short_name(connection: Connection, district: str) -> str:
    """The end of a district's id, as much of it as no other district of the store has in common.

    Every district is in the store before its first run begins, so that of two that begin at once at least one sees the
    other, and takes a longer name.
    """
    others = connection.scalars(select(DISTRICTS.c.district).where(DISTRICTS.c.district != district)).all()
    length = SHORTEST_NAME
    while any(other[-length:] == district[-length:] for other in others) and length < len(district):
        length += 2
    return district[-length:]


def set_run(connection: Connection, run: str, **values: Any) -> None:
    """Change the row of a run; mappings and lists are stored as JSON."""
    encoded = {name: json.dumps(value) if isinstance(value, dict | tuple) else value for name, value in values.items()}
    connection.execute(update(RUNS).where(RUNS.c.run == run).values(**encoded))


def progress_of(connection: Connection, run: str) -> list[Progress]:
    """How far each collection of a run has come, in the order in which they are kept."""
    rows = connection.execute(select(PROGRESS).where(PROGRESS.c.run == run))
    found = {row.collection: _progress(row) for row in rows}
    return [found[collection] for collection in COLLECTIONS if collection in found]


def advance(connection: Connection, run: str, collection: str, after: str | None, **values: Any) -> bool:
    """Change a collection's progress, if it stands at ``after``; whether it did."""
    at = PROGRESS.c.next_after.is_(None) if after is None else PROGRESS.c.next_after == after
    changed: CursorResult[object] = connection.execute(
        update(PROGRESS)
        .where(PROGRESS.c.run == run, PROGRESS.c.collection == collection, PROGRESS.c.state == OPEN, at)
        .values(**values)
    )
    return changed.rowcount == 1


def set_progress(connection: Connection, run: str, collection: str, **values: Any) -> None:
    """Change a collection's progress, wherever it stands."""
    connection.execute(
        update(PROGRESS).where(PROGRESS.c.run == run, PROGRESS.c.collection == collection).values(**values)
    )


def write_audit(connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Say for good what a cut-over did."""
    connection.execute(insert(AUDIT), [dict(row) for row in rows])


def _run(row: Row[Any] | None) -> Run | None:
    if row is None:
        return None
    values = dict(row._mapping)
    values["state"] = RunState(values["state"])
    values["store_secrets"], values["postponed"] = bool(values["store_secrets"]), bool(values["postponed"])
    values["approved"] = json.loads(values["approved"] or "{}")
    values["plan"] = json.loads(values["plan"]) if values["plan"] else None
    values["source"] = tuple(json.loads(values["source"] or "[]"))
    return Run(**values)


def _progress(row: Row[Any]) -> Progress:
    values = dict(row._mapping)
    values["rows"] = values.pop("rows_staged")
    del values["run"]
    return Progress(**values)
