"""JSON with positions: the standard library's parser tells values, but not where they stand, and gives up on all."""

import json
import re

from clever_upgrade.scan.manifests.document import Stretch
from clever_upgrade.scan.manifests.leaves import Keys, Leaf, Leaves, Malformed

_TOKEN = re.compile(r'[ \t\r\n\ufeff]*("(?:[^"\\\x00-\x1f]|\\.)*"|[{}\[\]:,]|[^\s{}\[\]:,"]+)')


class _Container:
    """An object or a list that is still open."""

    __slots__ = ("closer", "index", "key", "key_at", "keys", "named")

    def __init__(self, keys: Keys, closer: str) -> None:
        self.keys = keys
        self.closer = closer
        self.named = closer == "}"
        self.index = 0
        self.key: str | None = None
        self.key_at: Stretch = (0, 0)

    def next_keys(self, at: Stretch) -> tuple[Keys, Stretch]:
        """The way to the value that comes now, and where its key stands."""
        if not self.named:
            self.index += 1
            return (*self.keys, self.index - 1), at
        if self.key is None:
            raise Malformed(at[0])
        key, self.key = self.key, None
        return (*self.keys, key), self.key_at


def read_json(text: str) -> Leaves:
    """All plain values of a JSON text, or those before the place where it breaks off."""
    found: list[Leaf] = []
    try:
        _walk(text, found)
    except Malformed as halt:
        return Leaves(tuple(found), halt.at)
    return Leaves(tuple(found))


def _walk(text: str, found: list[Leaf]) -> None:
    open_: list[_Container] = []
    at, colon_due = 0, False
    while match := _TOKEN.match(text, at):
        word, start = match.group(1), match.start(1)
        at = match.end()
        if colon_due != (word == ":"):
            raise Malformed(start)
        colon_due = False
        if word in "}]":
            if not open_ or open_.pop().closer != word:
                raise Malformed(start)
            if not open_:
                break
        elif word in "{[":
            keys = open_[-1].next_keys((start, at))[0] if open_ else ()
            open_.append(_Container(keys, "}" if word == "{" else "]"))
        elif word not in ",:":
            colon_due = _take(word, (start, at), open_, found)
    if open_ or text[at:].strip():
        raise Malformed(at)


def _take(word: str, at: Stretch, open_: list[_Container], found: list[Leaf]) -> bool:
    """Take a string or a bare word as a key or as a value; whether a colon has to follow."""
    inner = open_[-1] if open_ else None
    quoted = word.startswith('"')
    inside = (at[0] + 1, at[1] - 1) if quoted else at
    try:
        parsed = json.loads(word, strict=False)
    except ValueError:
        raise Malformed(at[0]) from None
    value = parsed if isinstance(parsed, str) else word
    if inner and inner.named and inner.key is None:
        if not quoted:
            raise Malformed(at[0])
        inner.key, inner.key_at = value, inside
        return True
    keys, key_at = inner.next_keys(inside) if inner else ((), inside)
    found.append(Leaf(keys, value, key_at, inside))
    return False
