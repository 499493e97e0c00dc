"""Reads the envelope of an answer, and nothing of the records inside but their ids.

The whole text is checked to be JSON and UTF-8; a record whose fields are wrong is none of this module's business.
"""

from collections.abc import Awaitable, Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from operator import lt
from typing import Annotated, Any, TypeVar, cast, overload

import msgspec
from msgspec import UNSET, Meta, Raw, Struct, UnsetType

T = TypeVar("T")

Body = bytes | memoryview
"""The whole text of an answer, which may lie in memory that is not its reader's own."""

_ROOM_BELOW = 50
"""How many calls further down texts may be read again; nesting and calls share one limit in some versions of Python."""
_STRETCH = 4096
"""How many bytes are looked at together; a stretch ends where a character does."""


class BrokenEnvelopeError(Exception):
    """The answer is not the envelope that the contract describes; the text says how, without quoting any value."""


class Identified(Struct, gc=False):
    """What is read of every record: its id. Whoever needs more of it at once derives from this."""

    id: Annotated[str, Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class Listing:
    """What one answer of a listing says."""

    ids: list[str]
    records: Sequence[bytes]
    count: int | None
    next_uri: str | None


@dataclass(frozen=True, slots=True)
class MeAnswer:
    """What one answer of ``/me`` says: what kind of user, the user's id and record, and links by their relation."""

    type: str
    id: str
    record: bytes
    links: dict[str, str]


class Texts(Sequence[bytes]):
    """The texts of the records of an answer, taken out of it when somebody asks for them.

    ``body`` is the whole answer, which was read before and found to be JSON and UTF-8; ``wrapped`` says whether its
    items hold the records as their ``data``, or are the records. ``read`` is what was read of each record then.
    """

    __slots__ = ("_raw", "_read", "_rows", "body", "wrapped")

    def __init__(self, body: Body, rows: int, *, wrapped: bool, read: Sequence[Identified] = ()) -> None:
        self.body, self.wrapped = body, wrapped
        self._rows, self._read = rows, read
        self._raw: list[Raw] | None = None

    def __len__(self) -> int:
        return self._rows

    def __iter__(self) -> Iterator[bytes]:
        # One at a time: copies of a whole page at once cost more than everything that is done with them.
        return map(bytes, self.raw)

    @overload
    def __getitem__(self, index: int) -> bytes: ...
    @overload
    def __getitem__(self, index: slice) -> list[bytes]: ...
    def __getitem__(self, index: int | slice) -> bytes | list[bytes]:
        found = self.raw
        return list(map(bytes, found[index])) if isinstance(index, slice) else bytes(found[index])

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Sequence) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]

    @property
    def raw(self) -> list[Raw]:
        """Where they stand in the answer; none is copied yet."""
        if self._raw is None:
            self._raw = list(self.read_as(Raw))
        return self._raw

    def read_as(self, record: type[T]) -> Sequence[T]:
        """Every record, read as this type at one go; DecodeError if one of them is of another."""
        if self._read and type(self._read[0]) is record:
            return cast(Sequence[T], self._read)
        items: Any = _page_of(cast(Hashable, record), self.wrapped).decode(self.body).data
        found: Sequence[T] = [item.data for item in items] if self.wrapped else items
        if record is not Raw:
            # What was read once is mostly asked for again.
            self._read = cast(Sequence[Identified], found)
        return found


class _Link(Struct, gc=False):
    rel: str = ""
    uri: str = ""


class _Paging(Struct, gc=False):
    count: int | None = None


class _Item(Struct, gc=False):
    id: str | UnsetType = UNSET
    uri: str | UnsetType = UNSET
    data: Raw | UnsetType = UNSET

    @property
    def wraps(self) -> bool:
        # A bare event has a member called data, too; what it lacks is the uri of a wrapper.
        return self.data is not UNSET and (self.id is UNSET or self.uri is not UNSET)


class _Around(Struct, gc=False):
    """What a wrapper has around its record. One with an id of its own may be an event, and is read closely."""

    id: UnsetType = UNSET


class _Wrapper(Struct, gc=False):
    data: Identified


class _Beside(Struct, gc=False):
    """What a page has beside its records."""

    links: list[_Link] | None = None
    paging: Raw | UnsetType = UNSET


class _Page(_Beside, kw_only=True, gc=False):
    data: list[_Item]


class _WrappedIds(Struct, gc=False):
    data: list[_Wrapper]


class _BareIds(Struct, gc=False):
    data: list[Identified]


class _Single(Struct, gc=False):
    data: Raw


class _Me(Struct, gc=False):
    data: Raw
    type: str = ""
    links: list[_Link] = []


class _Count(Struct, gc=False):
    count: int


_page = msgspec.json.Decoder(_Page)
_paging = msgspec.json.Decoder(_Paging)
_wrapped_ids = msgspec.json.Decoder(_WrappedIds)
_bare_ids = msgspec.json.Decoder(_BareIds)
_single = msgspec.json.Decoder(_Single)
_count = msgspec.json.Decoder(_Count)
_me = msgspec.json.Decoder(_Me)
_identified = msgspec.json.Decoder(Identified)


@cache
def _page_of(record: Hashable, wrapped: bool) -> "msgspec.json.Decoder[Any]":
    item = msgspec.defstruct("Item", [("data", record)], gc=False) if wrapped else record
    return msgspec.json.Decoder(msgspec.defstruct("Page", [("data", list[item])], gc=False))  # type: ignore[valid-type]


