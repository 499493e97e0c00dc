"""What may stand between the client and the network."""

from collections.abc import Awaitable, Callable
from typing import Protocol

import httpx

from clever_upgrade.api.token import Secret

Hearing = Callable[[httpx.Response], Awaitable[None]]


class Tape(Protocol):
    """Hears what passes, or answers instead."""

    @property
    def is_replay(self) -> bool:
        """Whether it answers instead: then nothing needs waiting for, and no rate limit counts."""
        ...

    @property
    def maps_ids(self) -> bool:
        """Whether the ids in the recording are not those of the server."""
        ...

    def network(self, secret: Secret) -> httpx.AsyncBaseTransport | None:
        """What answers the owner of ``secret``, or None where the real network does."""
        ...

    def hearing(self, secret: Secret) -> Hearing | None:
        """What hears every answer that the owner of ``secret`` gets, if anything does."""
        ...
