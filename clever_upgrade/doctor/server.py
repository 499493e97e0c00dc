"""Asks the server a few questions, and keeps what can be told from the answers."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import msgspec

from clever_upgrade.api.budget import Budget
from clever_upgrade.api.client import Client
from clever_upgrade.api.rate_headers import NOTHING_SAID, RateReading
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.contract import Upgrade
from clever_upgrade.errors import ApiError, TokenRefusedError, UnreachableError

ATTEMPTS = 2
"""A doctor wants to know how it is now, and not how it may be after five tries."""
PATIENCE = 10.0
"""Seconds."""

_DISTRICTS, _ME = "/districts", "/me"


@dataclass(frozen=True, slots=True)
class Answered:
    """What a version answered: how long it took, in seconds, and why it brought nothing, where it did not."""

    seconds: float
    error: ApiError | None = None


@dataclass(frozen=True, slots=True)
class Visited:
    """What the server told: each version's answer, the district and kind of the token, the limit, its clock.

    ``kind`` is a type of user, or district; empty where the server does not say. ``ahead`` is by how many seconds this
    machine's clock is ahead of the server's; None where the server states no time.
    """

    versions: Mapping[str, Answered]
    district: str = ""
    kind: str = ""
    rate: RateReading = NOTHING_SAID
    ahead: float | None = None


@dataclass(slots=True)
class _HeardBudget(Budget):
    """A budget that remembers what it was told last."""

    last: RateReading = NOTHING_SAID
    heard_at: float = 0.0
    clock: Callable[[], float] = field(default=time.time)

    def finish(self, started: float, now: float, reading: RateReading | None, *, refused: bool = False) -> None:
        Budget.finish(self, started, now, reading, refused=refused)
        if reading is not None:
            self.last, self.heard_at = reading, self.clock()


class _Me(msgspec.Struct):
    type: str = ""


async def visit(settings: ClientSettings, upgrade: Upgrade, clock: Callable[[], float] = time.time) -> Visited:
    """Ask both versions for the token's district, and one of them who the token is. Never raises ApiError."""
    budget = _HeardBudget(clock=clock)
    versions: dict[str, Answered] = {}
    district = kind = ""
    async with Client(settings, budget=budget) as client:
        for version in (upgrade.from_version, upgrade.to_version):
            started = time.perf_counter()
            error = None
            try:
                page = await client.first_page(version.name, _DISTRICTS)
                district = next(iter(page.ids), district)
            except ApiError as failure:
                error = failure
            versions[version.name] = Answered(time.perf_counter() - started, error)
        if any(not isinstance(each.error, (UnreachableError, TokenRefusedError)) for each in versions.values()):
            # A person's token may get a page for people where it may not read, and is still told apart.
            kind = await _kind(client, upgrade.to_version.name)
    date = budget.last.date
    return Visited(versions, district, kind, budget.last, None if date is None else budget.heard_at - date)


async def _kind(client: Client, version: str) -> str:
    try:
        record = await client.single(version, _ME)
        return msgspec.json.decode(record, type=_Me).type if record is not None else ""
    except (ApiError, msgspec.DecodeError):
        return ""
