"""Serves the pages that ``diff_district`` wrote, one at a time: to the engine it is an API that never makes it wait."""

import asyncio
import os
from array import array
from bisect import bisect_left
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from clever_upgrade.api.envelope import Listing, ReadPage, read_listing, read_page
from clever_upgrade.api.page import Page
from tests.benchmarks.diff_district import DISTRICT, District, number_of, student_id


@dataclass
class FolderSource:
    """One district on disk, in pages of ``rows`` records."""

    folder: Path
    district: District
    rows: int
    requests_made: int = 0
    pages_read: int = 0
    _open: dict[tuple[str, int], tuple["array[int]", int]] = field(default_factory=dict)

    async def pages(
        self,
        version: str,
        path: str,
        *,
        params: Mapping[str, str] = {},  # noqa: ARG002
        read: ReadPage = read_page,
    ) -> AsyncIterator[Page]:
        below = path.strip("/").split("/")
        if len(below) > 1:
            yield self._page(self._records(version, self._below(below[0], below[1])))
            return
        ahead: asyncio.Task[Listing] | None = None
        for file in [*sorted((self.folder / version / below[0]).glob("*.json")), None]:
            listing = await ahead if ahead is not None else None
            # As the client does, it reads one page while whoever asked for it is busy with the one before.
            if file is not None:
                ahead = asyncio.create_task(self._read(file, listing.ids[-1] if listing else None, read))
            if listing is not None:
                yield Page(listing.ids, listing.records)

    async def _read(self, file: Path, after: str | None, read: ReadPage) -> Listing:
        self.requests_made += 1
        self.pages_read += 1
        return await read(file.read_bytes(), after)

    async def first_page(self, version: str, path: str, *, params: Mapping[str, str] = {}) -> Page:
        self.requests_made += 1
        if path == "/districts":
            return Page([DISTRICT], [b"{}"])
        after, limit = params["starting_after"], int(params["limit"])
        # Ids ascend with the numbers, but not every id between two of them is one.
        first = max(0, number_of(after) - 1)
        while first < self.district.students and student_id(first) <= after:
            first += 1
        below = path.strip("/").split("/")
        listed = self._below(below[0], below[1]) if len(below) > 1 else range(self.district.students)
        return self._page(self._records(version, listed[bisect_left(listed, first) :], limit))

    async def single(self, version: str, path: str) -> bytes | None:
        self.requests_made += 1
        return self._record(version, number_of(path.rpartition("/")[2]))

    async def batch(self, version: str, collection: str, ids: Sequence[str]) -> dict[str, bytes]:
        assert collection == "students"
        self.requests_made += 1
        return dict(self._records(version, map(number_of, ids)))

    def _page(self, records: Iterable[tuple[str, bytes]]) -> Page:
        items = b",".join(b'{"data":%b,"uri":"/x"}' % text for _, text in records)
        listing = read_listing(b'{"data":[%b]}' % items, after=None)
        return Page(listing.ids, listing.records)

    def _below(self, parent: str, parent_id: str) -> range:
        """The students of a school; of a section, none: every one of these would be read a second time."""
        school = int(parent_id[-6:], 16)
        return range(school, self.district.students, self.district.schools) if parent == "schools" else range(0)

    def _records(self, version: str, numbers: Iterable[int], limit: int | None = None) -> Iterable[tuple[str, bytes]]:
        present = ((student_id(each), text) for each in numbers if (text := self._record(version, each)) is not None)
        return islice(present, limit)

    def _record(self, version: str, number: int) -> bytes | None:
        case, place = self.district.case, number
        if version == "v1.2":
            if case.lacks(number):
                return None
            place = case.place(number)
        page, place = divmod(place, self.rows)
        offsets, texts = self._opened(version, page)
        begin, size = offsets[2 * place : 2 * place + 2]
        return os.pread(texts, size, begin)

    def _opened(self, version: str, page: int) -> tuple["array[int]", int]:
        """The offsets and the file of a page; a few stay open."""
        if (version, page) not in self._open:
            if len(self._open) >= 200:
                _, (_, texts) = self._open.popitem()
                os.close(texts)
            name = self.folder / version / "students" / f"{page:06d}"
            offsets = array("I", name.with_suffix(".offsets").read_bytes())
            self._open[version, page] = offsets, os.open(name.with_suffix(".json"), os.O_RDONLY)
        return self._open[version, page]
