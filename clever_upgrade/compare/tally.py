"""Adds up what the judge says into counts, groups and findings; in memory that does not grow with the findings."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from clever_upgrade.compare.bulk import EXAMPLES, Alike
from clever_upgrade.compare.findings import FindingStore, Packed, pack
from clever_upgrade.compare.judge import worst
from clever_upgrade.compare.packed import PackedMap
from clever_upgrade.compare.result import Change, CollectionCount, Difference, FieldGroup, Finding, Verdict

_GroupKey = tuple[str, str, Change, Verdict, str]
_Found = tuple[str, Difference]
"""The id of a record, and one of its differences."""

_AT_ONCE = 1_000
"""How many findings are gone through at a time: what the processor keeps near at hand."""
_KEPT = 128
"""Marks the verdict of a finding that was kept."""
_NOTED = {(each, kept): bytes((each | _KEPT if kept else each,)) for each in Verdict for kept in (False, True)}
"""What is noted of a finding with this verdict, which was kept or not."""


def fingerprint(district: str, collection: str, record_id: str, difference: Difference) -> str:
    """16 hexadecimal digits that name a difference, the same in every run; no value goes into them."""
    return _mark(district, collection, record_id, _reason(difference)).hex()


def documented(district: str, collection: str, several: Iterable[Alike]) -> Iterator[Finding]:
    """The documented differences of records that were each judged by themselves."""
    for alike in several:
        (record_id,) = alike.examples
        for difference in alike.differences:
            if difference.verdict is Verdict.DOCUMENTED:
                mark = fingerprint(district, collection, record_id, difference)
                yield Finding(district, collection, record_id, difference, mark)


def _mark(district: str, collection: str, record_id: str, reason: str) -> bytes:
    return hashlib.sha256(f"{district}\n{collection}\n{record_id}\n{reason}".encode()).digest()[:8]


def _reason(difference: Difference) -> str:
    return f"{difference.path}\n{difference.change.value}\n{difference.rule}"


@dataclass(slots=True)
class _Group:
    """The differences that share collection, path, change, verdict and rule; ``reason`` is their fingerprints' part."""

    reason: str
    records: int = 0
    examples: list[str] = field(default_factory=list)

    def count(self, record_id: str) -> None:
        """Count one record in."""
        self.records += 1
        if len(self.examples) < EXAMPLES or record_id < self.examples[-1]:
            self.examples = sorted({*self.examples, record_id})[:EXAMPLES]

    def count_many(self, records: int, examples: Iterable[str]) -> None:
        """Count records in, of which some are named."""
        self.records += records
        self.examples = sorted({*self.examples, *examples})[:EXAMPLES]

    def take_back(self, record_id: str) -> None:
        """Count one record out."""
        self.records -= 1
        self.examples = [example for example in self.examples if example != record_id]


@dataclass(slots=True)
class Tally:
    """The running totals of one district."""

    district: str
    max_findings: int | None = None
    _findings: FindingStore = field(default_factory=FindingStore)
    _noted: PackedMap = field(default_factory=lambda: PackedMap(key_size=8, value_size=1))
    """The worst verdict that was noted under each fingerprint, and whether that finding was kept."""
    _groups: dict[_GroupKey, _Group] = field(default_factory=dict)

    def add(self, collection: str, several: Iterable[Alike], *, nested_in: str = "") -> None:
        """Take in the differences of records; one that is known already counts once, under its worst verdict.

        Records that came out alike by the thousand are named by examples, so that they may differ as documented only.
        """
        found, documented = list[_Found](), Verdict.DOCUMENTED
        for alike in several:
            for difference in alike.differences:
                if difference.verdict > documented:
                    (record_id,) = alike.examples
                    found.append((record_id, difference))
                elif alike.records == 1:
                    self._group_of(collection, difference).count(alike.examples[0])
                else:
                    self._group_of(collection, difference).count_many(alike.records, alike.examples)
        while found:
            # Some may be known already, and leave room for others.
            room = _AT_ONCE if self.max_findings is None else min(_AT_ONCE, self.max_findings - len(self._findings))
            now, found = (found[:room], found[room:]) if room > 0 else (found, [])
            self._note(collection, now, nested_in, kept=room > 0)

    def _note(self, collection: str, found: Sequence[_Found], nested_in: str, *, kept: bool) -> None:
        """Note findings; ``kept`` says whether there is room for those that were not noted before."""
        groups = [self._group_of(collection, difference) for _, difference in found]
        marks = [
            _mark(self.district, collection, record_id, group.reason)
            for (record_id, _), group in zip(found, groups, strict=True)
        ]
        noted = self._noted.put_new_all(marks, [_NOTED[difference.verdict, kept] for _, difference in found])
        new = list[Packed]()
        for (record_id, difference), group, mark, before in zip(found, groups, marks, noted, strict=True):
            if before is not None:
                self._note_again(collection, record_id, difference, mark, nested_in)
                continue
            group.count(record_id)
            if kept:
                new.append(pack(self.district, collection, record_id, difference, mark, nested_in))
        self._findings.add_all(new)

    def _note_again(self, collection: str, record_id: str, difference: Difference, mark: bytes, nested_in: str) -> None:
        """Note a finding again if it is worse than before: a record is read through several paths."""
        noted, verdict = self._noted.get(mark), difference.verdict
        assert noted is not None  # noqa: S101 - it was noted before
        before, kept = Verdict(noted[0] & ~_KEPT), bool(noted[0] & _KEPT)
        if before >= verdict:
            return
        self._group_of(collection, replace(difference, verdict=before)).take_back(record_id)
        self._group_of(collection, difference).count(record_id)
        self._noted.put(mark, _NOTED[verdict, kept])
        if kept:
            self._findings.replace(pack(self.district, collection, record_id, difference, mark, nested_in))

    def _group_of(self, collection: str, difference: Difference) -> _Group:
        key = collection, difference.path, difference.change, difference.verdict, difference.rule
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(_reason(difference))
        return group

    @property
    def left_out(self) -> int:
        """How many findings ``max_findings`` kept out."""
        return len(self._noted) - len(self._findings)

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
