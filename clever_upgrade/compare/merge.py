"""Adds up the comparisons of many districts into one result."""

from collections import Counter
from collections.abc import Iterator, Sequence

from clever_upgrade.compare.bulk import EXAMPLES
from clever_upgrade.compare.findings import joined
from clever_upgrade.compare.result import (
    Change,
    CollectionCount,
    Coverage,
    DiffResult,
    FieldGroup,
    NestedCount,
    Verdict,
)
from clever_upgrade.errors import DistrictFailure, NothingComparedError

_GroupKey = tuple[str, str, Change, Verdict, str]


def merged(
    results: Sequence[DiffResult], failures: Sequence[DistrictFailure], *, max_findings: int | None = None
) -> DiffResult:
    """One result for all districts, each of which is in ``results`` or in ``failures``.

    NothingComparedError if every one failed.
    """
    if not results:
        told = f", the first one so: {failures[0].message}" if failures else ""
        raise NothingComparedError(f"none of {len(failures)} districts could be compared{told}")
    findings = joined([result.findings for result in results])
    kept = findings if max_findings is None else tuple(findings[:max_findings])
    return DiffResult(
        from_version=results[0].from_version,
        to_version=results[0].to_version,
        complete=all(result.complete for result in results) and not failures,
        collections=tuple(count for result in results for count in result.collections),
        nested=_nested(results),
        groups=_groups(results),
        findings=kept,
        findings_left_out=sum(result.findings_left_out for result in results) + len(findings) - len(kept),
        coverage=_coverage(results),
        skipped=tuple(_skipped(results)),
        failures=tuple(failures),
    )


def _groups(results: Sequence[DiffResult]) -> tuple[FieldGroup, ...]:
    records: Counter[_GroupKey] = Counter()
    examples: dict[_GroupKey, list[str]] = {}
    for group in (group for result in results for group in result.groups):
        key = (group.collection, group.path, group.change, group.verdict, group.rule)
        records[key] += group.records
        examples.setdefault(key, []).extend(group.examples)
    return tuple(
        FieldGroup(*key, records=number, examples=tuple(sorted(examples[key])[:EXAMPLES]))
        for key, number in records.items()
    )


def _nested(results: Sequence[DiffResult]) -> tuple[NestedCount, ...]:
    lists: Counter[tuple[str, str]] = Counter()
    pairs: Counter[tuple[str, str]] = Counter()
    for count in (count for result in results for count in result.nested):
        lists[count.parent, count.collection] += count.lists
        pairs[count.parent, count.collection] += count.pairs
    return tuple(NestedCount(*key, lists=number, pairs=pairs[key]) for key, number in lists.items())


def _coverage(results: Sequence[DiffResult]) -> Coverage:
    counts = [count for result in results for count in result.collections]
    return Coverage(
        districts=sum(result.coverage.districts for result in results),
        collections=len({count.collection for count in counts}),
        pages=sum(result.coverage.pages for result in results),
        requests=sum(result.coverage.requests for result in results),
        pairs=sum(result.coverage.pairs for result in results),
        fields=sum(_most_fields(counts).values()),
    )


def _most_fields(counts: Sequence[CollectionCount]) -> dict[str, int]:
    """How many fields each collection has, where districts have mostly the same ones."""
    most: dict[str, int] = {}
    for count in counts:
        most[count.collection] = max(most.get(count.collection, 0), count.fields)
    return most


def _skipped(results: Sequence[DiffResult]) -> Iterator[str]:
    """Every sentence once, with the number of districts where it does not hold for all."""
    sentences = Counter(sentence for result in results for sentence in result.skipped)
    for sentence, districts in sentences.items():
        everywhere = districts == len(results)
        yield sentence if everywhere else f"{sentence} (in {districts:,} of {len(results):,} districts)"
