"""Remembers the requests that were made to the API, oldest first, and forgets the oldest when there are too many."""

from collections import deque

import msgspec

MOST_REQUESTS = 100_000


class LoggedRequest(msgspec.Struct, frozen=True, gc=False):
    """One request: its path as sent, and the status that answered it (None where the connection was reset)."""

    method: str
    path: str
    status: int | None


class RequestLog:
    """The requests of one sandbox; those to ``/_sandbox`` are not among them."""

    def __init__(self, most: int = MOST_REQUESTS) -> None:
        self._requests: deque[LoggedRequest] = deque(maxlen=most)

    def note(self, method: str, path: str, status: int | None) -> None:
        """Remember one request."""
        self._requests.append(LoggedRequest(method, path, status))

    def as_json(self) -> bytes:
        """A list of objects with method, path and status."""
        return msgspec.json.encode(list(self._requests))
