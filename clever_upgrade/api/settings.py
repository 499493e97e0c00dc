"""What the client must be told: where to read, as whom, and how gently."""

from dataclasses import dataclass

from clever_upgrade.api.token import Secret


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """The settings of one client; ``timeout`` is in seconds, ``max_rate`` in requests a minute."""

    base_url: str
    token: Secret
    page_size: int = 1000
    timeout: float = 30.0
    max_rate: int | None = None
    attempts: int = 5


@dataclass(frozen=True, slots=True)
class Backoff:
    """The waits between attempts, in seconds: they double from ``initial`` up to ``longest``, with jitter on top."""

    initial: float = 0.25
    longest: float = 15.0
    jitter: float = 1.0
