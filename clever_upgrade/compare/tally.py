"""Adds up what the judge says into counts, groups and findings; in memory that does not grow with the findings."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from clever_upgrade.compare.bulk import EXAMPLES, Alike
from clever_upgrade.compare.findings import FindingStore
from clever_upgrade.compare.judge import worst
from clever_upgrade.compare.packed import PackedMap
from clever_upgrade.compare.result import (
    Change,
    CollectionCount,
    Difference,
    FieldGroup,
    Finding,
    Verdict,
)

_GroupKey = tuple[str, str, Change, Verdict, str]

_KEPT = 128
"""Marks the verdict of a finding that was kept."""


def fingerprint(district: str, collection: str, record_id: str, difference: Difference) -> str:
    """16 hexadecimal digits that name a difference, the same in every run; no value goes into them."""
    parts = (district, collection, record_id, difference.path, difference.change.value, difference.rule)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def _group_of(collection: str, difference: Difference) -> _GroupKey:
    return collection, difference.path, difference.change, difference.verdict, difference.rule


@dataclass(slots=True)
class Tally:
    """The running totals of one district."""

    district: str
    max_findings: int | None = None
    _findings: FindingStore = field(default_factory=FindingStore)
    _noted: PackedMap = field(default_factory=lambda: PackedMap(key_size=8, value_size=1))
    """The worst verdict that was noted under each fingerprint, and whether that finding was kept."""
    _groups: Counter[_GroupKey] = field(default_factory=Counter)
    _examples: dict[_GroupKey, list[str]] = field(default_factory=dict)

    def add(self, collection: str, alike: Alike, *, nested_in: str = "") -> None:
        """Take in the differences of records; one that is known already counts once, under its worst verdict.

        Records that came out alike by the thousand are named by examples, so that they may differ as documented only.
        """
        for difference in alike.differences:
            if difference.verdict > Verdict.DOCUMENTED:
                (record_id,) = alike.examples
                mark = fingerprint(self.district, collection, record_id, difference)
                self._note(Finding(self.district, collection, record_id, difference, mark, nested_in))
            else:
                self._count(collection, difference, alike.records, alike.examples)

    def _note(self, finding: Finding) -> None:
        """Note a finding unless it was noted before, at least as bad: a record is read through several paths."""
        mark, difference = bytes.fromhex(finding.fingerprint), finding.difference
        noted = self._noted.get(mark)
        was_kept = False
        if noted is not None:
            before, was_kept = Verdict(noted[0] & ~_KEPT), bool(noted[0] & _KEPT)
            if before >= difference.verdict:
                return
            self._take_back(finding.collection, finding.id, replace(difference, verdict=before))
        kept = was_kept or self.max_findings is None or len(self._findings) < self.max_findings
        self._noted.put(mark, bytes([difference.verdict | (_KEPT if kept else 0)]))
        self._count(finding.collection, difference, 1, (finding.id,))
        if kept:
            self._findings.add(finding, replaces=was_kept)

    def _count(self, collection: str, difference: Difference, records: int, examples: Iterable[str]) -> None:
        key = _group_of(collection, difference)
        self._groups[key] += records
        known = self._examples.get(key, [])
        if len(known) < EXAMPLES or any(example < known[-1] for example in examples):
            self._examples[key] = sorted({*known, *examples})[:EXAMPLES]

    def _take_back(self, collection: str, record_id: str, difference: Difference) -> None:
        key = _group_of(collection, difference)
        self._groups[key] -= 1
        if not self._groups[key]:
            del self._groups[key]
        self._examples[key] = [example for example in self._examples[key] if example != record_id]

    @property
    def left_out(self) -> int:
        """How many findings ``max_findings`` kept out."""
        return len(self._noted) - len(self._findings)

    def findings(self) -> Sequence[Finding]:
        """Every finding, worst first, then by collection, id and path."""
        return self._findings.findings()

    def groups(self) -> tuple[FieldGroup, ...]:
        """Every group, the worst first, then the largest."""
        ordered = sorted(self._groups.items(), key=lambda item: (-item[0][3], -item[1], item[0][0], item[0][1]))
        return tuple(FieldGroup(*key, records=records, examples=tuple(self._examples[key])) for key, records in ordered)


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
