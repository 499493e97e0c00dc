"""What is known of an event feed without applying it: its newest id, whether it still reaches back far enough."""

from collections.abc import AsyncGenerator
from contextlib import aclosing

from clever_upgrade.api.client import Client
from clever_upgrade.api.page import Page
from clever_upgrade.contract.facts import is_object_id
from clever_upgrade.errors import (
    GuardRefusedError,
    IncompleteListingError,
    MalformedAnswerError,
    RequestRefusedError,
    UsageError,
)

EXPIRED = "cursor-expired"
KEPT_SECONDS = 30 * 86_400
"""How long Clever keeps an event."""


async def newest(client: Client, version: str, path: str) -> str | None:
    """The id of the newest event, or None while there is none."""
    try:
        page = await client.first_page(version, path, params={"ending_before": "last", "limit": "1"})
    except RequestRefusedError:
        return await _last_of_all(client, version, path)
    if page.ids:
        return page.ids[-1]
    # "None" is easily said by a server that is not well, and it would end a replay before it has begun.
    return await _last_of_all(client, version, path) if (await client.first_page(version, path)).ids else None


async def require_reach(
    client: Client, version: str, path: str, *, cursor: str | None, read_at: float | None, now: float, hint: str
) -> None:
    """GuardRefusedError if events after ``cursor`` may have been dropped before anybody read them.

    Age counts from ``read_at``, when the feed was last read to its end; for a cursor that was brought along nobody
    knows that, so the moment inside its id counts.
    """
    since = read_at if read_at is not None else moment_of(cursor)
    if now - since <= KEPT_SECONDS:
        return
    page = await client.first_page(version, path, params={"limit": "1"})
    if page.ids and cursor is not None and page.ids[0] <= cursor:
        return
    days = (now - since) / 86_400
    raise GuardRefusedError(
        f"the events were last read {days:.0f} days ago, and the feed keeps 30 days: what lies between may be lost",
        reason=EXPIRED,
        hint=hint,
    )


async def listed_after(client: Client, version: str, path: str, after: str | None) -> AsyncGenerator[Page, None]:
    """The pages after ``after``, each asked for when the reader comes for it.

    A feed whose first event arose between its empty page and the server's count of it seems to have lost that event.
    It is read a second time.
    """
    params = {} if after is None else {"starting_after": after}
    for may_read_again in (True, False):
        was_empty = True
        try:
            async with aclosing(client.pages(version, path, params=params, ahead_of_reader=False)) as pages:
                async for page in pages:
                    was_empty = was_empty and not page.ids
                    yield page
        except IncompleteListingError:
            if not (was_empty and may_read_again):
                raise
        else:
            return


async def pages_after(
    client: Client, version: str, path: str, *, after: str | None, newest_id: str | None
) -> AsyncGenerator[Page, None]:
    """Every page of events after ``after``; MalformedAnswerError where one begins too late, or the last ends too early.

    Ids tell order and nothing of gaps, and a feed has no count from a cursor on. So the server is asked, from the other
    side, what stands before each page.
    """
    at = after
    async with aclosing(listed_after(client, version, path, after)) as pages:
        async for page in pages:
            if page.ids:
                await _require_adjacent(client, version, path, at, page.ids[0])
                at = page.ids[-1]
            yield page
    if newest_id is not None and (at is None or at < newest_id):
        raise MalformedAnswerError(f"the events ended before the newest one, {newest_id}")


async def _require_adjacent(client: Client, version: str, path: str, at: str | None, first: str) -> None:
    before = await client.first_page(version, path, params={"ending_before": first, "limit": "1"})
    if before.ids and (at is None or before.ids[-1] > at):
        raise MalformedAnswerError(f"the events before {first} were not listed")


def moment_of(event_id: str | None) -> float:
    """When an event arose, in seconds since 1970, by the moment inside its id."""
    return float(int(event_id[:8], 16)) if event_id is not None else 0.0


def check_cursor(event_id: str, newest_id: str | None) -> None:
    """UsageError if what the user gave cannot be the cursor of their sync."""
    if not is_object_id(event_id):
        raise UsageError(
            "--v11-cursor is no event id", hint="Give the 24 hexadecimal digits of the last event that you applied."
        )
    if newest_id is None or event_id > newest_id:
        raise UsageError(
            "--v11-cursor is newer than every event of this district", hint="Check that it belongs to this district."
        )


async def _last_of_all(client: Client, version: str, path: str) -> str | None:
    last = None
    async for page in listed_after(client, version, path, None):
        last = page.ids[-1] if page.ids else last
    return last
