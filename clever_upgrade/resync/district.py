"""Which district a token belongs to, and whether its sync state lets a resync go on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import msgspec

from clever_upgrade.api.client import Client
from clever_upgrade.api.districts import require_district
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.states import HEALTHY, meaning_of
from clever_upgrade.errors import GuardRefusedError, NothingComparedError, NotServedError

PAUSED, UNHEALTHY = "paused", "unhealthy"
_HINT_PAUSED = "Wait until then, or add --allow-paused: the records are those of last year until the pause ends."
_HINT_UNHEALTHY = "Have it put right, or add --allow-unhealthy: the records are those of the last sync that worked."


class _Status(msgspec.Struct):
    state: str = ""
    pause_start: str | None = None
    pause_end: str | None = None


@dataclass(frozen=True, slots=True)
class SyncStatus:
    """How the district's own sync with Clever stands, as the later version says it."""

    state: str
    pause_start: datetime | None = None
    pause_end: datetime | None = None

    def is_paused(self, now: datetime) -> bool:
        """Whether the district's data is frozen at this moment."""
        inside = (
            self.pause_start is not None and self.pause_end is not None and self.pause_start <= now < self.pause_end
        )
        return self.state == PAUSED or inside


async def district_of_token(client: Client, expected: Sequence[str] = ()) -> str:
    """The id of the one district that the token sees; UsageError if it is none of the ``expected`` ones."""
    page = await client.first_page(default_upgrade().to_version.name, "/districts")
    if not page.ids:
        raise NothingComparedError("the token sees no district, so there is nothing to resync")
    require_district(page.ids[0], expected)
    return page.ids[0]


async def sync_status(client: Client, district: str) -> SyncStatus:
    """The status of the district; an empty state where the server tells none."""
    try:
        page = await client.first_page(default_upgrade().to_version.name, f"/districts/{district}/status")
    except NotServedError:
        return SyncStatus("")
    if not page.records:
        return SyncStatus("")
    try:
        told = msgspec.json.decode(page.records[0], type=_Status)
    except msgspec.DecodeError:
        return SyncStatus("")
    return SyncStatus(told.state, _moment(told.pause_start), _moment(told.pause_end))


def check_status(status: SyncStatus, now: float, *, allow_paused: bool, allow_unhealthy: bool) -> None:
    """GuardRefusedError where the state of the district's sync speaks against a resync at this moment."""
    if status.is_paused(datetime.fromtimestamp(now, UTC)):
        if not allow_paused:
            until = f"until {status.pause_end:%Y-%m-%d %H:%M} UTC" if status.pause_end else "and says not until when"
            raise GuardRefusedError(f"the district has paused its sync {until}", reason=PAUSED, hint=_HINT_PAUSED)
        return
    meaning = meaning_of(status.state)
    if meaning is not None and status.state != HEALTHY and not allow_unhealthy:
        raise GuardRefusedError(
            f"the district's sync state is {status.state}: {meaning.meaning}, so {meaning.who_acts} must act",
            reason=UNHEALTHY,
            hint=_HINT_UNHEALTHY,
        )


def _moment(text: str | None) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
