"""Gives every id of a recording another one, in the same order: whoever reads it cannot look anybody up.

Listings ascend by id and cursors are ids, so that order must stay. Ids that follow each other do so afterwards, for the
tool asks for what comes after the id before a record.
"""

import hashlib
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from clever_upgrade.api.recording.files import compressed, lines_of

_ID = re.compile(rb"(?:(?<![0-9a-fA-F])|(?<=%[0-9a-fA-F]{2}))[0-9a-f]{24}(?![0-9a-fA-F])")
"""In a query an id may follow a sign that is written in hexadecimal digits, too."""
_SPACE = 1 << 95


def map_ids(paths: Sequence[Path], key: bytes) -> None:
    """Rewrite the spooled files with other ids."""
    known = {int(found, 16) for path in paths for line in lines_of(path) for found in _ID.findall(line)}
    images = dict(zip(sorted(known), _images(sorted(known), key), strict=True))

    def image(found: re.Match[bytes]) -> bytes:
        return b"%024x" % images[int(found[0], 16)]

    for path in paths:
        rewritten = path.with_suffix(".mapped")
        with compressed(rewritten, "wb") as file:
            for line in lines_of(path):
                file.write(_ID.sub(image, line))
        rewritten.replace(path)


def _images(ordered: Sequence[int], key: bytes) -> Iterator[int]:
    """Ascending numbers, one for each of ``ordered``, adjacent where those are."""
    starts = sorted(_random_numbers(_runs(ordered), key))
    run, before, image = -1, -2, 0
    for place, number in enumerate(ordered):
        if number == before + 1:
            image += 1
        else:
            run += 1
            # Twice its place on top keeps a run from meeting the one after it, and the number before it free.
            image = starts[run] + 2 * place + 1
        before = number
        yield image


def _runs(ordered: Iterable[int]) -> int:
    runs, before = 0, -2
    for number in ordered:
        runs += number != before + 1
        before = number
    return runs


def _random_numbers(count: int, key: bytes) -> Iterator[int]:
    for number in range(count):
        digest = hashlib.blake2b(b"id %d" % number, key=key, digest_size=16).digest()
        yield int.from_bytes(digest) % _SPACE
