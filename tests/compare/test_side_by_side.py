"""Pages of both versions are read as they would be alone, and by their likeness wherever there is one."""

import asyncio

import pytest

from clever_upgrade.api.envelope import BrokenEnvelopeError, Identified, Listing, Texts
from clever_upgrade.api.twin import Twin
from clever_upgrade.compare import side_by_side
from clever_upgrade.compare.side_by_side import SideBySide
from tests.compare.paged_source import envelope


def page(first: int, grade: str = "5", more: str = "") -> bytes:
    """Three records from a number on; with another grade no two pages are alike."""
    texts = [
        f'{{"id":"{number:03}","x":"{"y" * number}","grade":"{grade}"{more}}}' for number in range(first, first + 3)
    ]
    return envelope([text.encode() for text in texts])


def unlike(first: int) -> bytes:
    """The same three records, and twenty more."""
    return envelope([b'{"id":"%03d"}' % number for number in range(first, first + 23)])


def after(first: int) -> str | None:
    return f"{first - 1:03}" if first else None


def earlier(both: SideBySide, first: int) -> Listing:
    return asyncio.run(both.read_earlier(page(first), after(first)))


def later(both: SideBySide, first: int, body: bytes | None = None) -> Listing:
    return asyncio.run(both.read_later(body or page(first, more=',"graduation_year":"2020"'), after(first)))


def test_pages_that_go_on_after_the_same_record_are_held_against_each_other() -> None:
    both = SideBySide(lambda: Identified)
    for first in (0, 3, 6):
        like = earlier(both, first)
        listing = later(both, first)
        assert isinstance(listing.records, Twin)
        assert listing.ids is like.ids
        assert list(listing.records) == [text[:-1] + b',"graduation_year":"2020"}' for text in like.records]


def test_a_page_that_comes_before_its_like_is_read_as_any_other() -> None:
    both = SideBySide(lambda: Identified)
    listing = later(both, 0)
    assert isinstance(listing.records, Texts)
    assert listing.ids == earlier(both, 0).ids


def test_the_earlier_pages_may_be_one_ahead_and_no_more() -> None:
    both = SideBySide(lambda: Identified)
    for first in (0, 3, 6):
        earlier(both, first)
    found = [later(both, first).records for first in (0, 3, 6)]
    assert [type(records) for records in found] == [Texts, Twin, Twin]


def test_where_pages_are_not_alike_it_is_not_tried_for_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(side_by_side, "_TRIED_AGAIN", 3)
    both = SideBySide(lambda: Identified)
    earlier(both, 0)
    assert isinstance(later(both, 0, unlike(0)).records, Texts)
    kinds = []
    for first in (30, 33, 36, 39):
        earlier(both, first)
        kinds.append(type(later(both, first).records))
    assert kinds == [Texts, Texts, Texts, Twin]


def test_what_is_no_page_is_refused_and_may_come_again() -> None:
    both = SideBySide(lambda: Identified)
    earlier(both, 0)
    for body in (b"{", page(0)[:-1], page(0).replace(b'"002"', b'"000"')):
        with pytest.raises(BrokenEnvelopeError):
            later(both, 0, body)
    listing = later(both, 0)
    assert listing.ids == ["000", "001", "002"]
    assert isinstance(listing.records, Twin), "a broken answer is no reason to expect less of the next one"


def test_somebody_else_may_read_the_page_and_say_that_it_is_not_alike() -> None:
    prepared: list[tuple[list[str], int]] = []
    answers: list[Listing | None] = []

    def prepare(listing: Listing, rows_before: int) -> side_by_side.ReadElsewhere:
        prepared.append((listing.ids, rows_before))

        async def read() -> Listing | None:
            return answers.pop()

        return lambda _: read() if answers else None

    both = SideBySide(lambda: Identified, prepare)
    like = earlier(both, 0)
    answers = [like]
    assert later(both, 0) is like
    earlier(both, 3)
    assert isinstance(later(both, 3).records, Twin), "nobody had time"
    earlier(both, 6)
    answers = [None]
    assert isinstance(later(both, 6).records, Texts)
    assert prepared == [(["000", "001", "002"], 0), (["003", "004", "005"], 3), (["006", "007", "008"], 6)]


def test_a_page_that_is_asked_for_again_is_counted_once() -> None:
    rows_before = list[int]()

    def prepare(_: Listing, rows: int) -> None:
        rows_before.append(rows)

    both = SideBySide(lambda: Identified, prepare)
    for first in (0, 0, 3, 3, 3, 6):
        earlier(both, first)
    assert rows_before == [0, 0, 3, 3, 3, 6]


def test_pages_that_none_will_be_like_any_more_are_let_go() -> None:
    both = SideBySide(lambda: Identified)
    earlier(both, 0)
    earlier(both, 3)
    assert isinstance(later(both, 3).records, Twin)
    assert both._earlier == {}
