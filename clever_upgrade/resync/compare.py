"""The use-case of ``resync verify``: reads the source again and holds it against the store, field by field.

Source and store are merge-joined by id, one page of each at a time.
"""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Any

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.gate import GATE
from clever_upgrade.errors import GuardRefusedError, NotServedError
from clever_upgrade.resync.district import district_of_token
from clever_upgrade.resync.replay import makers_of
from clever_upgrade.resync.request import Tools
from clever_upgrade.resync.result import Mismatch, VerifyResult
from clever_upgrade.resync.snapshot import rows_of
from clever_upgrade.store import state
from clever_upgrade.store.columns import COLLECTIONS, OPTIONAL
from clever_upgrade.store.database import Connection
from clever_upgrade.store.read import comparable, live_rows

MOST_MISMATCHES = 1000
_ROWS = 1000
_END = "\U0010ffff"
"""Larger than every id."""


async def compare_store(tools: Tools) -> VerifyResult:
    """Every difference between the source and the store; GuardRefusedError before the first cut-over."""
    district = await district_of_token(tools.client, tools.districts)
    stands = await tools.desk.read(lambda connection: state.district_of(connection, district))
    done = await tools.desk.read(lambda connection: state.last_done(connection, district))
    if stands is None or done is None:
        raise GuardRefusedError(
            "this district was not resynced into this store, so there is nothing to compare",
            reason=GATE,
            hint="Run `clever-upgrade resync run` first.",
        )
    comparison = Comparison(tools, district, store_secrets=done.store_secrets)
    for collection in COLLECTIONS:
        try:
            await comparison.collection(collection)
        except NotServedError:
            if collection not in OPTIONAL:
                raise
    return VerifyResult(district, stands.cursor, comparison.compared, tuple(comparison.mismatches), comparison.left_out)


@dataclass(slots=True)
class Comparison:
    """Collects the mismatches of one district."""

    tools: Tools
    district: str
    store_secrets: bool
    compared: dict[str, int] = field(default_factory=dict)
    mismatches: list[Mismatch] = field(default_factory=list)
    left_out: int = 0

    async def collection(self, collection: str) -> None:
        """Hold one collection of the source against the live rows."""
        self.tools.progress.step(f"comparing {collection}")
        served, stored = self._served(collection), self._stored(collection)
        async with aclosing(served), aclosing(stored):
            theirs, ours = await anext(served, None), await anext(stored, None)
            compared = 0
            while theirs is not None or ours is not None:
                their_id, our_id = (theirs[0] if theirs else _END), (ours[0] if ours else _END)
                compared += 1
                if their_id < our_id or ours is None:
                    self._note(Mismatch(collection, their_id, (), only_in="source"))
                    theirs = await anext(served, None)
                elif our_id < their_id or theirs is None:
                    self._note(Mismatch(collection, our_id, (), only_in="store"))
                    ours = await anext(stored, None)
                else:
                    paths = tuple(name for name, value in theirs[1].items() if ours[1][name] != value)
                    if paths:
                        self._note(Mismatch(collection, our_id, paths))
                    theirs, ours = await anext(served, None), await anext(stored, None)
            self.compared[collection] = compared

    def _note(self, mismatch: Mismatch) -> None:
        if len(self.mismatches) < MOST_MISMATCHES:
            self.mismatches.append(mismatch)
        else:
            self.left_out += 1

    async def _served(self, collection: str) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
        maker = makers_of(self.district, store_secrets=self.store_secrets)[collection]
        pages = self.tools.client.pages(default_upgrade().to_version.name, f"/{collection}")
        async with aclosing(pages):
            async for page in pages:
                for row in rows_of(maker, page):
                    yield str(row[0]), comparable(collection, row[:-1])

    async def _stored(self, collection: str) -> AsyncGenerator[tuple[str, dict[str, Any]], None]:
        after: str | None = None
        while True:

            def read(connection: Connection, start: str | None = after) -> dict[str, dict[str, Any]]:
                return live_rows(connection, self.district, collection, start, _ROWS)

            rows = await self.tools.desk.read(read)
            for record_id, values in rows.items():
                yield record_id, values
            if len(rows) < _ROWS:
                return
            after = max(rows)
