"""Judges pairs by the thousand: most differ in nothing but what the later version adds, and their bytes can prove it.

What the later version adds is cut out of its text. If the rest is the earlier text, nothing else can differ. Whatever
cannot be vouched for in this way is for the exact judge.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from operator import attrgetter
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from clever_upgrade.compare.judge import SCHOOLS, PairJudge, documented_addition
from clever_upgrade.compare.result import Difference
from clever_upgrade.compare.schools import PRIMARY_SCHOOL

EXAMPLES = 3
"""How many of the records that came out alike are named."""

_MOST_KNOWN = 50_000
"""How many different additions are remembered: a district of many schools has few, one of launch dates has many."""
_NOTED_AT_FIRST = 5_000
"""Of how many records of a collection every member is noted."""
_UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_decode = msgspec.json.Decoder().decode

Pair = tuple[str, bytes, bytes]
"""An id and the record's text through the earlier and through the later version."""
Added = tuple[bytes | None, ...]
"""The texts of what the later version adds to one record, None where it adds nothing."""
Cut = tuple[bytes, bytes, bytes]
"""An addition's key in its quotes, and its whole member in the two common ways of writing it."""


@dataclass(frozen=True, slots=True)
class Alike:
    """Records with the very same differences: how many, and the first few of them."""

    differences: list[Difference]
    records: int
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Judged:
    """The judgements of many pairs: those that came out alike together, every other one by itself."""

    alike: list[Alike] = field(default_factory=list)
    single: list[tuple[str, list[Difference]]] = field(default_factory=list)


@dataclass(slots=True, eq=False)
class _Vouched:
    """Well-formed additions, and the records that differ in just these."""

    differences: list[Difference]
    schools: frozenset[str] | None
    cuts: Sequence[Cut]
    records: int = 0
    examples: list[str] = field(default_factory=list)

    def count(self, record_id: str) -> None:
        self.records += 1
        if self.records <= EXAMPLES:
            self.examples.append(record_id)

    def taken(self) -> Alike:
        alike = Alike(self.differences, self.records, tuple(self.examples))
        self.records, self.examples = 0, []
        return alike


class BulkJudge:
    """Judges what ``exact`` judges, and exactly as it does.

    Only the notes of what was met thin out: the members of the first few thousand records are noted, and after these
    one record in sixteen, chosen by its id.
    """

    def __init__(self, exact: PairJudge) -> None:
        self.exact = exact
        self.judge, self.judge_one_sided = exact.judge, exact.judge_one_sided
        self._added = tuple(facts for name, facts in exact.to_fields.items() if name not in exact.from_fields)
        names = [facts.path for facts in self._added]
        slots = [(PRIMARY_SCHOOL, Any, None), *((name, Raw | UnsetType, UNSET) for name in names)]
        self._read = msgspec.json.Decoder(msgspec.defstruct("Later", slots, gc=False)).decode
        self._slots = attrgetter(PRIMARY_SCHOOL, *names) if names else None
        self._known: dict[Added, _Vouched | None] = {}
        self._noted = 0

    def judge_pairs(self, pairs: Iterable[Pair]) -> Judged:
        """Judge every pair."""
        judged, alike = Judged(), dict[_Vouched, None]()
        for record_id, from_text, to_text in pairs:
            vouched = self._vouched(record_id, to_text)
            if vouched is not None and _is_all(vouched.cuts, from_text, to_text):
                vouched.count(record_id)
                alike[vouched] = None
                self._note(record_id, from_text, to_text)
            else:
                judged.single.append((record_id, self.exact.judge(record_id, from_text, to_text)))
        judged.alike.extend(vouched.taken() for vouched in alike)
        return judged

    def _vouched(self, record_id: str, to_text: bytes) -> _Vouched | None:
        """The judgement of what the later version adds to a record, or None unless that is what it must be."""
        if self._slots is None:
            return self._known_as(())
        try:
            primary, *added = self._slots(self._read(to_text))
        except _UNREADABLE:
            return None
        vouched = self._known_as(tuple([None if text is UNSET else bytes(text) for text in added]))
        if vouched is None or vouched.schools is None or self.exact.expected_schools is None:
            return vouched
        expected = self.exact.expected_schools(record_id, primary)
        return vouched if vouched.schools == expected else None

    def _known_as(self, added: Added) -> _Vouched | None:
        try:
            return self._known[added]
        except KeyError:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            vouched = self._known[added] = self._vouch(added)
            return vouched

    def _vouch(self, added: Added) -> _Vouched | None:
        differences, schools, cuts = list[Difference](), None, list[Cut]()
        for facts, text in zip(self._added, added, strict=True):
            if text is None:
                if facts.guaranteed:
                    return None
                continue
            value = _decode(text)
            difference = documented_addition(facts.path, facts, value)
            if difference is None:
                return None
            differences.append(difference)
            cuts.append(_cut_of(facts.path, text))
            if facts.path == SCHOOLS:
                schools = frozenset(value)
        return _Vouched(sorted(differences, key=lambda each: each.path), schools, cuts)

    def _note(self, record_id: str, from_text: bytes, to_text: bytes) -> None:
        if self._noted < _NOTED_AT_FIRST or record_id[-1:] == "0":
            self._noted += 1
            self.exact.note_members(from_text, to_text)


def _cut_of(name: str, value: bytes) -> Cut:
    key = b'"%b"' % name.encode()
    return key, b",%b:%b" % (key, value), b", %b: %b" % (key, value)


def _is_all(cuts: Sequence[Cut], from_text: bytes, to_text: bytes) -> bool:
    """Whether the later text without these members is certainly the earlier text, which has none of them."""
    rest = to_text
    for _, compact, spaced in cuts:
        before, found, after = rest.rpartition(compact)
        if not found:
            before, _, after = rest.rpartition(spaced)
        rest = before + after
    if rest != from_text or not (rest.isascii() or _is_text(rest)):
        return False
    # What was cut may have stood inside of another member, and then the record's own one is still there. Its name may
    # be spelled with escapes.
    for key, _, _ in cuts:
        if key in rest:
            return False
    return not cuts or b"\\" not in rest or b"\\u00" not in rest


def _is_text(utf8: bytes) -> bool:
    # Members that are skipped are checked in all but this.
    try:
        utf8.decode()
    except UnicodeDecodeError:
        return False
    return True
