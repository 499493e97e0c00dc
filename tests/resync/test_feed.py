"""Whether a feed still holds what a cursor has not seen, judged against a feed that forgets after 30 days."""

from contextlib import aclosing
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.api.client import Client
from clever_upgrade.api.page import Page
from clever_upgrade.api.settings import ClientSettings
from clever_upgrade.api.token import Secret
from clever_upgrade.errors import GuardRefusedError, IncompleteListingError, MalformedAnswerError, UsageError
from clever_upgrade.resync.feed import KEPT_SECONDS, check_cursor, moment_of, newest, pages_after, require_reach
from clever_upgrade.sandbox.server import running_sandbox
from tests.resync.fake_client import FakeFeed, ran
from tests.resync.mortal import SwitchedSandbox
from tests.sandbox.district.tiny_district import rid, tiny_district

DAY = 86_400
START = 1_400_000_000


def event_id(day: float, number: int = 0) -> str:
    return f"{int(START + day * DAY):08x}{number:016x}"


EVENT_DAYS = st.lists(st.integers(0, 120), max_size=12, unique=True)


def refusal_of(feed: FakeFeed, **known: object) -> GuardRefusedError | None:
    try:
        ran(require_reach(feed, "v1.1", "/events", hint="Start anew.", **known))
    except GuardRefusedError as refusal:
        return refusal
    return None


@given(EVENT_DAYS, st.integers(0, 120), st.integers(0, 60))
def test_a_cursor_that_may_have_missed_an_event_is_never_let_through(days, cursor_day, later):
    """The feed keeps 30 days; whoever had read it to its end on one day asks again some days later."""
    cursor, now_day = event_id(cursor_day, 1), cursor_day + later
    happened = [day for day in sorted(days) if day <= now_day]
    kept = [event_id(day) for day in happened if day > now_day - 30]
    missed = [day for day in happened if cursor_day < day <= now_day - 30]
    refusal = refusal_of(FakeFeed(kept), cursor=cursor, read_at=START + cursor_day * DAY, now=START + now_day * DAY)
    if missed:
        assert refusal is not None
        assert refusal.reason == "cursor-expired"
        assert refusal.hint == "Start anew."
    if later <= 30:
        assert refusal is None


@given(EVENT_DAYS, st.integers(0, 120), st.integers(0, 60))
def test_a_cursor_that_was_brought_along_is_as_old_as_the_moment_inside_it(days, cursor_day, later):
    cursor, now_day = event_id(cursor_day, 1), cursor_day + later
    feed = FakeFeed([event_id(day) for day in days if now_day - 30 < day <= now_day])
    own = refusal_of(feed, cursor=cursor, read_at=None, now=START + now_day * DAY)
    told = refusal_of(feed, cursor=cursor, read_at=moment_of(cursor), now=START + now_day * DAY)
    assert (own is None) == (told is None)


def test_thirty_days_are_within_reach_without_a_request():
    feed = FakeFeed([])
    read_at = float(START)
    assert refusal_of(feed, cursor=event_id(0), read_at=read_at, now=read_at + KEPT_SECONDS) is None
    assert feed.asked == 0
    assert refusal_of(feed, cursor=event_id(0), read_at=read_at, now=read_at + KEPT_SECONDS + 1) is not None


def test_a_feed_that_still_holds_the_cursor_reaches_far_enough_however_old_it_is():
    feed = FakeFeed([event_id(0), event_id(200)])
    assert refusal_of(feed, cursor=event_id(0), read_at=float(START), now=START + 200.0 * DAY) is None
    assert refusal_of(feed, cursor=event_id(0, 1), read_at=float(START), now=START + 200.0 * DAY) is None


def test_a_feed_that_was_empty_when_it_was_read_is_judged_by_when_that_was():
    empty = FakeFeed([])
    assert refusal_of(empty, cursor=None, read_at=float(START), now=START + 29.0 * DAY) is None
    refusal = refusal_of(empty, cursor=None, read_at=float(START), now=START + 45.0 * DAY)
    assert refusal is not None
    assert "45 days ago" in refusal.message


def test_the_moment_of_an_event_is_inside_its_id():
    assert moment_of(event_id(3)) == START + 3 * DAY
    assert moment_of(None) == 0.0


