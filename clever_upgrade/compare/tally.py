"""Adds up what the judge says into counts, groups and findings; of each finding some nine bytes stay in memory."""

import hashlib
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

from msgspec.structs import replace

from clever_upgrade.compare.bulk import EXAMPLES, Alike
from clever_upgrade.compare.findings import FindingStore, Found, pack
from clever_upgrade.compare.judge import worst
from clever_upgrade.compare.noted import MARK_BYTES, Noted
from clever_upgrade.compare.result import Change, CollectionCount, Difference, FieldGroup, Finding, Verdict

_GroupKey = tuple[str, str, Change, Verdict, str]
_AT_ONCE = 1_000
"""How many findings are gone through at a time: what the processor keeps near at hand."""
_KEPT = 128
"""Marks the verdict of a finding that was kept."""


def fingerprint(district: str, collection: str, record_id: str, difference: Difference) -> str:
    """16 hexadecimal digits that name a difference, the same in every run; no value goes into them."""
    reason = _reason(difference.path, difference.change, difference.rule)
    return _mark(_listing(district, collection), record_id, reason).hex()


def found_apart(several: Iterable[Alike], found: Iterable[Found]) -> Iterator[Found]:
    """The differences of single records one by one, those that were ``found`` as such last."""
    alone = (alike for alike in several if alike.records == 1)
    return chain(((alike.examples[0], difference) for alike in alone for difference in alike.differences), found)


def documented_findings(district: str, collection: str, found: Iterable[Found]) -> Iterator[Finding]:
    """The documented ones among the differences of single records."""
    for record_id, difference in found:
        if difference.verdict is Verdict.DOCUMENTED:
            mark = fingerprint(district, collection, record_id, difference)
            yield Finding(district, collection, record_id, difference, mark)


def _mark(listing: str, record_id: str, reason: str) -> bytes:
    return hashlib.sha256(f"{listing}\n{record_id}\n{reason}".encode()).digest()[:MARK_BYTES]


def _listing(district: str, collection: str) -> str:
    return f"{district}\n{collection}"


def _reason(path: str, change: Change, rule: str) -> str:
    return f"{path}\n{change.value}\n{rule}"


@dataclass(slots=True, eq=False)
class _Group:
    """The differences that share collection, path, change, verdict and rule; ``reason`` is their fingerprints' part."""

    reason: str
    records: int = 0
    examples: list[str] = field(default_factory=list)

    def count(self, records: int, examples: Sequence[str]) -> None:
        """Count records in, of which some are named."""
        self.records += records
        if self.has_room_for(examples[0]):
            self.name(examples)

    def has_room_for(self, record_id: str) -> bool:
        """Whether this record would be among the examples: the first few by id."""
        return len(self.examples) < EXAMPLES or record_id < self.examples[-1]

    def name(self, record_ids: Iterable[str]) -> None:
        """Take the first ones of these and those before as examples."""
        self.examples = sorted({*self.examples, *record_ids})[:EXAMPLES]

    def take_back(self, record_id: str) -> None:
        """Count one record out."""
        self.records -= 1
        self.examples = [example for example in self.examples if example != record_id]


class _Groups(dict[_GroupKey, _Group]):
    """Every group that was asked for."""

    def __missing__(self, key: _GroupKey) -> _Group:
        _, path, change, _, rule = key
        group = self[key] = _Group(_reason(path, change, rule))
        return group


