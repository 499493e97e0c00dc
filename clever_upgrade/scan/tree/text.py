"""From the bytes of a file to its text, and back to the very same bytes.

Nothing is translated on the way: line ends stay as they are, and a byte order mark is kept aside.
"""

import codecs
import os
import stat
from dataclasses import dataclass
from pathlib import Path

from clever_upgrade.scan.result import Skipped

LARGEST = 1_000_000
"""How many bytes a file may have, unless the user says otherwise: nobody writes more than that by hand."""
LARGEST_MANIFEST = 50_000_000
"""The same for manifests: a lock of thousands of packages is long, and worth reading."""

_LOOKED_AT_FOR_NUL = 8192
_OPENED = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_MARKS_OF_UTF_32 = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file and all that is needed to write it back. ``fixable``: its encoding is known for sure."""

    text: str
    encoding: str = "utf-8"
    mark: bytes = b""
    fixable: bool = True

    def encode(self, text: str) -> bytes:
        """The bytes of a file like this one that holds ``text``. UnicodeEncodeError for what the encoding lacks."""
        return self.mark + text.encode(self.encoding)


def read(location: Path | str, path: str, *, largest: int = LARGEST) -> Source | Skipped:
    """The text of the file at ``location``, or why it is not looked at; ``path`` is what reports call it."""
    data = read_bytes(location, path, largest=largest)
    if isinstance(data, Skipped):
        return data
    found = decode(data)
    return Skipped(path, found) if isinstance(found, str) else found


def read_bytes(location: Path | str, path: str, *, largest: int = LARGEST) -> bytes | Skipped:
    """What is in the file at ``location``, or why it is not looked at; ``path`` is what reports call it."""
    try:
        data = _bytes_of(location, largest)
    except OSError as error:
        return Skipped(path, f"cannot be read: {why(error)}")
    return Skipped(path, f"is larger than {in_words(largest)}") if len(data) > largest else data


def is_plain(data: bytes) -> bool:
    """Whether the bytes are text in an encoding that extends ASCII, so that a word can be looked for in them."""
    return b"\0" not in data[:_LOOKED_AT_FOR_NUL]


def decode(data: bytes) -> Source | str:
    """The text that the bytes stand for, or why they are none, as a clause."""
    if data.startswith(_MARKS_OF_UTF_32):
        return "is in UTF-32, which nothing here reads"
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data, mark, encoding)
    if b"\0" in data[:_LOOKED_AT_FOR_NUL]:
        return "is binary"
    try:
        return Source(data.decode())
    except UnicodeDecodeError:
        # Latin-1 gives some text for any bytes, and all that is looked for is ASCII; but it is a guess.
        return Source(data.decode("latin-1"), "latin-1", fixable=False)


def _decode_marked(data: bytes, mark: bytes, encoding: str) -> Source | str:
    try:
        text = data[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        return f"says that it is in {encoding.upper()[:6].rstrip('-')}, but is not"
    return "is binary" if "\0" in text[:_LOOKED_AT_FOR_NUL] else Source(text, encoding, mark)


def _bytes_of(location: Path | str, largest: int) -> bytes:
    # A pipe would keep the scan waiting for whoever writes into it.
    descriptor = os.open(location, _OPENED)
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise OSError("not a file")
        return os.read(descriptor, min(found.st_size, largest) + 1)
    finally:
        os.close(descriptor)


def why(error: OSError) -> str:
    """What the operating system says, as the end of a sentence."""
    return (error.strerror or str(error)).lower()


def in_words(size: int) -> str:
    """A number of bytes as people say it."""
    for unit, bytes_each in (("MB", 1_000_000), ("kB", 1000)):
        if size >= bytes_each:
            return f"{size / bytes_each:.3g} {unit}"
    return f"{size} bytes"
