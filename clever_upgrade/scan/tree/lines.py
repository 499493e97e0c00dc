"""Where in a text something stands: from character offsets to lines and columns that count from 1."""

import re
from bisect import bisect_right

from clever_upgrade.scan.result import Place

_LINE_END = re.compile(r"\r\n?|\n")


class LineIndex:
    """The lines of one text. A line ends at a line feed, at a carriage return, or at both together."""

    __slots__ = ("_starts", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(end.end() for end in _LINE_END.finditer(text))]

    @property
    def count(self) -> int:
        """How many lines there are; a line end at the end of the text opens one more, empty line."""
        return len(self._starts)

    def position(self, offset: int) -> tuple[int, int]:
        """The line and the column of an offset."""
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def place(self, start: int, end: int) -> Place:
        """The stretch from ``start`` up to ``end``, which it does not contain."""
        return Place(start, end, *self.position(start), *self.position(end))

    def start_of(self, line: int) -> int:
        """The offset of the first character of a line."""
        return self._starts[line - 1]

    def line(self, line: int) -> str:
        """The text of a line, without its end."""
        end = self._starts[line] if line < len(self._starts) else len(self._text)
        return self._text[self._starts[line - 1] : end].rstrip("\r\n")


def line_index(text: str) -> LineIndex:
    """The lines of ``text``."""
    return LineIndex(text)
