"""Lets requests through one after another as the budget allows."""

import asyncio
import math
from collections.abc import Awaitable, Callable

from clever_upgrade.api.budget import Budget
from clever_upgrade.api.observer import Observer
from clever_upgrade.api.rate_headers import RateReading

_WORTH_TELLING = 1.0

Clock = Callable[[], float]
Sleep = Callable[[float], Awaitable[None]]


class Throttle:
    """The gate before the server: who comes first goes first."""

    def __init__(self, budget: Budget, observer: Observer, clock: Clock, sleep: Sleep) -> None:
        self._budget = budget
        self._observer = observer
        self._clock = clock
        self._sleep = sleep
        self._queue = asyncio.Lock()
        self._answered = asyncio.Event()

    async def start(self) -> float:
        """Wait for a turn; the moment at which the request may leave, to be given back to ``finish``."""
        async with self._queue:
            while (wait := self._budget.wait(self._clock())).seconds > 0:
                if math.isinf(wait.seconds):
                    self._answered.clear()
                    await self._answered.wait()
                    continue
                if wait.seconds >= _WORTH_TELLING:
                    self._observer.waiting(wait.seconds, wait.reason)
                await self._sleep(wait.seconds)
            now = self._clock()
            self._budget.start(now)
            return now

    def finish(self, started: float, reading: RateReading | None, *, refused: bool = False) -> None:
        """A request ended, answered or not."""
        self._budget.finish(started, self._clock(), reading, refused=refused)
        self._answered.set()
