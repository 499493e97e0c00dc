"""The search for marked values finds them, whatever they are dressed in."""

import base64
import gzip
import json
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.marked import found_in, marked_district, texts_below

WORDS = frozenset({"qxzvbnmtréé"})


@pytest.mark.parametrize(
    "text",
    [
        "so qxzvbnmtréé it is",
        "QXZVBNMTRÉÉ",
        quote("qxzvbnmtréé"),
        json.dumps("qxzvbnmtréé"),
        json.dumps({"body": json.dumps({"qxzvbnmtréé": 1})}),
        base64.b64encode("qxzvbnmtréé".encode()).decode(),
        "qxzvbnmtréé".encode().hex(),
    ],
)
def test_a_word_is_found(text: str) -> None:
    assert found_in([text], WORDS) == WORDS


def test_nothing_is_found_where_nothing_is() -> None:
    assert found_in(["qxzvbnmtr", b"\xff\x00", "{}"], WORDS) == set()


def test_files_are_searched_as_they_are_and_unpacked(tmp_path: Path) -> None:
    (tmp_path / "a.gz").write_bytes(gzip.compress("qxzvbnmtréé".encode()))
    assert found_in(texts_below(tmp_path), WORDS) == WORDS


def test_a_marked_district_shows_its_marks() -> None:
    district, marks = marked_district(5)
    shown = [
        district.item("v1.2", name, one) for name in ("students", "sections") for one in district.ids("v1.2", name)
    ]
    assert len(found_in(shown, marks.words)) > 50
