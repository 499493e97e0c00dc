"""Applies the later version's events to the live tables, each batch together with its cursor.

The first replay after a cut-over is folded to the last event of each record and made visible at once, so that no reader
sees a record step back; later polls go page by page. An event's record replaces the stored one whole.
"""

from collections.abc import Iterable, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

import msgspec

from clever_upgrade.api.page import Page
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.endpoints import COLLECTION_OF_NOUN
from clever_upgrade.contract.gate import later_events_path
from clever_upgrade.errors import MalformedAnswerError, StoreError
from clever_upgrade.resync.counting import DELETED
from clever_upgrade.resync.feed import newest, pages_after
from clever_upgrade.resync.request import Tools
from clever_upgrade.store import stage, state
from clever_upgrade.store.columns import COLLECTIONS
from clever_upgrade.store.database import Connection
from clever_upgrade.store.lease import Lease
from clever_upgrade.store.merge import Plan, Staged, merge
from clever_upgrade.store.rows import Row, RowMaker, UnstorableRecordError
from clever_upgrade.store.state import Run, RunState


class _Data(msgspec.Struct):
    object: msgspec.Raw


class _Event(msgspec.Struct):
    type: str
    data: _Data


_event = msgspec.json.Decoder(_Event)


@dataclass(slots=True)
class Folded:
    """The last word of some events on each record: its row, and whether it was deleted."""

    rows: dict[str, dict[str, Row]] = field(default_factory=dict)
    gone: dict[str, set[str]] = field(default_factory=dict)
    events: int = 0
    unknown: int = 0


def fold(page: Page, cursor: str | None, makers: Mapping[str, RowMaker]) -> Folded:
    """What the events of a page that are newer than ``cursor`` say; MalformedAnswerError if one says nothing."""
    folded = Folded()
    for event_id, text in zip(page.ids, page.records, strict=True):
        if cursor is not None and event_id <= cursor:
            continue
        folded.events += 1
        try:
            event = _event.decode(text)
            noun, _, action = event.type.partition(".")
            collection = COLLECTION_OF_NOUN.get(noun)
            if collection is None:
                folded.unknown += 1
                continue
            row = makers[collection].row(bytes(event.data.object))
        except (msgspec.DecodeError, UnstorableRecordError) as error:
            kind = str(error) if isinstance(error, UnstorableRecordError) else "it holds no record"
            raise MalformedAnswerError(f"the event {event_id} cannot be applied: {kind}") from None
        record_id = str(row[0])
        folded.rows.setdefault(collection, {})[record_id] = row
        gone = folded.gone.setdefault(collection, set())
        if action == DELETED:
            gone.add(record_id)
        else:
            gone.discard(record_id)
    return folded


def makers_of(district: str, *, store_secrets: bool) -> dict[str, RowMaker]:
    """What makes the rows of each collection of a district."""
    return {collection: RowMaker(collection, district, store_secrets) for collection in COLLECTIONS}


@dataclass(slots=True)
class FirstReplay:
    """The replay that ends a run: from the watermark to the newest event there is when it begins."""

    tools: Tools
    lease: Lease
    run: Run

    async def play(self) -> None:
        """Apply it; goes on where an earlier process was killed."""
        run = self.run if self.run.replay_to is not None else await self._begin()
        if run.replay_to is not None and run.replay_at != run.replay_to:
            await self._stage(run, run.replay_to)
        await self.tools.desk.write(self.lease, self._finish, durable=True)
        self.tools.failpoints.hit("replayed")

    async def _begin(self) -> Run:
        """Empty the stage for events, and settle up to which one this replay goes."""
        version = default_upgrade().to_version.name
        to = await newest(self.tools.client, version, later_events_path(cut_over=True))

        def begin(connection: Connection, now: float) -> Run:  # noqa: ARG001
            stage.clear(connection, self.run.run)
            state.set_run(connection, self.run.run, replay_to=to, replay_at=self.run.watermark)
            return state.known_run(connection, self.run.run)

        run = await self.tools.desk.write(self.lease, begin)
        self.tools.failpoints.hit("replay-started")
        return run

    async def _stage(self, run: Run, to: str) -> None:
        version, at = default_upgrade().to_version.name, run.replay_at
        makers = makers_of(run.district, store_secrets=run.store_secrets)
        applied = run.applied
        pages = pages_after(self.tools.client, version, later_events_path(cut_over=True), after=at, newest_id=to)
        async with aclosing(pages):
            async for page in pages:
                within = _up_to(page, to)
                folded = fold(within, at, makers)
                end = within.ids[-1] if within.ids else to
                applied += folded.events
                await self._keep(folded, at, end, applied)
                self.tools.progress.events_applied(applied)
                at = end
                if len(within.ids) < len(page.ids) or at == to:
                    return

    async def _keep(self, folded: Folded, before: str | None, after: str, applied: int) -> None:
        def write(connection: Connection, now: float) -> None:  # noqa: ARG001
            stands = state.known_run(connection, self.run.run).replay_at
            if stands == after:
                # This very page is there already: its commit went through though nobody heard of it.
                return
            require_place(stands, before)
            _stage_folded(connection, self.tools, self.run.run, folded)
            state.set_run(connection, self.run.run, replay_at=after, applied=applied)
            self.tools.failpoints.hit("replay-staging")

        await self.tools.desk.write(self.lease, write)
        self.tools.failpoints.hit("replay-staged")

    def _finish(self, connection: Connection, now: float) -> None:
        run = state.known_run(connection, self.run.run)
        if run.state is RunState.DONE:
            return
        _merge_staged(connection, self.tools, run.run, run.district, now)
        stage.clear(connection, run.run)
        cursor = run.replay_to if run.replay_to is not None else run.watermark
        if cursor is not None and run.watermark is not None:
            cursor = max(cursor, run.watermark)
        state.set_district(connection, run.district, cursor=cursor, feed_read_at=now)
        state.set_run(connection, run.run, state=RunState.DONE, ended_at=now, reason=None, problem=None)
        self.tools.failpoints.hit("replay-merged")


def require_place(stands: str | None, expected: str | None) -> None:
    """StoreError if the store is not where this process left it: then nothing more may be built on what it holds."""
    if stands != expected:
        raise StoreError(
            "the store is not where it was left: somebody else wrote it, or its server has lost what it had committed",
            hint="Run the command again: it goes on from what the store holds.",
        )


def apply_page(
    connection: Connection, tools: Tools, run: str, district: str, folded: Folded, now: float
) -> dict[str, Plan]:
    """Make what a page of events says visible; part of the transaction that stores their cursor."""
    stage.clear(connection, run, folded.rows)
    _stage_folded(connection, tools, run, folded)
    done = _merge_staged(connection, tools, run, district, now, folded.rows)
    stage.clear(connection, run, folded.rows)
    return done


def _stage_folded(connection: Connection, tools: Tools, run: str, folded: Folded) -> None:
    for collection, rows in folded.rows.items():
        dialect = tools.desk.database.dialect
        stage.replace(connection, dialect, run, collection, rows, folded.gone[collection])


def _merge_staged(
    connection: Connection,
    tools: Tools,
    run: str,
    district: str,
    now: float,
    collections: Iterable[str] = COLLECTIONS,
) -> dict[str, Plan]:
    dialect = tools.desk.database.dialect
    return {
        collection: merge(connection, dialect, Staged(run, district, collection, whole=False), now)
        for collection in collections
    }


def _up_to(page: Page, last: str) -> Page:
    keep = sum(event_id <= last for event_id in page.ids)
    return Page(page.ids[:keep], page.records[:keep])
