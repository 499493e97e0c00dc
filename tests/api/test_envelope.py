"""What is read of a page at once is what a closer reading finds."""

from collections.abc import Callable

import msgspec
import pytest

from clever_upgrade.api.envelope import BrokenEnvelopeError, Identified, Texts, read_listing


class Row(Identified):
    """What one judge wants to know of each record."""

    school: str | None = None


def page_of(*items: bytes) -> bytes:
    return b'{"data":[%b],"links":[{"rel":"next","uri":"/more"}],"paging":{"count":2}}' % b",".join(items)


WRAPPED = page_of(b'{"data":{"id":"a","school":"s"}}', b'{"data":{"id":"b"},"uri":"/b"}')


def texts_of(body: bytes) -> Texts:
    texts = read_listing(body, after=None, row=Row).records
    assert isinstance(texts, Texts)
    return texts


def test_what_was_read_with_the_ids_is_at_hand() -> None:
    texts = texts_of(WRAPPED)
    rows = texts.read_as(Row)
    assert [(row.id, row.school) for row in rows] == [("a", "s"), ("b", None)]
    assert texts.read_as(Row) is rows
    assert list(texts) == [b'{"id":"a","school":"s"}', b'{"id":"b"}']


def test_it_is_not_taken_for_what_somebody_else_wants_to_know() -> None:
    class Other(Row):
        pass

    assert [type(row) for row in texts_of(WRAPPED).read_as(Other)] == [Other, Other]


@pytest.mark.parametrize("school", [b"5", b"1e999", b"[]", b'{"a":1}'])
def test_a_page_is_read_whatever_a_record_has_beside_its_id(school: bytes) -> None:
    record = b'{"id":"b","school":%b}' % school
    body = page_of(b'{"data":{"id":"a","school":"s"}}', b'{"data":%b}' % record)
    listing = read_listing(body, after=None, row=Row)
    assert (listing.ids, listing.count, listing.next_uri) == (["a", "b"], 2, "/more")
    assert list(listing.records) == [b'{"id":"a","school":"s"}', record]
    with pytest.raises(msgspec.DecodeError):
        texts_of(body).read_as(Row)


@pytest.mark.parametrize("record", [b'{"school":"s"}', b'{"id":5}', b'{"id":""}', b'{"id":null}', b"[]", b"null"])
def test_a_record_without_an_id_breaks_the_page(record: bytes) -> None:
    with pytest.raises(BrokenEnvelopeError):
        read_listing(page_of(b'{"data":%b}' % record), after=None, row=Row)


def test_wrappers_with_ids_of_their_own_are_wrappers_if_they_say_where_they_are_served() -> None:
    texts = texts_of(page_of(b'{"id":"a","uri":"/a","data":{"id":"a","school":"s"}}'))
    assert texts.wrapped
    assert list(texts) == [b'{"id":"a","school":"s"}']
    assert [row.school for row in texts.read_as(Row)] == ["s"]


def test_events_are_no_wrappers() -> None:
    event = b'{"id":"a","type":"students.created","data":{"id":"x","object":{}}}'
    listing = read_listing(page_of(event), after=None, row=Row)
    assert listing.ids == ["a"]
    assert list(listing.records) == [event]
    assert [row.id for row in texts_of(page_of(event)).read_as(Row)] == ["a"]


def further_down(calls: int, read: Callable[[], object]) -> object:
    return read() if calls == 0 else further_down(calls - 1, read)


def test_what_was_read_can_be_read_again_further_down() -> None:
    accepted = 0
    for depth in range(600, 1_000, 3):
        nested = b"[" * depth + b"]" * depth
        body = b'{"data":[{"data":{"id":"a","x":%b},"uri":"/x"}]}' % nested
        try:
            listing = read_listing(body, after=None)
        except BrokenEnvelopeError:
            continue
        accepted += 1
        assert further_down(30, lambda records=listing.records: list(records)) == [b'{"id":"a","x":%b}' % nested]
    assert accepted > 0
