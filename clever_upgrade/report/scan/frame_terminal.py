"""Draws the lines of code that a finding is about, with their numbers and the place underlined.

A line that is too long is cut on both sides of the place. Signs that take two columns, or none, are counted as a
terminal shows them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from clever_upgrade.report.screen import Pen, columns_of
from clever_upgrade.report.untrusted import printable
from clever_upgrade.scan.result import Finding, Place

_INDENT = 4
_CUT = "..."
_LEAD = 12
"""How many columns of a line that is cut stay visible on either side of the place."""


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it is shown, and from which column to which it is underlined; empty for one that is not."""

    shown: str
    start: int
    end: int


def draw_frame(pen: Pen, finding: Finding, style: str) -> None:
    """Draw the frame of a finding; nothing where it has none."""
    if not finding.frame:
        return
    first = finding.place.line
    gutter = len(str(first + len(finding.frame) - 1))
    room = pen.width - _INDENT - gutter - 3
    bar = pen.choose("│", "|")
    for number, line in enumerate(_lines(finding.frame, finding.place, room), first):
        margin = (f"{' ' * _INDENT}{number:>{gutter}} {bar} ", "dim")
        pen.line(margin, (line.shown, ""))
        if line.end > line.start:
            margin = (f"{' ' * _INDENT}{'':>{gutter}} {bar} ", "dim")
            pen.line(margin, (" " * line.start + "^" * (line.end - line.start), style))


def _lines(frame: Sequence[str], place: Place, room: int) -> list[_Line]:
    """The lines as far as they fit into ``room`` columns."""
    lines = []
    for number, text in enumerate(frame):
        start = place.column - 1 if number == 0 else len(text) - len(text.lstrip())
        end = place.end_column - 1 if place.line + number == place.end_line else len(text)
        if number == 0 and start < len(text):
            # Where something is to be put in, there is nothing to underline but the sign behind it.
            end = max(end, start + 1)
        lines.append(_fitted(text, start, max(end, start), room))
    return lines


def _fitted(text: str, start: int, end: int, room: int) -> _Line:
    """A line with tabs and control characters made harmless, and cut around the place where it is too long."""
    before, at, after = (_harmless(part) for part in (text[:start], text[start:end], text[end:]))
    if columns_of(before + at + after) > room:
        around = room - columns_of(at)
        before = _without_head(before, max(around - min(columns_of(after), _LEAD), _LEAD))
        at = _without_tail(at, room - columns_of(before))
        after = _without_tail(after, room - columns_of(before) - columns_of(at))
    column = columns_of(before)
    return _Line(before + at + after, column, column + columns_of(at))


def _harmless(text: str) -> str:
    return printable(text.replace("\t", "    "))


def _without_head(text: str, room: int) -> str:
    if columns_of(text) <= room:
        return text
    text = text[-2 * room :]  # what lies further off is not seen anyway, and costs time
    while text and columns_of(text) > max(room - len(_CUT), 0):
        text = text[1:]
    return f"{_CUT}{text}"


def _without_tail(text: str, room: int) -> str:
    if columns_of(text) <= room:
        return text
    text = text[: 2 * max(room, 0)]
    while text and columns_of(text) > max(room - len(_CUT), 0):
        text = text[:-1]
    return f"{text}{_CUT}"[: max(room, 0)]
