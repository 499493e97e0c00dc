"""The quickest path: the later text without what the later version adds is the earlier text, so nothing else differs.

Additions mostly stand at the end, or else in the middle of the text, from which they are cut. Nothing is searched for
and taken on trust: a parser says what stands at the top of a record.
"""

from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType
from msgspec.structs import astuple

from clever_upgrade.compare.paths.additions import Added, Additions, Expected, Vouched, is_borne_out
from clever_upgrade.compare.schools import PRIMARY_SCHOOL
from clever_upgrade.compare.values import UnreadableRecordError, parse_record

UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
SPACE = b" \t\r\n"

_MOST_TAILS = 50_000
_MARGIN = 64
"""By how many bytes an addition may stand earlier than in the record before, to be found at the first glance."""


class BytesPath:
    """Vouches for pairs by their bytes."""

    def __init__(self, additions: Additions) -> None:
        self._additions = additions
        slots = [(PRIMARY_SCHOOL, Any, None), *((name, Raw | UnsetType, UNSET) for name in additions.names)]
        self._read = msgspec.json.Decoder(msgspec.defstruct("Top", slots, gc=False)).decode
        self._nothing = (UNSET,) * len(additions.names)
        self._tails: dict[bytes, Vouched | None] = {}
        self._hints = [0] * len(additions.names)

    def vouch(self, from_text: bytes, to_text: bytes, number: int, expected: Expected) -> Vouched | None:
        """The judgement of all that differs, or None where bytes do not prove it; ``from_text`` must be UTF-8.

        The later text has nothing else but additions then, which are read.
        """
        try:
            top = astuple(self._read(from_text))
            # An addition is documented only where the earlier version lacks it.
            if top[1:] != self._nothing:
                return None
            members = from_text[:-1]
            if to_text.startswith(members):
                vouched = self._appended(members, to_text[len(members) :])
            else:
                vouched = self._inserted(from_text, to_text)
        except UNREADABLE:
            return None
        return vouched if vouched is not None and is_borne_out(vouched, number, top[0], expected) else None

    def _appended(self, members: bytes, tail: bytes) -> Vouched | None:
        """The judgement of ``tail``: what follows all the other members, up to the closing brace."""
        if members[-1] in b"{ \t\r\n":
            # The record is empty, or what was taken off its end is no brace.
            return None
        try:
            return self._tails[tail]
        except KeyError:
            if len(self._tails) >= _MOST_TAILS:
                self._tails.clear()
            vouched = self._tails[tail] = self._vouch_tail(tail.strip(SPACE))
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
        if record.repeated or not record.members.keys() <= set(self._additions.names):
            return None
        _, *added = astuple(self._read(text))
        return self._additions.known(_texts(added))

    def _inserted(self, from_text: bytes, to_text: bytes) -> Vouched | None:
        """The judgement of members that stand among the others."""
        if len(to_text) <= len(from_text):
            return None
        _, *raw = astuple(self._read(to_text))
        added = _texts(raw)
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


def _texts(added: list[Raw | UnsetType]) -> Added:
    return tuple([None if text is UNSET else bytes(text) for text in added])
