"""A source in memory whose pages are read out of envelopes, as they come from a server."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping

from clever_upgrade.api.envelope import Listing, ReadPage, read_page
from clever_upgrade.api.page import Page
from clever_upgrade.compare.align import PagePairs, Pair
from clever_upgrade.compare.bulk import BulkJudge
from clever_upgrade.compare.side_by_side import SideBySide
from tests.compare.fake_source import FakeSource
from tests.compare.oracle_reading import read as read_text


def envelope(texts: list[bytes]) -> bytes:
    """An answer with these records."""
    return b'{"data":[%b],"links":[]}' % b",".join(b'{"data":%b,"uri":"/x"}' % text for text in texts)


def is_held(text: bytes, record_id: str) -> bool:
    """Whether an envelope can hold this text of a record."""
    reading = read_text(text)
    if reading is None or reading.members.get("id") != record_id or text.strip()[:1] != b"{":
        return False
    # Of doubled ids the last one counts, but none may be anything else than a text.
    return "id" not in reading.doubled or all(isinstance(each, str) and each for each in _ids(text))


def _ids(text: bytes) -> list[object]:
    """Every id of a record, whose objects are read as lists of pairs."""
    members: list[tuple[str, object]] = json.loads(text, object_pairs_hook=list)
    return [value for name, value in members if name == "id"]


def in_pages(judge: BulkJudge, pairs: list[Pair]) -> PagePairs:
    """The pairs as they come out of two pages, the later one of which is read by its likeness to the earlier one."""
    from_body, to_body = (envelope([pair[side] for pair in pairs]) for side in (1, 2))

    async def read() -> tuple[Listing, Listing]:
        both = SideBySide(lambda: judge.row)
        return await both.read_earlier(from_body, None), await both.read_later(to_body, None)

    earlier, later = asyncio.run(read())
    assert earlier.ids == later.ids == [record_id for record_id, _, _ in pairs]
    return PagePairs(earlier.ids, earlier.records, later.records)


class PagedSource(FakeSource):
    """Serves what a ``FakeSource`` serves, whose texts must all be such that an envelope can hold them."""

    async def pages(
        self, version: str, path: str, *, params: Mapping[str, str] = {}, read: ReadPage = read_page
    ) -> AsyncIterator[Page]:
        after: str | None = None
        async for page in super().pages(version, path, params=params):
            listing = await read(envelope(list(page.records)), after)
            assert listing.ids == page.ids
            after = listing.ids[-1] if listing.ids else after
            yield Page(listing.ids, listing.records, page.announced)
