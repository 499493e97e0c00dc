"""Decides when the next request may start, so that the client never causes a 429 when it is alone on its token.

Pure: the time is an argument. One budget belongs to one token and serves both versions, because the server counts them
together. Where the server states no limit, the documented one is assumed.
"""

import math
from bisect import bisect_left
from collections import deque
from dataclasses import dataclass, field
from itertools import islice
from typing import NamedTuple

from clever_upgrade.api.rate_headers import RateReading
from clever_upgrade.api.window import WINDOW, ServerWindow

ASSUMED_LIMIT = 1200
"""Requests a minute that Clever documents for one token."""

_HAIR = 0.01
_LONGEST_PAUSE = 60.0


class Wait(NamedTuple):
    """How long to wait and why; infinite seconds mean until the next answer."""

    seconds: float
    reason: str


@dataclass(slots=True)
class Budget:
    """The requests that one token may make; ``max_rate`` a minute at most, evenly spread, where it is given."""

    max_rate: int | None = None
    in_flight: int = 0
    _heard: bool = False
    _windows: dict[str, ServerWindow] = field(default_factory=dict)
    _ended: deque[float] = field(default_factory=deque)
    _last_start: float = -math.inf
    _paused_until: float = -math.inf
    _pauses: int = 0

    def wait(self, now: float) -> Wait:
        """How long the next request must wait."""
        self._forget(now)
        if not self._heard and self.in_flight:
            # What is left of the window is known only from the first answer.
            return Wait(math.inf, "the first answer says how much of the rate limit is left")
        return max(self._waits(now))

    def start(self, now: float) -> None:
        """A request leaves."""
        self.in_flight += 1
        self._last_start = now
        for window in self._windows.values():
            window.started()

    def finish(self, started: float, now: float, reading: RateReading | None, *, refused: bool = False) -> None:
        """A request ended: with what its answer says, or None if no answer came; ``refused`` by the rate limit."""
        self.in_flight -= 1
        self._ended.append(now)
        if reading is None:
            return
        self._heard = True
        told = {bucket.name: bucket for bucket in reading.buckets}
        for name, window in self._windows.items():
            if name not in told:
                window.unmentioned()
        for name, bucket in told.items():
            if name not in self._windows:
                self._windows[name] = ServerWindow(bucket.limit, bucket.remaining)
            span = None if reading.date is None else bucket.reset - reading.date
            self._windows[name].told(bucket, span, self, (started, now), refused=refused)
        self._pause(now, reading, refused)

    def finished_since(self, moment: float) -> int:
        """How many requests ended at ``moment`` or later, no further back than one window."""
        return len(self._ended) - bisect_left(self._ended, moment)

    def sliding_delay(self, limit: int, now: float) -> float:
        """Seconds until a request may start so that no stretch of one window ever holds more than ``limit``.

        A request reaches the server no earlier than it starts and no later than it ends: so whoever starts a window
        after the end of another one cannot share a window with it, wherever the server's windows lie.
        """
        recent = self.finished_since(now - WINDOW)
        too_many = self.in_flight + recent - limit + 1
        if too_many <= 0:
            return 0.0
        if too_many > recent:
            return math.inf
        leaving = next(islice(self._ended, len(self._ended) - recent + too_many - 1, None))
        return max(leaving + WINDOW + _HAIR - now, _HAIR)

    def _waits(self, now: float) -> list[Wait]:
        used_up = "the rate limit of the token is used up"
        waits = [Wait(0.0, ""), Wait(self._paused_until - now, "the server asks for a pause")]
        waits += [Wait(window.delay(self, now), used_up) for window in self._windows.values()]
        if not self._windows:
            waits.append(Wait(self.sliding_delay(ASSUMED_LIMIT, now), used_up))
        if self.max_rate is not None:
            pace = self._last_start + WINDOW / self.max_rate - now
            waits.append(Wait(max(pace, self.sliding_delay(self.max_rate, now)), "the chosen rate"))
        return waits

    def _pause(self, now: float, reading: RateReading, refused: bool) -> None:
        if not refused:
            self._pauses = 0
        elif not any(bucket.remaining == 0 for bucket in reading.buckets):
            self._pauses += 1
            seconds = reading.retry_after if reading.retry_after is not None else 2.0**self._pauses
            self._paused_until = now + min(seconds, _LONGEST_PAUSE)

    def _forget(self, now: float) -> None:
        while self._ended and self._ended[0] < now - WINDOW - 1:
            self._ended.popleft()


class NoBudget(Budget):
    """For a recording, which answers as often as it is asked."""

    def wait(self, now: float) -> Wait:  # noqa: ARG002
        """No wait."""
        return Wait(0.0, "")
