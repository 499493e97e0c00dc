"""Reads a page by its likeness to one that was read before: the same records through another version of the API.

Where a record goes on as it does in the other page, nothing of it is parsed again: JSON that goes on like JSON which
was read, up to the end of its last member, is in the same state there. What follows differs little from record to
record and is checked once for each text. Records that are not alike stand in a page of their own, which is read as any
other; so is the whole page unless all of this is so plain that no doubt is left.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, repeat
from typing import overload

import msgspec
from msgspec import Raw

from clever_upgrade.api.envelope import BrokenEnvelopeError, Listing, Texts, is_utf8, read_listing

OPENING = b'{"data":'
"""What stands before every record."""
_BEHIND = rb'(\}|,[^{}]*\}),"uri":"[ !#-\[\]-~]*"\}'
"""What may follow the members that both pages have: further ones, the record's end, and the rest of its wrapper."""
_NEXT = re.compile(_BEHIND + rb',\{"data":')
_LAST = re.compile(_BEHIND + rb"(?=\])")
_END, _LAST_END = b'"},{"data":', b'"}]'
"""With what the wrapper of a record that is not alike ends, and what follows it."""
_KEY = b'"data"'
_ESCAPE = b"\\"
"""May hide a key. Whoever writes links with escapes has no page of theirs read by its likeness."""

_MOST_TAILS = 50_000
"""How many tails are known at a time."""
_MOST_NESTED = 32
"""How many objects and lists a text may begin: a page takes less nesting than its parts, and how much is chance."""
_FEW = 16
"""How many records may be unlike the others in any page; in a large one, a quarter may."""

_members = msgspec.json.Decoder(dict[str, Raw])


class Twin(Sequence[bytes]):
    """The texts of a page that has the records of another page.

    Of a record that goes on as it does in the page ``like`` this one, up to the end of its last member, there is the
    ``tail``: what follows from there on, up to its closing brace. The texts of all other records are in ``others``, by
    their place.
    """

    __slots__ = ("like", "others", "tails")

    def __init__(self, like: Texts, tails: Sequence[bytes | None], others: dict[int, bytes]) -> None:
        self.like, self.tails, self.others = like, tails, others

    def __len__(self) -> int:
        return len(self.tails)

    def __iter__(self) -> Iterator[bytes]:
        return map(self._text, range(len(self)))

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        places = range(len(self))[index]
        return self._text(places) if isinstance(places, int) else list(map(self._text, places))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    def _text(self, place: int) -> bytes:
        tail = self.tails[place]
        return self.others[place] if tail is None else self.like[place][:-1] + tail


@dataclass(slots=True)
class TwinReader:
    """Reads pages by their likeness to others; it knows what it has seen at the ends of records."""

    _tails: set[bytes] = field(default_factory=set)

    def read(self, body: bytes, like: Listing) -> Listing | None:
        """The page, or None unless it has the same records as the page ``like`` it, and most of them are alike.

        What it says is what ``read_listing`` says of it. Both pages must have been asked for after the same id: that
        these ids go on there was seen in the other page.
        """
        begin = body.find(b"[" + OPENING) + 1
        if not (begin and like.ids and isinstance(like.records, Texts) and like.records.wrapped):
            return None
        matched = self._match(body, begin, like.records)
        if matched is None:
            return None
        tails, apart, end = matched
        head, rest = body[:begin], body[end:]
        # Whether this is the list that counts can be doubted where the key is met, or may be hidden, once more.
        if not head.endswith(_KEY + b":[") or head.count(_KEY) > 1 or _KEY in rest or _ESCAPE in head + rest:
            return None
        others = _read_apart(head, apart, rest)
        if others is None or others.ids != [like.ids[place] for place in apart]:
            return None
        texts = dict(zip(apart, others.records, strict=True))
        return Listing(like.ids, Twin(like.records, tails, texts), others.count, others.next_uri)

    def _match(
        self, body: bytes, begin: int, records: Texts
    ) -> tuple[list[bytes | None], dict[int, bytes], int] | None:
        """The tail of every record, the wrappers of those that are not alike, and where the last one ends."""
        tails, apart = list[bytes | None](), dict[int, bytes]()
        known, last, at = self._tails, len(records) - 1, begin + len(OPENING)
        for text, behind in zip(records, chain(repeat(_NEXT.match, last), (_LAST.match,)), strict=True):
            members = text[:-1]
            if body.startswith(members, at):
                found = behind(body, at + len(members))
                if found is not None:
                    tail = found[1]
                    if tail in known or self._goes_on(tail):
                        tails.append(tail)
                        at = found.end()
                        continue
            place = len(tails)
            end = body.find(_END if place < last else _LAST_END, at) + 2
            if end < at or len(apart) > _FEW + place // 4:
                return None
            apart[place] = body[at - len(OPENING) : end]
            tails.append(None)
            at = end if place == last else end + len(b"," + OPENING)
        return tails, apart, at

    def _goes_on(self, tail: bytes) -> bool:
        """Whether this may follow the last of some members, and says nothing else of what was read of the record."""
        if len(self._tails) >= _MOST_TAILS:
            self._tails.clear()
        if tail != b"}":
            if _may_be_deep(tail):
                return False
            try:
                more = _members.decode(b"{" + tail[1:])
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return False
            if not more or "id" in more or not is_utf8(tail):
                return False
        self._tails.add(tail)
        return True


def _read_apart(head: bytes, apart: dict[int, bytes], rest: bytes) -> Listing | None:
    """The page with nothing but these wrappers, or None unless each of them is one wrapper in the plainest way."""
    if any(map(_may_be_deep, (head + rest, *apart.values()))):
        return None
    try:
        listing = read_listing(b"%b%b%b" % (head, b",".join(apart.values()), rest), after=None)
    except BrokenEnvelopeError:
        return None
    if not isinstance(listing.records, Texts) or not listing.records.wrapped or len(listing.ids) != len(apart):
        return None
    for text, wrapper in zip(listing.records, apart.values(), strict=True):
        behind = _LAST.match(wrapper + b"]", len(OPENING) + len(text) - 1)
        if not wrapper.startswith(OPENING + text) or behind is None or behind.end() != len(wrapper):
            return None
    return listing


def _may_be_deep(text: bytes) -> bool:
    return text.count(b"[") + text.count(b"{") > _MOST_NESTED
