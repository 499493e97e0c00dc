"""Follows one bucket of the server's rate limit: a window that opens at its first request and then holds so many.

The client sees that window only through answers, a little late and by a clock of whole seconds. So it keeps the latest
and the earliest moment at which the window may close, and takes whichever is the safe one.
"""

import math
from dataclasses import dataclass
from typing import Protocol

from clever_upgrade.api.rate_headers import Bucket

WINDOW = 60.0
"""Seconds that a window lasts, by the contract."""

_CLOCK_STEP = 1.0
"""Both times of an answer are cut to whole seconds."""
_DATE_LAG = 3.0
"""A server may compute its Date header only every second or two."""
_SAME = 1
"""Two answers of one window may round its end differently."""
_LONGEST_SPAN = 3600


class Traffic(Protocol):
    """The requests of this client."""

    in_flight: int

    def finished_since(self, moment: float) -> int:
        """How many requests ended at ``moment`` or later, no further back than one window."""
        ...

    def sliding_delay(self, limit: int, now: float) -> float:
        """Seconds until a request may start so that no stretch of one window ever holds more than ``limit``."""
        ...


@dataclass(slots=True)
class ServerWindow:
    """What is known of the current window of one bucket.

    Three states: *live* once an answer told about it (``reset`` is set); *fresh* when the last one has closed and no
    answer told about the next (``reset`` is None); *blind* when answers came without telling: then requests are spread
    so that it does not matter where the window lies.
    """

    limit: int
    left: int
    reset: int | None = None
    closed: int | None = None
    blind: bool = False
    _ends_latest: float = math.inf
    _ends_earliest: float = -math.inf

    def delay(self, traffic: Traffic, now: float) -> float:
        """Seconds until this bucket lets a request through; infinite while only an answer can tell."""
        if self.reset is not None and now >= self._ends_latest:
            self._renew(traffic)
        if self.blind:
            return traffic.sliding_delay(self.limit, now)
        if self.left > 0:
            return 0.0
        if self.reset is not None:
            return self._ends_latest - now
        if traffic.in_flight:
            return math.inf
        self.blind = True
        return traffic.sliding_delay(self.limit, now)

    def started(self) -> None:
        """A request leaves."""
        self.left -= 1

    def unmentioned(self) -> None:
        """An answer came without a word about this bucket."""
        if self.reset is None:
            self.blind = True

    def told(
        self, bucket: Bucket, span: int | None, traffic: Traffic, times: tuple[float, float], refused: bool
    ) -> None:
        """An answer told about this bucket; ``span`` is Reset less Date, ``times`` when the request left and ended."""
        self.limit = bucket.limit
        left = bucket.remaining - traffic.in_flight
        latest, earliest = _bounds(span, times)
        known = self.closed if self.reset is None else self.reset
        if known is None or bucket.reset > known + _SAME:
            still_fresh = self.reset is None and not self.blind and known is not None
            # Requests that ended while this one was under way may have been counted after it was.
            left -= traffic.finished_since(times[0]) - 1
            self.left = min(self.left, left) if still_fresh else left
            self._open(bucket.reset, latest, earliest)
        elif self.reset is not None and bucket.reset >= known - _SAME:
            self.left = min(self.left, left)
            self._ends_latest = min(self._ends_latest, latest)
            self._ends_earliest = max(self._ends_earliest, earliest)
        elif refused and bucket.remaining == 0:
            # The window was believed to be over, and the server says that it is not.
            self.left = 0
            self._open(bucket.reset, latest, earliest)

    def _open(self, reset: int, latest: float, earliest: float) -> None:
        self.reset, self._ends_latest, self._ends_earliest, self.blind = reset, latest, earliest, False

    def _renew(self, traffic: Traffic) -> None:
        # Requests that ended around the turn may count in the window that follows.
        self.left = self.limit - traffic.in_flight - traffic.finished_since(self._ends_earliest)
        self.closed, self.reset = self.reset, None


def _bounds(span: int | None, times: tuple[float, float]) -> tuple[float, float]:
    """The latest and the earliest moment at which the window can end."""
    left_at, ended_at = times
    if span is None or span > _LONGEST_SPAN:
        # Its first request is at or before this one, so it cannot last longer than one window from here.
        return ended_at + WINDOW, -math.inf
    return ended_at + max(span, 0) + _CLOCK_STEP, left_at + span - _DATE_LAG
