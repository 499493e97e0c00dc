"""Writes down what passes between client and server, with every personal value replaced before it is written."""

import secrets
from pathlib import Path

import httpx

from clever_upgrade.api.recording.answers import OAUTH, Answers
from clever_upgrade.api.recording.files import KEPT, MAPPED, Exchange, Spool, prepare, told_of
from clever_upgrade.api.recording.mapped_ids import map_ids
from clever_upgrade.api.recording.pseudonyms import Pseudonyms
from clever_upgrade.api.recording.tape import Hearing
from clever_upgrade.api.recording.values import Replacements
from clever_upgrade.api.token import Secret

APPLICATION = "application"
"""The folder of what an application asks for itself: the list of its districts."""

_TYPES = frozenset({"", "application/json", "text/html", "text/plain"})
"""Any other type of content says as much as the one that stands for it."""


class Recorder:
    """A tape that records into ``folder``. ``key`` is random and kept nowhere, but for recordings that must repeat."""

    is_replay = False

    def __init__(
        self,
        folder: Path,
        base_url: str,
        *,
        maps_ids: bool = False,
        public: frozenset[str] = frozenset(),
        key: bytes | None = None,
    ) -> None:
        prepare(folder)
        self.maps_ids = maps_ids
        self._key = key or secrets.token_bytes(32)
        self._replacements = Replacements(Pseudonyms(self._key))
        self._answers = Answers(self._replacements, public)
        self._folder = folder
        self._spool = Spool(folder, base_url)

    def network(self, secret: Secret) -> None:  # noqa: ARG002
        """It leaves the network as it is."""
        return

    def hearing(self, secret: Secret) -> Hearing:
        """What hears every answer that the owner of ``secret`` gets."""
        owner = str(self._replacements.secret(secret.reveal()))

        async def hear(response: httpx.Response) -> None:
            await response.aread()
            self.take(owner, response.request, response)

        return hear

    def take(self, owner: str, request: httpx.Request, response: httpx.Response) -> None:
        """Write one exchange down."""
        path, query = request.url.path, request.url.query.decode()
        content_type = response.headers.get("content-type", "").partition(";")[0].strip().lower()
        exchange = Exchange(
            target=self._answers.target(path, query),
            status=response.status_code,
            content_type=content_type if content_type in _TYPES else "application/octet-stream",
            body=self._answers.body(path, content_type, response.content),
        )
        self._spool.add(APPLICATION if path.startswith(OAUTH) else owner, exchange)

    def finish(self) -> None:
        """Make a recording of it."""
        with told_of(self._folder):
            if self.maps_ids:
                map_ids(self._spool.paths(), self._key)
            self._spool.close(MAPPED if self.maps_ids else KEPT)

    def drop(self) -> None:
        """Leave nothing behind."""
        self._spool.drop()
