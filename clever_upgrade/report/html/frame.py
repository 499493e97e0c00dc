"""The lines of code that a finding is about, each cut into what is before, at and behind the place."""

from collections.abc import Sequence
from dataclasses import dataclass

from clever_upgrade.scan.result import Place

_AROUND = 160
"""How many characters of a long line stay visible on either side of the place."""

_LONGEST_PLACE = 400
_CUT = "..."


@dataclass(frozen=True, slots=True)
class Line:
    """One line with its number; ``at`` is the part that the finding is about, or empty."""

    number: int
    before: str
    at: str
    after: str


def lines_of(frame: Sequence[str], place: Place | None) -> tuple[Line, ...]:
    """The lines of a frame, which begins at the line of ``place``; none where there is no place."""
    if place is None:
        return ()
    return tuple(_line(text, number, place) for number, text in enumerate(frame, place.line))


def _line(text: str, number: int, place: Place) -> Line:
    if number > place.end_line:
        return Line(number, _without_tail(text), "", "")
    start = place.column - 1 if number == place.line else len(text) - len(text.lstrip())
    end = place.end_column - 1 if number == place.end_line else len(text)
    if number == place.line:
        # Where something is to be put in, there is nothing to mark but the sign behind it.
        end = max(end, start + 1)
    end = max(start, end)
    before, at, after = (part.replace("\t", "    ") for part in (text[:start], text[start:end], text[end:]))
    if len(before) > _AROUND:
        before = f"{_CUT}{before[len(_CUT) - _AROUND :]}"
    return Line(
        number, before, at if len(at) <= _LONGEST_PLACE else f"{at[:_LONGEST_PLACE]}{_CUT}", _without_tail(after)
    )


def _without_tail(text: str) -> str:
    return text if len(text) <= _AROUND else f"{text[: _AROUND - len(_CUT)]}{_CUT}"
