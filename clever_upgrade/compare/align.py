"""Joins two streams of records, each ascending by id, into pairs and records that only one side has.

The join itself is pure and works on whatever both sides have loaded; the driver loads the next page of a side that has
run out. Memory holds one page a side, whatever the length of the streams.
"""

import asyncio
from collections.abc import AsyncIterator, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, overload

from msgspec import Raw

from clever_upgrade.api.envelope import Texts
from clever_upgrade.api.page import Page
from clever_upgrade.api.twin import Twin


@dataclass(slots=True)
class Rows:
    """The rows of one side that are loaded and not yet joined."""

    ids: list[str]
    records: Sequence[bytes]
    position: int = 0

    @property
    def exhausted(self) -> bool:
        """Whether every loaded row was joined."""
        return self.position >= len(self.ids)


Pair = tuple[str, bytes, bytes]
"""An id and the record's text through the earlier and through the later version."""


class Tops(NamedTuple):
    """What follows from the members at the top of earlier records.

    ``wanted`` are the schools that each user must show, or None. ``unfit`` are the places of records that cannot be
    read, or have what only the later version should have: bytes prove nothing of these.
    """

    wanted: Sequence[frozenset[str] | None]
    unfit: Collection[int]


@dataclass(frozen=True, slots=True)
class PagePairs(Sequence[Pair]):
    """Two whole pages with the same records; their texts are taken out of them when the pairs are gone through.

    ``tops`` is what is known beforehand of the earlier records.
    """

    ids: list[str]
    from_texts: Sequence[bytes]
    to_texts: Sequence[bytes]
    tops: Tops | None = None

    @property
    def are_utf8(self) -> bool:
        """Whether all texts are known to be UTF-8."""
        return isinstance(self.from_texts, Texts) and isinstance(self.to_texts, Texts | Twin)

    def __len__(self) -> int:
        return len(self.ids)

    def __iter__(self) -> Iterator[Pair]:
        return zip(self.ids, self.from_texts, self.to_texts, strict=True)

    @overload
    def __getitem__(self, index: int) -> Pair: ...
    @overload
    def __getitem__(self, index: slice) -> list[Pair]: ...
    def __getitem__(self, index: int | slice) -> Pair | list[Pair]:
        if isinstance(index, slice):
            return list(zip(self.ids[index], self.from_texts[index], self.to_texts[index], strict=True))
        return self.ids[index], self.from_texts[index], self.to_texts[index]


def ids_of(pairs: Sequence[Pair]) -> list[str]:
    """The ids of all pairs."""
    return pairs.ids if isinstance(pairs, PagePairs) else [record_id for record_id, _, _ in pairs]


def texts_of(pairs: Sequence[Pair]) -> tuple[Sequence[bytes], Sequence[bytes]]:
    """The texts of all pairs, one side after the other."""
    if isinstance(pairs, PagePairs):
        return pairs.from_texts, pairs.to_texts
    return [from_text for _, from_text, _ in pairs], [to_text for _, _, to_text in pairs]


def sides_of(pairs: Sequence[Pair], numbers: Sequence[int]) -> tuple[Sequence[bytes | Raw], Sequence[bytes | Raw]]:
    """The texts of the pairs at these ascending places, by side; not copied where that can be avoided."""
    if isinstance(pairs, PagePairs):
        from_texts, to_texts = (
            texts.raw if isinstance(texts, Texts) else texts for texts in (pairs.from_texts, pairs.to_texts)
        )
        if numbers[-1] - numbers[0] == len(numbers) - 1:
            one_after_another = slice(numbers[0], numbers[-1] + 1)
            return from_texts[one_after_another], to_texts[one_after_another]
        return [from_texts[number] for number in numbers], [to_texts[number] for number in numbers]
    return [pairs[number][1] for number in numbers], [pairs[number][2] for number in numbers]


@dataclass(slots=True)
class Joined:
    """What one step of the join brought: pairs, and rows that the other side certainly lacks."""

    pairs: list[Pair] | PagePairs = field(default_factory=list)
    only_from: list[tuple[str, bytes]] = field(default_factory=list)
    only_to: list[tuple[str, bytes]] = field(default_factory=list)


def join(from_rows: Rows | None, to_rows: Rows | None) -> Joined:
    """Join loaded rows until one side runs out; ``None`` is a side that has ended, which lacks everything left."""
    joined = Joined()
    if from_rows is not None and to_rows is not None:
        return _merge(from_rows, to_rows)
    if from_rows is not None:
        _drain(from_rows, joined.only_from)
    elif to_rows is not None:
        _drain(to_rows, joined.only_to)
    return joined


def _merge(from_rows: Rows, to_rows: Rows) -> Joined:
    from_ids, to_ids = from_rows.ids, to_rows.ids
    i, j = from_rows.position, to_rows.position
    if i == j == 0 and from_ids == to_ids:
        # The usual case by far: both versions list the same, page by page.
        from_rows.position = to_rows.position = len(from_ids)
        return Joined(PagePairs(from_ids, from_rows.records, to_rows.records))
    pairs, joined = list[Pair](), Joined()
    from_texts, to_texts = from_rows.records[:], to_rows.records[:]
    while i < len(from_ids) and j < len(to_ids):
        from_id, to_id = from_ids[i], to_ids[j]
        if from_id == to_id:
            pairs.append((from_id, from_texts[i], to_texts[j]))
            i += 1
            j += 1
        elif from_id < to_id:
            joined.only_from.append((from_id, from_texts[i]))
            i += 1
        else:
            joined.only_to.append((to_id, to_texts[j]))
            j += 1
    from_rows.position, to_rows.position = i, j
    joined.pairs = pairs
    return joined


def _drain(rows: Rows, into: list[tuple[str, bytes]]) -> None:
    into.extend(zip(rows.ids[rows.position :], rows.records[rows.position :], strict=True))
    rows.position = len(rows.ids)


async def joined(from_pages: AsyncIterator[Page], to_pages: AsyncIterator[Page]) -> AsyncIterator[Joined]:
    """Join two listings page by page; both sides load at the same time."""
    from_rows, to_rows = await asyncio.gather(_next_rows(from_pages), _next_rows(to_pages))
    while from_rows is not None or to_rows is not None:
        yield join(from_rows, to_rows)
        from_rows, to_rows = await asyncio.gather(_refill(from_rows, from_pages), _refill(to_rows, to_pages))


async def _refill(rows: Rows | None, pages: AsyncIterator[Page]) -> Rows | None:
    if rows is None or not rows.exhausted:
        return rows
    return await _next_rows(pages)


async def _next_rows(pages: AsyncIterator[Page]) -> Rows | None:
    """The rows of the next page that has any, or None at the end."""
    async for page in pages:
        if page.ids:
            return Rows(page.ids, page.records)
    return None
