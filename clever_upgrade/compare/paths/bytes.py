"""The quickest path: the later text without what the later version adds is the earlier text, so nothing else differs.

Additions mostly stand at the end, or else in the middle of the text, from which they are cut. Nothing is searched for
and taken on trust: a parser says what stands at the top of a record.
"""

from collections.abc import Callable, Collection, Sequence
from operator import attrgetter
from typing import Any, cast

import msgspec
from msgspec import UNSET, Raw, Struct, UnsetType

from clever_upgrade.api.envelope import Identified, Texts, is_utf8
from clever_upgrade.api.twin import Twin
from clever_upgrade.compare.align import PagePairs, Pair, Tops, texts_of
from clever_upgrade.compare.judge import ABSENT
from clever_upgrade.compare.paths.additions import Additions, Expected, Vouched
from clever_upgrade.compare.paths.members import UNREADABLE, Added
from clever_upgrade.compare.remembered import Remembered
from clever_upgrade.compare.schools import PRIMARY_SCHOOL
from clever_upgrade.compare.values import UnreadableRecordError, parse_record

SPACE = b" \t\r\n"

_NO_END = b"{" + SPACE
"""What a record must not end with before its brace: then it is empty, or what was taken off its end is no brace."""
_MOST_TAILS = 50_000
_MARGIN = 64
"""By how many bytes an addition may stand earlier than in the record before, to be found at the first glance."""


class BytesPath:
    """Vouches for pairs by their bytes."""

    def __init__(self, additions: Additions) -> None:
        self._additions = additions
        slots = [(PRIMARY_SCHOOL, Any, None), *((name, Raw | UnsetType, UNSET) for name in additions.names)]
        row = msgspec.defstruct("Row", slots, bases=(Identified,), gc=False)
        self.row = cast(type[Identified], row)
        """What must be read of every earlier record: id, primary school, and what should be added only later."""
        top = msgspec.defstruct("Top", slots, gc=False)
        self._read = msgspec.json.Decoder(top).decode
        # Nothing but additions may stand in a tail, so that nothing else may count as known there.
        tail = msgspec.defstruct("Tail", slots[1:], gc=False, omit_defaults=True)
        self._read_tail = msgspec.json.Decoder(tail).decode
        self._written = msgspec.json.Encoder().encode
        self._added = _getter(additions.names)
        self._nothing = self._added(top())
        self._tails = Remembered(self._of_tail, _MOST_TAILS)
        self._hints = [0] * len(additions.names)

    def vouch(self, pairs: Sequence[Pair], expected: Expected) -> list[Vouched | None]:
        """The judgement of all that differs in each pair, or None where bytes do not prove it."""
        wanted, unfit = self.tops(pairs, expected)
        found = self._found(pairs, unfit)
        for place, (vouched, schools) in enumerate(zip(found, wanted, strict=True)):
            if schools is not None and vouched is not None:
                named = vouched.schools
                # Equal sets are mostly one and the same (``one_of_equals``).
                if named is not schools and named is not None and named != schools:
                    found[place] = None
        return found

    def _found(self, pairs: Sequence[Pair], unfit: Collection[int]) -> list[Vouched | None]:
        """What each later text adds to the earlier one, or None if anything else is different."""
        from_texts, to_texts = texts_of(pairs)
        if isinstance(to_texts, Twin) and to_texts.like is from_texts:
            # How far these texts are alike was seen when they were read.
            tails = self._tails
            found = [None if tail is None else tails[tail] for tail in to_texts.tails]
            for place, to_text in to_texts.others.items():
                found[place] = self._by_texts(from_texts[place], to_text)
            for place in unfit:
                found[place] = None
            return found
        texts = zip(from_texts, to_texts, strict=True)
        if not unfit:
            return [self._by_texts(from_text, to_text) for from_text, to_text in texts]
        unfit = set(unfit)
        return [None if place in unfit else self._by_texts(*both) for place, both in enumerate(texts)]

    def _by_texts(self, from_text: bytes, to_text: bytes) -> Vouched | None:
        members = from_text[:-1]
        if not to_text.startswith(members):
            return self._inserted(from_text, to_text)
        if members[-1] in _NO_END:
            return None
        return self._tails[to_text[len(members) :]]

    def tops(self, pairs: Sequence[Pair], expected: Expected) -> Tops:
        """What follows from the members at the top of the earlier records.

        An addition is documented only where the earlier record lacks it. The later texts have nothing else but
        additions, which are read.
        """
        if isinstance(pairs, PagePairs) and pairs.tops is not None:
            return pairs.tops
        tops, added, nothing = self._read_tops(texts_of(pairs)[0]), self._added, self._nothing
        wanted = expected(range(len(tops)), [getattr(top, PRIMARY_SCHOOL, None) for top in tops])
        return Tops(wanted, [place for place, top in enumerate(tops) if top is None or added(top) != nothing])

    def _read_tops(self, texts: Sequence[bytes]) -> Sequence[Struct | None]:
        if isinstance(texts, Texts):
            try:
                return texts.read_as(self.row)
            except UNREADABLE:
                return list(map(self._top_of, texts))
        # With space behind its brace, what a record begins with would not end before the brace.
        return [self._top_of(text) if text.endswith(b"}") and is_utf8(text) else None for text in texts]

    def _top_of(self, text: bytes) -> Struct | None:
        try:
            return self._read(text)
        except UNREADABLE:
            return None

    def _of_tail(self, tail: bytes) -> Vouched | None:
        """The judgement of ``tail``: what follows all the other members, up to the closing brace."""
        try:
            return self._vouch_tail(tail.strip(SPACE))
        except UNREADABLE:
            return None

    def _vouch_tail(self, tail: bytes) -> Vouched | None:
        if tail == b"}":
            return self._additions.known[(ABSENT,) * len(self._nothing)]
        if not tail.startswith(b","):
            return None
        text = b"{" + tail[1:]
        top = self._read_tail(text)
        # Whatever is not written in the plainest way is looked at closely.
        if len(self._written(top)) != len(text) and not self._has_additions_only(text):
            return None
        added = self._texts(top)
        # Without a member the comma before it is what is wrong.
        return self._additions.known[added] if any(added) else None

    def _has_additions_only(self, text: bytes) -> bool:
        try:
            record = parse_record(text)
        except UnreadableRecordError:
            return False
        return not record.repeated and record.members.keys() <= set(self._additions.names)

    def _inserted(self, from_text: bytes, to_text: bytes) -> Vouched | None:
        """The judgement of members that stand among the others."""
        if len(to_text) <= len(from_text):
            return None
        top = self._top_of(to_text)
        if top is None:
            return None
        added = self._texts(top)
        vouched = self._additions.known[added]
        if vouched is None:
            return None
        rest = to_text
        for number, (name, text) in enumerate(zip(self._additions.names, added, strict=True)):
            if text:
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

    def _texts(self, top: Struct) -> Added:
        """The texts of the additions."""
        return tuple([ABSENT if text is UNSET else bytes(text) for text in self._added(top)])


def _getter(names: tuple[str, ...]) -> Callable[[Struct], tuple[Any, ...]]:
    """What gets all these attributes of something."""
    if len(names) > 1:
        return attrgetter(*names)
    return lambda top: tuple(getattr(top, name) for name in names)
