"""Reads suspects again through both versions, as the listing shows them now.

A suspect is read where it was found: in its listing. What a listing shows is what an integration sees, and a cursor
need not exist, so that asking for what follows the id before it brings the record, or proves that it is not there.
Many suspects at once go through ``where``, which is the same listing, filtered.
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from clever_upgrade.compare.settle import Reading
from clever_upgrade.compare.source import Source
from clever_upgrade.contract import Upgrade
from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.errors import IncompleteListingError

FEW = 3
"""Up to so many suspects are read one by one."""
RUN = 100
"""How many rows to ask for when suspects may stand side by side."""


@dataclass(frozen=True, slots=True)
class Rereader:
    """Reads suspects of the listing at ``path`` again; ``filterable`` says whether it takes ``where``."""

    source: Source
    upgrade: Upgrade
    collection: str
    path: str
    filterable: bool

    async def read(self, ids: Sequence[str]) -> Mapping[str, Reading]:
        """Each suspect's text through both versions, read at the same time."""
        from_texts, to_texts = await asyncio.gather(
            self.read_version(self.upgrade.from_version.name, ids), self.read_version(self.upgrade.to_version.name, ids)
        )
        return {suspect: (from_texts.get(suspect), to_texts.get(suspect)) for suspect in ids}

    async def read_version(self, version: str, ids: Sequence[str]) -> dict[str, bytes]:
        """The text of each of these records through one version; absent ones are left out."""
        if len(ids) <= FEW or not self.filterable:
            return await self._read_in_listing(version, ids)
        try:
            found = await self.source.batch(version, self.collection, ids)
        except IncompleteListingError:
            found = {}
        # Whether both versions take ``where`` was never documented: what it does not bring is looked up in the listing.
        absent = [suspect for suspect in ids if suspect not in found]
        return {**found, **await self._read_in_listing(version, absent)}

    async def _read_in_listing(self, version: str, ids: Sequence[str]) -> dict[str, bytes]:
        found: dict[str, bytes] = {}
        left = sorted(suspect for suspect in ids if is_object_id(suspect))
        while left:
            limit = 1 if len(left) == 1 else RUN
            params = {"limit": str(limit), "starting_after": id_before(left[0])}
            page = await self.source.first_page(version, self.path, params=params)
            wanted = set(left)
            found.update((row, text) for row, text in zip(page.ids, page.records, strict=True) if row in wanted)
            # A server may send fewer rows than were asked for: only an empty page proves that nothing follows.
            reached = page.ids[-1] if page.ids else left[-1]
            left = [suspect for suspect in left if suspect > max(reached, left[0])]
        for suspect in ids:
            if not is_object_id(suspect):
                text = await self.source.single(version, f"/{self.collection}/{suspect}")
                if text is not None:
                    found[suspect] = text
        return found


def id_before(object_id: str) -> str:
    """The greatest id below ``object_id``, whether or not any record has it."""
    return f"{max(int(object_id, 16) - 1, 0):024x}"
