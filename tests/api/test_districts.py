"""Work on many districts: so many at once, failures that stop nobody, bugs that stop everybody."""

import asyncio
from dataclasses import dataclass, field

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.api.client import Client
from clever_upgrade.api.districts import (
    DistrictAccess,
    Outcome,
    failures_of,
    for_each_district,
    require_district,
    results_of,
)
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.errors import UnreachableError, UsageError

SETTINGS = ClientSettings("http://127.0.0.1:9", Secret("t"))


@dataclass
class Office:
    """Counts who works at the same time."""

    broken: frozenset[int] = frozenset()
    at_work: int = 0
    most: int = 0
    ended: list[str] = field(default_factory=list)

    async def work(self, access: DistrictAccess, _: Client) -> str:
        self.at_work += 1
        self.most = max(self.most, self.at_work)
        for _ in range(int(access.district) % 5):
            await asyncio.sleep(0)
        self.at_work -= 1
        if int(access.district) in self.broken:
            raise UnreachableError(f"{access.district} is away")
        return f"result {access.district}"

    def run(self, size: int, at_once: int) -> list[Outcome[str]]:
        places = [DistrictAccess(str(number), SETTINGS) for number in range(size)]
        note = for_each_district(
            places, self.work, at_once=at_once, ended=lambda outcome: self.ended.append(outcome.district)
        )
        return asyncio.run(note)


@given(st.integers(1, 12), st.integers(1, 8), st.frozensets(st.integers(0, 11)))
def test_every_district_has_its_outcome_in_order(size: int, at_once: int, broken: frozenset[int]) -> None:
    office = Office(broken)
    outcomes = office.run(size, at_once)
    assert [outcome.district for outcome in outcomes] == [str(number) for number in range(size)]
    assert sorted(office.ended) == sorted(outcome.district for outcome in outcomes)
    assert office.most <= at_once
    assert [failure.message for failure in failures_of(outcomes)] == [
        f"{number} is away" for number in range(size) if number in broken
    ]
    assert results_of(outcomes) == [f"result {number}" for number in range(size) if number not in broken]


def test_several_work_at_the_same_time() -> None:
    office = Office()
    office.run(12, 4)
    assert office.most == 4


def test_a_bug_ends_all_the_work() -> None:
    office = Office()

    async def stumble(access: DistrictAccess, client: Client) -> str:
        if access.district == "3":
            raise ZeroDivisionError
        return await office.work(access, client)

    places = [DistrictAccess(str(number), SETTINGS) for number in range(12)]
    with pytest.raises(ZeroDivisionError):
        asyncio.run(for_each_district(places, stumble, at_once=1, ended=lambda _: None))


def test_a_district_that_nobody_asked_for_is_refused() -> None:
    require_district("a", ())
    require_district("a", ("b", "a"))
    with pytest.raises(UsageError, match="the token belongs to the district c, not to 'a' or 'b'"):
        require_district("c", ("a", "b"))
