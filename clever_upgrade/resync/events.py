"""The use-case of ``events``: carries a district on by events, from where its store stands to the newest one."""

import asyncio
from collections.abc import Callable
from contextlib import aclosing
from dataclasses import dataclass, field, replace

from clever_upgrade.api.page import Page
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.gate import later_events_path
from clever_upgrade.errors import MalformedAnswerError, UnreachableError
from clever_upgrade.resync import feed
from clever_upgrade.resync.district import district_of_token
from clever_upgrade.resync.replay import FirstReplay, Folded, apply_page, fold, makers_of, require_place
from clever_upgrade.resync.request import Tools
from clever_upgrade.resync.result import EventsResult
from clever_upgrade.store import state
from clever_upgrade.store.database import Connection
from clever_upgrade.store.lease import Lease, LeaseHeldError
from clever_upgrade.store.merge import Plan
from clever_upgrade.store.rows import RowMaker
from clever_upgrade.store.state import District, Run, RunState

_EXPIRED_HINT = "Run `clever-upgrade resync run`: it reads everything anew, and events go on from there."


async def require_cut_over(tools: Tools) -> None:
    """GuardRefusedError if no district of the store was cut over: then nothing needs to be asked of the server."""
    known = await tools.desk.read(state.districts)
    later_events_path(cut_over=any(_is_cut_over(district) for district in known))


async def apply_events(tools: Tools) -> EventsResult:
    """Apply every event that is there; GuardRefusedError before the district's cut-over or after too long a pause."""
    await require_cut_over(tools)
    district = await district_of_token(tools.client, tools.districts)
    async with tools.desk.lease(district) as lease:
        return await Poll(tools, lease).play()


async def follow_events(tools: Tools, *, interval: float, heard: Callable[[EventsResult | str], None]) -> None:
    """Apply events for ever, with ``interval`` seconds of rest; ``heard`` is told what came, or why nothing could.

    The lease is given back for each rest, so that a resync finds its turn. A server that cannot be reached for a while
    is asked again; whatever needs a person ends the wait with its error.
    """
    while True:
        try:
            heard(await apply_events(tools))
        except (LeaseHeldError, MalformedAnswerError, UnreachableError) as error:
            heard(error.message)
        await asyncio.sleep(interval)


@dataclass(slots=True)
class Poll:
    """One reading of the feed to its end, under the district's lease."""

    tools: Tools
    lease: Lease
    _plans: dict[str, Plan] = field(default_factory=dict, init=False)
    _events: int = field(default=0, init=False)
    _unknown: int = field(default=0, init=False)

    async def play(self) -> EventsResult:
        """Apply page by page, each with its cursor in one transaction."""
        await self._finish_first_replay()
        district, done = await self.tools.desk.read(self._stands)
        path = later_events_path(cut_over=district is not None and done is not None and _is_cut_over(district))
        assert district is not None  # noqa: S101 - the gate lets nobody else through
        assert done is not None  # noqa: S101 - nor anybody whose first replay was not played
        version, cursor = default_upgrade().to_version.name, district.cursor
        now = await self.tools.desk.read(self.tools.desk.database.dialect.now)
        await feed.require_reach(
            self.tools.client, version, path, cursor=cursor, read_at=district.feed_read_at, now=now, hint=_EXPIRED_HINT
        )
        makers = makers_of(district.district, store_secrets=done.store_secrets)
        head = await feed.newest(self.tools.client, version, path)
        pages = feed.pages_after(self.tools.client, version, path, after=cursor, newest_id=head)
        async with aclosing(pages):
            async for page in pages:
                cursor = await self._apply(page, cursor, makers, done.run)
        # Read to its end: that is what the age of the cursor counts from.
        await self.tools.desk.write(
            self.lease, lambda connection, _: state.set_district(connection, district.district, feed_read_at=now)
        )
        return EventsResult(district.district, cursor, self._events, self._plans, self._unknown)

    async def _finish_first_replay(self) -> None:
        """What a run left undone that was killed after its cut-over: readers must not see it page by page."""
        latest = await self.tools.desk.read(lambda connection: state.latest_run(connection, self.lease.district))
        if latest is not None and latest.state is RunState.CUT_OVER:
            await FirstReplay(self.tools, self.lease, latest).play()

    def _stands(self, connection: Connection) -> tuple[District | None, Run | None]:
        return state.district_of(connection, self.lease.district), state.last_done(connection, self.lease.district)

    async def _apply(self, page: Page, before: str | None, makers: dict[str, RowMaker], run: str) -> str | None:
        folded = fold(page, before, makers)
        after = page.ids[-1] if page.ids else before

        def write(connection: Connection, now: float) -> dict[str, Plan]:
            stands = state.district_of(connection, self.lease.district)
            cursor = stands.cursor if stands is not None else None
            if cursor == after:
                # This very page is applied already: its commit went through though nobody heard of it.
                return {}
            require_place(cursor, before)
            done = apply_page(connection, self.tools, run, self.lease.district, folded, now)
            state.set_district(connection, self.lease.district, cursor=after)
            self.tools.failpoints.hit("events-applying")
            return done

        done = await self.tools.desk.write(self.lease, write, durable=True)
        self.tools.failpoints.hit("events-applied")
        self._count(folded, done)
        self.tools.progress.events_applied(self._events)
        return after

    def _count(self, folded: Folded, done: dict[str, Plan]) -> None:
        self._events += folded.events
        self._unknown += folded.unknown
        for collection, plan in done.items():
            so_far = self._plans.get(collection, Plan())
            self._plans[collection] = replace(
                so_far,
                added=so_far.added + plan.added,
                changed=so_far.changed + plan.changed,
                archived=so_far.archived + plan.archived,
                revived=so_far.revived + plan.revived,
            )


def _is_cut_over(district: District) -> bool:
    return district.version == default_upgrade().to_version.name
