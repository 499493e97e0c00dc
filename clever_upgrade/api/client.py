"""The client of the API: one token, one server, any version of it.

It reads and never writes. Whatever goes wrong ends in one typed error with one sentence, after every retry that could
have helped.
"""

import asyncio
import time
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from types import TracebackType
from typing import Any, Self, TypeVar

from clever_upgrade.api.base_url import parse_base_url
from clever_upgrade.api.budget import Budget, NoBudget
from clever_upgrade.api.envelope import ReadPage, checked_me, read_count, read_page, read_single
from clever_upgrade.api.filters import chunks, is_countable, takes, where_ids
from clever_upgrade.api.listing import Fetch, PageSize, Walk, call_off
from clever_upgrade.api.observer import SILENT, Observer
from clever_upgrade.api.page import Page
from clever_upgrade.api.retry import Asker, at_once
from clever_upgrade.api.settings import Backoff, ClientSettings
from clever_upgrade.api.throttle import Clock, Sleep, Throttle
from clever_upgrade.api.transport import CONNECTIONS, Transport
from clever_upgrade.api.wording import Asked
from clever_upgrade.errors import MalformedAnswerError, NotServedError, RequestRefusedError

T = TypeVar("T")

_NO_PARAMS: Mapping[str, str] = {}
_NOT_COUNTED = frozenset({"limit", "starting_after", "ending_before"})


class Client:
    """Reads one district through any version; an async context manager.

    ``budget`` is for a second client with the same token, since the server counts requests by token.
    """

    def __init__(
        self,
        settings: ClientSettings,
        observer: Observer = SILENT,
        *,
        backoff: Backoff | None = None,
        budget: Budget | None = None,
        clock: Clock = time.monotonic,
        sleep: Sleep = asyncio.sleep,
    ) -> None:
        self.pages_read = 0
        self._base = parse_base_url(settings.base_url)
        spent = NoBudget() if settings.is_replay else budget or Budget(settings.max_rate)
        throttle = Throttle(spent, observer, clock, sleep)
        self._transport = Transport(
            self._base, settings.credentials, settings.timeout, throttle, observer, settings.tape
        )
        self._asker = Asker(self._transport, observer, settings, backoff or Backoff.of(settings))
        self._page_size = PageSize(settings.page_size)
        self._under_way: set[Fetch] = set()
        self._unfiltered: set[tuple[str, str]] = set()

    @property
    def requests_made(self) -> int:
        """How many requests left, retries included."""
        return self._transport.requests_made

    async def __aenter__(self) -> Self:
        await self._transport.__aenter__()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await call_off(list(self._under_way))
        await self._transport.__aexit__(kind, error, trace)

    def pages(
        self,
        version: str,
        path: str,
        *,
        params: Mapping[str, str] = _NO_PARAMS,
        read: ReadPage = read_page,
        ahead_of_reader: bool = True,
    ) -> AsyncGenerator[Page, None]:
        """Every page of a listing, by default one page ahead; IncompleteListingError at the end if rows lack.

        Nothing is known to lack where ``params`` say where to start. ``read`` reads the text of each page.
        """
        # Not a generator around a generator: at the end of an interrupted run both would be closed at once.
        return self._walk(version, path, params, read).pages(self._count_if_served, ahead_of_reader=ahead_of_reader)

    async def first_page(self, version: str, path: str, *, params: Mapping[str, str] = _NO_PARAMS) -> Page:
        """One page only, and no question whether more follow."""
        return await self._walk(version, path, params).first()

    async def single(self, version: str, path: str) -> bytes | None:
        """The text of one record, or None where the server has none at this path."""
        try:
            return await self._asker.ask(Asked(version, path), at_once(read_single))
        except NotServedError:
            return None

    async def me(self, version: str = "") -> bytes | None:
        """The whole answer of ``/me``, through a version or without one, or None where the server has no such path.

        ``envelope.read_me`` reads it.
        """
        try:
            return await self._asker.ask(Asked(version, "/me"), at_once(checked_me))
        except NotServedError:
            return None

    async def count(self, version: str, path: str, *, params: Mapping[str, str] = _NO_PARAMS) -> int:
        """How many records the server says a listing has."""
        return await self._asker.ask(Asked(version, path, {**params, "count": "true"}), at_once(read_count))

    async def batch(self, version: str, collection: str, ids: Sequence[str]) -> dict[str, bytes]:
        """The records with these ids, by id; absent ones are left out.

        They are asked for many at a time with a filter; where the server takes none, one by one.
        """
        found: dict[str, bytes] = {}
        for chunk in chunks(sorted(set(ids))):
            filtered = await self._filtered(version, collection, chunk)
            found.update(await self._one_by_one(version, collection, chunk) if filtered is None else filtered)
        return found

    async def _filtered(self, version: str, collection: str, ids: Sequence[str]) -> dict[str, bytes] | None:
        """The records that the filter brings, or None if this server does not heed it."""
        if (version, collection) in self._unfiltered or not takes(f"/{collection}", "where"):
            return None
        found: dict[str, bytes] = {}
        pages = self.pages(version, f"/{collection}", params={"where": where_ids(ids), "limit": str(len(ids))})
        try:
            async for page in pages:
                if not set(ids).issuperset(page.ids):
                    break
                found.update(zip(page.ids, page.records, strict=True))
            else:
                return found
        except RequestRefusedError:
            pass
        finally:
            await pages.aclose()
        self._unfiltered.add((version, collection))
        return None

    async def _one_by_one(self, version: str, collection: str, ids: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        for start in range(0, len(ids), CONNECTIONS):
            some = ids[start : start + CONNECTIONS]
            texts = await _together([self.single(version, f"/{collection}/{record}") for record in some])
            found.update((record, text) for record, text in zip(some, texts, strict=True) if text is not None)
        return found

    def _walk(self, version: str, path: str, params: Mapping[str, str], read: ReadPage = read_page) -> Walk:
        own = params.get("limit")
        size = PageSize(int(own)) if own else self._page_size if takes(path, "limit") else None
        return Walk(self._base, self._asker, Asked(version, path, params), size, self._under_way, self._note_page, read)

    def _note_page(self) -> None:
        self.pages_read += 1

    async def _count_if_served(self, asked: Asked) -> int | None:
        """The server's count of a listing, or None where it counts nothing like it."""
        if not is_countable(asked.path):
            return None
        params = {name: value for name, value in asked.params.items() if name not in _NOT_COUNTED}
        try:
            return await self.count(asked.version, asked.path, params=params)
        except (MalformedAnswerError, RequestRefusedError, NotServedError):
            return None


async def _together(reads: Sequence[Coroutine[Any, Any, T]]) -> list[T]:
    """The results of all; when one fails the others are called off and awaited first."""
    tasks = [asyncio.create_task(read) for read in reads]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        await call_off(tasks)
