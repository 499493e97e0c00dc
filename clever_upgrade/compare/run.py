"""The use-case of ``diff``: compares one district through both versions and returns the whole result.

Order matters: schools and sections come first, because they say what the later version's ``schools`` must hold.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from clever_upgrade.compare.align import Joined
from clever_upgrade.compare.events import EventJudge
from clever_upgrade.compare.judge import ExpectedSchools, PairJudge, Rules
from clever_upgrade.compare.knowledge import SchoolWalk
from clever_upgrade.compare.listing import Dealings, Judge, JudgeFreshly, Listing, ListingComparison
from clever_upgrade.compare.reread import Rereader
from clever_upgrade.compare.result import CollectionCount, Coverage, Difference, DiffResult, NestedCount, Verdict
from clever_upgrade.compare.sampling import Sample
from clever_upgrade.compare.schools import SchoolKnowledge
from clever_upgrade.compare.tally import Tally
from clever_upgrade.compare.values import parse_record
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract.endpoints import ENDPOINTS
from clever_upgrade.errors import NothingComparedError, NotServedError

STATUS = "status"
EVENTS = "events"
ORDER = (
    "districts", "schools", "sections", "teachers", "students", "contacts", "school_admins", "district_admins",
    STATUS, EVENTS,
)  # fmt: skip
"""Every collection that can be compared, in the order in which it is."""
USERS = ("teachers", "students")
NESTED: dict[str, int] = {"schools": 5, "sections": 20}
"""Below how many records of each collection the lists of users are compared too."""

_FILTERABLE = {endpoint.path for endpoint in ENDPOINTS if "where" in endpoint.params}


@dataclass(frozen=True, slots=True)
class DiffRequest:
    """What to compare. ``ids`` or ``sample`` narrow it to single records or to so many of each collection."""

    collections: tuple[str, ...]
    ids: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = 1
    max_findings: int | None = None
    max_rereads: int = 2000


@dataclass(slots=True)
class DistrictComparison:
    """One comparison of one district; ``run`` once."""

    dealings: Dealings
    request: DiffRequest
    _tally: Tally = field(init=False)
    _walk: SchoolWalk = field(init=False)
    _knowledge: SchoolKnowledge | None = None
    _counts: list[CollectionCount] = field(default_factory=list)
    _nested: list[NestedCount] = field(default_factory=list)
    _parents: dict[str, Sample[None]] = field(default_factory=dict)
    _skipped: list[str] = field(default_factory=list)
    _complete: bool = True

    async def run(self) -> DiffResult:
        """Compare everything that was asked for; ApiError if a version cannot be read."""
        source, from_version = self.dealings.source, self.dealings.upgrade.from_version.name
        districts = await source.first_page(from_version, "/districts")
        if not districts.ids:
            raise NothingComparedError("the token sees no district, so there is nothing to compare")
        self._tally = Tally(districts.ids[0], self.request.max_findings)
        self._walk = SchoolWalk(source, from_version)
        self._parents = {parent: Sample(size, self.request.seed) for parent, size in NESTED.items()}
        await self._compare_collections()
        await self._compare_nested()
        return self._result()

    async def _compare_collections(self) -> None:
        for collection in (name for name in ORDER if name in self.request.collections):
            if collection in USERS:
                await self._walk_what_no_comparison_walked()
            self.dealings.progress.collection_started(collection)
            path = f"/districts/{self._tally.district}/status" if collection == STATUS else f"/{collection}"
            met = Met()
            comparison = self._comparison(Listing(collection, path, path in _FILTERABLE), met)
            comparison.on_from_row = self._passer_by(collection)
            try:
                await self._compare(comparison)
            except NotServedError as refusal:
                if comparison.counts.verdicts or await self._served_anywhere(path):
                    raise
                self._skipped.append(f"{collection}: {refusal.message}")
                continue
            counts = comparison.counts.result(self._tally.district, date_forms=met.date_forms, fields=len(met.paths))
            self._counts.append(counts)
            self._note_limits(comparison)

    async def _compare(self, comparison: ListingComparison) -> None:
        if comparison.listing.collection != STATUS and self.request.ids:
            await self._compare_ids(comparison)
        elif comparison.listing.collection != STATUS and self.request.sample is not None:
            await self._compare_sample(comparison, self.request.sample)
        else:
            await comparison.run()

    async def _compare_ids(self, comparison: ListingComparison) -> None:
        source, upgrade, collection = self.dealings.source, self.dealings.upgrade, comparison.listing.collection
        step = Joined()
        for record_id in self.request.ids:
            path = f"/{collection}/{record_id}"
            from_text = await source.single(upgrade.from_version.name, path)
            to_text = await source.single(upgrade.to_version.name, path)
            if collection in USERS and from_text is not None:
                await self._walk.read_sections(path)
            if from_text is not None and to_text is not None:
                step.pairs.append((record_id, from_text, to_text))
            elif from_text is not None:
                step.only_from.append((record_id, from_text))
            elif to_text is not None:
                step.only_to.append((record_id, to_text))
        await comparison.take(step)
        await comparison.finish()

    async def _compare_sample(self, comparison: ListingComparison, size: int) -> None:
        source, upgrade, listing = self.dealings.source, self.dealings.upgrade, comparison.listing
        sample: Sample[bytes] = Sample(size, self.request.seed)
        passer_by, comparison.on_from_row = comparison.on_from_row, None
        async for page in source.pages(upgrade.from_version.name, listing.path):
            for record_id, text in zip(page.ids, page.records, strict=True):
                sample.offer(record_id, text)
                if passer_by is not None:
                    passer_by(record_id, text)
        chosen = sample.chosen()
        rereader = Rereader(source, upgrade, listing.collection, listing.path, listing.filterable)
        to_texts = await rereader.read_version(upgrade.to_version.name, [record_id for record_id, _ in chosen])
        step = Joined(
            pairs=[(record_id, text, to_texts[record_id]) for record_id, text in chosen if record_id in to_texts],
            only_from=[(record_id, text) for record_id, text in chosen if record_id not in to_texts],
        )
        await comparison.take(step)
        await comparison.finish()
        if sample.seen > len(chosen):
            self._skipped.append(f"{listing.collection}: {sample.seen - len(chosen)} of {sample.seen} not sampled")

    async def _compare_nested(self) -> None:
        if self.request.ids or self.request.sample is not None:
            return
        for parent, sample in self._parents.items():
            for collection in USERS:
                if collection in self.request.collections and sample.chosen():
                    await self._compare_nested_lists(parent, collection, [chosen for chosen, _ in sample.chosen()])

    async def _compare_nested_lists(self, parent: str, collection: str, parent_ids: list[str]) -> None:
        pairs = 0
        self.dealings.progress.collection_started(f"{parent}/{collection}")
        for parent_id in parent_ids:
            path = f"/{parent}/{parent_id}/{collection}"
            comparison = self._comparison(Listing(collection, path, filterable=False), Met())
            comparison.report = self._report_unexpected(collection)
            await comparison.run()
            pairs += comparison.counts.pairs
            self._note_limits(comparison)
        self._nested.append(NestedCount(parent, collection, len(parent_ids), pairs))

    def _comparison(self, listing: Listing, met: Met) -> ListingComparison:
        upgrade = self.dealings.upgrade
        judge: Judge
        if listing.collection == EVENTS:
            judge = EventJudge(upgrade, met)
        else:
            expected = self._expected_schools if listing.collection in USERS else None
            judge = self._pair_judge(listing.collection, met, expected)
        return ListingComparison(
            dealings=self.dealings,
            listing=listing,
            judge=judge,
            judge_freshly=self._fresh_judging(listing.collection, judge, met),
            report=lambda record_id, found: self._tally.add(listing.collection, record_id, found),
            rereads_left=self.request.max_rereads,
        )

    def _pair_judge(self, collection: str, met: Met, expected: ExpectedSchools | None) -> PairJudge:
        upgrade = self.dealings.upgrade
        return PairJudge(
            upgrade.from_version.resources[collection].fields,
            upgrade.to_version.resources[collection].fields,
            met,
            expected,
        )

    def _expected_schools(self, user_id: str, user: Any) -> frozenset[str]:
        return (self._knowledge or self._walk.knowledge()).expected(user_id, user)

    def _fresh_judging(self, collection: str, judge: Judge, met: Met) -> JudgeFreshly:
        async def judge_freshly(record_id: str, from_text: bytes, to_text: bytes) -> list[Difference]:
            differences = judge.judge(record_id, from_text, to_text)
            if all(difference.rule != Rules.SCHOOLS_MISMATCH for difference in differences):
                return differences
            schools = await self._walk.expected_now(collection, record_id, parse_record(from_text).members)
            return self._pair_judge(collection, met, lambda *_: schools).judge(record_id, from_text, to_text)

        return judge_freshly

    def _report_unexpected(self, collection: str) -> Callable[[str, list[Difference]], None]:
        """Records of nested lists are counted where they are listed first; here only what went wrong is new."""

        def report(record_id: str, differences: list[Difference]) -> None:
            worse = [difference for difference in differences if difference.verdict > Verdict.DOCUMENTED]
            self._tally.add(collection, record_id, worse)

        return report

    def _passer_by(self, collection: str) -> Callable[[str, bytes], None] | None:
        notes = {"schools": self._walk.note_school, "sections": self._walk.note_section}
        note, parents = notes.get(collection), self._parents.get(collection)
        if note is None or parents is None or self.request.ids:
            return None

        def pass_by(record_id: str, text: bytes) -> None:
            note(record_id, text)
            parents.offer(record_id, None)

        return pass_by

    async def _walk_what_no_comparison_walked(self) -> None:
        """Have schools and sections walked, for their own sake where the request leaves them out."""
        if self._knowledge is not None:
            return
        if self.request.ids:
            await self._walk.read_schools()
        else:
            for collection, read in (("schools", self._walk.read_schools), ("sections", self._walk.read_sections)):
                if collection not in self.request.collections:
                    self._skipped.append(f"{collection}: read for the check of schools, not compared")
                    await read()
        self._knowledge = self._walk.knowledge()

    async def _served_anywhere(self, path: str) -> bool:
        upgrade = self.dealings.upgrade
        for version in (upgrade.from_version, upgrade.to_version):
            try:
                await self.dealings.source.first_page(version.name, path)
            except NotServedError:
                continue
            return True
        return False

    def _note_limits(self, comparison: ListingComparison) -> None:
        if comparison.not_reread:
            self._skipped.append(
                f"{comparison.listing.collection}: {comparison.not_reread} differing records were not read again to "
                f"rule out drift (limit {self.request.max_rereads})"
            )
        if comparison.did_not_settle:
            self._complete = False

    def _result(self) -> DiffResult:
        counts = tuple(self._counts)
        if not any(count.records for count in counts):
            raise NothingComparedError("not one record was compared, which proves nothing")
        source, upgrade = self.dealings.source, self.dealings.upgrade
        return DiffResult(
            from_version=upgrade.from_version.name,
            to_version=upgrade.to_version.name,
            complete=self._complete,
            collections=counts,
            nested=tuple(self._nested),
            groups=self._tally.groups(),
            findings=self._tally.findings(),
            findings_left_out=self._tally.left_out,
            coverage=Coverage(
                districts=1,
                collections=len(counts),
                pages=source.pages_read,
                requests=source.requests_made,
                pairs=sum(count.pairs for count in counts),
                fields=sum(count.fields for count in counts),
            ),
            skipped=tuple(self._skipped),
        )
