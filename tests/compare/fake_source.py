"""A source in memory that serves both views of a small world, in pages of any size."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from random import Random
from typing import Any

from clever_upgrade.api.envelope import ReadPage, read_page
from clever_upgrade.api.page import Page
from clever_upgrade.errors import IncompleteListingError, NotServedError
from tests.compare.oracle_reading import read
from tests.compare.worlds import DISTRICT, FROM, SIDES, World

Texts = dict[str, bytes]


def _nothing(version: str, path: str, ids: Sequence[str]) -> None:
    """What happens where a test wants nothing to happen."""


class FakeSource:
    """Serves ``texts[version, collection]``; whatever changes there while a comparison runs is what drift is.

    ``on_page`` is told of every page of a listing after it was handed out, ``on_read`` of every later read.
    """

    def __init__(
        self, texts: Mapping[tuple[str, str], Texts], rng: Random | None = None, rows: int | None = None
    ) -> None:
        self.texts = {key: dict(records) for key, records in texts.items()}
        self.lower: dict[tuple[str, str], list[str]] = {}
        """Ids in lists below single records, by path, where they are not what the records say."""
        self.below: dict[tuple[str, str], Texts] = {}
        """What a list below a single record serves otherwise than the own listing does, by version and path."""
        self.lost: dict[tuple[str, str], set[str]] = {}
        """Ids that a listing leaves out, by version and path, although the records are there."""
        self.short: dict[tuple[str, str], int] = {}
        """By how many records a listing falls short of the server's count, by version and path."""
        self.refused: set[tuple[str, str]] = set()
        """What is answered with 404, by version and path."""
        self.takes_where = True
        self.most_rows = 10_000
        self.on_page: Callable[[str, str, list[str]], None] = _nothing
        self.on_read: Callable[[str, str, Sequence[str]], None] = _nothing
        self.requests_made = 0
        self.pages_read = 0
        self.asked: list[tuple[str, str, str]] = []
        self._rng, self.rows = rng or Random(0), rows

    @classmethod
    def of(cls, world: World, rng: Random | None = None, rows: int | None = None) -> "FakeSource":
        return cls({(side, name): world.texts(side, name) for side in SIDES for name in world.collections}, rng, rows)

    async def pages(
        self,
        version: str,
        path: str,
        *,
        params: Mapping[str, str] = {},  # noqa: ARG002
        read: ReadPage = read_page,  # noqa: ARG002
    ) -> AsyncIterator[Page]:
        self.asked.append(("pages", version, path))
        ids, reached = self._listed(version, path), ""
        announced = len(ids) + self.short.get((version, path), 0)
        first = True
        while True:
            rows = self.rows or self._rng.randint(1, 5)
            ids = [record_id for record_id in self._listed(version, path) if record_id > reached][:rows]
            if not ids and not first:
                break
            yield self._page(version, path, ids, announced if first else None)
            self.on_page(version, path, ids)
            if not ids:
                break
            reached, first = ids[-1], False
        if self.short.get((version, path)):
            raise IncompleteListingError(f"{version} {path} came short", missing=self.short[version, path])

    async def first_page(self, version: str, path: str, *, params: Mapping[str, str] = {}) -> Page:
        self.asked.append(("first_page", version, path))
        limit, after = int(params.get("limit", "100")), params.get("starting_after", "")
        ids = [record_id for record_id in self._listed(version, path) if record_id > after][
            : min(limit, self.most_rows)
        ]
        page = self._page(version, path, ids, None)
        self.on_read(version, path, ids)
        return page

    async def single(self, version: str, path: str) -> bytes | None:
        self.asked.append(("single", version, path))
        self.requests_made += 1
        _, collection, record_id = path.split("/")
        text = self.texts.get((version, collection), {}).get(record_id)
        self.on_read(version, path, [record_id])
        return text

    async def batch(self, version: str, collection: str, ids: Sequence[str]) -> dict[str, bytes]:
        self.asked.append(("batch", version, collection))
        self.requests_made += 1
        texts = self.texts[version, collection]
        found = {record_id: texts[record_id] for record_id in ids if record_id in texts} if self.takes_where else {}
        self.on_read(version, f"/{collection}", list(found))
        return found

    def _page(self, version: str, path: str, ids: list[str], announced: int | None) -> Page:
        self.requests_made += 1
        self.pages_read += 1
        texts = {**self._texts_at(version, path), **self.below.get((version, path), {})}
        return Page(ids, [texts[record_id] for record_id in ids], announced)

    def _listed(self, version: str, path: str) -> list[str]:
        lost = self.lost.get((version, path), set())
        return [record_id for record_id in sorted(self._ids(version, path)) if record_id not in lost]

    def _ids(self, version: str, path: str) -> Iterable[str]:
        present = self._texts_at(version, path)
        if (version, path) in self.lower:
            return [record_id for record_id in self.lower[version, path] if record_id in present]
        match path.strip("/").split("/"):
            case ["schools", school, _]:
                return [user for user in present if self._member(path, user, "school") == school]
            case ["sections", section, kind]:
                return [user for user in present if user in self._users(section, kind)]
            case [kind, user, "sections"]:
                if user not in self.texts.get((version, kind), {}):
                    raise NotServedError(f"{version} has no {path}")
                return [section for section in present if user in self._users(section, kind)]
            case _:
                return present

    def _texts_at(self, version: str, path: str) -> Texts:
        name = path.rpartition("/")[2]
        if path == f"/districts/{DISTRICT}/status":
            name = "status"
        if (version, name) not in self.texts or (version, path) in self.refused:
            raise NotServedError(f"{version} has no {path}")
        return self.texts[version, name]

    def _member(self, path: str, record_id: str, name: str) -> Any:
        """What the earlier version says: lists below single records hold the same people in both versions."""
        reading = read(self.texts[FROM, path.rpartition("/")[2]].get(record_id, b""))
        return reading.members.get(name) if reading else None

    def _users(self, section: str, kind: str) -> list[Any]:
        users = self._member("/sections", section, kind)
        primary = [self._member("/sections", section, "teacher")] if kind == "teachers" else []
        return [*primary, *(users if isinstance(users, list) else [])]
