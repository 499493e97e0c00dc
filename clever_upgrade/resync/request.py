"""What a user may ask of a resync, and what the work needs beside it."""

from dataclasses import dataclass, field
from typing import Protocol

from clever_upgrade.api.client import Client
from clever_upgrade.resync.desk import Desk
from clever_upgrade.resync.failpoints import Failpoints

MAX_ARCHIVED = 10.0


@dataclass(frozen=True, slots=True)
class ResyncRequest:
    """How a run is to behave.

    ``max_archived`` is the share of a collection, in per cent, that may be archived without approval. ``v11_cursor`` is
    the last event that the user's own sync through the earlier version has applied.
    """

    dry_run: bool = False
    allow_paused: bool = False
    allow_unhealthy: bool = False
    max_archived: float = MAX_ARCHIVED
    postpone_cutover: bool = False
    store_secrets: bool = False
    rewrite: bool = False
    v11_cursor: str | None = None
    sample: int = 50


class Progress(Protocol):
    """Hears how a run goes on, and knows from the client how many requests the server says are left."""

    @property
    def requests_left(self) -> int | None:
        """What is left of the rate limit, where the server said so."""

    def step(self, text: str) -> None:
        """A new step begins."""

    def rows_staged(self, collection: str, rows: int, announced: int | None) -> None:
        """One more page of a collection is staged: ``rows`` in all, of so many if that is known."""

    def events_applied(self, events: int) -> None:
        """One more page of events was read: ``events`` in all."""


class _Silent:
    requests_left: int | None = None

    def step(self, text: str) -> None:
        pass

    def rows_staged(self, collection: str, rows: int, announced: int | None) -> None:
        pass

    def events_applied(self, events: int) -> None:
        pass


SILENT: Progress = _Silent()


@dataclass(frozen=True, slots=True)
class Tools:
    """The client that reads, the desk that stores, whoever listens, and the places where a test may strike.

    ``districts`` are those to which the user expects the token to belong, if they said so; ``source`` are the options
    that told the command where to read.
    """

    client: Client
    desk: Desk
    progress: Progress = SILENT
    failpoints: Failpoints = field(default_factory=Failpoints)
    districts: tuple[str, ...] = ()
    source: tuple[str, ...] = ()
