"""What the client must be told: where to read, as whom, and how gently."""

import asyncio
from dataclasses import dataclass
from typing import Self

from clever_upgrade.api.credentials import Credentials
from clever_upgrade.api.recording.tape import Tape
from clever_upgrade.api.token import Secret
from clever_upgrade.config import DEFAULT_PAGE_SIZE


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """The settings of one client; ``timeout`` is in seconds, ``max_rate`` in requests a minute.

    A ``tape`` records what passes, or answers instead of the network. With a ``client_id``, ``token`` is the secret of
    that application, which is good for its list of districts only.
    """

    base_url: str
    token: Secret
    page_size: int = DEFAULT_PAGE_SIZE
    timeout: float = 30.0
    max_rate: int | None = None
    attempts: int = 5
    client_id: str | None = None
    tape: Tape | None = None

    @property
    def is_replay(self) -> bool:
        """Whether a recording answers: then nothing is worth waiting for."""
        return self.tape is not None and self.tape.is_replay

    async def rest(self, seconds: float) -> None:
        """Give the server time, where there is one."""
        await asyncio.sleep(0 if self.is_replay else seconds)

    @property
    def credentials(self) -> Credentials:
        """What its requests prove themselves with."""
        if self.client_id is not None:
            return Credentials.basic(self.client_id, self.token)
        return Credentials.bearer(self.token)


@dataclass(frozen=True, slots=True)
class Backoff:
    """The waits between attempts, in seconds: they double from ``initial`` up to ``longest``, with jitter on top."""

    initial: float = 0.25
    longest: float = 15.0
    jitter: float = 1.0

    @classmethod
    def of(cls, settings: ClientSettings) -> Self:
        """The usual waits; none where a recording answers."""
        return cls(0, 0, 0) if settings.is_replay else cls()
