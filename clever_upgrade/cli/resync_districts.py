"""Runs ``resync`` and ``events`` over the districts of an application, several at a time, into one store."""

import asyncio
import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from clever_upgrade.cli.interrupt import run_interruptibly
from clever_upgrade.cli.options import Reading
from clever_upgrade.errors import ExitCode

if TYPE_CHECKING:
    from clever_upgrade.api.client import Client
    from clever_upgrade.api.districts import DistrictAccess, Outcome
    from clever_upgrade.report.progress_districts import DistrictProgress
    from clever_upgrade.resync.request import Tools
    from clever_upgrade.store.database import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Everywhere:
    """The districts of an application, and the store that they share."""

    store: str
    districts: "Sequence[DistrictAccess]"
    reading: Reading
    lease_seconds: float

    def do(self, work: "Callable[[Tools], Awaitable[T]]", words: Callable[[T], str]) -> "list[Outcome[T]]":
        """What ``work`` brings for each district; ``words`` tell of it in the progress."""
        from clever_upgrade.report.progress_districts import DistrictProgress

        progress = DistrictProgress(len(self.districts), self.reading.quiet)
        return run_interruptibly(_everywhere(self, work, words, progress))

    def follow(
        self,
        work: "Callable[[Tools], Awaitable[T]]",
        interval: float,
        heard: "Callable[[list[Outcome[T]]], None]",
    ) -> None:
        """Do the work again and again with ``interval`` seconds of rest, until it is interrupted."""
        from clever_upgrade.report.progress_districts import DistrictProgress

        silent = DistrictProgress(len(self.districts), quiet=True)

        async def follow() -> None:
            while True:
                heard(await _everywhere(self, work, lambda _: "", silent))
                await asyncio.sleep(interval)

        run_interruptibly(follow())


@contextmanager
def everywhere(database: "Database", reading: Reading, lease_seconds: float) -> "Iterator[Everywhere]":
    """The districts of the application that the user named, and the store, which is made where it is missing."""
    from clever_upgrade.cli.target import open_application
    from clever_upgrade.store.schema import prepare

    with open_application(reading) as districts:
        prepare(database)
        store = database.url.render_as_string(hide_password=False)
        yield Everywhere(store, districts, reading, lease_seconds)


def exit_code_of(outcomes: "Sequence[Outcome[T]]", *, held: bool = False) -> ExitCode:
    """The gravest one: a store that failed, then a server, then a guard."""
    codes = [outcome.failure.exit_code for outcome in outcomes if outcome.failure is not None]
    return max([*codes, ExitCode.REFUSED if held else ExitCode.OK])


async def _everywhere(
    where: Everywhere,
    work: "Callable[[Tools], Awaitable[T]]",
    words: Callable[[T], str],
    progress: "DistrictProgress",
) -> "list[Outcome[T]]":
    from clever_upgrade.api.districts import for_each_district
    from clever_upgrade.report.resync.districts import needs_somebody
    from clever_upgrade.resync.desk import Desk
    from clever_upgrade.resync.failpoints import from_environment
    from clever_upgrade.resync.request import Tools
    from clever_upgrade.store.database import open_database

    async def at_work(access: "DistrictAccess", client: "Client") -> T:
        # Each has a connection and a thread of its own, as it would have in a process of its own.
        async with Desk(open_database(where.store), lease_seconds=where.lease_seconds) as desk:
            return await work(
                Tools(
                    client,
                    desk,
                    failpoints=from_environment(os.environ),
                    districts=(access.district,),
                    source=where.reading.source.words(access.district),
                )
            )

    def ended(outcome: "Outcome[T]") -> None:
        if outcome.result is not None:
            progress.ended(outcome.district, words(outcome.result), notable=needs_somebody(outcome.result))
        elif outcome.failure is not None:
            progress.failed(outcome.failure)

    return await for_each_district(where.districts, at_work, at_once=where.reading.at_once, ended=ended)