@cache
def _wrapped_page_of(row: type[Identified]) -> "msgspec.json.Decoder[Any]":
    wrapper = msgspec.defstruct("Wrapper", [("data", row)], bases=(_Around,), kw_only=True, gc=False)
    items: Any = list[wrapper]  # type: ignore[valid-type]
    return msgspec.json.Decoder(msgspec.defstruct("Page", [("data", items)], bases=(_Beside,), kw_only=True, gc=False))


ReadPage = Callable[[bytes, str | None], Awaitable[Listing]]
"""Reads the text of a page whose ids must go on after another id; BrokenEnvelopeError if it is no such page."""


def read_listing(body: bytes, after: str | None, row: type[Identified] = Identified) -> Listing:
    """The rows of a page, whose ids must ascend, from beyond ``after`` on.

    ``row`` is what to read of each record while its id is read: ``Texts.read_as`` has that at hand.
    """
    listing = _read_at_once(body, row) or _read_closely(body)
    _check_order(listing.ids, after)
    return listing


async def read_page(body: bytes, after: str | None) -> Listing:
    """The rows of a page, read at once."""
    return read_listing(body, after)


def _read_at_once(body: bytes, row: type[Identified]) -> Listing | None:
    """The page, if it is made as nearly all are: every record wrapped, and nothing amiss."""
    try:
        page = _with_room_below(_wrapped_page_of(row).decode, body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not is_utf8(body):
        return None
    ids = [item.data.id for item in page.data]
    read = () if row is Identified else [item.data for item in page.data]
    return _listing(ids, Texts(body, len(ids), wrapped=True, read=read), page)


def _read_closely(body: bytes) -> Listing:
    page = _decode(_page, body)
    wrapped = all(item.wraps for item in page.data)
    if wrapped:
        ids = [wrapper.data.id for wrapper in _decode(_wrapped_ids, body).data]
    elif any(item.wraps for item in page.data):
        raise BrokenEnvelopeError("some items are wrapped and some are not")
    else:
        ids = [item.id for item in _decode(_bare_ids, body).data]
    return _listing(ids, Texts(body, len(ids), wrapped=wrapped), page)


def _listing(ids: list[str], texts: Texts, page: _Beside) -> Listing:
    next_uri = next((link.uri for link in page.links or () if link.rel == "next"), None)
    return Listing(ids, texts, _announced(page.paging), next_uri)


def read_single(body: bytes) -> bytes:
    """The text of the one record of an answer."""
    record = bytes(_decode(_single, body).data)
    if not record.startswith(b"{"):
        raise BrokenEnvelopeError("`data` is not one record")
    return record


def read_me(body: bytes) -> MeAnswer:
    """What an answer of ``/me`` says."""
    answer = _decode(_me, body)
    return MeAnswer(answer.type, _decode(_identified, answer.data).id, bytes(answer.data), _uris(answer.links))


def checked_me(body: bytes) -> bytes:
    """An answer of ``/me`` as it came, if it can be read."""
    read_me(body)
    return body


def _uris(links: list[_Link]) -> dict[str, str]:
    """Links by their relation; of several with the same one the first counts, as it does for clients."""
    return {link.rel: link.uri for link in reversed(links)}


def read_count(body: bytes) -> int:
    """The number that an answer to ``count=true`` states."""
    count = _decode(_count, body).count
    if count < 0:
        raise BrokenEnvelopeError("the count is negative")
    return count


def _decode(decoder: "msgspec.json.Decoder[T]", body: bytes | Raw) -> T:
    try:
        # The decoder skips over texts that it does not need, whatever their bytes.
        if not is_utf8(bytes(body)):
            raise BrokenEnvelopeError("the answer is not UTF-8")
        return _with_room_below(decoder.decode, body)
    except UnicodeDecodeError:
        raise BrokenEnvelopeError("the answer is not UTF-8") from None
    except msgspec.ValidationError as error:
        raise BrokenEnvelopeError(f"unlike the contract: {error}") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise BrokenEnvelopeError(f"not one whole JSON text: {error}") from None


def _with_room_below(decode: Callable[[bytes | Raw], T], body: bytes | Raw, frames: int = _ROOM_BELOW) -> T:
    """What can be read even so many calls further down: whoever reads the same text again may be there."""
    return decode(body) if frames == 0 else _with_room_below(decode, body, frames - 1)


def is_utf8(body: bytes) -> bool:
    """Whether the text is UTF-8. Most of it is ASCII, which is told much faster than a whole page is decoded."""
    if body.isascii():
        return True
    begin, size = 0, len(body)
    try:
        while begin < size:
            end = begin + _STRETCH
            while end < size and body[end] & 0xC0 == 0x80:
                end += 1
            stretch = body[begin:end]
            if not stretch.isascii():
                stretch.decode()
            begin = end
    except UnicodeDecodeError:
        return False
    return True


def _announced(paging: Raw | UnsetType) -> int | None:
    if paging is UNSET:
        return None
    try:
        count = _paging.decode(paging).count
    except msgspec.DecodeError:
        return None
    return count if count is not None and count >= 0 else None


def _check_order(ids: list[str], after: str | None) -> None:
    if not ids:
        return
    if after is not None and ids[0] <= after:
        raise BrokenEnvelopeError(f"the page starts at {_brief(ids[0])}, not after {_brief(after)} as asked")
    if not all(map(lt, ids, ids[1:])):
        wrong = next(i for i in range(1, len(ids)) if ids[i - 1] >= ids[i])
        word = "stands twice" if ids[wrong] == ids[wrong - 1] else "comes out of order"
        raise BrokenEnvelopeError(f"the ids do not ascend: {_brief(ids[wrong])} {word}")


def _brief(record_id: str) -> str:
    return ascii(record_id[:40])
