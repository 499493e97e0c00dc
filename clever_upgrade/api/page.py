"""One page of a listing, as the rest of the tool sees it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, ascending by id.

    ``records`` holds each record's JSON text, not decoded. ``announced`` is the number of records that the server says
    the whole listing has; only first pages say it, and not of every collection.
    """

    ids: list[str]
    records: list[bytes]
    announced: int | None = None
