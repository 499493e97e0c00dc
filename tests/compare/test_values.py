"""JSON is read exactly: types count, doubled members are noticed, and nothing unreadable passes for a record."""

import json
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from clever_upgrade.compare.values import UnreadableRecordError, json_type, parse_record, same, same_record
from tests.compare import oracle
from tests.compare.oracle_reading import read
from tests.compare.texts import Members, Style, escaping, tree, write

NAMES = st.sampled_from(["a", "b", "", ".", "a.b", 'say "x":', '"', "é", "\\"]) | st.text(max_size=3)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)
TEXTS = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | NAMES,
    lambda inner: st.lists(inner, max_size=3) | st.lists(st.tuples(NAMES, inner), max_size=4).map(Members),
    max_leaves=10,
)
"""Values as they stand in a text: members may be doubled."""
STYLES = st.builds(
    Style,
    after=st.sampled_from(["", " ", "\n\t"]),
    before=st.sampled_from(["", " ", "\r\n", "\t"]),
    escape=st.integers(0, 99).map(lambda seed: escaping(Random(seed))),
)


@given(st.lists(st.tuples(NAMES, TEXTS), max_size=5).map(Members), STYLES)
@example(Members([("a", Members([("b", 1), ("b", 1)]))]), Style())
@example(Members([("a", Members([("x", 1)])), ("a", Members([("y", 1), ("z", 2)]))]), Style())
@example(Members([("a", [Members([("b", Members([("c", 1), ("c", 2)]))])])]), Style(before=" "))
@example(Members([("a", '":'), ("b", 1)]), Style())
def test_every_doubled_member_is_noticed_and_no_other(record: Members, style: Style) -> None:
    text = write(record, style)
    try:
        text.decode()
    except UnicodeDecodeError:
        return
    parsed, reading = parse_record(text), read(text)
    assert reading is not None
    assert parsed.members == reading.members
    assert set(parsed.repeated) == reading.doubled


@given(st.dictionaries(NAMES, VALUES, max_size=4), st.integers(0, 99), STYLES)
def test_a_record_says_the_same_in_any_order_and_in_any_dress(record: dict[str, Any], seed: int, style: Style) -> None:
    shuffled = tree(record)
    Random(seed).shuffle(shuffled)
    text = json.dumps(record).encode()
    assert same_record(text, write(shuffled, style))
    assert parse_record(text).repeated == ()


@given(VALUES, VALUES)
def test_values_are_the_same_for_the_engine_exactly_where_they_are_for_the_oracle(left: Any, right: Any) -> None:
    assert same(left, right) is same(right, left) is oracle.equal(left, right)
    assert same(left, left)
    assert json_type(left) == oracle.kind(left)


@pytest.mark.parametrize(
    ("left", "right"),
    [(True, 1), (False, 0), (None, ""), (None, False), ("1", 1), ([], {}), ([True], [1]), ({"a": 1}, {"a": True})],
)
def test_values_that_python_or_people_take_for_the_same_are_not(left: Any, right: Any) -> None:
    assert not same(left, right)
    assert not same({"x": [left]}, {"x": [right]})


def test_numbers_are_the_same_by_value() -> None:
    assert same(1, 1.0)
    assert same({"a": [1]}, {"a": [1.0]})
    assert not same(2**53, 2**53 + 1)
    assert parse_record(b'{"a":123456789012345678901234567890}').members["a"] == 123456789012345678901234567890


@pytest.mark.parametrize("digits", ["1e999", "-1E+999", "9" * 5000, "1e99999999999999999999"])
def test_a_number_beyond_every_float_is_a_number_all_the_same(digits: str) -> None:
    record = parse_record(f'{{"a":{digits},"b":1.5}}'.encode())
    assert json_type(record.members["a"]) == "number"
    assert str(record.members["a"]) == digits
    assert record.members["b"] == 1.5
    assert same(record.members["a"], parse_record(f'{{"a":{digits}}}'.encode()).members["a"])
    assert not same(record.members["a"], parse_record(b'{"a":1e998}').members["a"])
    assert not same(record.members["a"], digits)
    assert parse_record(f'{{"a":{digits},"a":1}}'.encode()).repeated == ("a",)


@pytest.mark.parametrize("broken", [b'"\\ud800"', b'"\xff"', b"NaN", b"01"])
def test_a_number_beyond_every_float_hides_nothing_that_cannot_be_read(broken: bytes) -> None:
    with pytest.raises(UnreadableRecordError):
        parse_record(b'{"a":1e999,"b":' + broken + b"}")


@pytest.mark.parametrize(
    "text",
    [
        b"", b"null", b"[]", b'"x"', b"1", b'{"a":1', b'{"a":1}x', b'{"a":NaN}', b'{"a":01}',
        b'{"a":"\\ud800"}', b'{"\\udc00":1}', b'{"a":"\xff"}', b'{"a":"\x01"}', b"\xef\xbb\xbf{}", b'{"a":1,}', b"{}{}",
    ],
)  # fmt: skip
def test_what_is_no_json_object_is_unreadable(text: bytes) -> None:
    with pytest.raises(UnreadableRecordError):
        parse_record(text)
    assert read(text) is None


@pytest.mark.parametrize("depth", [900, 100_000])
@pytest.mark.parametrize(("opened", "closed"), [("[", "]"), ('{"n":', "}")])
def test_a_record_that_is_nested_too_deep_is_never_the_same_as_another(depth: int, opened: str, closed: str) -> None:
    inside = f'"q":{opened * depth}1{closed * depth}'
    assert not same_record(f'{{"id":"x",{inside}}}'.encode(), f'{{{inside},"id":"x"}}'.encode())


def test_no_record_is_the_same_as_none() -> None:
    assert not same_record(None, b"{}")
    assert not same_record(b"{}", None)
    assert same_record(None, None)
    assert not same_record(b"x", b"y")
