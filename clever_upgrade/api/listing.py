"""Walks one listing from its first page to its last, one page ahead of whoever reads it, and believes nothing.

Links are followed only to the same listing of the same version on the same server, and only where they lead on. At the
end the rows are held against the server's own count.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from clever_upgrade.api.base_url import BaseUrl
from clever_upgrade.api.envelope import BrokenEnvelopeError, Listing, ReadPage, read_page
from clever_upgrade.api.faults import TooMuchAskedError
from clever_upgrade.api.page import Page
from clever_upgrade.api.retry import Asker
from clever_upgrade.api.wording import Asked
from clever_upgrade.errors import IncompleteListingError

T = TypeVar("T")

_CURSOR = "starting_after"
_CURSORS = frozenset({_CURSOR, "ending_before"})
_PORTS = {"https": 443, "http": 80}

Count = Callable[[Asked], Awaitable[int | None]]
Fetched = tuple[Listing, Mapping[str, str] | None]
"""A page, and the parameters of the next one if there is one."""
Fetch = asyncio.Task[Fetched]
Read = Callable[[bytes, Mapping[str, str]], Awaitable[Fetched]]
"""From the text of an answer and the parameters it was asked with to its page and the parameters of the next one."""


@dataclass(slots=True)
class PageSize:
    """How many rows to ask for at once; shared by all listings, since one server refuses them all alike."""

    rows: int

    def halve(self, refused: int) -> bool:
        """Ask for fewer rows than ``refused``; False where that is not possible."""
        if refused <= 1:
            return False
        self.rows = min(self.rows, refused // 2)
        return True


@dataclass(slots=True)
class Walk:
    """One walk over one listing.

    ``page_size`` is None for a listing that takes no limit; ``under_way`` holds the fetches of all walks of a client;
    ``on_page`` is called for every page that is passed on, and ``read`` reads its text.
    """

    base: BaseUrl
    asker: Asker
    asked: Asked
    page_size: PageSize | None
    under_way: set[Fetch]
    on_page: Callable[[], None]
    read: ReadPage = read_page
    _received: int = 0
    _announced: int | None = None
    _seen: set[str] = field(default_factory=set)

    async def first(self) -> Page:
        """The first page only; what it says of further pages is not looked at."""
        listing, _ = await self._fetch(self.asked.params, self._read_alone)
        self.on_page()
        return Page(listing.ids, listing.records, listing.count)

    async def pages(self, count: Count, *, ahead_of_reader: bool = True) -> AsyncGenerator[Page, None]:
        """Every page; IncompleteListingError after the last one if there should have been more rows.

        Unless ``ahead_of_reader``, a page is asked for only when the reader comes back for it.
        """
        ahead = self._ahead(self.asked.params)
        following: Mapping[str, str] | None = self.asked.params
        try:
            while following is not None:
                is_first = following is self.asked.params
                listing, following = await ahead
                if following is not None and ahead_of_reader:
                    ahead = self._ahead(following)
                self._received += len(listing.ids)
                if is_first:
                    self._announced = listing.count
                self.on_page()
                yield Page(listing.ids, listing.records, listing.count if is_first else None)
                if following is not None and not ahead_of_reader:
                    ahead = self._ahead(following)
        finally:
            # Whoever stops early leaves a page on its way: it is called off, and its failure is nobody's concern.
            await call_off([ahead])
        await self._check_complete(count)

    def _ahead(self, params: Mapping[str, str]) -> Fetch:
        fetch = asyncio.create_task(self._fetch(params, self._read_on))
        self.under_way.add(fetch)
        fetch.add_done_callback(self.under_way.discard)
        return fetch

    async def _fetch(self, params: Mapping[str, str], read: Read) -> Fetched:
        """One page and the parameters of the next one, if there is one."""
        while True:
            asked, size = self.asked, self.page_size
            limit = {} if size is None else {"limit": str(size.rows)}
            asked = Asked(asked.version, asked.path, {**params, **limit})
            try:
                listing, following = await self.asker.ask(asked, lambda body: read(body, params))
            except TooMuchAskedError:
                if size is None or not size.halve(int(asked.params["limit"])):
                    raise
                continue
            if following is not None and _CURSOR not in following:
                self._seen.add(_key(following))
            return listing, following

    async def _read_on(self, body: bytes, params: Mapping[str, str]) -> Fetched:
        listing = await self.read(body, params.get(_CURSOR))
        if listing.next_uri is None:
            return listing, None
        if not listing.ids:
            raise BrokenEnvelopeError("an empty page claims that another one follows")
        query = self._query(listing.next_uri)
        cursor = query.get(_CURSOR)
        # A cursor is the last id of its page, and ids ascend from page to page: only the latest one could come again.
        if cursor == params.get(_CURSOR, "") or (cursor is None and _key(query) in self._seen):
            raise BrokenEnvelopeError("the next link repeats a cursor")
        if cursor is not None and cursor != listing.ids[-1]:
            word = "back" if cursor < listing.ids[-1] else "past records that were not listed"
            raise BrokenEnvelopeError(f"the next link does not go on where the page ends: it leads {word}")
        return listing, {**self.asked.params, **query}

    async def _read_alone(self, body: bytes, params: Mapping[str, str]) -> Fetched:
        return await self.read(body, params.get(_CURSOR)), None

    def _query(self, uri: str) -> dict[str, str]:
        try:
            parts = urlsplit(uri)
            own_server = _is_relative(parts) or self._is_own(parts)
            pairs = parse_qsl(parts.query, keep_blank_values=True, max_num_fields=50)
        except ValueError:
            raise BrokenEnvelopeError("the next link is not a link") from None
        if not own_server:
            raise BrokenEnvelopeError("the next link leads to another server, and is not followed")
        path = unquote(parts.path)
        if path not in (self.asked.full_path, f"{self.base.path}{self.asked.full_path}"):
            raise BrokenEnvelopeError(f"the next link leaves {self.asked.full_path}, and is not followed")
        return {name: value for name, value in pairs if name != "limit"}

    def _is_own(self, parts: SplitResult) -> bool:
        port = parts.port or _PORTS.get(parts.scheme)
        return (parts.scheme, parts.hostname, port) == (self.base.scheme, self.base.host, self.base.port)

    async def _check_complete(self, count: Count) -> None:
        received, announced = self._received, self._announced
        if not _CURSORS.isdisjoint(self.asked.params) or (received and announced is not None and received >= announced):
            return
        counted = await count(self.asked)
        # Records may leave while the listing is read: the lower of both counts is what must have come. A listing that
        # brought nothing at all is the exception: its own word for that is worth nothing.
        known = [number for number in (announced if received else None, counted) if number is not None]
        expected = min(known, default=0)
        if received < expected:
            raise IncompleteListingError(
                f"{self.asked.shown} brought {received} records, but the server counts {expected}",
                missing=expected - received,
            )


async def call_off(tasks: Sequence[asyncio.Task[T]]) -> None:
    """End tasks whose results nobody wants any more, and their failures neither."""
    for task in tasks:
        task.cancel()
    if tasks:
        await asyncio.wait(tasks)
    for task in tasks:
        if not task.cancelled():
            task.exception()


def _is_relative(parts: SplitResult) -> bool:
    return not parts.scheme and not parts.netloc


def _key(query: Mapping[str, str]) -> str:
    return repr(sorted(query.items()))
