"""Compares one listing through both versions: joins it, judges each pair, settles suspects, adds up."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from clever_upgrade.api import envelope
from clever_upgrade.api.envelope import Identified, ReadPage
from clever_upgrade.api.listing import call_off
from clever_upgrade.api.page import Page
from clever_upgrade.compare.align import Joined, Pair, ids_of, joined, texts_of
from clever_upgrade.compare.bulk import Alike, Judged, Single, grouped
from clever_upgrade.compare.findings import Found
from clever_upgrade.compare.judge import SCHOOLS, Rules, worst
from clever_upgrade.compare.request import USERS
from clever_upgrade.compare.reread import Rereader
from clever_upgrade.compare.result import Change, Difference, Verdict
from clever_upgrade.compare.settle import Pause, Reading, Settled, settle
from clever_upgrade.compare.side_by_side import ReadElsewhere, SideBySide
from clever_upgrade.compare.source import Progress, Source
from clever_upgrade.compare.tally import CollectionTally
from clever_upgrade.contract import Upgrade
from clever_upgrade.errors import IncompleteListingError
from clever_upgrade.garbage import without_collecting

if TYPE_CHECKING:
    # Most comparisons have no further processes, and none of what these need.
    from clever_upgrade.compare.processes.pool import JudgePool

CHECKED_AS_GONE = 50
"""Of how many missing records it is checked that they are gone, before they explain a listing that came short."""
NOTED_AT_FIRST = 1_000
"""Of how many pairs of a listing the members are noted, one and all."""
MOST_UNDER_WAY = 4
"""How many pages are judged at a time or wait for those before them; each one is in memory."""
SETTLE_AT = 200
"""How many suspects gather before they are read again."""


class Judge(Protocol):
    """Judges the records of one collection."""

    @property
    def row(self) -> type[Identified]:
        """What it reads first of every record of the earlier version."""
        ...

    def judge(self, record_id: str, from_text: bytes, to_text: bytes) -> list[Difference]:
        """Every difference of one pair."""
        ...

    def judge_pairs(self, pairs: Sequence[Pair], *, noted: int | None = None) -> Judged:
        """Every difference of each pair; what is met in the first ``noted`` ones is noted (None: in all)."""
        ...

    def judge_each(self, pairs: Sequence[Pair]) -> dict[str, list[Difference]]:
        """Every difference of each pair, by id; nothing is noted."""
        ...

    def judge_one_sided(self, record_id: str, change: Change, text: bytes) -> list[Difference]:
        """The difference of a record that only one version has."""
        ...


PassBy = Callable[[Sequence[str], Sequence[bytes]], None]
"""Looks at rows of the earlier version: their ids, and their texts."""
Report = Callable[[Sequence[Alike], Sequence[Found]], None]
"""Takes the differences of records, and differences of single records one by one."""
JudgeFreshly = Callable[[Sequence[Pair]], Awaitable[dict[str, list[Difference]]]]
"""Judges pairs, with knowledge of schools that was read just now where that matters; by id."""


@dataclass(frozen=True, slots=True)
class Listing:
    """One listing: what it lists, below which path, and whether it takes ``where``."""

    collection: str
    path: str
    filterable: bool


@dataclass(frozen=True, slots=True)
class Dealings:
    """What a comparison of a listing works with: whom it asks, and whom it tells.

    ``pool`` are further processes that judge, if there are any.
    """

    source: Source
    upgrade: Upgrade
    progress: Progress
    pause: Pause
    pool: "JudgePool | None" = None


@dataclass(frozen=True, slots=True)
class _Step:
    """One step of the join, with its judgements or with the task that brings them."""

    joined: Joined
    judged: Judged
    elsewhere: asyncio.Task[Judged] | None = None

    @property
    def is_judged(self) -> bool:
        return self.elsewhere is None or self.elsewhere.done()


@dataclass(slots=True)
class ListingComparison:
    """Compares one listing.

    ``report`` takes the differences of records once their verdict is final. ``on_from_rows`` sees the ids and
    texts of the earlier version as they pass. ``rereads_left`` limits how many suspects are read again; the rest keep
    their verdict.
    """

    dealings: Dealings
    listing: Listing
    judge: Judge
    judge_freshly: JudgeFreshly
    report: Report
    on_from_rows: PassBy | None = None
    rereads_left: int = 2000
    noted_at_first: int = NOTED_AT_FIRST
    counts: CollectionTally = field(init=False)
    not_reread: int = 0
    did_not_settle: int = 0
    _begun: int = 0
    _suspects: dict[str, list[Difference]] = field(default_factory=dict)
    _shortfalls: dict[Change, IncompleteListingError] = field(default_factory=dict)
    _confirmed: dict[Change, list[str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.counts = CollectionTally(self.listing.collection)

    async def run(self) -> None:
        """Compare the whole listing."""
        upgrade = self.dealings.upgrade
        both = SideBySide(lambda: self.judge.row, self._prepare)
        from_pages = self._pages(upgrade.from_version.name, both.read_earlier, lacking=Change.ADDED)
        to_pages = self._pages(upgrade.to_version.name, both.read_later, lacking=Change.REMOVED)
        under_way = deque[_Step]()
        try:
            async for joined_step in joined(from_pages, to_pages):
                under_way.append(self._begin(joined_step))
                # Whatever comes of one page is taken in before what comes of the next one.
                while under_way and (under_way[0].is_judged or len(under_way) > MOST_UNDER_WAY):
                    await self._take_in(under_way.popleft())
            while under_way:
                await self._take_in(under_way.popleft())
        finally:
            await call_off([step.elsewhere for step in under_way if step.elsewhere is not None])
        await self.finish()

    async def take(self, step: Joined) -> None:
        """Judge what one step of the join brought."""
        await self._take_in(self._begin(step))

    def _begin(self, step: Joined) -> _Step:
        """Judge the pairs, or have another process do so if one has time for them."""
        self._pass_by(step)
        noted = self._noted(self._begun)
        self._begun += len(step.pairs) + len(step.only_from)
        pool = self.dealings.pool
        if pool is not None:
            begun = pool.begin(self.judge, self.listing.collection, step.pairs, noted=noted)
            if begun is not None:
                return _Step(step, Judged(), asyncio.ensure_future(begun))
        return _Step(step, self.judge.judge_pairs(step.pairs, noted=noted))

    def _prepare(self, earlier: envelope.Listing, rows_before: int) -> ReadElsewhere | None:
        """What has the page that is like this one read in another process, and judged there."""
        if self.dealings.pool is None:
            return None
        noted, collection = self._noted(rows_before), self.listing.collection
        return self.dealings.pool.prepare(self.judge, collection, earlier, noted=noted)

    def _noted(self, rows_before: int) -> int:
        """How many pairs are noted, where so many rows of the earlier version came before."""
        return max(0, self.noted_at_first - rows_before)

    def _pass_by(self, step: Joined) -> None:
        if self.on_from_rows is None:
            return
        from_texts, _ = texts_of(step.pairs)
        self.on_from_rows(ids_of(step.pairs), from_texts)
        self.on_from_rows([row[0] for row in step.only_from], [row[1] for row in step.only_from])

    async def _take_in(self, begun: _Step) -> None:
        step, judged = begun.joined, await begun.elsewhere if begun.elsewhere is not None else begun.judged
        self._close(judged.alike)
        self._note(judged.single)
        self._note(self._one_sided(Change.REMOVED, step.only_from))
        self._note(self._one_sided(Change.ADDED, step.only_to))
        self.counts.pairs += len(step.pairs)
        self.counts.only_from += len(step.only_from)
        self.counts.only_to += len(step.only_to)
        compared = len(step.pairs) + len(step.only_from) + len(step.only_to)
        self.dealings.progress.records_compared(self.listing.collection, compared)
        if len(self._suspects) >= SETTLE_AT:
            await self._settle()

    async def finish(self) -> None:
        """Settle the last suspects; IncompleteListingError if a version left out records that it has."""
        await self._settle()
        for change, shortfall in self._shortfalls.items():
            # Records that are gone for good explain why fewer came than the server counts; lost ones do not.
            gone = self._confirmed.get(change, [])
            if shortfall.missing > len(gone) or await self._has_any_of(change, gone[:CHECKED_AS_GONE]):
                raise shortfall

    async def _has_any_of(self, lacking: Change, ids: list[str]) -> bool:
        """Whether the side that does not list these records still serves one of them by its id."""
        upgrade = self.dealings.upgrade
        version = upgrade.to_version if lacking is Change.REMOVED else upgrade.from_version
        for record_id in ids:
            path = f"/{self.listing.collection}/{record_id}"
            if await self.dealings.source.single(version.name, path) is not None:
                return True
        return False

    async def _pages(self, version: str, read: ReadPage, *, lacking: Change) -> AsyncIterator[Page]:
        """The pages of one side. A shortfall is kept until it is known which records the other side has instead."""
        try:
            async for page in self.dealings.source.pages(version, self.listing.path, read=read):
                if page.announced is not None:
                    self.dealings.progress.records_announced(self.listing.collection, page.announced)
                yield page
        except IncompleteListingError as shortfall:
            self._shortfalls[lacking] = shortfall

    def _one_sided(self, change: Change, rows: Sequence[tuple[str, bytes]]) -> Iterator[Single]:
        return (Single(row_id, self.judge.judge_one_sided(row_id, change, text)) for row_id, text in rows)

    @without_collecting()
    def _note(self, singles: Iterable[Single]) -> None:
        """Keep as many suspects as may be read again, and close everything else."""
        certain, not_reread, unexpected = list[Single](), list[Single](), Verdict.UNEXPECTED
        for single in singles:
            if worst(single.found) is not unexpected:
                certain.append(single)
            elif self.rereads_left > 0:
                self.rereads_left -= 1
                self._suspects[single.id] = single.differences
            else:
                not_reread.append(single)
        self._close([Alike(single.differences, 1, (single.id,)) for single in certain])
        self.not_reread += len(not_reread)
        self._close_as_suspects(not_reread)

    def _close_as_suspects(self, singles: Sequence[Single]) -> None:
        """Close unexpected records. Additions that many of them have are told together, all else one by one."""
        self.counts.verdicts[Verdict.UNEXPECTED] += len(singles)
        together = list(grouped([single.id for single in singles], [single.vouched for single in singles]))
        # A record of which nothing is told together has its schools among what was found.
        by_itself = (Alike(single.found, 1, (single.id,)) for single in singles if single.vouched is None)
        self._count_schools((*together, *by_itself))
        self.report(together, [(single.id, difference) for single in singles for difference in single.found])

    def _close(self, several: Sequence[Alike]) -> None:
        for alike in several:
            self.counts.count(alike.differences, alike.records)
        self._count_schools(several)
        self.report(several, ())

    def _count_schools(self, several: Iterable[Alike]) -> None:
        if self.listing.collection in USERS:
            self.counts.several_schools += sum(
                alike.records for alike in several if any(map(names_several_schools, alike.differences))
            )

    async def _settle(self) -> None:
        if not self._suspects:
            return
        suspects, self._suspects = self._suspects, {}
        self.dealings.progress.settling(self.listing.collection, len(suspects))
        one_sided = {suspect: found for suspect, found in suspects.items() if _is_one_sided(found)}
        pairs = {suspect: found for suspect, found in suspects.items() if suspect not in one_sided}
        # Whether a record is in the listing is a question to the listing, which no filter answers.
        await self._settle_through(one_sided, filterable=False)
        await self._settle_through(pairs, filterable=self.listing.filterable)

    async def _settle_through(self, suspects: dict[str, list[Difference]], *, filterable: bool) -> None:
        if not suspects:
            return
        dealings, listing = self.dealings, self.listing
        rereader = Rereader(dealings.source, dealings.upgrade, listing.collection, listing.path, filterable)
        settled = await settle(suspects, rereader.read, self._judge_again, dealings.pause)
        for each in settled:
            self._note_settled(each)
        self._close([Alike(each.differences, 1, (each.id,)) for each in settled])

    def _note_settled(self, settled: Settled) -> None:
        if not settled.held_still:
            self.did_not_settle += 1
        for difference in settled.differences:
            if _is_one_sided([difference]) and difference.verdict is Verdict.UNEXPECTED:
                self._confirmed.setdefault(difference.change, []).append(settled.id)

    async def _judge_again(self, readings: Mapping[str, Reading]) -> dict[str, list[Difference]]:
        judged: dict[str, list[Difference]] = {record_id: [] for record_id in readings}
        pairs = list[Pair]()
        for record_id, (from_text, to_text) in readings.items():
            if from_text is not None and to_text is not None:
                pairs.append((record_id, from_text, to_text))
            elif from_text is not None:
                judged[record_id] = self.judge.judge_one_sided(record_id, Change.REMOVED, from_text)
            elif to_text is not None:
                judged[record_id] = self.judge.judge_one_sided(record_id, Change.ADDED, to_text)
        return judged | await self.judge_freshly(pairs)


def _is_one_sided(differences: list[Difference]) -> bool:
    return any(difference.rule in (Rules.ONLY_IN_FROM, Rules.ONLY_IN_TO) for difference in differences)


def names_several_schools(difference: Difference) -> bool:
    """Whether it adds a user's schools, and these are several."""
    if difference.path != SCHOOLS or difference.change is not Change.ADDED:
        return False
    value: Any = difference.to_value
    if not isinstance(value, list) or len(value) < 2:
        return False
    return len({school for school in value if isinstance(school, str)}) > 1
