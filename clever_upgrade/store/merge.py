"""Holds the stage against the live tables, and makes it visible. Changes data only, never tables.

``plan`` compares once and marks what differs; ``merge`` writes what is marked and looks at nothing else, so that it is
short. Records that are gone are archived, and revived if they return; the user's own columns stay as they are.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    Table,
    and_,
    case,
    delete,
    exists,
    false,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    update,
)
from sqlalchemy.engine import CursorResult

from clever_upgrade.store.columns import Link, links_of
from clever_upgrade.store.dialects import Dialect
from clever_upgrade.store.rows import DISTRICT, row_names
from clever_upgrade.store.tables import LINK, LIVE, MARKS, STAGE

EXAMPLES = 5
ADDED, CHANGED, ARCHIVED, REVIVED = KINDS = ("added", "changed", "archived", "revived")


@dataclass(frozen=True, slots=True)
class Plan:
    """What a merge does to one collection; ``before`` is the number of live records that are not archived.

    ``examples`` holds the ids of some records of each kind.
    """

    added: int = 0
    changed: int = 0
    archived: int = 0
    revived: int = 0
    unchanged: int = 0
    before: int = 0
    examples: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def writes(self) -> int:
        """How many rows are written."""
        return self.added + self.changed + self.archived + self.revived


@dataclass(frozen=True, slots=True)
class Staged:
    """The rows of one collection on the stage. ``whole`` if what is not among them is gone, as after a snapshot.

    With ``rewrite``, rows are written even where nothing changed.
    """

    run: str
    district: str
    collection: str
    whole: bool
    rewrite: bool = False

    @property
    def live(self) -> Table:
        """The live table."""
        return LIVE[self.collection]

    @property
    def stage(self) -> Table:
        """The stage table."""
        return STAGE[self.collection]

    @property
    def ours(self) -> ColumnElement[bool]:
        """Whether a live row belongs to the district."""
        return self.live.c[DISTRICT if DISTRICT in self.live.c else "id"] == self.district

    @property
    def present(self) -> ColumnElement[bool]:
        """Whether a stage row is one of this run, of a record that exists."""
        return and_(self.stage.c.run == self.run, self.stage.c.gone == false())

    @property
    def is_gone(self) -> ColumnElement[bool]:
        """Whether a live row is one to be archived."""
        met = and_(self.stage.c.id == self.live.c.id, self.stage.c.run == self.run)
        missing = ~exists().where(met) if self.whole else exists().where(met, self.stage.c.gone == true())
        return and_(self.ours, self.live.c.archived_at.is_(None), missing)

    def marked(self, *kinds: str) -> ColumnElement[bool]:
        """Whether a mark is one of these kinds."""
        return and_(MARKS.c.run == self.run, MARKS.c.collection == self.collection, MARKS.c.kind.in_(kinds))

    def ids_marked(self, *kinds: str) -> Select[tuple[str]]:
        """The ids of the records that are marked so."""
        return select(MARKS.c.id).where(self.marked(*kinds))


def plan(connection: Connection, staged: Staged) -> Plan:
    """Mark what ``merge`` will write; how many of each kind that is."""
    connection.execute(delete(MARKS).where(staged.marked(*KINDS)))
    live, stage = staged.live, staged.stage
    rows = connection.scalar(select(func.count()).select_from(stage).where(staged.present)) or 0
    if _is_first(connection, staged):
        return Plan(added=rows, examples={ADDED: _first_ids(connection, staged)} if rows else {})
    differs = true() if staged.rewrite else live.c.fingerprint != stage.c.fingerprint
    kind = case((live.c.id.is_(None), ADDED), (live.c.archived_at.is_not(None), REVIVED), else_=CHANGED)
    what = (literal(staged.run), literal(staged.collection))
    written = (
        select(*what, stage.c.id, kind)
        .select_from(stage.outerjoin(live, live.c.id == stage.c.id))
        .where(staged.present, or_(live.c.id.is_(None), live.c.archived_at.is_not(None), differs))
    )
    names = ["run", "collection", "id", "kind"]
    connection.execute(insert(MARKS).from_select(names, written))
    gone = select(*what, live.c.id, literal(ARCHIVED)).where(staged.is_gone)
    connection.execute(insert(MARKS).from_select(names, gone))
    counts = _counts(connection, staged)
    unchanged = rows - counts[ADDED] - counts[CHANGED] - counts[REVIVED]
    examples = {kind: _examples(connection, staged, kind) for kind, number in counts.items() if number}
    return Plan(**counts, unchanged=unchanged, before=_unarchived(connection, staged), examples=examples)


def merge(connection: Connection, dialect: Dialect, staged: Staged, now: float, *, planned: bool = False) -> Plan:
    """Make the stage visible; what was done. Part of the caller's transaction.

    ``planned`` if ``plan`` was called before, and nobody has written since.
    """
    if not planned:
        plan(connection, staged)
    before = _unarchived(connection, staged)
    if _is_first(connection, staged):
        added = _insert(connection, staged, staged.present)
        if added:
            _fill_links(connection, dialect, staged, staged.ours)
        return Plan(added=added, before=before)
    counts = _counts(connection, staged)
    done = _write(connection, dialect, staged, now, [kind for kind, number in counts.items() if number])
    return replace(done, unchanged=before - done.archived - done.changed, before=before)


def rehearse(connection: Connection, dialect: Dialect, staged: Staged, now: float) -> None:
    """Send every statement of a merge with nothing marked: what the database would refuse, it refuses now."""
    _insert(connection, staged, staged.present)
    _write(connection, dialect, staged, now, KINDS)


def _write(connection: Connection, dialect: Dialect, staged: Staged, now: float, kinds: Iterable[str]) -> Plan:
    live, stage = staged.live, staged.stage
    content: dict[ColumnElement[Any], Any] = {
        live.c[name]: stage.c[name] for name in row_names(staged.collection) if name != "id"
    }
    content |= {live.c.last_run: staged.run, live.c.archived_at: None}
    done = dict.fromkeys(KINDS, 0)
    for kind in kinds:
        if kind == ADDED:
            done[kind] = _insert(connection, staged, and_(staged.present, stage.c.id.in_(staged.ids_marked(ADDED))))
            continue
        statement = update(live).values(archived_at=dialect.moment(now), last_run=staged.run)
        if kind == ARCHIVED:
            statement = statement.where(live.c.id.in_(staged.ids_marked(ARCHIVED)))
        else:
            met = and_(MARKS.c.id == live.c.id, stage.c.id == live.c.id)
            statement = update(live).where(staged.marked(kind), met, staged.present).values(content)
        done[kind] = _rows(connection.execute(statement))
    if any(done.values()):
        _rewrite_links(connection, dialect, staged)
    return Plan(added=done[ADDED], changed=done[CHANGED], archived=done[ARCHIVED], revived=done[REVIVED])


def _insert(connection: Connection, staged: Staged, which: ColumnElement[bool]) -> int:
    names = row_names(staged.collection)
    new = select(*(staged.stage.c[name] for name in names), staged.stage.c.run).where(which)
    statement = insert(staged.live).from_select([*names, "last_run"], new)
    return _rows(connection.execute(statement.execution_options(preserve_rowcount=True)))


def _rewrite_links(connection: Connection, dialect: Dialect, staged: Staged) -> None:
    """Have the join tables say what the live rows say that were written."""
    for link in links_of(staged.collection):
        table = LINK[link.table]
        written = staged.ids_marked(CHANGED, ARCHIVED, REVIVED)
        connection.execute(delete(table).where(table.c[link.owner].in_(written)))
    _fill_links(connection, dialect, staged, staged.live.c.id.in_(staged.ids_marked(ADDED, CHANGED, REVIVED)))


def _fill_links(connection: Connection, dialect: Dialect, staged: Staged, which: ColumnElement[bool]) -> None:
    live = staged.live
    for link in links_of(staged.collection):
        elements = dialect.elements(live.c[link.source])
        members = select(live.c.id, elements.c.value).select_from(live, elements).where(which)
        _insert_links(connection, dialect, link, members)
        if link.fallback is not None:
            known = live.c[link.fallback]
            single = select(live.c.id, known).where(which, live.c[link.source].is_(None), known.is_not(None))
            _insert_links(connection, dialect, link, single)


def _insert_links(connection: Connection, dialect: Dialect, link: Link, members: Select[tuple[str, str]]) -> None:
    connection.execute(dialect.insert_new(LINK[link.table], [link.owner, link.member], members))


def _is_first(connection: Connection, staged: Staged) -> bool:
    """Whether the district has no live row yet, so that there is nothing to compare with."""
    known = select(staged.live.c.id).where(staged.ours).limit(1)
    return staged.whole and connection.scalar(known) is None


def _counts(connection: Connection, staged: Staged) -> dict[str, int]:
    rows = connection.execute(select(MARKS.c.kind, func.count()).where(staged.marked(*KINDS)).group_by(MARKS.c.kind))
    counts = dict.fromkeys(KINDS, 0)
    counts.update((row[0], row[1]) for row in rows)
    return counts


def _unarchived(connection: Connection, staged: Staged) -> int:
    live = staged.live
    return (
        connection.scalar(select(func.count()).select_from(live).where(staged.ours, live.c.archived_at.is_(None))) or 0
    )


def _examples(connection: Connection, staged: Staged, kind: str) -> tuple[str, ...]:
    return tuple(connection.scalars(staged.ids_marked(kind).order_by(MARKS.c.id).limit(EXAMPLES)))


def _first_ids(connection: Connection, staged: Staged) -> tuple[str, ...]:
    stage = staged.stage
    return tuple(connection.scalars(select(stage.c.id).where(staged.present).order_by(stage.c.id).limit(EXAMPLES)))


def _rows(result: CursorResult[object]) -> int:
    return result.rowcount
