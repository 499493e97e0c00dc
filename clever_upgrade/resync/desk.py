"""The store as a run uses it: from a thread of its own, every write behind the lease, and again if the store stumbles.

Work is handed in as functions that change nothing if they are done twice: when a connection breaks at a commit, nobody
knows whether it went through, and doing the work again is the answer.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self, TypeVar

from clever_upgrade.errors import CleverUpgradeError
from clever_upgrade.store import lease as leases
from clever_upgrade.store.database import Connection, Database, TroubledStoreError
from clever_upgrade.store.dialects import Trouble
from clever_upgrade.store.lease import LEASE_SECONDS, Lease

T = TypeVar("T")

PATIENCE = 60.0
"""Seconds for which a store that cannot be reached, or is locked, is tried again."""

_PATIENCE_AT_THE_END = 1.0
_MAY_PASS = frozenset({Trouble.LOST, Trouble.LOCKED})
_LONGEST_PAUSE = 5.0
_RENEWALS_PER_LEASE = 4


@dataclass(slots=True)
class Desk:
    """Reads and writes one store on behalf of one worker; as an async context manager it lets go of the store."""

    database: Database
    owner: str = field(default_factory=leases.this_worker)
    patience: float = PATIENCE
    lease_seconds: float = LEASE_SECONDS
    _thread: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(1, "store"), init=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # What is under way is finished first.
        await asyncio.to_thread(self._thread.shutdown)
        self.database.close()

    async def read(self, work: Callable[[Connection], T]) -> T:
        """What ``work`` finds in one state of the store."""
        return await self._patiently(lambda: self.database.read(work))

    async def write(self, lease: Lease, work: Callable[[Connection, float], T], *, durable: bool = True) -> T:
        """What ``work`` returns, committed; it is given the database's time. LeaseHeldError if the lease is lost.

        What is not ``durable`` may be gone after a crash of the server, though this process lives on and remembers it:
        whoever writes so must look at the rows and not at their memory.
        """

        def proven(connection: Connection) -> T:
            now = leases.prove(connection, self.database.dialect, lease)
            return work(connection, now)

        return await self._patiently(lambda: self.database.write(proven, durable=durable))

    @asynccontextmanager
    async def lease(self, district: str) -> AsyncIterator[Lease]:
        """Hold the lease of a district while the block runs; LeaseHeldError while somebody else's lives."""
        dialect = self.database.dialect
        await self._introduce(district)
        lease = await self._patiently(
            lambda: self.database.write(
                lambda connection: leases.claim(connection, dialect, district, self.owner, self.lease_seconds)
            )
        )
        renewing = asyncio.create_task(self._keep_alive(lease))
        try:
            yield lease
        finally:
            renewing.cancel()
            with suppress(asyncio.CancelledError, CleverUpgradeError):
                await renewing
            with suppress(CleverUpgradeError):
                # With little patience: a lease that is not given back ends by itself.
                await self._patiently(
                    lambda: self.database.write(lambda connection: leases.release(connection, lease)),
                    min(self.patience, _PATIENCE_AT_THE_END),
                )

    async def _introduce(self, district: str) -> None:
        try:
            await self._patiently(
                lambda: self.database.write(lambda connection: leases.introduce(connection, district))
            )
        except TroubledStoreError as error:
            # Somebody else has introduced it in the meantime, which serves as well.
            if error.trouble is not Trouble.CLASH:
                raise

    async def _keep_alive(self, lease: Lease) -> None:
        while True:
            await asyncio.sleep(lease.seconds / _RENEWALS_PER_LEASE)
            # A failure is for the next write to tell, which proves the lease again.
            with suppress(CleverUpgradeError):
                await self._in_thread(
                    lambda: self.database.write(
                        lambda connection: leases.prove(connection, self.database.dialect, lease)
                    )
                )

    async def _patiently(self, act: Callable[[], T], patience: float | None = None) -> T:
        until, pause = time.monotonic() + (self.patience if patience is None else patience), 0.1
        while True:
            try:
                return await self._in_thread(act)
            except TroubledStoreError as error:
                if error.trouble not in _MAY_PASS or time.monotonic() + pause > until:
                    raise
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def _in_thread(self, act: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, act)
