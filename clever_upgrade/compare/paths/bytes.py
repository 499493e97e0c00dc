"""The quickest path: the later text without what the later version adds is the earlier text, so nothing else differs.

Additions mostly stand at the end, or else in the middle of the text, from which they are cut. Nothing is searched for
and taken on trust: a parser says what stands at the top of a record.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType
from msgspec.structs import astuple

from clever_upgrade.api.envelope import Texts, is_utf8
from clever_upgrade.compare.align import PagePairs, Pair
from clever_upgrade.compare.paths.additions import Added, Additions, Expected, Vouched
from clever_upgrade.compare.schools import PRIMARY_SCHOOL
from clever_upgrade.compare.values import UnreadableRecordError, parse_record

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
SPACE = b" \t\r\n"

_NO_END = b"{" + SPACE
"""What a record must not end with before its brace: then it is empty, or what was taken off its end is no brace."""
_MOST_TAILS = 50_000
_MARGIN = 64
"""By how many bytes an addition may stand earlier than in the record before, to be found at the first glance."""

_Top = tuple[Any, ...]


class BytesPath:
    """Vouches for pairs by their bytes."""

    def __init__(self, additions: Additions) -> None:
        self._additions = additions
        slots = [(PRIMARY_SCHOOL, Any, None), *((name, Raw | UnsetType, UNSET) for name in additions.names)]
        self._top = msgspec.defstruct("Top", slots, gc=False)
        self._read = msgspec.json.Decoder(self._top).decode
        self._nothing = (UNSET,) * len(additions.names)
        self._tails: dict[bytes, Vouched | None] = {}
        self._hints = [0] * len(additions.names)

    def vouch(self, pairs: Sequence[Pair], expected: Expected) -> list[Vouched | None]:
        """The judgement of all that differs in each pair, or None where bytes do not prove it."""
        found: list[Vouched | None] = []
        tails, nothing = self._tails, self._nothing
        for number, ((_, from_text, to_text), top) in enumerate(zip(pairs, self._tops(pairs), strict=True)):
            vouched = None
            # An addition is documented only where the earlier version lacks it.
            if top is not None and top[1:] == nothing:
                members = from_text[:-1]
                if to_text.startswith(members):
                    tail = to_text[len(members) :]
                    vouched = tails[tail] if tail in tails else self._known_tail(tail)
                    if members[-1] in _NO_END:
                        vouched = None
                else:
                    vouched = self._inserted(from_text, to_text)
                if vouched is not None and vouched.schools is not None:
                    schools = expected(number, top[0])
                    if schools is not None and schools != vouched.schools:
                        vouched = None
            found.append(vouched)
        return found

    def _tops(self, pairs: Sequence[Pair]) -> Iterator[_Top | None]:
        """What stands at the top of each earlier record: the primary school and what should be added only later.

        None where a record cannot be read. The later text has nothing else but additions, which are read.
        """
        if isinstance(pairs, PagePairs) and isinstance(pairs.from_texts, Texts):
            try:
                return map(astuple, pairs.from_texts.read_as(self._top))
            except UNREADABLE:
                return (self._top_of(text) for text in pairs.from_texts)
        return (self._top_of(text) if is_utf8(text) else None for _, text, _ in pairs)

    def _top_of(self, text: bytes) -> _Top | None:
        try:
            return astuple(self._read(text))
        except UNREADABLE:
            return None

    def _known_tail(self, tail: bytes) -> Vouched | None:
        """The judgement of ``tail``: what follows all the other members, up to the closing brace."""
        if len(self._tails) >= _MOST_TAILS:
            self._tails.clear()
        try:
            vouched = self._vouch_tail(tail.strip(SPACE))
        except UNREADABLE:
            vouched = None
        self._tails[tail] = vouched
        return vouched

    def _vouch_tail(self, tail: bytes) -> Vouched | None:
        if tail == b"}":
            return self._additions.known((None,) * len(self._nothing))
        if not tail.startswith(b","):
            return None
        text = b"{" + tail[1:]
        try:
            record = parse_record(text)
        except UnreadableRecordError:
            return None
        # Without a member the comma before it is what is wrong.
        if not record.members or record.repeated or not record.members.keys() <= set(self._additions.names):
            return None
        return self._additions.known(_texts(astuple(self._read(text))[1:]))

    def _inserted(self, from_text: bytes, to_text: bytes) -> Vouched | None:
        """The judgement of members that stand among the others."""
        if len(to_text) <= len(from_text):
            return None
        top = self._top_of(to_text)
        if top is None:
            return None
        added = _texts(top[1:])
        vouched = self._additions.known(added)
        if vouched is None:
            return None
        rest = to_text
        for number, (name, text) in enumerate(zip(self._additions.names, added, strict=True)):
            if text is not None:
                rest = self._without(rest, number, name.encode(), text)
        # The earlier text has none of these at its top. If one was cut out of something inside, the rest still had it.
        return vouched if rest == from_text else None

    def _without(self, text: bytes, number: int, name: bytes, value: bytes) -> bytes:
        for member in (b',"%b":%b' % (name, value), b', "%b": %b' % (name, value)):
            at = text.find(member, max(0, self._hints[number] - _MARGIN))
            if at < 0:
                at = text.find(member)
            if at >= 0:
                self._hints[number] = at
                return text[:at] + text[at + len(member) :]
        return text


def _texts(added: Iterable[Raw | UnsetType]) -> Added:
    return tuple([None if text is UNSET else bytes(text) for text in added])