@dataclass(slots=True)
class Tally:
    """The running totals of one district."""

    district: str
    max_findings: int | None = None
    _findings: FindingStore = field(default_factory=FindingStore)
    _noted: dict[str, Noted] = field(default_factory=lambda: defaultdict(Noted))
    """The worst verdict of each finding, and whether it was kept, by collection."""
    _groups: _Groups = field(default_factory=_Groups)

    def add(
        self, collection: str, several: Sequence[Alike], found: Iterable[Found] = (), *, nested_in: str = ""
    ) -> None:
        """Take in the differences of records, and those ``found`` in single ones.

        A difference that is known already counts once, under its worst verdict. Records that came out alike by the
        thousand are named by examples, so that they may differ as documented only.
        """
        findings, documented = list[Found](), Verdict.DOCUMENTED
        for alike in several:
            if alike.records > 1:
                for difference in alike.differences:
                    assert difference.verdict <= documented  # noqa: S101 - each finding belongs to one record
                    self._group_of(collection, difference).count(alike.records, alike.examples)
        for one in found_apart(several, found):
            if one[1].verdict > documented:
                findings.append(one)
            else:
                self._group_of(collection, one[1]).count(1, one[:1])
        while findings:
            # Some may be known already, and leave room for others.
            room = _AT_ONCE if self.max_findings is None else self.max_findings - len(self._findings)
            size = min(room, _AT_ONCE) if room > 0 else _AT_ONCE
            self._note(collection, findings[:size], nested_in, kept=room > 0)
            findings = findings[size:]

    def _note(self, collection: str, found: Sequence[Found], nested_in: str, *, kept: bool) -> None:
        """Note findings; ``kept`` says whether there is room for those that were not noted before."""
        noted, (groups, marks) = self._noted[collection], self._marked(collection, found)
        if len(set(marks)) < len(marks):
            for one in found:
                self._note(collection, [one], nested_in, kept=kept)
            return
        if noted.may_have_any([record_id for record_id, _ in found]):
            found = self._new_among(collection, found, marks, nested_in)
            groups, marks = self._marked(collection, found)
        ids, flag = [record_id for record_id, _ in found], _KEPT if kept else 0
        noted.add(ids, marks, bytes([difference.verdict | flag for _, difference in found]))
        first = min(ids, default="")
        for group, records in Counter(groups).items():
            group.records += records
            if group.has_room_for(first):
                group.name([record_id for record_id, own in zip(ids, groups, strict=True) if own is group])
        if kept:
            self._findings.add_all(pack(self.district, collection, found, marks, nested_in))

    def _marked(self, collection: str, found: Sequence[Found]) -> tuple[list[_Group], list[bytes]]:
        """Where each finding counts, and its fingerprint."""
        groups = self._groups
        where = [groups[collection, one.path, one.change, one.verdict, one.rule] for _, one in found]
        listing = _listing(self.district, collection)
        marks = [_mark(listing, record_id, group.reason) for (record_id, _), group in zip(found, where, strict=True)]
        return where, marks

    def _new_among(
        self, collection: str, found: Sequence[Found], marks: Sequence[bytes], nested_in: str
    ) -> list[Found]:
        """The findings that were not noted before; one that was is noted again if it is worse than then."""
        new = list[Found]()
        for one, mark in zip(found, marks, strict=True):
            state = self._noted[collection].state(one[0], mark)
            if state is None:
                new.append(one)
            else:
                self._note_again(collection, one, mark, state, nested_in)
        return new

    def _note_again(self, collection: str, one: Found, mark: bytes, state: int, nested_in: str) -> None:
        """Note a finding again if it is worse than before: a record is read through several paths."""
        record_id, difference = one
        before, kept = Verdict(state & ~_KEPT), state & _KEPT
        if before >= difference.verdict:
            return
        self._group_of(collection, replace(difference, verdict=before)).take_back(record_id)
        self._group_of(collection, difference).count(1, (record_id,))
        self._noted[collection].change(record_id, mark, difference.verdict | kept)
        if kept:
            self._findings.replace_all(pack(self.district, collection, [one], [mark], nested_in))

    def _group_of(self, collection: str, difference: Difference) -> _Group:
        return self._groups[collection, difference.path, difference.change, difference.verdict, difference.rule]

    @property
    def left_out(self) -> int:
        """How many findings ``max_findings`` kept out."""
        return sum(map(len, self._noted.values())) - len(self._findings)

    def findings(self) -> Sequence[Finding]:
        """Every finding, worst first, then by collection, id and path."""
        return self._findings.findings()

    def groups(self) -> tuple[FieldGroup, ...]:
        """Every group, the worst first, then the largest."""
        groups = [
            FieldGroup(*key, records=group.records, examples=tuple(group.examples))
            for key, group in self._groups.items()
            if group.records
        ]
        groups.sort(key=lambda group: (-group.verdict, -group.records, group.collection, group.path))
        return tuple(groups)


@dataclass(slots=True)
class CollectionTally:
    """The running counts of one collection."""

    collection: str
    pairs: int = 0
    only_from: int = 0
    only_to: int = 0
    several_schools: int = 0
    verdicts: Counter[Verdict] = field(default_factory=Counter)

    def count(self, differences: list[Difference], records: int = 1) -> None:
        """Count records with the same differences under the worst verdict of these."""
        self.verdicts[worst(differences)] += records

    def result(self, district: str, *, date_forms: int, fields: int) -> CollectionCount:
        """The counts as a plain value."""
        return CollectionCount(
            district=district,
            collection=self.collection,
            pairs=self.pairs,
            only_from=self.only_from,
            only_to=self.only_to,
            verdicts={verdict: self.verdicts[verdict] for verdict in Verdict},
            several_schools=self.several_schools,
            date_forms=date_forms,
            fields=fields,
        )
