"""What changes in the data: the chart of collections, and the fields behind it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from clever_upgrade.compare.result import DiffResult, FieldGroup, Verdict
from clever_upgrade.contract.changes import changes_of
from clever_upgrade.contract.versions import Upgrade
from clever_upgrade.report.diff.districts import DistrictCount, districts_that_differ
from clever_upgrade.report.diff.json import groups_in_order
from clever_upgrade.report.diff.words import by_collection, group_in_words, headline, notes, place, rest_of_districts

MOST_FIELDS = 200
"""More rows than this nobody reads; the rest is told as a number."""

MOST_DISTRICTS = 100
"""The same for districts that differ."""

_THINNEST = 2.0
"""How wide a segment is at least, in percent of its bar: one record of a thousand must be seen."""


@dataclass(frozen=True, slots=True)
class Segment:
    """A stretch of a bar, in percent of its width."""

    verdict: Verdict
    start: float
    width: float


@dataclass(frozen=True, slots=True)
class Bar:
    """How the records of one collection came out, in the order of the verdicts."""

    collection: str
    records: int
    counts: tuple[tuple[Verdict, int], ...]
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ChangedField:
    """One kind of difference; ``meaning`` says it in words."""

    place: str
    change: str
    verdict: Verdict
    rule: str
    records: int
    meaning: str


@dataclass(frozen=True, slots=True)
class DistrictRow:
    """How the records of one of several districts came out."""

    district: str
    worst: Verdict
    records: int
    drifted: int
    unexpected: int


@dataclass(frozen=True, slots=True)
class DataView:
    """The comparison as the page shows it. ``districts`` are those that differ, where several were compared."""

    headline: str
    bars: tuple[Bar, ...]
    districts: tuple[DistrictRow, ...]
    rest_of_districts: str
    fields: tuple[ChangedField, ...]
    fields_left_out: int
    notes: tuple[str, ...]


def data_view(result: DiffResult, upgrade: Upgrade) -> DataView:
    """What the page says about this comparison."""
    groups = groups_in_order(result)
    differing = districts_that_differ(result) if result.coverage.districts > 1 else []
    unnamed = len(differing[MOST_DISTRICTS:])
    titles = {change.name: change.title for change in changes_of(upgrade)}
    return DataView(
        headline=headline(result),
        bars=tuple(_bars(result)),
        districts=tuple(map(_district, differing[:MOST_DISTRICTS])),
        rest_of_districts=f"and {unnamed:,} more" if unnamed else rest_of_districts(result, len(differing)),
        fields=tuple(_field(result, group, titles) for group in groups[:MOST_FIELDS]),
        fields_left_out=max(len(groups) - MOST_FIELDS, 0),
        notes=tuple(notes(result)),
    )


def _district(count: DistrictCount) -> DistrictRow:
    drifted, unexpected = (count.verdicts.get(verdict, 0) for verdict in (Verdict.DRIFTED, Verdict.UNEXPECTED))
    return DistrictRow(count.district, count.worst, count.records, drifted, unexpected)


def _bars(result: DiffResult) -> Iterator[Bar]:
    for collection, (records, *numbers) in by_collection(result):
        counts = tuple(zip(Verdict, numbers, strict=True))
        yield Bar(collection, records, counts, tuple(segments(counts)))


def segments(counts: tuple[tuple[Verdict, int], ...]) -> Iterator[Segment]:
    """The stretches of a bar for the verdicts that have records; together they fill it."""
    present = [(verdict, number) for verdict, number in counts if number]
    total = sum(number for _, number in present)
    start = 0.0
    for verdict, number in present:
        # Every stretch gets the least width, and its share of what is left.
        width = _THINNEST + number / total * (100 - _THINNEST * len(present))
        yield Segment(verdict, round(start, 2), round(width, 2))
        start += width


def _field(result: DiffResult, group: FieldGroup, titles: Mapping[str, str]) -> ChangedField:
    return ChangedField(
        place=place(group.collection, group.path),
        change=group.change.value,
        verdict=group.verdict,
        rule=group.rule,
        records=group.records,
        meaning=titles.get(group.rule, group_in_words(result, group))
        + (f" ({group.accepted:,} accepted)" if group.accepted else ""),
    )
