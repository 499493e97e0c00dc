"""Judges pairs by the thousand: much of most pairs can be proven equal without reading it.

Here the path is chosen by which that is done (``paths/``): first by bytes, unless that vouches for few; then member by
member; and whatever none of these can vouch for is for the exact judge, which reads everything.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from itertools import chain
from operator import attrgetter

from msgspec import Raw, Struct

from clever_upgrade.api.envelope import Identified, Texts, is_utf8
from clever_upgrade.compare.align import PagePairs, Pair, Tops, ids_of, sides_of
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
from clever_upgrade.compare.paths.bytes import BytesPath
from clever_upgrade.compare.paths.dicts import Dicts
from clever_upgrade.compare.paths.members import UNREADABLE, Rests
from clever_upgrade.compare.paths.structs import Structs
from clever_upgrade.compare.result import Difference
from clever_upgrade.compare.schools import SchoolKnowledge
from clever_upgrade.compare.values import UnreadableRecordError, parse_record, parse_value
from clever_upgrade.garbage import without_collecting

__all__ = ["EXAMPLES", "Alike", "BulkJudge", "Judged", "Path", "Single", "grouped"]

_path = attrgetter("path")

_AT_ONCE = 192
"""How many pairs are split at a time: what the processor keeps near at hand."""
_WORTH_WHILE = 0.5
"""Which part of a page the bytes must have vouched for, to be tried on all of the next one."""
_A_FEW = 100
"""On how many pairs of a page they are tried otherwise, before they are tried on all."""
_TRIED_AGAIN = 20
"""After how many pages they are tried again."""
_NOTED_OF = 64
"""Of how many records the members of one are noted, in the long run."""
_MOST_NAMES = 200
"""How many names of members are known beforehand; a collection has some twenty."""

_PRIMARIES = 10_000
"""How many texts of primary schools are remembered; a district has one for each of its schools."""


class Path(Enum):
    """Ways to judge a pair."""

    BYTES = "bytes"
    STRUCTS = "structs"
    DICTS = "dicts"
    EXACT = "exact"


ALL_PATHS = tuple(Path)


class Single(Struct, frozen=True, gc=False):
    """One record that is judged by itself.

    ``vouched`` are its documented additions, if these are like those of many others, and ``found`` is all that differs
    besides.
    """

    id: str
    found: list[Difference]
    vouched: Vouched | None = None

    @property
    def differences(self) -> list[Difference]:
        """Every difference, by path."""
        if self.vouched is None:
            return self.found
        return sorted([*self.vouched.differences, *self.found], key=_path)


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements of many pairs: those that came out alike together, every other one by itself."""

    alike: list[Alike] = field(default_factory=list)
    single: list[Single] = field(default_factory=list)


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
        self._names = dict.fromkeys((*exact.from_fields, *exact.to_fields))
        self._dicts = Dicts(self._additions.names)
        self._pages_without_bytes, self._bytes_are_worth_while = 0, False
        self._structs: Structs | None = None

    @property
    def row(self) -> type[Identified]:
        """What to read first of every record of the earlier version: no more than its id if bytes will not be tried."""
        return Identified if self._pages_without_bytes else self._bytes.row

    @without_collecting()
    def judge_pairs(self, pairs: Sequence[Pair], *, noted: int | None = None) -> Judged:
        """Judge every pair; note the members of the first ``noted`` ones (None: of all), and of some of the rest."""
        ids = ids_of(pairs)
        expected = _known(pairs) or self._expected_of(ids)
        found, judged = self._by_bytes(pairs, expected), Judged()
        left = [number for number, vouched in enumerate(found) if vouched is None]
        for start in range(0, len(left), _AT_ONCE):
            numbers = left[start : start + _AT_ONCE]
            these = self._by_members(pairs, ids, numbers, expected)
            judged.single.extend([one for one in these if isinstance(one, Single)])
            for number, one in zip(numbers, these, strict=True):
                if isinstance(one, Vouched):
                    found[number] = one
        judged.alike.extend(grouped(ids, found))
        self._note(pairs, len(pairs) if noted is None else noted)
        return judged

    def judge_each(self, pairs: Sequence[Pair]) -> dict[str, list[Difference]]:
        """Every difference of each pair, by id."""
        found = {single.id: single.differences for single in self.judge_pairs(pairs, noted=0).single}
        return {each: found[each] if each in found else self.judge(each, *texts) for each, *texts in pairs}

    def tops_of(self, ids: list[str], from_texts: Texts) -> Tops | None:
        """What follows from the top of these earlier records; None if one of them cannot be read."""
        try:
            from_texts.read_as(self._bytes.row)
        except UNREADABLE:
            return None
        return self._bytes.tops(PagePairs(ids, from_texts, from_texts), self._expected_of(ids))

    def _note(self, pairs: Sequence[Pair], noted: int) -> None:
        for number in (*range(min(noted, len(pairs))), *range(noted, len(pairs), _NOTED_OF)):
            self.exact.note_members(*pairs[number][1:])

    def _by_bytes(self, pairs: Sequence[Pair], expected: Expected) -> list[Vouched | None]:
        self._pages_without_bytes = max(0, self._pages_without_bytes - 1)
        if Path.BYTES not in self._paths or self._pages_without_bytes:
            return [None] * len(pairs)
        if not self._bytes_are_worth_while:
            # In vain they cost about as much as whatever judges the page then.
            few = pairs[:: len(pairs) // _A_FEW + 1]
            self._note_worth_of(self._bytes.vouch(few, _nobody_knows))
            if not self._bytes_are_worth_while:
                return [None] * len(pairs)
        vouched = self._bytes.vouch(pairs, expected)
        self._note_worth_of(vouched)
        return vouched

    def _note_worth_of(self, vouched: list[Vouched | None]) -> None:
        self._bytes_are_worth_while = len(vouched) - vouched.count(None) >= len(vouched) * _WORTH_WHILE
        if not self._bytes_are_worth_while:
            self._pages_without_bytes = _TRIED_AGAIN

    def _expected_of(self, ids: list[str]) -> Expected:
        """What tells the schools of a user by their place among the pairs; None where nobody knows."""
        one_by_one = self.exact.expected_schools
        if one_by_one is None:
            return _nobody_knows
        if self.knowledge is None:
            return lambda numbers, primaries: [
                one_by_one(ids[number], primary) for number, primary in zip(numbers, primaries, strict=True)
            ]
        knowledge = self.knowledge()
        codes = knowledge.memberships.codes_of(ids)
        return lambda numbers, primaries: knowledge.expected_of_all([codes[number] for number in numbers], primaries)

    def _by_members(
        self, pairs: Sequence[Pair], ids: Sequence[str], numbers: Sequence[int], expected: Expected
    ) -> list[Vouched | Single]:
        """The judgements of the pairs at these places; ``ids`` are those of all pairs."""
        met, date_forms = self.exact.met, self.exact.met.date_forms
        rests = self._rests(pairs, numbers)
        additions, found = ([None], [None]) if rests is None else self._judge_rests(rests)
        if met.date_forms != date_forms and (None in additions or None in found):
            # A record that is judged once more is not to have its dates counted twice.
            rests, additions, found, met.date_forms = None, [None], [None], date_forms
        if rests is None and len(numbers) > 1:
            # Whichever of them is the reason is found by halves.
            half = len(numbers) // 2
            several = (self._by_members(pairs, ids, some, expected) for some in (numbers[:half], numbers[half:]))
            return list(chain.from_iterable(several))
        schools = [None] if rests is None else expected(numbers, list(map(_value_of, rests.primaries)))
        judged = list[Vouched | Single]()
        for number, vouched, others, wanted in zip(numbers, additions, found, schools, strict=True):
            if vouched is None or others is None:
                record_id, from_text, to_text = pairs[number]
                judged.append(Single(record_id, self.exact.judge(record_id, from_text, to_text)))
            elif wanted is None or vouched.schools is wanted or vouched.schools in (None, wanted):
                judged.append(Single(ids[number], others, vouched) if others else vouched)
            else:
                all_others = (*judged_by_schools(vouched, wanted), *others)
                judged.append(Single(ids[number], sorted(all_others, key=_path)))
        return judged

    def _rests(self, pairs: Sequence[Pair], numbers: Sequence[int]) -> Rests | None:
        """What is left of the pairs at these places, or None where no path says so of all of them."""
        from_texts, to_texts = sides_of(pairs, numbers)
        # What is skipped in a record is checked in all but this; of whole pages it is known.
        if not (isinstance(pairs, PagePairs) and pairs.are_utf8) and not all(map(is_utf8, (*from_texts, *to_texts))):
            return None
        rests = None
        if Path.STRUCTS in self._paths:
            if self._structs is None:
                self._structs = self._structs_knowing(to_texts[0])
            rests = self._structs.rests(from_texts, to_texts)
        if rests is None and Path.DICTS in self._paths and (len(numbers) == 1 or Path.STRUCTS not in self._paths):
            rests = self._dicts.rests(from_texts, to_texts)
            if rests is not None and Path.STRUCTS in self._paths:
                self._learn_names(from_texts[0], to_texts[0])
        return rests

    def _judge_rests(self, rests: Rests) -> tuple[list[Vouched | None], list[list[Difference] | None]]:
        """The additions to each record, and all that differs besides; None where only the whole pair tells."""
        found: list[list[Difference] | None] = [[]] * len(rests.added)
        for member in rests.others:
            for place, differences in zip(member.places, self.exact.judge_member(member), strict=True):
                known = found[place]
                if known and differences:
                    found[place] = sorted([*known, *differences], key=_path)
                elif known is not None and not known:
                    found[place] = differences
                elif differences is None:
                    found[place] = None
        judgement_of = self._additions.known
        return [judgement_of[added] for added in rests.added], found

    def _structs_knowing(self, *texts: bytes | Raw) -> Structs:
        """The quicker splitter, which finds names soonest in the order in which these records have them."""
        in_order = [name for text in texts for name in _names_in(text) if name in self._names]
        return Structs(dict.fromkeys((*in_order, *self._names)), self._additions.names)

    def _learn_names(self, *texts: bytes | Raw) -> None:
        """Know the names in these records from now on, unless there are too many."""
        names = dict.fromkeys(
            (*self._names, *(name for text in texts for name in _names_in(text) if _is_written_plainly(name)))
        )
        if len(self._names) < len(names) <= _MOST_NAMES:
            self._names = names
            self._structs = self._structs_knowing(*texts)


def _names_in(text: bytes | Raw) -> Collection[str]:
    """The names of a record's members, in its order; none if nobody can read it."""
    try:
        return parse_record(bytes(text)).members
    except UnreadableRecordError:
        return ()


def _nobody_knows(numbers: Sequence[int], primaries: Sequence[object]) -> list[None]:  # noqa: ARG001
    """What nobody knows of the schools of these users."""
    return [None] * len(numbers)


def _known(pairs: Sequence[Pair]) -> Expected | None:
    """What tells the schools of users that are known beforehand."""
    tops = pairs.tops if isinstance(pairs, PagePairs) else None
    return None if tops is None else lambda numbers, _: [tops.wanted[number] for number in numbers]


def _is_written_plainly(name: str) -> bool:
    """Whether a name is written as it is: with escapes or beyond ASCII, no splitter would take it."""
    return name.isascii() and name.isprintable() and '"' not in name and "\\" not in name


@lru_cache(_PRIMARIES)
def _value_of(primary: bytes) -> object:
    """The value of the text of a primary school."""
    return parse_value(primary) if primary else None
