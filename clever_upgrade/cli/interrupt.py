"""Runs work that may be interrupted: the step that is under way ends, and then the command."""

import asyncio
import signal
from collections.abc import Awaitable
from contextlib import suppress
from typing import TypeVar

from clever_upgrade.errors import InterruptedRunError

T = TypeVar("T")

_STORED = "Everything that was stored stays; run the command again, and it goes on from there."


def run_interruptibly(work: Awaitable[T], *, hint: str = _STORED) -> T:
    """Run it to its end; Ctrl-C and SIGTERM end it with InterruptedRunError."""

    async def watched() -> T:
        task = asyncio.ensure_future(work)
        loop = asyncio.get_running_loop()
        with suppress(NotImplementedError):
            # Elsewhere than on POSIX, only Ctrl-C is heard.
            loop.add_signal_handler(signal.SIGTERM, task.cancel)
        return await task

    try:
        return asyncio.run(watched())
    except (asyncio.CancelledError, KeyboardInterrupt):
        raise InterruptedRunError("interrupted", hint=hint) from None
