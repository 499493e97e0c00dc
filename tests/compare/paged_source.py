"""A source in memory whose pages are read out of envelopes, as they come from a server."""

from collections.abc import AsyncIterator, Mapping

from clever_upgrade.api.envelope import Identified, read_listing
from clever_upgrade.api.page import Page
from tests.compare.fake_source import FakeSource


def envelope(texts: list[bytes]) -> bytes:
    """An answer with these records."""
    return b'{"data":[%b],"links":[]}' % b",".join(b'{"data":%b,"uri":"/x"}' % text for text in texts)


class PagedSource(FakeSource):
    """Serves what a ``FakeSource`` serves, whose texts must all be such that an envelope can hold them."""

    async def pages(
        self, version: str, path: str, *, params: Mapping[str, str] = {}, row: type[Identified] = Identified
    ) -> AsyncIterator[Page]:
        async for page in super().pages(version, path, params=params):
            listing = read_listing(envelope(list(page.records)), after=None, row=row)
            assert listing.ids == page.ids
            yield Page(listing.ids, listing.records, page.announced)
