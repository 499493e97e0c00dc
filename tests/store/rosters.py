"""Small rosters that change from round to round, and a model of what a store must make of them."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

from clever_upgrade.store import stage
from clever_upgrade.store.database import Connection, Database
from clever_upgrade.store.merge import Plan, Staged, merge, plan
from clever_upgrade.store.rows import RowMaker
from tests.store.outside import DISTRICT, json_of, rows

Record = dict[str, Any]
IDS = ("a1", "A1", "b2", "b2 ", "c3", "d4", "e5", "é6")
COLLECTIONS = ("students", "sections")
LINKS = {
    "section_students": ("sections", "students"),
    "section_teachers": ("sections", "teachers"),
    "student_schools": ("students", "schools"),
}
SETS = {"students", "schools"}

_members = st.lists(st.sampled_from(["x", "y", "z", "%s", "o'b", "é"]), max_size=4)
_created = st.sampled_from(["2017-03-15T01:02:03.004Z", "1999-12-31T23:59:59.000Z", "not a moment"])
_names = st.fixed_dictionaries({"first": st.sampled_from(["Ada", "Zoë", "O'Neil \\", "😀"])})
_texts = st.sampled_from(["1", "", "\t\\N\n", "null"])
_STRATEGIES: dict[str, st.SearchStrategy[Record]] = {
    "students": st.fixed_dictionaries(
        {"name": _names},
        optional={"schools": _members | st.none(), "grade": _texts, "created": _created, "pet": _texts},
    ),
    "sections": st.fixed_dictionaries(
        {"name": _texts},
        optional={"students": _members, "teachers": _members, "teacher": st.sampled_from(["x", "t"]) | st.none()},
    ),
}


@dataclass(frozen=True)
class Round:
    """What arrives at once: whole collections, or the last word on some records (``gone`` are deleted)."""

    whole: bool
    records: dict[str, dict[str, Record]]
    gone: dict[str, set[str]]
    earlier: dict[str, dict[str, Record]]
    """What is staged first, and then replaced."""


@st.composite
def rounds(draw: st.DrawFn) -> Round:
    """One round; half of the records that come often come again as they were, for they are drawn from few."""
    whole = draw(st.booleans())
    ids = st.sampled_from(IDS)
    records = {
        name: draw(st.dictionaries(ids, _STRATEGIES[name], max_size=len(IDS)).map(_with_ids)) for name in COLLECTIONS
    }
    gone = {} if whole else {name: draw(st.sets(ids, max_size=4)) & records[name].keys() for name in COLLECTIONS}
    earlier = {name: {key: {"id": key} for key in list(each)[:2]} for name, each in records.items()}
    return Round(whole, records, gone, {} if whole else earlier)


def _with_ids(records: dict[str, Record]) -> dict[str, Record]:
    return {record_id: {"id": record_id, "district": DISTRICT, **rest} for record_id, rest in records.items()}


@st.composite
def histories(draw: st.DrawFn) -> list[Round]:
    """Some rounds, in which records also come back unchanged."""
    drawn = draw(st.lists(rounds(), min_size=1, max_size=3))
    history: list[Round] = []
    for each in drawn:
        if history:
            for name in COLLECTIONS:
                for key in each.records[name].keys() & history[-1].records[name].keys():
                    if draw(st.booleans()):
                        each.records[name][key] = history[-1].records[name][key]
        history.append(each)
    return history


@dataclass
class Model:
    """The store as dictionaries: the known records of each collection, which are archived, and who wrote them last."""

    records: dict[str, dict[str, Record]] = field(default_factory=lambda: {name: {} for name in COLLECTIONS})
    archived: dict[str, set[str]] = field(default_factory=lambda: {name: set() for name in COLLECTIONS})
    last_run: dict[str, dict[str, str]] = field(default_factory=lambda: {name: {} for name in COLLECTIONS})

    def apply(self, run: str, name: str, each: Round) -> dict[str, set[str]]:
        """What happens to which records, which it also does."""
        known, archived = self.records[name], self.archived[name]
        unarchived = known.keys() - archived
        gone = each.gone.get(name, set())
        coming = {key: record for key, record in each.records[name].items() if key not in gone}
        done = {
            "added": coming.keys() - known.keys(),
            "revived": coming.keys() & archived,
            "changed": {key for key in coming.keys() & unarchived if content(coming[key]) != content(known[key])},
            "archived": unarchived - coming.keys() if each.whole else unarchived & gone,
        }
        archived |= done["archived"]
        archived -= done["revived"]
        known |= {key: coming[key] for key in done["added"] | done["revived"] | done["changed"]}
        self.last_run[name] |= dict.fromkeys(set().union(*done.values()), run)
        return done

    def current(self, name: str) -> dict[str, Record]:
        return {key: content(record) for key, record in self.records[name].items() if key not in self.archived[name]}

    def links(self, table: str) -> set[tuple[str, str]]:
        name, source = LINKS[table]
        found = set()
        for key, record in self.current(name).items():
            single = [record["teacher"]] if source == "teachers" and "teacher" in record else []
            found |= {(key, member) for member in record.get(source, single)}
        return found


def content(record: Record) -> Record:
    """A record as it can be held against another one."""
    found = {name: value for name, value in record.items() if value is not None}
    return {name: sorted(value) if name in SETS else value for name, value in found.items()}


def stage_round(connection: Connection, database: Database, run: str, name: str, each: Round) -> Staged:
    """Put a round on the stage, as a snapshot or as events are."""
    maker, dialect = RowMaker(name, DISTRICT), database.dialect
    made = {key: maker.row(json_of(record)) for key, record in each.records[name].items()}
    if each.whole:
        stage.load(connection, dialect, run, name, list(made.values()))
    else:
        earlier = {key: maker.row(json_of(record)) for key, record in each.earlier.get(name, {}).items()}
        stage.replace(connection, dialect, run, name, earlier, set(earlier))
        stage.replace(connection, dialect, run, name, made, each.gone.get(name, set()))
    return Staged(run, DISTRICT, name, whole=each.whole)


def play(database: Database, run: str, each: Round, *, planned: bool = False) -> dict[str, tuple[Plan, Plan]]:
    """Make a round visible: for each collection, what was planned and what was done.

    ``planned`` if the merge may go by the plan, instead of making one of its own.
    """

    def work(connection: Connection) -> dict[str, tuple[Plan, Plan]]:
        now, done = database.dialect.now(connection), {}
        for name in COLLECTIONS:
            staged = stage_round(connection, database, run, name, each)
            made = plan(connection, staged)
            done[name] = made, merge(connection, database.dialect, staged, now, planned=planned)
        stage.clear(connection, run)
        return done

    return database.write(work)


def stored(database: Database, name: str) -> dict[str, dict[str, Any]]:
    """Every row of our district, by id."""
    return {row["id"]: row for row in rows(database, f"SELECT * FROM {name}") if row["district"] == DISTRICT}  # noqa: S608


def record_of(row: dict[str, Any]) -> Record:
    """The record that a live row holds."""
    own = ("extra", "fingerprint", "archived_at", "last_run", "note")
    found = {name: _plain(name, value) for name, value in row.items() if name not in own and value is not None}
    return content({**found, **_plain("extra", row["extra"] or {})})


def pairs(database: Database, table: str) -> list[tuple[str, ...]]:
    return [tuple(row.values()) for row in rows(database, f"SELECT * FROM {table}")]  # noqa: S608


def _plain(name: str, value: Any) -> Any:
    if isinstance(value, datetime):
        moment = value if value.tzinfo else value.replace(tzinfo=UTC)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3] + "Z"
    is_json = name in SETS | {"teachers", "extra"} or (name == "name" and isinstance(value, str) and value[:1] == "{")
    return json.loads(value) if is_json and isinstance(value, str) else value
