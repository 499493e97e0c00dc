"""Cuts one page out of an ascending list of ids, and says which pages lie beside it.

The links are the recorded ones. A first page has a next one if there is more. A page after a cursor always has a
previous one, and a next one whenever it is full, even if nothing follows. A page before a cursor always has a next one,
and a previous one if there is more.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from clever_upgrade.sandbox.answers.query import LAST, Paging


@dataclass(frozen=True, slots=True)
class Window:
    """The ids of one page, and the cursors of its neighbours (``prev`` before, ``next`` after) where there are any."""

    ids: Sequence[str]
    prev: str | None = None
    next: str | None = None


def window(ids: Sequence[str], paging: Paging) -> Window:
    """The page of ``ids`` that ``paging`` asks for."""
    if paging.starting_after is not None:
        return _after(ids, paging.starting_after, paging.limit)
    if paging.ending_before is not None:
        return _before(ids, paging.ending_before, paging.limit)
    page = ids[: paging.limit]
    return Window(page, next=page[-1] if len(ids) > paging.limit else None)


def page_before(ids: Sequence[str], cursor: str, limit: int) -> Sequence[str]:
    """The page that ends with ``cursor``."""
    end = bisect_right(ids, cursor)
    return ids[max(0, end - limit) : end]


def skip_page(ids: Sequence[str], cursor: str, limit: int) -> str:
    """The cursor one page further on, or ``cursor`` itself at the end of the list."""
    skipped = _after(ids, cursor, limit).ids
    return skipped[-1] if skipped else cursor


def _after(ids: Sequence[str], cursor: str, limit: int) -> Window:
    start = bisect_right(ids, cursor)
    page = ids[start : start + limit]
    if not page:
        return Window(page, prev=cursor)
    return Window(page, prev=page[0], next=page[-1] if len(page) == limit else None)


def _before(ids: Sequence[str], cursor: str, limit: int) -> Window:
    end = len(ids) if cursor == LAST else bisect_left(ids, cursor)
    start = max(0, end - limit)
    page = ids[start:end]
    if not page:
        return Window(page, next=None if cursor == LAST else cursor)
    return Window(page, prev=page[0] if start else None, next=page[-1])
