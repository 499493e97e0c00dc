"""The use-case of ``diff me``: compares what ``/me`` tells the tokens of users of one district.

Such a token reads neither lists nor sections, so that nothing else of the district is needed, and nothing else can be
held against it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clever_upgrade.api.districts import require_district
from clever_upgrade.api.envelope import MeAnswer, read_me
from clever_upgrade.compare.judge import SCHOOLS, worst
from clever_upgrade.compare.listing import Dealings, names_several_schools
from clever_upgrade.compare.me_judge import DISTRICT, MeJudge, district_of
from clever_upgrade.compare.request import ME, DiffRequest
from clever_upgrade.compare.result import Change, Coverage, Difference, DiffResult, Finding, Verdict
from clever_upgrade.compare.settle import Reading, settle
from clever_upgrade.compare.tally import CollectionTally, Tally, documented_findings
from clever_upgrade.compare.walk import Met
from clever_upgrade.errors import MalformedAnswerError, NotServedError

_NO_SECTIONS = f"{ME}: a user's token reads no sections, so {SCHOOLS} is checked for its form only"
_OF_A_DISTRICT = (
    f"{ME}: this is the token of a district, and {ME} tells of that district; with a user's token it tells of the user"
)


async def compare_me(users: Sequence[Dealings], request: DiffRequest) -> DiffResult:
    """Compare ``/me`` for every token, all of one district; ApiError if one cannot be read."""
    comparison = _MeComparison(request)
    users[0].progress.collection_started(ME)
    for dealings in users:
        await comparison.take(dealings)
    return comparison.result(users)


@dataclass(slots=True)
class _MeComparison:
    request: DiffRequest
    _tally: Tally | None = None
    _counts: CollectionTally = field(default_factory=lambda: CollectionTally(ME))
    _met: Met = field(default_factory=Met)
    _documented: list[Finding] = field(default_factory=list)
    _skipped: dict[str, None] = field(default_factory=dict)
    _complete: bool = True

    async def take(self, dealings: Dealings) -> None:
        """Read and judge what one token is told."""
        reading = await _read(dealings)
        user = _parsed(reading[1]) or _parsed(reading[0])
        if user is None:
            raise NotServedError(f"the server has no /{ME} for this token", hint="Give the token of a logged-in user.")
        tally = self._tally = self._tally or self._tally_of(user)
        differences = self._judged(dealings, reading)
        if worst(differences) is Verdict.UNEXPECTED:
            differences = await self._settled(dealings, user.id, differences)
        self._note_limits(user, differences)
        self._counts.count(differences)
        self._counts.several_schools += any(map(names_several_schools, differences))
        self._counts.pairs += reading[2] is not None
        self._counts.only_from += reading[2] is None
        found = [(user.id, difference) for difference in differences]
        tally.add(ME, (), found)
        self._documented += documented_findings(tally.district, ME, found)
        dealings.progress.records_compared(ME, 1)

    def _tally_of(self, user: MeAnswer) -> Tally:
        district = district_of(user)
        if district is None:
            raise MalformedAnswerError(f"/{ME} names no district")
        require_district(district, self.request.districts)
        return Tally(district, self.request.max_findings)

    def _judged(self, dealings: Dealings, reading: Reading) -> list[Difference]:
        plain, earlier, later = map(_parsed, reading)
        if earlier is None:
            # No definition lists the path with the earlier version in front; without one it says the same for good.
            earlier = plain
            name = dealings.upgrade.from_version.name
            self._skipped[f"/{name}/{ME} is not served: /{ME} stands for it, which answers as {name} for good"] = None
        if earlier is None:
            return []
        return MeJudge(dealings.upgrade, self._met).judge(plain, earlier, later)

    async def _settled(self, dealings: Dealings, user: str, differences: list[Difference]) -> list[Difference]:
        """What is left when the answers hold still."""

        async def read(_: Sequence[str]) -> dict[str, Reading]:
            return {user: await _read(dealings)}

        async def judge(readings: Mapping[str, Reading]) -> dict[str, list[Difference]]:
            return {user: self._judged(dealings, reading) for user, reading in readings.items()}

        dealings.progress.settling(ME, 1)
        (settled,) = await settle({user: differences}, read, judge, dealings.pause)
        self._complete &= settled.held_still
        return settled.differences

    def _note_limits(self, user: MeAnswer, differences: list[Difference]) -> None:
        if user.type == DISTRICT:
            self._skipped[_OF_A_DISTRICT] = None
        elif any(found.path == SCHOOLS and found.change is Change.ADDED for found in differences):
            self._skipped[_NO_SECTIONS] = None

    def result(self, users: Sequence[Dealings]) -> DiffResult:
        """What was found for all tokens."""
        if self._tally is None:
            raise ValueError("no token was given")
        upgrade = users[0].upgrade
        counts = self._counts.result(self._tally.district, date_forms=self._met.date_forms, fields=len(self._met.paths))
        return DiffResult(
            from_version=upgrade.from_version.name,
            to_version=upgrade.to_version.name,
            complete=self._complete,
            collections=(counts,),
            nested=(),
            groups=self._tally.groups(),
            findings=self._tally.findings(),
            findings_left_out=self._tally.left_out,
            coverage=Coverage(
                districts=1,
                collections=1,
                pages=sum(dealings.source.pages_read for dealings in users),
                requests=sum(dealings.source.requests_made for dealings in users),
                pairs=counts.pairs,
                fields=counts.fields,
            ),
            skipped=tuple(self._skipped),
            documented=tuple(self._documented),
        )


async def _read(dealings: Dealings) -> Reading:
    """The answers without a version, through the earlier one and through the later one."""
    source, upgrade = dealings.source, dealings.upgrade
    return (
        await source.me(), await source.me(upgrade.from_version.name), await source.me(upgrade.to_version.name),
    )  # fmt: skip


def _parsed(body: bytes | None) -> MeAnswer | None:
    return None if body is None else read_me(body)
