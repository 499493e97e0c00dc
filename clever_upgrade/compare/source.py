"""What a comparison needs of an API, whoever answers."""

from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Protocol

from clever_upgrade.api.envelope import ReadPage
from clever_upgrade.api.page import Page


class Source(Protocol):
    """One district, readable through several versions. ``api.client.Client`` is the real one."""

    @property
    def requests_made(self) -> int:
        """How many requests were sent, for the statement of what was covered."""
        ...

    @property
    def pages_read(self) -> int:
        """How many pages of listings were read."""
        ...

    def pages(
        self, version: str, path: str, *, params: Mapping[str, str] = ..., read: ReadPage = ...
    ) -> AsyncIterator[Page]:
        """Every page of a listing, in order; IncompleteListingError at the end if records were left out.

        ``read`` reads the text of each page.
        """
        ...

    async def first_page(self, version: str, path: str, *, params: Mapping[str, str] = ...) -> Page:
        """One page only."""
        ...

    async def single(self, version: str, path: str) -> bytes | None:
        """One record's text, or None where there is none."""
        ...

    async def me(self, version: str = ...) -> bytes | None:
        """The whole answer of ``/me``, through a version or without one, or None where there is no such path."""
        ...

    async def batch(self, version: str, collection: str, ids: Sequence[str]) -> dict[str, bytes]:
        """The records with these ids, by id; absent ones are left out."""
        ...


class Progress(Protocol):
    """Is told how far a comparison has come."""

    def collection_started(self, collection: str) -> None:
        """A listing is about to be read."""
        ...

    def records_announced(self, collection: str, records: int) -> None:
        """The server said how many records the listing has."""
        ...

    def records_compared(self, collection: str, records: int) -> None:
        """So many more records were compared."""
        ...

    def settling(self, collection: str, records: int) -> None:
        """So many suspects are being read again."""
        ...


class SilentProgress:
    """Tells nobody."""

    def collection_started(self, collection: str) -> None:
        """Say nothing."""

    def records_announced(self, collection: str, records: int) -> None:
        """Say nothing."""

    def records_compared(self, collection: str, records: int) -> None:
        """Say nothing."""

    def settling(self, collection: str, records: int) -> None:
        """Say nothing."""