@given(st.lists(st.integers(0, 100), unique=True), st.booleans(), st.integers(1, 4))
def test_the_newest_event_is_found_whether_or_not_the_server_knows_the_short_way(days, knows_last, page):
    ids = [event_id(day) for day in days]
    feed = FakeFeed(ids, page=page, knows_last=knows_last)
    assert ran(newest(feed, "v1.1", "/events")) == max(ids, default=None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "5" * 23,
        "5" * 25,
        "g" * 24,
        "53ff6e6b 22eced00200008e",
        "\N{FULLWIDTH DIGIT ONE}" * 24,
        "A" * 24,
    ],
)
def test_what_is_no_event_id_is_no_cursor(text):
    with pytest.raises(UsageError, match="no event id"):
        check_cursor(text, "f" * 24)


@given(st.integers(0, 50), st.none() | st.integers(0, 50))
def test_a_cursor_newer_than_every_event_belongs_to_another_district(given_day, newest_day):
    newest_id = None if newest_day is None else event_id(newest_day)
    if newest_day is not None and given_day <= newest_day:
        check_cursor(event_id(given_day), newest_id)
        return
    with pytest.raises(UsageError, match="newer than every event"):
        check_cursor(event_id(given_day), newest_id)


async def read(feed: FakeFeed, after: str | None, newest_id: str | None) -> list[str]:
    found: list[str] = []
    async with aclosing(pages_after(feed, "v1.2", "/events", after=after, newest_id=newest_id)) as pages:
        async for page in pages:
            found += page.ids
    return found


@given(st.lists(st.integers(0, 60), unique=True), st.none() | st.integers(0, 60), st.integers(1, 4))
def test_every_event_after_the_cursor_comes_once_and_in_order(days, after_day, page):
    ids = sorted(event_id(day) for day in days)
    after = None if after_day is None else event_id(after_day)
    newest_id = max([*ids, *([after] if after else [])], default=None)
    assert ran(read(FakeFeed(ids, page=page), after, newest_id)) == [
        each for each in ids if after is None or each > after
    ]


class Skipping(FakeFeed):
    """Leaves one event out where it lists forward, as a faulty server does."""

    def __init__(self, ids: list[str], lost: str, page: int) -> None:
        super().__init__(ids, page=page)
        self.lost = lost

    def listed(self, before: str | None) -> list[str]:
        return [each for each in self.ids if before is not None or each != self.lost]


@given(st.integers(1, 5), st.data())
def test_a_server_that_loses_an_event_at_the_edge_of_a_page_is_caught(page, data):
    ids = [event_id(day) for day in range(10)]
    edge = data.draw(st.sampled_from([*range(0, 10, page), 9]))
    with pytest.raises(MalformedAnswerError):
        ran(read(Skipping(ids, ids[edge], page), None, ids[-1]))


def test_a_feed_that_begins_while_it_is_read_has_lost_nothing():
    district = tiny_district(shared_schools=set())
    sandbox = SwitchedSandbox()
    sandbox.districts = {"DEMO_TOKEN": district}
    district.watch_pages(lambda *_: district.share_school(rid(1, 1)))
    settings = ClientSettings("", Secret("DEMO_TOKEN", origin="test"))

    async def go(base_url):
        async with Client(replace(settings, base_url=base_url)) as client:
            return await read(client, None, None)

    with running_sandbox(sandbox) as base_url:
        found = ran(go(base_url))
    assert found
    assert found == list(district.ids("v1.2", "events"))


class Denying(FakeFeed):
    """Lists ``shown`` pages and then tells that there should have been more."""

    def __init__(self, ids: list[str], shown: int) -> None:
        super().__init__(ids)
        self.shown = shown

    async def pages(self, *_: object, **__: object):
        for at in range(self.shown):
            yield Page(self.ids[2 * at : 2 * at + 2], [b"{}", b"{}"])
        raise IncompleteListingError("more", missing=2)


@pytest.mark.parametrize("shown", [0, 1, 2])
def test_a_feed_that_never_brings_what_it_counts_is_refused(shown):
    feed = Denying([event_id(day) for day in range(6)], shown)
    with pytest.raises(IncompleteListingError):
        ran(read(feed, None, None))
