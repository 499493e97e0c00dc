import codecs
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.result import Skipped
from clever_upgrade.scan.tree.text import Source, decode, in_words, read

WRITTEN = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]))


@given(WRITTEN, st.sampled_from([b"", codecs.BOM_UTF8]))
def test_utf_8_comes_back_as_it_was(text: str, mark: bytes) -> None:
    data = mark + text.encode()
    source = decode(data)
    if not mark and text.startswith("\ufeff"):
        return
    assert source == Source(text, "utf-8", mark)
    assert isinstance(source, Source)
    assert source.encode(source.text) == data


@given(WRITTEN, st.sampled_from([(codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")]))
def test_utf_16_is_known_by_its_mark(text: str, form: tuple[bytes, str]) -> None:
    mark, encoding = form
    assert decode(mark + text.encode(encoding)) == Source(text, encoding, mark)


@given(st.binary())
def test_whatever_is_read_is_written_back_to_the_byte(data: bytes) -> None:
    source = decode(data)
    if isinstance(source, Source):
        assert source.encode(source.text) == data


def test_anything_else_is_read_as_latin_1_and_not_written() -> None:
    assert decode("# é\r\nurl = 1\r".encode("latin-1")) == Source("# é\r\nurl = 1\r", "latin-1", fixable=False)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"\x89PNG\0\0", "is binary"),
        (codecs.BOM_UTF16_BE + b"\0\0\0a", "is binary"),
        (codecs.BOM_UTF16_LE + b"a", "says that it is in UTF-16, but is not"),
        (codecs.BOM_UTF8 + b"\xff", "says that it is in UTF-8, but is not"),
        ("a".encode("utf-32"), "is in UTF-32, which nothing here reads"),
    ],
)
def test_what_is_no_text_says_why(data: bytes, why: str) -> None:
    assert decode(data) == why


def test_a_nul_far_inside_does_not_make_a_file_binary() -> None:
    assert isinstance(decode(b"a" * 9000 + b"\0"), Source)


def test_a_file_is_read_up_to_the_limit(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_bytes(b"x" * 2000)
    assert read(file, "a.py", largest=2000) == Source("x" * 2000)
    assert read(file, "a.py", largest=1999) == Skipped("a.py", "is larger than 2 kB")


def test_what_cannot_be_read_is_skipped(tmp_path: Path) -> None:
    assert read(tmp_path / "gone.py", "gone.py") == Skipped("gone.py", "cannot be read: no such file or directory")
    os.mkfifo(tmp_path / "pipe.py")
    assert read(tmp_path / "pipe.py", "pipe.py") == Skipped("pipe.py", "cannot be read: not a file")
    assert isinstance(read(tmp_path, "."), Skipped)


@pytest.mark.parametrize(
    ("size", "words"), [(1, "1 bytes"), (1000, "1 kB"), (1_000_000, "1 MB"), (2_500_000, "2.5 MB"), (999, "999 bytes")]
)
def test_a_size_is_said_as_people_say_it(size: int, words: str) -> None:
    assert in_words(size) == words
