"""The use-case of ``diff``: compares one district through both versions and returns the whole result."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from msgspec.structs import replace

from clever_upgrade.api.districts import require_district
from clever_upgrade.compare.bulk import ALL_PATHS, Alike, Path
from clever_upgrade.compare.findings import Found
from clever_upgrade.compare.judging import Judging
from clever_upgrade.compare.knowledge import SchoolWalk
from clever_upgrade.compare.listing import Dealings, Listing, ListingComparison, PassBy, Report
from clever_upgrade.compare.narrow import compare_ids, compare_sample
from clever_upgrade.compare.request import DEFAULT, EVENTS, ORDER, STATUS, USERS, DiffRequest
from clever_upgrade.compare.result import (
    CollectionCount,
    Coverage,
    Difference,
    DiffResult,
    Finding,
    NestedCount,
    Verdict,
)
from clever_upgrade.compare.sampling import Sample
from clever_upgrade.compare.tally import Tally, documented_findings, found_apart
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract.endpoints import ENDPOINTS
from clever_upgrade.contract.gate import later_events_path
from clever_upgrade.errors import NothingComparedError, NotServedError

NESTED: dict[str, int] = {"schools": 5, "sections": 20}
"""Below how many records of each collection the lists of users are compared too."""

_OF_A_USER = "The token of a user reads `clever-upgrade diff me` only."
_FILTERABLE = {endpoint.path for endpoint in ENDPOINTS if "where" in endpoint.params}


async def compare_district(dealings: Dealings, request: DiffRequest) -> DiffResult:
    """Compare the district that the source's token sees; ApiError if a version cannot be read."""
    source, upgrade = dealings.source, dealings.upgrade
    try:
        districts = await source.first_page(upgrade.from_version.name, "/districts")
    except NotServedError as error:
        raise NotServedError(error.message, hint=f"{error.hint} {_OF_A_USER}") from None
    if not districts.ids:
        raise NothingComparedError("the token sees no district, so there is nothing to compare")
    require_district(districts.ids[0], request.districts)
    return await DistrictComparison(dealings, request, districts.ids[0]).run()


