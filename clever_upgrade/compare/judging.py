"""Chooses the judge of each collection and tells it what the sections say about schools."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from clever_upgrade.compare.align import Pair
from clever_upgrade.compare.bulk import ALL_PATHS, BulkJudge, Path
from clever_upgrade.compare.events import EventJudge
from clever_upgrade.compare.judge import ExpectedSchools, PairJudge, Rules
from clever_upgrade.compare.knowledge import SchoolWalk
from clever_upgrade.compare.listing import Judge, JudgeFreshly
from clever_upgrade.compare.request import EVENTS, USERS
from clever_upgrade.compare.result import Difference
from clever_upgrade.compare.schools import PRIMARY_SCHOOL, SchoolKnowledge
from clever_upgrade.compare.values import parse_record
from clever_upgrade.compare.walk import Met
from clever_upgrade.contract import Upgrade
from clever_upgrade.errors import NotServedError


@dataclass(slots=True)
class Judging:
    """Makes judges. ``knowledge`` is there once schools and sections were walked."""

    upgrade: Upgrade
    walk: SchoolWalk
    knowledge: SchoolKnowledge | None = None

    def judge_of(self, collection: str, met: Met, paths: Collection[Path] = ALL_PATHS) -> Judge:
        """The judge of a collection, which notes what it meets in ``met``; only the exact path keeps every value."""
        if collection == EVENTS:
            return EventJudge(self.upgrade, met)
        exact = self._pair_judge(collection, met, self._expected if collection in USERS else None)
        return BulkJudge(exact, paths, self._known)

    def fresh(self, collection: str) -> JudgeFreshly:
        """A judge of pairs that were read again; a mismatch of schools has the user's sections read anew.

        What it meets is not noted: the first reading of the same pair was.
        """
        judge = self.judge_of(collection, Met())

        async def judge_freshly(pairs: Sequence[Pair]) -> dict[str, list[Difference]]:
            judged = judge.judge_each(pairs)
            for pair in pairs:
                differences = judged[pair[0]]
                if any(difference.rule == Rules.SCHOOLS_MISMATCH for difference in differences):
                    judged[pair[0]] = await self._by_fresh_sections(collection, pair, differences)
            return judged

        return judge_freshly

    async def _by_fresh_sections(self, collection: str, pair: Pair, differences: list[Difference]) -> list[Difference]:
        """What is left of these differences, going by the user's sections as they are now."""
        user, from_text, to_text = pair
        try:
            primary = parse_record(from_text).members.get(PRIMARY_SCHOOL)
            schools = await self.walk.expected_now(collection, user, primary)
        except NotServedError:
            # Whoever left since the last reading differs no more; of everybody else the first walk is all there is.
            return differences if await self.walk.is_served(collection, user) else []
        return self._pair_judge(collection, Met(), lambda *_: schools).judge(user, from_text, to_text)

    def _pair_judge(self, collection: str, met: Met, expected: ExpectedSchools | None) -> PairJudge:
        from_resource = self.upgrade.from_version.resources[collection]
        to_resource = self.upgrade.to_version.resources[collection]
        return PairJudge(from_resource.fields, to_resource.fields, met, expected)

    def _expected(self, user_id: str, primary: object) -> frozenset[str]:
        return self._known().expected(user_id, primary)

    def _known(self) -> SchoolKnowledge:
        return self.knowledge or self.walk.knowledge()
