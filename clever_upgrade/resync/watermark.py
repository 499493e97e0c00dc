"""Before the first record is read: whether the moment is right, and the watermark from which events are replayed."""

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.gate import earlier_events_path
from clever_upgrade.errors import StoreError
from clever_upgrade.resync import feed
from clever_upgrade.resync.district import check_status, sync_status
from clever_upgrade.resync.request import ResyncRequest, Tools
from clever_upgrade.store import state
from clever_upgrade.store.columns import COLLECTIONS
from clever_upgrade.store.database import Connection
from clever_upgrade.store.dialects.base import Dialect
from clever_upgrade.store.lease import Lease
from clever_upgrade.store.merge import Staged, rehearse
from clever_upgrade.store.state import Run, RunState

_BYTES_PER_STUDENT = 8_000
"""What a district takes in a file while it is staged: measured, with everything that comes with a student."""


async def save_watermark(tools: Tools, request: ResyncRequest, lease: Lease, run: Run) -> Run:
    """Check that the moment is right, and save the watermark before the first record is read."""
    tools.progress.step("checking the district and the store")
    await require_health(tools, request, run)
    dialect = tools.desk.database.dialect
    await tools.desk.write(lease, lambda connection, now: _try_privileges(connection, dialect, lease.district, now))
    version = default_upgrade().from_version.name
    head = await feed.newest(tools.client, version, earlier_events_path())
    given = request.v11_cursor
    now = await tools.desk.read(dialect.now)
    if given is not None:
        feed.check_cursor(given, head)
        await feed.require_reach(
            tools.client, version, earlier_events_path(), cursor=given, read_at=None, now=now,
            hint="Leave out --v11-cursor: the resync then starts from the newest event, which loses nothing.",
        )  # fmt: skip
    tools.failpoints.hit("watermark-read")

    def save(connection: Connection, now: float) -> Run:
        district = state.district_of(connection, run.district)
        known = district.cursor if district is not None else None
        watermark = given if given is not None else max((each for each in (head, known) if each), default=None)
        state.set_run(
            connection, run.run, state=RunState.SNAPSHOT, watermark=watermark, base_cursor=known,
            watermark_read_at=None if given is not None else now,
        )  # fmt: skip
        return state.known_run(connection, run.run)

    saved = await tools.desk.write(lease, save, durable=True)
    tools.failpoints.hit("watermark-saved")
    return saved


async def require_health(tools: Tools, request: ResyncRequest, run: Run) -> None:
    """GuardRefusedError where the state of the district's sync speaks against going on."""
    status = await sync_status(tools.client, run.district)
    now = await tools.desk.read(tools.desk.database.dialect.now)
    check_status(status, now, allow_paused=request.allow_paused, allow_unhealthy=request.allow_unhealthy)


async def require_reach(tools: Tools, run: Run) -> None:
    """GuardRefusedError where events after the watermark may have expired."""
    now = await tools.desk.read(tools.desk.database.dialect.now)
    await feed.require_reach(
        tools.client,
        default_upgrade().from_version.name,
        earlier_events_path(),
        cursor=run.watermark,
        read_at=run.watermark_read_at,
        now=now,
        hint=f"`clever-upgrade resync abort {run.run}`, then run the resync anew.",
    )


async def require_room(tools: Tools) -> None:
    """StoreError where the disk of the store is visible and surely too small."""
    room = await tools.desk.read(tools.desk.database.dialect.room)
    if room is None:
        return
    page = await tools.client.first_page(default_upgrade().to_version.name, "/students", params={"limit": "1"})
    needed = (page.announced or 0) * _BYTES_PER_STUDENT
    if room < needed:
        raise StoreError(
            f"the resync needs about {needed / 1e6:,.0f} MB, and the store's disk has {room / 1e6:,.0f} MB left",
            hint="Make room, or name another place with --store.",
        )


def _try_privileges(connection: Connection, dialect: Dialect, district: str, now: float) -> None:
    """Do everything that a cut-over does, with nothing on the stage: the database refuses now or never."""
    for collection in COLLECTIONS:
        nothing = Staged("-", district, collection, whole=False)
        rehearse(connection, dialect, nothing, now)