@dataclass(slots=True)
class DistrictComparison:
    """One comparison of one district; ``run`` once."""

    dealings: Dealings
    request: DiffRequest
    district: str
    _tally: Tally = field(init=False)
    _judging: Judging = field(init=False)
    _parents: dict[str, Sample[None]] = field(init=False)
    _counts: list[CollectionCount] = field(default_factory=list)
    _nested: list[NestedCount] = field(default_factory=list)
    _documented: list[Finding] = field(default_factory=list)
    _found_ids: set[str] = field(default_factory=set)
    _skipped: list[str] = field(default_factory=list)
    _complete: bool = True

    def __post_init__(self) -> None:
        upgrade = self.dealings.upgrade
        self._tally = Tally(self.district, self.request.max_findings)
        self._judging = Judging(upgrade, SchoolWalk(self.dealings.source, upgrade.from_version.name))
        seed, by_place = self.request.seed, self.request.by_place
        self._parents = {parent: Sample(size, seed, by_place) for parent, size in NESTED.items()}

    async def run(self) -> DiffResult:
        """Compare everything that was asked for."""
        for collection in (name for name in ORDER if name in self.request.collections):
            if collection in USERS and self._judging.knowledge is None:
                await self._learn_schools()
            await self._compare_collection(collection)
        unknown = sorted(set(self.request.ids) - self._found_ids)
        if unknown:
            raise NotServedError(
                f"neither version has a record with the id {', '.join(unknown)}",
                hint=f"Check the id; it was looked for in {', '.join(self.request.collections)}.",
            )
        await self._compare_nested()
        if self.request.collections == DEFAULT:
            self._skipped.append(f"{EVENTS}: compared only where they are asked for")
        return self._result()

    async def _compare_collection(self, collection: str) -> None:
        if not self.request.ids:
            self.dealings.progress.collection_started(collection)
        path = self._path(collection)
        met = Met()
        comparison = self._comparison(Listing(collection, path, path in _FILTERABLE), met)
        comparison.on_from_rows = self._passer_by(collection)
        try:
            await self._compare(comparison)
        except NotServedError as refusal:
            if comparison.counts.verdicts or await self._served_anywhere(path):
                raise
            self._skipped.append(f"{collection}: {refusal.message}")
            return
        counts = comparison.counts.result(self.district, date_forms=met.date_forms, fields=len(met.paths))
        if counts.records or not self.request.ids:
            self._counts.append(counts)
        self._note_limits(comparison)

    def _path(self, collection: str) -> str:
        if collection == STATUS:
            return f"/districts/{self.district}/status"
        if collection == EVENTS:
            # Nobody comes here who has not acknowledged it, and no cursor is stored.
            return later_events_path(cut_over=False, only_a_look=True)
        return f"/{collection}"

    async def _compare(self, comparison: ListingComparison) -> None:
        collection, request = comparison.listing.collection, self.request
        if request.ids and collection != STATUS:
            self._found_ids |= await compare_ids(comparison, request.ids)
        elif request.sample is not None and collection != STATUS:
            left_out = await compare_sample(comparison, Sample(request.sample, request.seed, request.by_place))
            if left_out:
                self._skipped.append(f"{collection}: {left_out} records are not in the sample")
        else:
            await comparison.run()

    async def _compare_nested(self) -> None:
        if self.request.ids or self.request.sample is not None:
            if any(collection in USERS for collection in self.request.collections):
                self._skipped.append(f"lists of users below {' and '.join(NESTED)}: compared in a full run only")
            return
        for parent, sample in self._parents.items():
            parent_ids = [parent_id for parent_id, _ in sample.chosen()]
            for collection in USERS:
                if parent_ids and collection in self.request.collections:
                    await self._compare_lists_below(parent, parent_ids, collection)

    async def _compare_lists_below(self, parent: str, parent_ids: list[str], collection: str) -> None:
        self.dealings.progress.collection_started(f"{parent}/{collection}")
        pairs = 0
        for parent_id in parent_ids:
            listing = Listing(collection, f"/{parent}/{parent_id}/{collection}", filterable=False)
            comparison = self._comparison(listing, Met())
            comparison.report, comparison.noted_at_first = self._report_what_is_new(listing), 0
            await comparison.run()
            pairs += comparison.counts.pairs
            self._note_limits(comparison)
        self._nested.append(NestedCount(parent, collection, len(parent_ids), pairs))

    def _comparison(self, listing: Listing, met: Met) -> ListingComparison:
        paths = (Path.EXACT,) if self.request.ids else ALL_PATHS
        judge = self._judging.judge_of(listing.collection, met, paths)
        return ListingComparison(
            dealings=self.dealings,
            listing=listing,
            judge=judge,
            judge_freshly=self._judging.fresh(listing.collection),
            report=partial(self._report, listing.collection),
            rereads_left=self.request.max_rereads,
        )

    def _report(self, collection: str, several: Sequence[Alike], found: Sequence[Found]) -> None:
        self._tally.add(collection, several, found)
        if self.request.ids:
            self._documented += documented_findings(self.district, collection, found_apart(several, found))

    def _report_what_is_new(self, listing: Listing) -> Report:
        """Records of nested lists were counted where they are listed first; here only what went wrong is new."""

        def report(several: Sequence[Alike], found: Sequence[Found]) -> None:
            worse = [replace(alike, differences=list(filter(_is_worse, alike.differences))) for alike in several]
            found = [(record_id, difference) for record_id, difference in found if _is_worse(difference)]
            self._tally.add(listing.collection, worse, found, nested_in=listing.path)

        return report

    def _passer_by(self, collection: str) -> PassBy | None:
        """What looks at the rows of schools and sections as they pass: the walk, and the choice of nested lists."""
        walk, parents = self._judging.walk, self._parents.get(collection)
        if parents is None or self.request.ids:
            return None
        note = {"schools": walk.note_schools, "sections": walk.note_sections}[collection]

        def pass_by(ids: Sequence[str], texts: Sequence[bytes]) -> None:
            note(ids, texts)
            for record_id in ids:
                parents.offer(record_id, None)

        return pass_by

    async def _learn_schools(self) -> None:
        """Have schools and sections walked, for their own sake where the request leaves them out."""
        walk = self._judging.walk
        if self.request.ids:
            await walk.read_schools()
            for user in self.request.ids:
                await walk.read_sections_of(user)
        else:
            for collection in (parent for parent in NESTED if parent not in self.request.collections):
                self._skipped.append(f"{collection}: read for the check of schools, not compared")
                await self._read_in_passing(collection)
        self._judging.knowledge = walk.knowledge()

    async def _read_in_passing(self, collection: str) -> None:
        pass_by = self._passer_by(collection)
        async for page in self.dealings.source.pages(self.dealings.upgrade.from_version.name, f"/{collection}"):
            if pass_by is not None:
                pass_by(page.ids, page.records)

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
            documented=tuple(self._documented),
        )


def _is_worse(difference: Difference) -> bool:
    """Whether it is worse than documented."""
    return difference.verdict > Verdict.DOCUMENTED
