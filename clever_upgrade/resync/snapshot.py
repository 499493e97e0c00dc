"""The snapshot: every collection through the later version, page by page onto the stage, each page in one transaction.

The end of a collection is believed only if the server's count agrees, or if the events since the watermark explain why
it does not.
"""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field

from clever_upgrade.api.page import Page
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.gate import earlier_events_path
from clever_upgrade.errors import (
    GuardRefusedError,
    IncompleteListingError,
    MalformedAnswerError,
    NotServedError,
    RequestRefusedError,
)
from clever_upgrade.resync.counting import Touched, explained, touched
from clever_upgrade.resync.feed import listed_after
from clever_upgrade.resync.request import Tools
from clever_upgrade.store import stage, state
from clever_upgrade.store.columns import OPTIONAL
from clever_upgrade.store.database import Connection
from clever_upgrade.store.lease import Lease
from clever_upgrade.store.rows import Row, RowMaker, UnstorableRecordError
from clever_upgrade.store.state import FINISHED, NOT_SERVED, OPEN, Progress, Run

COUNT_MISMATCH = "count-mismatch"
MOST_WALKS = 3
_AT_ONCE = 2
"""Collections that are read at the same time: while a page of one is stored, one of the other is on its way."""
_RECOUNTS = 3


class _StageLostError(Exception):
    """The stage does not stand where this process left it, as after a crash of the server."""


