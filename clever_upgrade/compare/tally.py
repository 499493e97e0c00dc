"""Adds up what the judge says into counts, groups and findings; in memory that does not grow with the findings."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from msgspec.structs import replace

from clever_upgrade.compare.bulk import EXAMPLES, Alike
from clever_upgrade.compare.findings import FindingStore, pack
from clever_upgrade.compare.judge import worst
from clever_upgrade.compare.packed import PackedMap
from clever_upgrade.compare.result import Change, CollectionCount, Difference, FieldGroup, Finding, Verdict

_GroupKey = tuple[str, str, Change, Verdict, str]

_KEPT = 128
"""Marks the verdict of a finding that was kept."""
_NOTED = {(each, kept): bytes((each | _KEPT if kept else each,)) for each in Verdict for kept in (False, True)}
"""What is noted of a finding with this verdict, which was kept or not."""


def fingerprint(district: str, collection: str, record_id: str, difference: Difference) -> str:
    """16 hexadecimal digits that name a difference, the same in every run; no value goes into them."""
    return _mark(district, collection, record_id, _reason(difference)).hex()


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

    def add(self, collection: str, alike: Alike, *, nested_in: str = "") -> None:
        """Take in the differences of records; one that is known already counts once, under its worst verdict.

        Records that came out alike by the thousand are named by examples, so that they may differ as documented only.
        """
        for difference in alike.differences:
            if difference.verdict > Verdict.DOCUMENTED:
                (record_id,) = alike.examples
                self._note(collection, record_id, difference, nested_in)
            elif alike.records == 1:
                self._group_of(collection, difference).count(alike.examples[0])
            else:
                self._group_of(collection, difference).count_many(alike.records, alike.examples)

    def _note(self, collection: str, record_id: str, difference: Difference, nested_in: str) -> None:
        """Note a finding unless it was noted before, at least as bad: a record is read through several paths."""
        group, verdict = self._group_of(collection, difference), difference.verdict
        mark = _mark(self.district, collection, record_id, group.reason)
        kept = self.max_findings is None or len(self._findings) < self.max_findings
        noted, was_kept = self._noted.put_new(mark, _NOTED[verdict, kept]), False
        if noted is not None:
            before, was_kept = Verdict(noted[0] & ~_KEPT), bool(noted[0] & _KEPT)
            if before >= verdict:
                return
            self._group_of(collection, replace(difference, verdict=before)).take_back(record_id)
            kept = kept or was_kept
            self._noted.put(mark, _NOTED[verdict, kept])
        group.count(record_id)
        if kept:
            packed = pack(self.district, collection, record_id, difference, mark, nested_in)
            self._findings.add(packed, replaces=was_kept)

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
