"""Judges pairs by the thousand: much of most pairs can be proven equal without reading it.

Here the path is chosen by which that is done (``paths/``): first by bytes, unless that vouches for few; then member by
member; and whatever none of these can vouch for is for the exact judge, which reads everything.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from operator import attrgetter

from clever_upgrade.api.envelope import is_utf8
from clever_upgrade.compare.align import PagePairs, Pair
from clever_upgrade.compare.judge import PairJudge
from clever_upgrade.compare.paths.additions import (
    EXAMPLES,
    Additions,
    Alike,
    Expected,
    Vouched,
    grouped,
    judged_by_schools,
)
from clever_upgrade.compare.paths.bytes import UNREADABLE, BytesPath
from clever_upgrade.compare.paths.dicts import Dicts
from clever_upgrade.compare.paths.members import Rest, Splitter, as_texts
from clever_upgrade.compare.paths.structs import Structs
from clever_upgrade.compare.result import Difference
from clever_upgrade.compare.schools import PRIMARY_SCHOOL, SchoolKnowledge
from clever_upgrade.compare.values import parse_value

__all__ = ["EXAMPLES", "Alike", "BulkJudge", "Judged", "Path"]

_WORTH_WHILE = 0.5
"""Which part of a page the bytes must have vouched for, to be tried on the next one."""
_TRIED_AGAIN = 20
"""After how many pages they are tried again."""
_NOTED_OF = 64
"""Of how many records the members of one are noted, in the long run."""
_MOST_NAMES = 200
"""How many names of members are known beforehand; a collection has some twenty."""


class Path(Enum):
    """Ways to judge a pair."""

    BYTES = "bytes"
    STRUCTS = "structs"
    DICTS = "dicts"
    EXACT = "exact"


ALL_PATHS = tuple(Path)


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements of many pairs: those that came out alike together, every other one by itself."""

    alike: list[Alike] = field(default_factory=list)
    single: list[tuple[str, list[Difference]]] = field(default_factory=list)


