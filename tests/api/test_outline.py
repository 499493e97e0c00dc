"""An outline tells the shape of an answer, and nothing that was in it."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.api.outline import outlined


@pytest.mark.parametrize(
    ("value", "outline"),
    [
        ({"data": [{"id": "1"}, {"id": "2"}], "links": []}, '{"data": [{"id": string} and 1 more], "links": []}'),
        ([1, 2, 3], "[number and 2 more]"),
        ({"a": None, "b": True, "c": 1.5}, '{"a": null, "b": boolean, "c": number}'),
        ({"Ada Lovelace": 1}, "{(a name): number}"),
        ({"Ada_Lovelace": 1}, "{(a name): number}"),
        ("text", "string"),
    ],
)
def test_the_shape_is_told(value: object, outline: str) -> None:
    assert outlined(json.dumps(value).encode()) == outline


@pytest.mark.parametrize("body", [b"<html>Ada</html>", b"", b"\xff\xfe", b"[" * 5000])
def test_what_is_no_json_is_told_by_its_length(body: bytes) -> None:
    assert outlined(body) == f"{len(body):,} bytes that are no JSON"


TEXTS = st.text(min_size=12).map(lambda text: f"Ada {text}")
VALUES = st.recursive(TEXTS, lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner), max_leaves=20)


@given(VALUES)
def test_no_value_and_no_odd_name_is_in_it(value: object) -> None:
    assert "Ada" not in outlined(json.dumps(value).encode())
