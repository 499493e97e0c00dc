"""The code of a file as text without its comments: for what is too small, or too free in form, to be a fact.

Names around a place are found by what stands before it and by indentation, which all languages share.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator
from functools import cached_property

from clever_upgrade.scan.project import Reading
from clever_upgrade.scan.result import Place
from clever_upgrade.scan.syntax.facts import Scope
from clever_upgrade.scan.tree.lines import LineIndex, line_index

_NAME = re.compile(r"[A-Za-z_]\w*")
_INDENT = re.compile(r"[ \t]*")
_OPENING, _CLOSING = frozenset("{[("), frozenset("}])")
_SEPARATOR = re.compile(r"[;,{}()\[\]\n]")
_FURTHEST = 5000
_HIGHEST = 200
"""How many lines up an enclosing one is looked for."""


class Code:
    """The code of one file."""

    def __init__(self, reading: Reading) -> None:
        self.text = reading.file.text
        self._facts = reading.file.facts
        self._comments = sorted((comment.place.start, comment.place.end) for comment in self._facts.comments)
        self._starts = [start for start, _ in self._comments]

    @cached_property
    def _index(self) -> LineIndex:
        return line_index(self.text)

    def matches(self, pattern: re.Pattern[str]) -> Iterator[re.Match[str]]:
        """Where the pattern matches outside of comments."""
        return (match for match in pattern.finditer(self.text) if not self._is_comment(match.start()))

    def _is_comment(self, offset: int) -> bool:
        before = bisect_right(self._starts, offset) - 1
        return before >= 0 and offset < self._comments[before][1]

    def place(self, start: int, end: int) -> Place:
        """The place of a stretch of the text."""
        return self._index.place(start, end)

    def lines(self, place: Place, before: int = 0, after: int = 0) -> str:
        """The line of a place, with as many before and after it as asked for."""
        first = max(1, place.line - before)
        last = min(self._index.count, place.line + after)
        return "\n".join(self._index.line(number) for number in range(first, last + 1))

    def names_around(self, place: Place) -> Iterator[str]:
        """Names of what a place is within, from the inside out, then those on its line, then on the lines around it."""
        yield from self._names_of_brackets(place.start)
        line = self._index.line(place.line)
        before, after = line[: place.column - 1], line[place.column - 1 :]
        yield from reversed(_NAME.findall(before))
        yield from _NAME.findall(after)
        yield from self._names_outside(place.line)

    def _names_of_brackets(self, offset: int) -> Iterator[str]:
        """What stands in front of each bracket that is open where the offset is."""
        depth = 0
        for position in range(offset - 1, max(0, offset - _FURTHEST), -1):
            character = self.text[position]
            if character in _CLOSING:
                depth += 1
            elif character in _OPENING:
                depth -= 1
                if depth < 0:
                    depth = 0
                    yield from reversed(
                        _NAME.findall(_SEPARATOR.split(self.text[max(0, position - 120) : position])[-1])
                    )

    def _names_outside(self, number: int) -> Iterator[str]:
        depth = _depth(self._index.line(number))
        for above in range(number - 1, max(0, number - _HIGHEST), -1):
            line = self._index.line(above)
            if line.strip() and _depth(line) < depth:
                depth = _depth(line)
                yield from _NAME.findall(line)
            if not depth:
                return

    def scope_at(self, place: Place) -> Scope:
        """The class and the function that a place is in, by what is known of the nearest fact before it."""
        known = [(call.place.start, call.scope) for call in self._facts.calls if call.place.start <= place.start]
        return max(known, key=lambda one: one[0])[1] if known else Scope()


def _depth(line: str) -> int:
    match = _INDENT.match(line)
    return len(match[0].expandtabs(4)) if match else 0
