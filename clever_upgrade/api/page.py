"""One page of a listing, as the rest of the tool sees it."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Page:
    """The rows of one page, ascending by id.

    ``records`` holds each record's JSON text, not decoded; they are taken out of the page when they are asked for.
    ``announced`` is the number of records that the server says the whole listing has; only first pages say it, and not
    of every collection.
    """

    ids: list[str]
    records: Sequence[bytes]
    announced: int | None = None
