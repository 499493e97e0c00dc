"""Runs ``diff me``: reads ``/me`` with the token of a user, or in a sandbox with those of one user of each type."""

import asyncio
from collections.abc import Sequence
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from clever_upgrade.cli.options import Reading
from clever_upgrade.errors import UsageError

if TYPE_CHECKING:
    from clever_upgrade.api.settings import ClientSettings
    from clever_upgrade.compare.request import DiffRequest
    from clever_upgrade.compare.result import DiffResult
    from clever_upgrade.report.progress import ProgressReport


def compare_users(reading: Reading, request: "DiffRequest") -> "DiffResult":
    """What ``/me`` tells each user, compared."""
    from clever_upgrade.cli.target import open_users
    from clever_upgrade.report.progress import progress_report

    if request.ids or request.sample is not None:
        raise UsageError("--id and --sample choose records, and /me is one", hint="Leave them out.")
    with open_users(reading) as users, progress_report(quiet=reading.quiet) as progress:
        return asyncio.run(_compare(users, request, progress))


async def _compare(
    users: "Sequence[ClientSettings]", request: "DiffRequest", progress: "ProgressReport"
) -> "DiffResult":
    from clever_upgrade.api.client import Client
    from clever_upgrade.cli.target import pauses_of
    from clever_upgrade.compare.listing import Dealings
    from clever_upgrade.compare.me import compare_me
    from clever_upgrade.contract import default_upgrade

    async with AsyncExitStack() as stack:
        dealings = []
        for user in users:
            client = await stack.enter_async_context(Client(user, progress))
            dealings.append(Dealings(client, default_upgrade(), progress, pauses_of(user)))
        return await compare_me(dealings, request)
