"""The terminal as reports see it: its width, whether it shows colour, and whether boxes may be drawn.

Rich is imported inside the functions: a command that writes JSON never pays for it.
"""

import os
import re
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

_UNKNOWN_WIDTH = 80
_NARROWEST = 20
_CODE = re.compile(r"`[^`]+`")


def console_for(stream: TextIO) -> "Console":
    """A console that writes to ``stream``: as wide as the terminal, or as COLUMNS says, or 80 columns."""
    from rich.console import Console

    return Console(file=stream, width=_width(stream), highlight=False, markup=False, emoji=False, soft_wrap=False)


def draws_boxes(stream: TextIO) -> bool:
    """Whether lines around tables help: on a terminal they do, in a pipe they are noise."""
    return stream.isatty()


def prose(text: str) -> "Text":
    """Running text in which what stands in backticks is set off."""
    from rich.text import Text

    styled = Text(text)
    styled.highlight_regex(_CODE, "bold cyan")
    return styled


def print_wrapped(console: "Console", text: str, *, mark: str = "", indent: int = 0) -> None:
    """Print running text; its further lines stand under its first, beside ``mark``. No line ends in spaces."""
    lead = " " * indent + (f"{mark} " if mark else "")
    room = max(console.width - len(lead), _NARROWEST)
    for number, line in enumerate(prose(text).wrap(console, room)):
        line.rstrip()
        console.print((lead if number == 0 else " " * len(lead)), line, sep="", soft_wrap=True)


def _width(stream: TextIO) -> int | None:
    if stream.isatty():
        return None
    columns = os.environ.get("COLUMNS", "")
    return max(int(columns), _NARROWEST) if columns.isdigit() and int(columns) else _UNKNOWN_WIDTH