class BulkJudge:
    """Judges what ``exact`` judges, and exactly as it does, by any of ``paths``; the exact judge is always one.

    ``knowledge`` is asked for the schools of a whole page at once; without it ``exact`` is asked for each user's.
    Only the notes of what was met thin out, where nobody asks for thorough ones.
    """

    def __init__(
        self,
        exact: PairJudge,
        paths: Collection[Path] = ALL_PATHS,
        knowledge: Callable[[], SchoolKnowledge] | None = None,
    ) -> None:
        self.exact, self._paths, self.knowledge = exact, paths, knowledge
        self.judge, self.judge_one_sided = exact.judge, exact.judge_one_sided
        self._additions = Additions(exact)
        self._bytes = BytesPath(self._additions)
        self._kept = tuple(dict.fromkeys((PRIMARY_SCHOOL, *exact.guaranteed_additions)))
        self._names = dict.fromkeys((*exact.from_fields, *exact.to_fields))
        self._structs, self._dicts = Structs(self._names, self._kept), Dicts(self._kept)
        self._pages_without_bytes = 0
        self._met_unknown_names = False

    def judge_pairs(self, pairs: Sequence[Pair], *, noted: int | None = None) -> Judged:
        """Judge every pair; note the members of the first ``noted`` ones (None: of all), and of some of the rest."""
        if self._met_unknown_names:
            self._learn_names()
        ids = pairs.ids if isinstance(pairs, PagePairs) else [record_id for record_id, _, _ in pairs]
        expected = self._expected_of(ids)
        # What is skipped in a record is checked in all but this; of whole pages it is known.
        are_utf8 = isinstance(pairs, PagePairs) and pairs.are_utf8
        found, judged = self._by_bytes(pairs, expected), Judged()
        for number in [number for number, vouched in enumerate(found) if vouched is None]:
            one = self._judge_by_members(*pairs[number], number, expected, are_utf8)
            if isinstance(one, Vouched):
                found[number] = one
            else:
                judged.single.append((ids[number], one))
        judged.alike.extend(grouped(ids, found))
        self._note(pairs, len(pairs) if noted is None else noted)
        return judged

    def _note(self, pairs: Sequence[Pair], noted: int) -> None:
        for number in (*range(min(noted, len(pairs))), *range(noted, len(pairs), _NOTED_OF)):
            self.exact.note_members(*pairs[number][1:])

    def _by_bytes(self, pairs: Sequence[Pair], expected: Expected) -> list[Vouched | None]:
        self._pages_without_bytes = max(0, self._pages_without_bytes - 1)
        if Path.BYTES not in self._paths or self._pages_without_bytes:
            return [None] * len(pairs)
        vouched = self._bytes.vouch(pairs, expected)
        if len(pairs) - vouched.count(None) < len(pairs) * _WORTH_WHILE:
            self._pages_without_bytes = _TRIED_AGAIN
        return vouched

    def _expected_of(self, ids: list[str]) -> Expected:
        """What tells the schools of a user by their place among the pairs; None where nobody knows."""
        one_by_one = self.exact.expected_schools
        if one_by_one is None:
            return lambda *_: None
        if self.knowledge is None:
            return lambda number, primary: one_by_one(ids[number], primary)
        knowledge = self.knowledge()
        codes = knowledge.memberships.codes_of(ids)
        return lambda number, primary: knowledge.expected_of(codes[number], primary)

    def _judge_by_members(
        self, record_id: str, from_text: bytes, to_text: bytes, number: int, expected: Expected, are_utf8: bool
    ) -> Vouched | list[Difference]:
        rest = self._rest(from_text, to_text) if are_utf8 or (is_utf8(from_text) and is_utf8(to_text)) else None
        if rest is None:
            return self.exact.judge(record_id, from_text, to_text)
        added, common = self._additions.taken_out(rest.to_members, rest.from_members)
        vouched = self._additions.known(added)
        if vouched is not None:
            schools = None if vouched.schools is None else expected(number, _primary(rest))
            additions = judged_by_schools(vouched, schools)
            if additions is vouched.differences and not rest.from_members and not common:
                return vouched
            found = self.exact.judge_members(rest.from_members, common)
            if found is not None:
                return sorted([*additions, *found], key=attrgetter("path"))
        return self.exact.judge(record_id, *as_texts(rest))

    def _rest(self, from_text: bytes, to_text: bytes) -> Rest | None:
        """What is left of a pair to be judged, or None where no path says so."""
        if Path.STRUCTS in self._paths:
            rest = _split(self._structs, from_text, to_text)
            if rest is not None:
                return rest
        if Path.DICTS in self._paths:
            rest = _split(self._dicts, from_text, to_text)
            self._met_unknown_names = self._met_unknown_names or rest is not None
            return rest
        return None

    def _learn_names(self) -> None:
        """Know the names that were met beforehand from now on."""
        self._met_unknown_names = False
        names = dict.fromkeys((*self._names, *filter(_is_plain, self.exact.met.names.get("", ()))))
        if len(self._names) < len(names) <= _MOST_NAMES:
            self._names, self._structs = names, Structs(names, self._kept)


def _split(splitter: Splitter, from_text: bytes, to_text: bytes) -> Rest | None:
    try:
        return splitter.rest(from_text, to_text)
    except UNREADABLE:
        return None


def _is_plain(name: str) -> bool:
    """Whether a name is written as it is: with escapes or beyond ASCII, no splitter would take it."""
    return name.isascii() and name.isprintable() and '"' not in name and "\\" not in name


def _primary(rest: Rest) -> object:
    """The primary school in the earlier version."""
    text = rest.from_members.get(PRIMARY_SCHOOL, rest.kept.get(PRIMARY_SCHOOL))
    return None if text is None else parse_value(text)
