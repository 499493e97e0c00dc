"""What a request proves itself with: the token of a district or user, or the id and secret of an application."""

import base64
from dataclasses import dataclass
from typing import Self

from clever_upgrade.api.token import Secret


@dataclass(frozen=True, slots=True)
class Credentials:
    """The value of the ``Authorization`` header, and every text that must never be shown."""

    header: Secret
    secrets: tuple[Secret, ...]

    @classmethod
    def bearer(cls, token: Secret) -> Self:
        """Those of whoever holds a token."""
        return cls(Secret(f"Bearer {token.reveal()}"), (token,))

    @classmethod
    def basic(cls, client_id: str, client_secret: Secret) -> Self:
        """Those of an application."""
        both = base64.b64encode(f"{client_id}:{client_secret.reveal()}".encode()).decode()
        return cls(Secret(f"Basic {both}"), (client_secret, Secret(both)))
