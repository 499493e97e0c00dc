"""Says what a comparison must find, from the prose of the contract alone: the second opinion of the property tests.

It shares no code, no table and no parser with the engine, and takes no shortcut: every record is read by the standard
library and walked member by member.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from tests.compare.oracle_contract import Path, Tables, same_day, state_may_become, tables_for
from tests.compare.oracle_reading import Reading, read

USERS = ("students", "teachers")
_ABSENT = object()


class Row(NamedTuple):
    """One difference of one record, in the words of the report."""

    id: str
    path: str
    change: str
    verdict: str
    rule: str


@dataclass
class Outcome:
    """What a comparison of one collection must come to."""

    pairs: int = 0
    only_from: int = 0
    only_to: int = 0
    rows: set[Row] = field(default_factory=set)
    verdicts: Counter[str] = field(default_factory=Counter)
    several_schools: int = 0
    date_forms: int = 0
    paths: set[str] = field(default_factory=set)


def compare(
    collection: str,
    from_texts: Mapping[str, bytes],
    to_texts: Mapping[str, bytes],
    sections: Iterable[Mapping[str, Any]] = (),
    shared: Collection[str] = (),
) -> Outcome:
    """Everything that both views of a collection must be found to differ in; ``sections`` are the earlier version's."""
    known_sections, outcome = list(sections), Outcome()
    for record_id in sorted({*from_texts, *to_texts}):
        if record_id not in to_texts:
            outcome.only_from += 1
            found = {Row(record_id, "", "removed", "unexpected", "only-in-from")}
        elif record_id not in from_texts:
            outcome.only_to += 1
            found = {Row(record_id, "", "added", "unexpected", "only-in-to")}
        else:
            outcome.pairs += 1
            found = _pair(
                collection, record_id, from_texts[record_id], to_texts[record_id], known_sections, shared, outcome
            )
        outcome.rows |= found
        verdicts = {row.verdict for row in found}
        worst = next((verdict for verdict in ("unexpected", "documented") if verdict in verdicts), "equal")
        outcome.verdicts[worst] += 1
    return outcome


def schools_of(
    user_id: str, user: Mapping[str, Any], sections: Iterable[Mapping[str, Any]], shared: Collection[str]
) -> set[str]:
    """The shared ones among the primary school and the schools of the user's sections."""
    schools = [user.get("school")]
    for section in sections:
        people: list[Any] = [section.get("teacher")]
        for name in ("students", "teachers"):
            listed = section.get(name)
            people += listed if isinstance(listed, list) else []
        if any(type(person) is str and person == user_id for person in people):
            schools.append(section.get("school"))
    return {school for school in schools if isinstance(school, str) and school in shared}


def _pair(
    collection: str,
    record_id: str,
    from_text: bytes,
    to_text: bytes,
    sections: list[Mapping[str, Any]],
    shared: Collection[str],
    outcome: Outcome,
) -> set[Row]:
    older, newer = read(from_text), read(to_text)
    if older is None or newer is None:
        # Two texts that nobody can read may be equal, but they do not show the field that the contract promises.
        alike = from_text == to_text and collection not in USERS
        return set() if alike else {Row(record_id, "", "changed", "unexpected", "malformed-value")}
    walk = _Walk(record_id, tables_for(collection, newer.members))
    if collection in USERS:
        walk.schools = schools_of(record_id, older.members, sections, shared)
    walk.members(older.members, newer.members, ())
    if collection in USERS and "schools" not in older.members and "schools" not in newer.members:
        walk.unexpected(("schools",), "missing", "schools-mismatch")
    _doubles(walk, older, newer)
    outcome.date_forms += walk.dates
    outcome.paths |= walk.paths
    outcome.several_schools += collection in USERS and _at_several_schools(walk.rows, newer)
    return walk.rows


def _doubles(walk: "_Walk", older: Reading, newer: Reading) -> None:
    unexpected = {row.path for row in walk.rows if row.verdict == "unexpected"}
    for path in newer.doubled - older.doubled - unexpected:
        walk.rows = {row for row in walk.rows if row.path != path}
        walk.rows.add(Row(walk.record_id, path, "changed", "unexpected", "malformed-value"))


