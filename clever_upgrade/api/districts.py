"""Does the same piece of work for many districts, several at a time, each with a client and a rate limit of its own.

What fails for one district is noted, and the others go on.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from clever_upgrade.api.client import Client
from clever_upgrade.api.listing import call_off
from clever_upgrade.api.observer import SILENT, Observer
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.errors import CleverUpgradeError, DistrictFailure, UsageError

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class DistrictAccess:
    """A district, and how to read it."""

    district: str
    settings: ClientSettings


@dataclass(frozen=True, slots=True)
class Outcome(Generic[T]):
    """What the work brought for one district, or why it brought nothing."""

    district: str
    result: T | None = None
    failure: DistrictFailure | None = None


Work = Callable[[DistrictAccess, Client], Awaitable[T]]


async def for_each_district(
    districts: Sequence[DistrictAccess],
    work: Work[T],
    *,
    at_once: int,
    ended: Callable[[Outcome[T]], None],
    observer: Observer = SILENT,
) -> list[Outcome[T]]:
    """Every outcome in the order of ``districts``; ``ended`` hears each one as it comes.

    Only failures that are expected are noted; any other ends all the work.
    """
    places = asyncio.Semaphore(at_once)

    async def one(access: DistrictAccess) -> Outcome[T]:
        async with places:
            outcome = await _outcome(access, work, observer)
        ended(outcome)
        return outcome

    tasks = [asyncio.create_task(one(access)) for access in districts]
    try:
        return await asyncio.gather(*tasks)
    finally:
        await call_off(tasks)


async def _outcome(access: DistrictAccess, work: Work[T], observer: Observer) -> Outcome[T]:
    try:
        async with Client(access.settings, observer) as client:
            return Outcome(access.district, await work(access, client))
    except CleverUpgradeError as failure:
        return Outcome(access.district, failure=DistrictFailure.of(access.district, failure))


def require_district(found: str, expected: Sequence[str]) -> None:
    """UsageError unless the district of a token is one of the ``expected``, where there are any."""
    if expected and found not in expected:
        raise UsageError(
            f"the token belongs to the district {found}, not to {' or '.join(map(ascii, expected))}",
            hint="Give the token of that district, or leave out --district.",
        )


def failures_of(outcomes: Iterable[Outcome[T]]) -> list[DistrictFailure]:
    """Why some districts brought nothing."""
    return [outcome.failure for outcome in outcomes if outcome.failure is not None]


def results_of(outcomes: Iterable[Outcome[T]]) -> list[T]:
    """What the others brought."""
    return [outcome.result for outcome in outcomes if outcome.result is not None]
