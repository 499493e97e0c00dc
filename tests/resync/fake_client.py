"""A client that answers from a table, and one feed of events, for tests of what only asks."""

import asyncio
from collections.abc import AsyncGenerator, Coroutine, Mapping, Sequence
from typing import Any, TypeVar

from clever_upgrade.api.page import Page
from clever_upgrade.errors import RequestRefusedError

T = TypeVar("T")


def ran(work: Coroutine[Any, Any, T]) -> T:
    """What an asynchronous function returns."""
    return asyncio.run(work)


class FakeClient:
    """Answers each path with its page, or raises its error."""

    def __init__(self, answers: Mapping[str, Page | Exception]) -> None:
        self.answers = answers

    async def first_page(self, version: str, path: str, *, params: Mapping[str, str] | None = None) -> Page:  # noqa: ARG002
        found = self.answers[path]
        if isinstance(found, Exception):
            raise found
        return found


class FakeFeed:
    """A feed of events that are ids alone; ``asked`` counts requests. Some servers know no ``ending_before=last``."""

    def __init__(self, ids: Sequence[str], *, page: int = 2, knows_last: bool = True) -> None:
        self.ids, self.page, self.knows_last, self.asked = sorted(ids), page, knows_last, 0

    async def first_page(self, version: str, path: str, *, params: Mapping[str, str] | None = None) -> Page:  # noqa: ARG002
        assert path == "/events"
        self.asked += 1
        given = dict(params or {})
        limit, before, after = (
            int(given.get("limit", self.page)),
            given.get("ending_before"),
            given.get("starting_after"),
        )
        found = [each for each in self.listed(before) if after is None or each > after]
        if before == "last":
            if not self.knows_last:
                raise RequestRefusedError("400")
            return _page(found[-limit:])
        if before is not None:
            return _page([each for each in found if each < before][-limit:])
        return _page(found[:limit])

    def listed(self, before: str | None) -> Sequence[str]:  # noqa: ARG002
        """What is listed; ``before`` is given where the feed is read backwards."""
        return self.ids

    async def pages(
        self, version: str, path: str, *, params: Mapping[str, str] | None = None, **_: bool
    ) -> AsyncGenerator[Page, None]:
        at = dict(params or {}).get("starting_after")
        while True:
            page = await self.first_page(version, path, params={} if at is None else {"starting_after": at})
            yield page
            if len(page.ids) < self.page:
                return
            at = page.ids[-1]


def _page(ids: Sequence[str]) -> Page:
    return Page(list(ids), [b"{}" for _ in ids])