def _at_several_schools(rows: set[Row], newer: Reading) -> bool:
    """Whether the later version adds schools that name more than one; which of two arrays counts, nobody can say."""
    schools = newer.members.get("schools")
    if not isinstance(schools, list) or not any(row.path == "schools" and row.change == "added" for row in rows):
        return False
    return len({school for school in schools if isinstance(school, str)}) > 1


@dataclass
class _Walk:
    """Walks one pair and keeps what it finds."""

    record_id: str
    tables: Tables
    schools: set[str] | None = None
    rows: set[Row] = field(default_factory=set)
    dates: int = 0
    paths: set[str] = field(default_factory=set)

    def unexpected(self, path: Path, change: str, rule: str) -> None:
        self.rows.add(Row(self.record_id, ".".join(path), change, "unexpected", rule))

    def documented(self, path: Path, change: str, rule: str) -> None:
        self.rows.add(Row(self.record_id, ".".join(path), change, "documented", rule))

    def members(self, older: dict[str, Any], newer: dict[str, Any], path: Path) -> None:
        for name in {**older, **newer}:
            self.paths.add(".".join((*path, name)))
            self._member(older.get(name, _ABSENT), newer.get(name, _ABSENT), (*path, name))

    def _member(self, older: Any, newer: Any, path: Path) -> None:
        if newer is _ABSENT:
            self.unexpected(path, "removed", "field-vanished")
        elif older is _ABSENT:
            self._addition(newer, path)
        elif isinstance(older, dict) and isinstance(newer, dict):
            self.members(older, newer, path)
        elif not equal(older, newer):
            self._change(older, newer, path)

    def _addition(self, value: Any, path: Path) -> None:
        if path in self.tables.added:
            rule, well_formed = self.tables.added[path]
            if not well_formed(value):
                self.unexpected(path, "added", "malformed-value")
            elif path == ("schools",) and self.schools is not None and set(value) != self.schools:
                self.unexpected(path, "added", "schools-mismatch")
            else:
                self.documented(path, "added", rule)
        else:
            known = path in self.tables.known
            self.unexpected(path, "added", "value-differs" if known else "undocumented-field")

    def _change(self, older: Any, newer: Any, path: Path) -> None:
        if kind(older) != kind(newer):
            self.unexpected(path, "changed", "type-differs")
        elif path in self.tables.unordered and _texts(older) and _texts(newer):
            if Counter(older) != Counter(newer):
                same_ids = set(older) == set(newer)
                self.unexpected(path, "changed", "malformed-value" if same_ids else "value-differs")
        elif path in self.tables.dates and same_day(older, newer):
            self.dates += 1
        elif path == self.tables.state:
            self._state(older, newer, path)
        else:
            self.unexpected(path, "changed", "value-differs")

    def _state(self, older: str, newer: str, path: Path) -> None:
        judged = state_may_become(older, newer)
        if judged is None:
            self.unexpected(path, "changed", "malformed-value")
        elif judged:
            self.documented(path, "changed", "sync-state")
        else:
            self.unexpected(path, "changed", "value-differs")


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


_KINDS: tuple[tuple[Callable[[Any], bool], str], ...] = (
    (lambda value: value is None, "null"),
    (lambda value: value is True or value is False, "boolean"),
    (lambda value: isinstance(value, str), "string"),
    (lambda value: isinstance(value, list), "array"),
    (lambda value: isinstance(value, dict), "object"),
)


def kind(value: Any) -> str:
    """The JSON type of a value as the standard library decodes it."""
    return next((name for fits, name in _KINDS if fits(value)), "number")


def equal(left: Any, right: Any) -> bool:
    """Whether two values are the same JSON: types count, 1 is 1.0, the order of members is nothing."""
    if kind(left) != kind(right):
        return False
    if isinstance(left, dict):
        return set(left) == set(right) and all(equal(left[name], right[name]) for name in left)
    if isinstance(left, list):
        return len(left) == len(right) and all(equal(one, other) for one, other in zip(left, right, strict=True))
    return bool(left == right)
