"""What a reading of the API tells to whoever watches it: progress, waits and retries."""

from typing import Protocol


class Observer(Protocol):
    """Is told what the client does; must return at once and must not raise."""

    def request_done(self, version: str, path: str, status: int, remaining: int | None) -> None:
        """A request was answered; ``remaining`` is what the rate limit leaves, where the server said so."""
        ...

    def waiting(self, seconds: float, reason: str) -> None:
        """The client pauses for the rate limit."""
        ...

    def retrying(self, path: str, attempt: int, reason: str) -> None:
        """Attempt number ``attempt`` failed in a way that may pass, and another one follows."""
        ...


class SilentObserver:
    """Tells nobody."""

    def request_done(self, version: str, path: str, status: int, remaining: int | None) -> None:
        """Say nothing."""

    def waiting(self, seconds: float, reason: str) -> None:
        """Say nothing."""

    def retrying(self, path: str, attempt: int, reason: str) -> None:
        """Say nothing."""


SILENT = SilentObserver()
