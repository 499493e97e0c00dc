"""A page that is read by its likeness to another one says what it says when it is read by itself."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clever_upgrade.api.envelope import BrokenEnvelopeError, Listing, Texts, read_listing
from clever_upgrade.api.twin import Twin, TwinReader

HEAD, REST = b'{"data":[', b'],"paging":{"count":3},"links":[{"rel":"next","uri":"/v1.2/students?starting_after=c"}]}'
FRAGMENTS = [
    b"", b"}", b"{", b"]", b"[", b",", b'"', b"\\", b'"data"', b'{"data":', b'},"uri":"', b'"},{"data":', b'"}]',
    b'],"data":[', b',"id":"z"', b'"id":"b"', b',"schools":["s"]', b"\xff", "é".encode(), b"\x01", b" ", b"null", b",}",
    b'"uri":"/x"', b'{"id":"q"}', b'},{"data":{"id":"q"}', b'"d\\u0061ta":[]', b',"links":[]', b'{"data":{"id":"a"}}',
]  # fmt: skip


def text_of(record: dict[str, Any]) -> bytes:
    return json.dumps(record, ensure_ascii=False, separators=(",", ":")).encode()


def page_of(texts: list[bytes], head: bytes = HEAD, rest: bytes = REST) -> bytes:
    items = (b'{"data":%b,"uri":"/v1.2/students/%d"}' % (text, number) for number, text in enumerate(texts))
    return head + b",".join(items) + rest


def read_alone(body: bytes) -> Listing | None:
    try:
        return read_listing(body, None)
    except BrokenEnvelopeError:
        return None


def told(listing: Listing) -> tuple[object, ...]:
    return listing.ids, list(listing.records), listing.count, listing.next_uri


def check(reader: TwinReader, earlier: bytes, later: bytes) -> Listing | None:
    """What the page is read as by its likeness, which must be what it says."""
    like = read_alone(earlier)
    found = None if like is None else reader.read(later, like)
    if found is None:
        return None
    alone = read_alone(later)
    assert alone is not None, "it took for a page what is none"
    assert told(found) == told(alone)
    assert isinstance(found.records, Twin)
    assert [found.records[place] for place in range(len(found.ids))] == list(alone.records)
    assert found.records[1:] == alone.records[1:]
    return found


RECORDS = [{"id": each, "school": "s1", "name": {"first": each.upper()}, "grade": "5"} for each in "abc"]
EARLIER = page_of([text_of(record) for record in RECORDS])
LATER = page_of([text_of(record | {"graduation_year": "2020", "schools": ["s1"]}) for record in RECORDS])


@pytest.mark.parametrize("later", [EARLIER, LATER], ids=["the same", "with additions"])
def test_records_that_go_on_alike_have_tails(later: bytes) -> None:
    found = check(TwinReader(), EARLIER, later)
    assert found is not None
    assert isinstance(found.records, Twin)
    assert found.records.others == {}
    expected = b"}" if later is EARLIER else b',"graduation_year":"2020","schools":["s1"]}'
    assert list(found.records.tails) == [expected] * 3
    assert (found.count, found.next_uri) == (3, "/v1.2/students?starting_after=c")


@pytest.mark.parametrize("place", [0, 1, 2])
@pytest.mark.parametrize("change", [{"school": "s2"}, {"name": {"first": 'a"},{"data":'}}, {"x": [{"data": {}}]}])
def test_records_that_differ_stand_by_themselves(place: int, change: dict[str, Any]) -> None:
    texts = [text_of(record | change) if number == place else text_of(record) for number, record in enumerate(RECORDS)]
    found = check(TwinReader(), EARLIER, page_of(texts))
    assert found is not None
    assert isinstance(found.records, Twin)
    assert found.records.others == {place: texts[place]}


def test_the_page_may_say_how_many_there_are_before_its_records() -> None:
    head, rest = b'{"paging":{"count":3},"links":[],"data":[', b"]}"
    texts = [text_of(record) for record in RECORDS]
    assert check(TwinReader(), EARLIER, page_of(texts, head, rest)) is not None


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "another list of the same name follows": lambda page: page.replace(b'],"paging"', b'],"data":[],"paging"'),
    "its name is hidden by an escape": lambda page: page.replace(b'],"paging"', b'],"d\\u0061ta":[],"paging"'),
    "the list is not the page's own": lambda page: b'{"x":%b,"data":[]}' % page,
    "the list is not the page's own either": lambda page: b'{"data":[],"x":%b}' % page,
    "a record has another id at its end": lambda page: page.replace(b'"5"}', b'"5","id":"z"}', 1),
    "a record has another id, hidden": lambda page: page.replace(b'"5"}', b'"5","i\\u0064":"z"}', 1),
    "a comma behind the last member": lambda page: page.replace(b'"5"}', b'"5",}', 1),
    "no UTF-8 at the end of a record": lambda page: page.replace(b'"5"}', b'"5","x":"\xff"}', 1),
    "no UTF-8 in a link": lambda page: page.replace(b"students/1", b"students/\xff"),
    "a control character in a link": lambda page: page.replace(b"students/1", b"students/\x07"),
    "no comma between records": lambda page: page.replace(b'},{"data"', b'}{"data"', 1),
    "a comma behind the last record": lambda page: page.replace(b'"}]', b'"},]', 1),
    "the list ends too early": lambda page: page.replace(b'"},{"data":', b'"}]{"data":', 1),
    "a record is missing": lambda _: page_of([text_of(record) for record in RECORDS[:2]]),
    "another record follows": lambda _: page_of([text_of(record) for record in [*RECORDS, {"id": "d"}]]),
    "a wrapper has an id": lambda page: page.replace(b',"uri":"/v1.2/students/1"', b',"uri":"/x","id":"q"', 1),
    "two halves of records make one": lambda page: page.replace(b'"5"}', b'"6"', 1).replace(b'"5"}', b'"6"}}', 1),
    "nothing is wrapped": lambda page: page.replace(b'{"data":{', b"{").replace(b'},"uri"', b',"uri"'),
    "it is cut off": lambda page: page[:-1],
    "it is no page": lambda _: b"[]",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_not_plain_is_not_taken_for_a_page(name: str) -> None:
    later = HOSTILE[name](EARLIER)
    assert later != EARLIER
    found = check(TwinReader(), EARLIER, later)
    if name != "a wrapper has an id":
        assert found is None


def test_a_page_in_which_much_differs_is_read_as_any_other() -> None:
    records = [{"id": f"{number:03}", "grade": "5"} for number in range(60)]
    others = [text_of(record | {"grade": "6"}) for record in records]
    assert check(TwinReader(), page_of([text_of(record) for record in records]), page_of(others)) is None


def test_texts_nested_too_deep_are_left_to_others() -> None:
    deep = b"[" * 2_000 + b"]" * 2_000
    later = page_of([text_of(record)[:-1] + b',"x":%b}' % deep for record in RECORDS])
    assert check(TwinReader(), EARLIER, later) is None


def test_nothing_is_nested_deeper_than_a_page_may_be() -> None:
    for depth in range(600, 1_000, 10):
        deep = b"[" * depth + b"]" * depth
        later = page_of([text_of(record)[:-1] + b',"x":%b}' % deep for record in RECORDS])
        check(TwinReader(), EARLIER, later)


def test_it_knows_no_more_tails_than_it_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clever_upgrade.api.twin._MOST_TAILS", 2)
    reader = TwinReader()
    for year in range(2017, 2027):
        texts = [text_of(record | {"graduation_year": f"{year}{record['id']}"}) for record in RECORDS]
        found = check(reader, EARLIER, page_of(texts))
        assert found is not None
        assert isinstance(found.records, Twin)
        assert found.records.others == {}


values = st.one_of(
    st.none(), st.booleans(), st.integers(-9, 9), st.text(max_size=4), st.lists(st.text(max_size=3), max_size=2),
    st.dictionaries(st.text(max_size=3), st.text(max_size=3), max_size=2),
)  # fmt: skip
records = st.dictionaries(st.sampled_from(["school", "name", "data", "uri", "schools", "x"]), values, max_size=5)
edits = st.lists(st.tuples(st.integers(0, 600), st.integers(0, 12), st.sampled_from(FRAGMENTS)), max_size=3)
READER = TwinReader()


@given(st.lists(st.tuples(records, records, st.integers(0, 3)), max_size=6), edits, st.booleans())
@example([({"x": 1}, {"schools": ["s"]}, 0)], [], False)
def test_a_page_is_never_read_as_what_it_is_not(
    rows: list[tuple[dict[str, Any], dict[str, Any], int]], edits: list[tuple[int, int, bytes]], id_first: bool
) -> None:
    earlier, later = [], []
    for number, (record, more, way) in enumerate(rows):
        own = {"id": chr(97 + number)}
        record = own | record if id_first else record | own
        earlier.append(text_of(record))
        later.append(text_of(record | more if way else record))
    body = page_of(later)
    for at, size, fragment in edits:
        at %= len(body)
        body = body[:at] + fragment + body[at + size :]
    # The reader is one for all examples: what it knows from one page it must not believe of another.
    check(READER, page_of(earlier), body)


@given(st.data())
def test_it_may_be_held_against_any_page(data: st.DataObject) -> None:
    texts = st.lists(records.map(lambda record: text_of({"id": "a"} | record)), max_size=3)
    check(READER, page_of(data.draw(texts)), page_of(data.draw(texts)))


def test_whoever_has_no_page_of_wrappers_has_nothing_to_hold_others_against() -> None:
    bare = b'{"data":[%b]}' % b",".join(map(text_of, RECORDS))
    like = read_alone(bare)
    assert like is not None
    assert isinstance(like.records, Texts)
    assert not like.records.wrapped
    assert check(TwinReader(), bare, EARLIER) is None


@pytest.mark.parametrize("place", ["head", "rest", "record"])
def test_whatever_may_be_nested_deep_is_left_to_others(place: str) -> None:
    nested = b"[" * 40 + b"]" * 40
    texts = [text_of(record) for record in RECORDS]
    head = b'{"x":%b,"data":[' % nested if place == "head" else HEAD
    rest = REST.replace(b'"paging"', b'"x":%b,"paging"' % nested) if place == "rest" else REST
    if place == "record":
        texts[1] = b'{"x":%b,"id":"b"}' % nested
    later = page_of(texts, head, rest)
    assert read_alone(later) is not None
    assert check(TwinReader(), EARLIER, later) is None
