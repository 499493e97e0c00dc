"""Keeps findings in order, however many there are: the first thousands in memory, all others in a temporary file.

The file is its owner's alone, has no name, and is gone with the process. Findings go there in sorted runs, which are
merged when somebody reads them.
"""

import heapq
import pickle
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, overload

from clever_upgrade.compare.result import Change, Difference, Finding, Verdict

IN_MEMORY = 10_000
"""How many findings a run has; fewer than that stay in memory."""
_CHUNK = 100
"""How many findings of a run are read at a time."""

Found = tuple[str, Difference]
"""The id of a record, and one of its differences."""
Packed = tuple[Any, ...]
"""What a finding says, so that these come in the order of the findings: what a run in the file consists of.

No two have the same fingerprint, so that values, which stand behind it and have no order, are never compared.
"""
_VERDICT, _MARK = 0, 7
"""Where the verdict (negative, as the worst comes first) and the fingerprint stand."""
_WORDS = {change: change.value for change in Change}


def pack(
    district: str, collection: str, found: Iterable[Found], marks: Iterable[bytes], nested_in: str = ""
) -> list[Packed]:
    """Findings in the least memory; ``marks`` are the 8 bytes of their fingerprints."""
    return [
        (
            -one.verdict, collection, district, record_id, one.path, _WORDS[one.change],
            one.rule, mark, nested_in, one.from_value, one.to_value, one.expected,
        )
        for (record_id, one), mark in zip(found, marks, strict=True)
    ]  # fmt: skip


def order_of(finding: Finding) -> tuple[int, str, str, str, str, str, str]:
    """An order that depends on nothing but what findings say: the worst first, then by collection, id and path."""
    difference = finding.difference
    return (
        -difference.verdict, finding.collection, finding.district, finding.id, difference.path,
        difference.change.value, difference.rule,
    )  # fmt: skip


class ManyFindings(Sequence[Finding]):
    """Findings in order, merged from sorted runs while they are read; reading from the start is what it is good at."""

    def __init__(self, runs: Sequence[Iterable[Finding]], number: int) -> None:
        self.runs, self._number = runs, number

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[Finding]:
        return heapq.merge(*self.runs, key=order_of)

    @overload
    def __getitem__(self, index: int) -> Finding: ...
    @overload
    def __getitem__(self, index: slice) -> list[Finding]: ...
    def __getitem__(self, index: int | slice) -> Finding | list[Finding]:
        if isinstance(index, slice):
            return list(islice(self, *index.indices(self._number)))
        return next(islice(self, range(self._number)[index], None))


def in_order(findings: Sequence[Finding]) -> Sequence[Finding]:
    """The findings in order, which those that are many are already."""
    return findings if isinstance(findings, ManyFindings) else sorted(findings, key=order_of)


def joined(several: Sequence[Sequence[Finding]]) -> Sequence[Finding]:
    """The findings of several districts."""
    if not any(isinstance(findings, ManyFindings) for findings in several):
        return tuple(finding for findings in several for finding in findings)
    runs: list[Iterable[Finding]] = []
    for findings in several:
        runs += findings.runs if isinstance(findings, ManyFindings) else [in_order(findings)]
    return ManyFindings(runs, sum(map(len, several)))


def changed(findings: Sequence[Finding], change: Callable[[Finding], Finding]) -> Sequence[Finding]:
    """The findings as ``change`` makes each; it must leave alone what their order depends on."""
    if isinstance(findings, ManyFindings):
        return ManyFindings([_Changed(run, change) for run in findings.runs], len(findings))
    return tuple(map(change, findings))


@dataclass(frozen=True, slots=True)
class _Changed:
    findings: Iterable[Finding]
    change: Callable[[Finding], Finding]

    def __iter__(self) -> Iterator[Finding]:
        return map(self.change, self.findings)


@dataclass(slots=True)
class FindingStore:
    """Takes findings in; about ``in_memory`` of them wait in memory until they go to the file together."""

    in_memory: int = IN_MEMORY
    _waiting: list[Packed] = field(default_factory=list)
    _runs: list["_Run"] = field(default_factory=list)
    _number: int = 0
    _replaced: dict[bytes, int] = field(default_factory=dict)
    """Of what was replaced: the one verdict that holds, as it is packed, by fingerprint."""
    _file: "_File | None" = None

    def __len__(self) -> int:
        return self._number

    def add_all(self, packed: Sequence[Packed]) -> None:
        """Take in findings."""
        self._number += len(packed)
        self._waiting += packed
        if len(self._waiting) >= self.in_memory:
            self._write()

    def replace_all(self, packed: Sequence[Packed]) -> None:
        """Take in findings in place of those with the same fingerprints and milder verdicts."""
        self._replaced.update((each[_MARK], each[_VERDICT]) for each in packed)
        self._number -= len(packed)
        self.add_all(packed)

    def findings(self) -> Sequence[Finding]:
        """Every finding, in order."""
        last = _unpacked(sorted(self._waiting), self._replaced)
        return ManyFindings([*self._runs, list(last)], len(self)) if self._runs else tuple(last)

    def _write(self) -> None:
        if self._file is None:
            self._file = _File()
        self._waiting.sort()
        run = _Run(self._file, self._replaced)
        for start in range(0, len(self._waiting), _CHUNK):
            run.append(self._waiting[start : start + _CHUNK])
        self._runs.append(run)
        self._waiting.clear()


class _File:
    """The temporary file, closed once nothing refers to it any more."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - read for as long as there are runs in it
        weakref.finalize(self, self._file.close)

    def append(self, text: bytes) -> tuple[int, int]:
        """Where the text lies, and how long it is."""
        at = self._file.seek(0, 2)
        return at, self._file.write(text)

    def read(self, at: int, size: int) -> bytes:
        self._file.seek(at)
        return self._file.read(size)


class _Run:
    """Sorted findings in a file, read a few at a time."""

    def __init__(self, file: _File, replaced: Mapping[bytes, int]) -> None:
        self._file, self._replaced = file, replaced
        self._chunks: list[tuple[int, int]] = []

    def append(self, chunk: list[Packed]) -> None:
        self._chunks.append(self._file.append(pickle.dumps(chunk, pickle.HIGHEST_PROTOCOL)))

    def __iter__(self) -> Iterator[Finding]:
        for at, size in self._chunks:
            # Nobody but this process can have written there.
            yield from _unpacked(pickle.loads(self._file.read(at, size)), self._replaced)  # noqa: S301


def _unpacked(several: Iterable[Packed], replaced: Mapping[bytes, int]) -> Iterator[Finding]:
    """The findings, without those that were replaced."""
    for packed in several:
        verdict = packed[_VERDICT]
        if replaced.get(packed[_MARK], verdict) == verdict:
            yield _unpack(packed)


def _unpack(packed: Packed) -> Finding:
    verdict, collection, district, record_id, path, change, rule, mark, nested_in, *values = packed
    difference = Difference(path, Change(change), Verdict(-verdict), rule, *values)
    return Finding(district, collection, record_id, difference, mark.hex(), nested_in)
