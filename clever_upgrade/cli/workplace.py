"""What a command that writes the store works with: the API on one side, the database on the other."""

import os
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from clever_upgrade.cli.interrupt import run_interruptibly
from clever_upgrade.cli.options import Reading
from clever_upgrade.config import load_settings
from clever_upgrade.errors import CleverUpgradeError, UsageError

if TYPE_CHECKING:
    from clever_upgrade.api.settings import ClientSettings
    from clever_upgrade.report.resync.progress import ResyncProgress
    from clever_upgrade.resync.desk import Desk
    from clever_upgrade.resync.request import Tools
    from clever_upgrade.store.database import Database

T = TypeVar("T")


@contextmanager
def named_store(store: str | None, config: str | None, source: Sequence[str] = ()) -> Iterator["Database"]:
    """The store that the user named, which need not be there yet.

    Whatever fails in the block hints at commands for this store, and for the server that ``source`` names.
    """
    from clever_upgrade.report.resync.calls import calls
    from clever_upgrade.store.database import open_database
    from clever_upgrade.store.url import parse_store_url, refuse_shared_password

    setting = load_settings({"store": store}, os.environ, config=config).store
    refuse_shared_password(parse_store_url(setting.value), setting.origin)
    database = open_database(setting.value)
    try:
        yield database
    except CleverUpgradeError as error:
        error.hint = calls(store=store, config=config, source=source).completed(error.hint)
        raise
    finally:
        database.close()


@contextmanager
def existing_store(store: str | None, config: str | None, source: Sequence[str] = ()) -> Iterator["Database | None"]:
    """The same; None if there is none yet, and none is made."""
    from clever_upgrade.store.schema import is_prepared, refuse_foreign

    with named_store(store, config, source) as database:
        if database.is_missing:
            yield None
        elif is_prepared(database):
            yield database
        else:
            refuse_foreign(database)
            yield None


@contextmanager
def known_store(store: str | None, config: str | None, source: Sequence[str] = ()) -> Iterator["Database"]:
    """The same; UsageError if there is none yet."""
    with existing_store(store, config, source) as database:
        if database is None:
            raise UsageError(
                "there is no such store yet", hint="Check --store, or make it with `clever-upgrade resync run`."
            )
        yield database


def at_work(database: "Database", reading: Reading, lease_seconds: float, work: "Callable[[Tools], Awaitable[T]]") -> T:
    """What ``work`` returns, given a client, a desk and somebody to tell how far it is.

    The store is made where it is missing, once the token is known to be there.
    """
    from clever_upgrade.cli.target import open_target
    from clever_upgrade.report.resync.progress import resync_progress
    from clever_upgrade.resync.desk import Desk
    from clever_upgrade.store.schema import prepare

    with open_target(reading) as settings, resync_progress(quiet=reading.quiet) as progress:
        prepare(database)
        desk = Desk(database, lease_seconds=lease_seconds)
        return run_interruptibly(_with_tools(settings, desk, progress, reading, work))


def at_desk(database: "Database", work: "Callable[[Desk], Awaitable[T]]") -> T:
    """What ``work`` returns, given a desk alone."""
    from clever_upgrade.resync.desk import Desk

    async def sit() -> T:
        async with Desk(database) as desk:
            return await work(desk)

    return run_interruptibly(sit())


async def _with_tools(
    settings: "ClientSettings",
    desk: "Desk",
    progress: "ResyncProgress",
    reading: Reading,
    work: "Callable[[Tools], Awaitable[T]]",
) -> T:
    from clever_upgrade.api.client import Client
    from clever_upgrade.resync.failpoints import from_environment
    from clever_upgrade.resync.request import Tools

    async with desk, Client(settings, progress) as client:
        failpoints = from_environment(os.environ)
        return await work(Tools(client, desk, progress, failpoints, reading.districts, reading.source.words()))
