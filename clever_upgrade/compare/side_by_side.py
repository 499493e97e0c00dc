"""Reads the pages of one listing through both versions: the later ones by their likeness to the earlier ones."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from clever_upgrade.api.envelope import Identified, Listing, read_listing
from clever_upgrade.api.twin import TwinReader

_AT_HAND = 2
"""How many earlier pages wait for their later ones; a listing is read one page ahead."""
_TRIED_AGAIN = 20
"""After how many pages that are not alike the next one is tried."""


ReadElsewhere = Callable[[bytes], Awaitable[Listing | None] | None]
"""Has a page read somewhere else, by its likeness to another one; or says that nobody has time for it.

What comes of it is None if that page is not like the other one.
"""
Prepare = Callable[[Listing, int], ReadElsewhere | None]
"""Prepares that for the page that is like this one, before which there were so many rows."""


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A page of the earlier version, and what reads the page that is like it, if that is not done here."""

    listing: Listing
    read_elsewhere: ReadElsewhere | None


@dataclass(slots=True)
class SideBySide:
    """Reads pages that are asked for alike: those that go on after the same record are expected to be alike.

    ``row`` says what to read of every record of the earlier version.
    """

    row: Callable[[], type[Identified]]
    prepare: Prepare | None = None
    _earlier: dict[str | None, _Earlier] = field(default_factory=dict)
    _twins: TwinReader = field(default_factory=TwinReader)
    _before: int = 0
    _latest: list[str] = field(default_factory=list)
    _not_tried: int = 0

    async def read_earlier(self, body: bytes, after: str | None) -> Listing:
        """A page of the earlier version; BrokenEnvelopeError if it is none."""
        listing = read_listing(body, after, self.row())
        self._note_rows(listing.ids)
        self._earlier.pop(after, None)
        if len(self._earlier) >= _AT_HAND:
            self._earlier.pop(next(iter(self._earlier)))
        # Whatever can be done before the other page is there is done while that one is on its way.
        elsewhere = self.prepare(listing, self._before) if self.prepare is not None and self._not_tried <= 1 else None
        self._earlier[after] = _Earlier(listing, elsewhere)
        return listing

    def _note_rows(self, ids: list[str]) -> None:
        """Count the rows before these. Ids ascend from page to page: one that does not go on was asked for again."""
        if ids and self._latest and ids[0] > self._latest[-1]:
            self._before += len(self._latest)
        self._latest = ids

    async def read_later(self, body: bytes, after: str | None) -> Listing:
        """A page of the later version, which is the same whether or not it is like another; BrokenEnvelopeError too."""
        self._forget_before(after)
        earlier, is_tried = self._earlier.get(after), self._not_tried == 0
        listing = await self._read_twin(body, earlier) if earlier is not None and is_tried else None
        if listing is None:
            # What is no page comes again, and may be alike then.
            listing = read_listing(body, after)
            self._not_tried = _TRIED_AGAIN if earlier is not None and is_tried else max(0, self._not_tried - 1)
        self._earlier.pop(after, None)
        return listing

    def _forget_before(self, after: str | None) -> None:
        """Let go of pages that begin earlier than the one at hand: none like them will come any more."""
        if after is not None:
            for cursor in [cursor for cursor in self._earlier if cursor is None or cursor < after]:
                del self._earlier[cursor]

    async def _read_twin(self, body: bytes, earlier: _Earlier) -> Listing | None:
        reading = earlier.read_elsewhere(body) if earlier.read_elsewhere is not None else None
        return self._twins.read(body, earlier.listing) if reading is None else await reading
