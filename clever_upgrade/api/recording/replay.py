"""Answers from a recording, with the network shut off: a request gets the answers that it got then, in their order."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import httpx

from clever_upgrade.api.recording.answers import OAUTH
from clever_upgrade.api.recording.files import (
    CASSETTE,
    MAPPED,
    STREAM,
    Exchange,
    exchanges_of,
    read_contents,
    subject_of,
)
from clever_upgrade.api.recording.record import APPLICATION
from clever_upgrade.api.token import Secret
from clever_upgrade.errors import NotRecordedError, UsageError


class Replayer:
    """A tape that answers from ``folder``."""

    is_replay = True

    def __init__(self, folder: Path) -> None:
        self.contents = read_contents(folder)
        self._folder = folder
        self._answers: dict[str, _Answers] = {}

    @property
    def maps_ids(self) -> bool:
        """Whether it was recorded with other ids."""
        return self.contents.ids == MAPPED

    def secret(self) -> Secret:
        """The stand-in for the one token of the recording; UsageError if it has several."""
        found = self.secrets()
        if len(found) != 1:
            raise UsageError(
                f"{self._folder} holds recordings of {len(found)} districts",
                hint="Add the --client-id that they were recorded with; any text will do.",
            )
        return found[0]

    def secrets(self) -> tuple[Secret, ...]:
        """The stand-ins for every token of the recording."""
        return tuple(Secret(owner, origin="the recording") for owner in self.contents.owners if owner != APPLICATION)

    def network(self, secret: Secret) -> httpx.AsyncBaseTransport:
        """A stand-in for the network, for the owner of ``secret``."""
        return _Player(self, secret.reveal())

    def hearing(self, secret: Secret) -> None:  # noqa: ARG002
        """It has nothing to hear."""
        return

    def answer(self, owner: str, target: str) -> Exchange:
        """The next answer to a request; NotRecordedError if there is none."""
        name = f"{APPLICATION if target.startswith(OAUTH) else owner}/{subject_of(target)}"
        answers = self._answers.get(name)
        if answers is None:
            answers = self._answers[name] = self._open(name)
        found = answers.next(_key(target))
        if found is None:
            raise NotRecordedError(
                f"the recording in {self._folder} has no answer to GET {target.partition('?')[0]} as it was asked"
            )
        return found

    def _open(self, name: str) -> "_Answers":
        base_url = self.contents.base_url
        cassette, stream = (self._folder / f"{name}{ending}" for ending in (CASSETTE, STREAM))
        if stream.exists():
            return _Answers(lambda: exchanges_of(stream, base_url))
        if cassette.exists():
            return _Answers(lambda: exchanges_of(cassette, base_url))
        return _Answers(lambda: iter(()))


@dataclass(slots=True)
class _Answers:
    """The answers of one file, read as far as somebody has asked; what was passed over waits for its turn."""

    read: Any
    _rest: Iterator[Exchange] = field(init=False)
    _waiting: dict[str, deque[Exchange]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._rest = self.read()

    def next(self, key: str) -> Exchange | None:
        """The next answer to a request, after the last one the last one again; None if there was never any."""
        waiting = self._waiting.get(key)
        if waiting:
            return waiting.popleft()
        for exchange in self._rest:
            own = _key(exchange.target)
            if own == key:
                return exchange
            self._waiting.setdefault(own, deque()).append(exchange)
        return self._last(key)

    def _last(self, key: str) -> Exchange | None:
        found = None
        for exchange in self.read():
            if _key(exchange.target) == key:
                found = exchange
        return found


class _Player(httpx.AsyncBaseTransport):
    def __init__(self, replayer: Replayer, owner: str) -> None:
        self._replayer = replayer
        self._owner = owner

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        exchange = self._replayer.answer(self._owner, request.url.raw_path.decode())
        headers = {"content-type": exchange.content_type} if exchange.content_type else {}
        return httpx.Response(exchange.status, headers=headers, content=exchange.body)


def _key(target: str) -> str:
    """A request, whatever the order of its parameters."""
    path, _, query = target.partition("?")
    return f"{path}?{urlencode(sorted(parse_qsl(query, keep_blank_values=True)))}"
