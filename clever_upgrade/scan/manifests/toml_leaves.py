"""TOML with positions: the standard library's parser tells values, but not where they stand, and gives up on all."""

import re

from clever_upgrade.scan.manifests.document import Stretch
from clever_upgrade.scan.manifests.leaves import Keys, Leaf, Leaves, Malformed

_BLANK = re.compile(r"(?:[ \t\r\n\ufeff]|#[^\n]*)*")
_SPACE = re.compile(r"[ \t]*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^\s,\]}#\"'\[{][^,\]}#\n]*")
_LONG = re.compile(r'"""\n?((?:[^\\"]|\\.|"(?!""))*)"""|' + r"'''\n?(.*?)'''", re.DOTALL)
_SHORT = re.compile(r'"((?:[^"\\\n]|\\.)*)"|' + r"'([^'\n]*)'")
_ESCAPE = re.compile(r"\\(?:u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|\s*\n\s*|(.))", re.DOTALL)
_LETTERS = {"b": "\b", "t": "\t", "n": "\n", "f": "\f", "r": "\r", "e": "\x1b"}
_DEEPEST = 40


def read_toml(text: str) -> Leaves:
    """All plain values of a TOML text; a line that makes no sense is left out."""
    reader = _Reader(text)
    reader.read()
    return Leaves(tuple(reader.found), reader.broken_at)


class _Reader:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: list[Leaf] = []
        self.broken_at: int | None = None
        self._table: Keys = ()
        self._lengths: dict[Keys, int] = {}  # of lists of tables, by the way to each

    def read(self) -> None:
        while self._skip(_BLANK) < len(self.text):
            try:
                self._statement()
            except Malformed as halt:
                self.broken_at = halt.at if self.broken_at is None else self.broken_at
                ends = self.text.find("\n", self.at)
                self.at = len(self.text) if ends < 0 else ends

    def _skip(self, pattern: re.Pattern[str]) -> int:
        match = pattern.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at

    def _demand(self, word: str) -> None:
        if not self.text.startswith(word, self.at):
            raise Malformed(self.at)
        self.at += len(word)

    def _statement(self) -> None:
        for opening, closing in (("[[", "]]"), ("[", "]")):
            if self.text.startswith(opening, self.at):
                self.at += len(opening)
                names, _ = self._key()
                self._demand(closing)
                self._table = self._resolve(names, appends=opening == "[[")
                break
        else:
            names, at = self._key()
            self._demand("=")
            self._skip(_SPACE)
            self._value((*self._table, *names), at, 0)
        self._skip(_SPACE)
        if self.at < len(self.text) and self.text[self.at] not in "\r\n#":
            raise Malformed(self.at)

    def _resolve(self, names: list[str], *, appends: bool) -> Keys:
        keys: Keys = ()
        for number, name in enumerate(names, start=1):
            keys = (*keys, name)
            if appends and number == len(names):
                self._lengths[keys] = self._lengths.get(keys, 0) + 1
            if keys in self._lengths:
                keys = (*keys, self._lengths[keys] - 1)
        return keys

    def _key(self) -> tuple[list[str], Stretch]:
        names: list[str] = []
        while True:
            self._skip(_SPACE)
            start = self.at
            if match := _BARE_KEY.match(self.text, self.at):
                names.append(match.group())
                self.at, at = match.end(), match.span()
            else:
                name, at = self._string(start)
                names.append(name)
            self._skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return names, at
            self.at += 1

    def _string(self, start: int) -> tuple[str, Stretch]:
        for pattern in (_LONG, _SHORT):
            if match := pattern.match(self.text, start):
                self.at = match.end()
                if match.group(1) is None:
                    return match.group(2), match.span(2)
                return _ESCAPE.sub(_unescape, match.group(1)), match.span(1)
        raise Malformed(start)

    def _value(self, keys: Keys, key: Stretch, depth: int) -> None:
        character = self.text[self.at : self.at + 1]
        if character in {"[", "{"} and depth >= _DEEPEST:
            raise Malformed(self.at)
        if character == "[":
            self._list(keys, depth + 1)
        elif character == "{":
            self._inline_table(keys, depth + 1)
        elif character in {'"', "'"}:
            value, at = self._string(self.at)
            self.found.append(Leaf(keys, value, key, at))
        elif match := _BARE_VALUE.match(self.text, self.at):
            self.at = match.end()
            value = match.group().rstrip()
            self.found.append(Leaf(keys, value, key, (match.start(), match.start() + len(value))))
        else:
            raise Malformed(self.at)

    def _list(self, keys: Keys, depth: int) -> None:
        self._demand("[")
        index = 0
        while not self.text.startswith("]", self._skip(_BLANK)):
            self._value((*keys, index), (self.at, self.at), depth)
            index += 1
            self._comma_or("]")
        self._demand("]")

    def _inline_table(self, keys: Keys, depth: int) -> None:
        self._demand("{")
        while not self.text.startswith("}", self._skip(_BLANK)):
            names, at = self._key()
            self._demand("=")
            self._skip(_SPACE)
            self._value((*keys, *names), at, depth)
            self._comma_or("}")
        self._demand("}")

    def _comma_or(self, closing: str) -> None:
        if not self.text.startswith(closing, self._skip(_BLANK)):
            self._demand(",")


def _unescape(match: re.Match[str]) -> str:
    digits, letter = match.group(1) or match.group(2), match.group(3)
    if digits:
        number = int(digits, 16)
        return chr(number) if number < 0x110000 else "\ufffd"
    return _LETTERS.get(letter, letter) if letter else ""
