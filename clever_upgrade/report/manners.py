"""How a stream wants to be written to: its width, whether it shows colour, whether it is a terminal. Each on its own.

The order is: NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, TERM=dumb, then whether the stream is a terminal.
"""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TextIO

UNKNOWN_WIDTH = 80
NARROWEST = 40
_SIGNS = "─│→✓✗"


@dataclass(frozen=True, slots=True)
class Manners:
    """What a stream can show. ``is_terminal`` is whether lines may be drawn, moved over and overwritten."""

    width: int
    color: bool
    is_terminal: bool


def manners_of(stream: TextIO, environ: Mapping[str, str]) -> Manners:
    """How to write to ``stream`` in this environment."""
    is_terminal = stream.isatty() and environ.get("TERM") != "dumb"
    return Manners(_width(stream, environ), _color(is_terminal, environ), is_terminal and _shows_signs(stream))


def _shows_signs(stream: TextIO) -> bool:
    """Whether what is drawn has a place in the stream's encoding; each sign would be the same question mark."""
    try:
        _SIGNS.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _color(is_terminal: bool, environ: Mapping[str, str]) -> bool:
    if environ.get("NO_COLOR"):
        return False
    if any(environ.get(name, "0") not in ("", "0") for name in ("FORCE_COLOR", "CLICOLOR_FORCE")):
        return True
    return is_terminal


def _width(stream: TextIO, environ: Mapping[str, str]) -> int:
    columns = environ.get("COLUMNS", "")
    if columns.isdecimal() and int(columns):
        return max(int(columns), NARROWEST)
    if not stream.isatty():
        return UNKNOWN_WIDTH
    try:
        # A terminal that does not know its own size says 0.
        return max(os.get_terminal_size(stream.fileno()).columns or UNKNOWN_WIDTH, NARROWEST)
    except (OSError, ValueError):
        return UNKNOWN_WIDTH
