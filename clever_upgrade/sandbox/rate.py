"""The rate limit: a fixed window of one minute for each token, which opens with the first request.

The next window opens with the first request after the reset, as the recorded answers show.
"""

import math
from dataclasses import dataclass

WINDOW_SECONDS = 60
DEFAULT_LIMIT = 1200


@dataclass(frozen=True, slots=True)
class Quota:
    """What is left to a token after one request; ``remaining`` below 0 means that the request is one too many."""

    limit: int
    remaining: int
    reset: int

    @property
    def exceeded(self) -> bool:
        """Whether the request must be refused."""
        return self.remaining < 0

    def headers(self) -> tuple[tuple[str, str], ...]:
        """The headers that tell the client."""
        return (
            ("x-ratelimit-bucket", "bearer"),
            ("x-ratelimit-limit", str(self.limit)),
            ("x-ratelimit-remaining", str(max(0, self.remaining))),
            ("x-ratelimit-reset", str(self.reset)),
        )


@dataclass(slots=True)
class _Window:
    reset: int
    used: int = 0


class RateLimiter:
    """Counts the requests of each token."""

    def __init__(self, limit: int = DEFAULT_LIMIT) -> None:
        self.limit = limit
        self._windows: dict[str, _Window] = {}

    def take(self, token: str, now: float) -> Quota:
        """Count one request at the Unix time ``now``."""
        window = self._windows.get(token)
        if window is None or now >= window.reset:
            window = self._windows[token] = _Window(math.floor(now) + WINDOW_SECONDS)
        window.used += 1
        return Quota(self.limit, self.limit - window.used, window.reset)