@dataclass(slots=True)
class Snapshot:
    """Stages everything of one run; goes on where an earlier process was killed."""

    tools: Tools
    lease: Lease
    run: Run
    _version: str = field(default_factory=lambda: default_upgrade().to_version.name)

    async def take(self) -> None:
        """Stage every collection that is still open, and believe its end."""
        progress = await self.tools.desk.read(lambda connection: state.progress_of(connection, self.run.run))
        still_open = [each for each in progress if each.state == OPEN]
        # The long ones first, side by side: then the short ones do not wait for them.
        waiting = sorted(still_open, key=lambda each: _LONG.get(each.collection, len(_LONG)))
        workers = [asyncio.create_task(self._work(waiting)) for _ in range(_AT_ONCE)]
        try:
            await asyncio.gather(*workers)
        finally:
            for worker in workers:
                worker.cancel()
            await asyncio.wait(workers)

    async def _work(self, waiting: list[Progress]) -> None:
        while waiting:
            await self._stage(waiting.pop(0))

    async def _stage(self, progress: Progress) -> None:
        # Counted anew by every process: one that comes later must not be stopped by the failures of an earlier one.
        collection, walks = progress.collection, 1
        while True:
            whole = await self._walk(progress)
            if whole is None:
                return
            if whole and await self._agrees(collection):
                return
            if walks >= MOST_WALKS:
                raise GuardRefusedError(
                    f"{collection} was read {walks} times, and never were as many records there as the server counts",
                    reason=COUNT_MISMATCH,
                    hint="Nothing was changed. Run the command again later; if it stays so, tell Clever.",
                )
            walks += 1
            progress = await self._start_over(collection, walks)

    async def _walk(self, progress: Progress) -> bool | None:
        """Stage the rest of a collection; whether it came whole, or None where it is not served at all."""
        collection, after = progress.collection, progress.next_after
        if after is not None and await self._is_lost(progress):
            progress = await self._start_over(collection, progress.walks)
            after = None
        params = {"starting_after": after} if after is not None else {}
        maker = RowMaker(collection, self.run.district, self.run.store_secrets)
        pages = self.tools.client.pages(self._version, f"/{collection}", params=params, ahead_of_reader=False)
        try:
            async with aclosing(pages):
                async for page in pages:
                    self.tools.failpoints.hit("page-fetched")
                    await self._keep(maker, page, after)
                    after = page.ids[-1] if page.ids else after
        except NotServedError:
            if collection not in OPTIONAL or after is not None:
                raise
            await self._close(collection, NOT_SERVED, None)
            return None
        except (IncompleteListingError, _StageLostError):
            return False
        self.tools.failpoints.hit("collection-walked")
        return True

    async def _keep(self, maker: RowMaker, page: Page, after: str | None) -> None:
        run, collection, hit = self.run.run, maker.collection, self.tools.failpoints.hit

        def write(connection: Connection, now: float) -> int | None:
            before = next(each for each in state.progress_of(connection, run) if each.collection == collection)
            values = {
                "next_after": page.ids[-1] if page.ids else after,
                "rows_staged": before.rows + len(page.ids),
                "pages": before.pages + bool(page.ids),
                "announced": before.announced if page.announced is None else page.announced,
                "started_at": before.started_at or now,
                "updated_at": now,
            }
            if not state.advance(connection, run, collection, after, **values):
                if before.next_after != values["next_after"]:
                    raise _StageLostError
                # This very page is there already: its commit went through though nobody heard of it.
                return None
            # Made one by one on their way: a page of rows takes several times the memory of the page.
            stage.load(connection, self.tools.desk.database.dialect, run, collection, rows_of(maker, page))
            state.set_district(connection, self.run.district, budget_left=self.tools.progress.requests_left)
            hit("page-staging")
            return before.rows + len(page.ids)

        staged = await self.tools.desk.write(self.lease, write, durable=False)
        hit("page-staged")
        if staged is not None:
            self.tools.progress.rows_staged(collection, staged, page.announced)

    async def _is_lost(self, progress: Progress) -> bool:
        """Whether the stage lacks rows that the progress says are there, as after a crash of the whole server."""
        there = await self.tools.desk.read(
            lambda connection: stage.count(connection, self.run.run, progress.collection)
        )
        return there != progress.rows

    async def _start_over(self, collection: str, walks: int) -> Progress:
        def reset(connection: Connection, now: float) -> Progress:
            stage.clear(connection, self.run.run, [collection])
            state.set_progress(
                connection, self.run.run, collection,
                state=OPEN, next_after=None, rows_staged=0, pages=0, announced=None, walks=walks, updated_at=now,
            )  # fmt: skip
            return next(each for each in state.progress_of(connection, self.run.run) if each.collection == collection)

        return await self.tools.desk.write(self.lease, reset)

    async def _agrees(self, collection: str) -> bool:
        """Whether what is staged is what the server counts, or events tell why not; the collection is finished then."""
        run = self.run.run
        for _ in range(_RECOUNTS):
            counted = await self._count(collection)
            self.tools.failpoints.hit("collection-counted")
            rows = await self.tools.desk.read(lambda connection: stage.count(connection, run, collection))
            if counted is None:
                agrees = await self._ends_there(collection)
            else:
                agrees = counted == rows or await self._is_explained(collection, rows, counted)
            if agrees:
                await self._close(collection, FINISHED, counted)
                return True
        return False

    async def _is_explained(self, collection: str, rows: int, counted: int) -> bool:
        changes = await self._changes_since_watermark(collection)
        ids = sorted(changes.existing | changes.gone)
        there = await self.tools.desk.read(
            lambda connection: stage.fingerprints(connection, self.run.run, collection, ids)
        )
        return explained(staged=rows, staged_touched=there, changes=changes, counted=counted)

    async def _changes_since_watermark(self, collection: str) -> Touched:
        version = default_upgrade().from_version.name
        events: list[bytes] = []
        listed = listed_after(self.tools.client, version, earlier_events_path(), self.run.watermark)
        async with aclosing(listed) as pages:
            async for page in pages:
                events += page.records
        return touched(events, collection)

    async def _count(self, collection: str) -> int | None:
        """What the server counts, or None if it counts nothing like it."""
        try:
            return await self.tools.client.count(self._version, f"/{collection}")
        except (MalformedAnswerError, RequestRefusedError, NotServedError):
            return (await self.tools.client.first_page(self._version, f"/{collection}")).announced

    async def _ends_there(self, collection: str) -> bool:
        """Whether nothing comes after the last row: what can be asked where nothing is counted."""
        last = await self.tools.desk.read(lambda connection: stage.last_id(connection, self.run.run, collection))
        params = {} if last is None else {"starting_after": last}
        return not (await self.tools.client.first_page(self._version, f"/{collection}", params=params)).ids

    async def _close(self, collection: str, how: str, counted: int | None) -> None:
        await self.tools.desk.write(
            self.lease,
            lambda connection, now: state.set_progress(
                connection, self.run.run, collection, state=how, counted=counted, updated_at=now
            ),
        )


def rows_of(maker: RowMaker, page: Page) -> Iterator[Row]:
    """The rows of a page; MalformedAnswerError at a record that cannot be stored."""
    for text in page.records:
        try:
            yield maker.row(text)
        except UnstorableRecordError as error:
            raise MalformedAnswerError(f"{maker.collection}: {error}") from None


_LONG = {"students": 0, "sections": 1, "contacts": 2, "teachers": 3}
