"""Draws text for one screen: headings, hanging paragraphs, commands. Knows Rich, and nothing of what is said.

Whatever a text holds, it stays on its line and steers no terminal: what does not print is drawn as an escape. Colour
only underlines what words say. Off a terminal the drawing is plain ASCII without lines around anything.
"""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from clever_upgrade.report.manners import Manners
from clever_upgrade.report.untrusted import printable

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

WIDEST = 120
"""Longer lines are hard to read, however wide the terminal is."""

_UNBOUNDED = 10_000

_SHELL_WORD = re.compile(r"""(?:'[^']*'|"[^"]*"|[^ ])+""")

Part = tuple[str, str]
"""Text and its style."""

BREAK: Part = ("\n", "")
"""The end of a line within a paragraph or a cell."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Writes to a console of Rich. ``is_terminal`` is whether lines and signs may be drawn."""

    console: "Console"
    is_terminal: bool

    @property
    def width(self) -> int:
        """How many columns a line has."""
        return self.console.width

    def choose(self, drawn: str, plain: str) -> str:
        """``drawn`` on a terminal, ``plain`` elsewhere."""
        return drawn if self.is_terminal else plain

    def blank(self) -> None:
        """An empty line."""
        self.console.print()

    def heading(self, title: str, style: str = "bold", explanation: str = "") -> None:
        """The first line of a part of the report, with air above it."""
        self.blank()
        self.line((title, style), (f": {explanation}" if explanation else "", ""))

    def line(self, *parts: Part) -> None:
        """A paragraph from the left edge on."""
        self.console.print(joined(*parts))

    def hanging(self, *parts: Part, mark: str = "", style: str = "", indent: int = 2) -> None:
        """A paragraph beside ``mark``; its further lines stand under its first."""
        from rich.table import Table

        if not mark and not indent:
            self.line(*parts)
            return
        grid = Table.grid(padding=(0, 1 if mark else 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        grid.add_row(joined((" " * indent + mark, style)), joined(*parts))
        self.console.print(grid)

    def command(self, command: str, indent: int, prompt: str = "") -> None:
        """A command to copy: where it is too long, its lines still are one command to a shell."""
        for number, line in enumerate(_folded(printable(command), self.width - indent - len(prompt) - 2)):
            self.line((" " * indent, ""), (" " * len(prompt) if number else prompt, "dim"), (line, "cyan"))

    def show(self, renderable: "RenderableType") -> None:
        """Anything else that Rich can draw."""
        self.console.print(renderable)

    def fits(self, renderable: "RenderableType") -> bool:
        """Whether it can be drawn without anything being cut."""
        from rich.measure import Measurement

        unbounded = self.console.options.update(width=_UNBOUNDED)
        return Measurement.get(self.console, unbounded, renderable).maximum <= self.width


def joined(*parts: Part) -> "Text":
    """Styled text that breaks between words, and inside a word only if nothing else helps."""
    from rich.text import Text

    shown = (part if part is BREAK else (printable(part[0]), part[1]) for part in parts)
    return Text.assemble(*shown, overflow="fold")


def prose(text: str) -> tuple[Part, ...]:
    """Running text in which what stands in backticks is set off; the backticks stay for screens without colour."""
    pieces = text.split("`")
    return tuple((f"`{piece}`", "cyan") if number % 2 else (piece, "") for number, piece in enumerate(pieces))


def columns_of(text: str) -> int:
    """How many columns a terminal gives to a text: some signs take two, some none."""
    from rich.cells import cell_len

    return cell_len(text)


def drawn(manners: Manners, draw: Callable[[Pen], None]) -> str:
    """The text that ``draw`` makes on a screen with these manners."""
    buffer = io.StringIO()
    draw(Pen(_console(manners, buffer), manners.is_terminal))
    text = buffer.getvalue()
    # Rich fills cells with blanks, which only a coloured terminal has a use for.
    return text if manners.color else "".join(f"{line.rstrip()}\n" for line in text.split("\n")[:-1])


def _console(manners: Manners, buffer: io.StringIO) -> "Console":
    from rich.console import Console

    return Console(
        file=buffer,
        width=min(manners.width, WIDEST),
        color_system="standard" if manners.color else None,
        force_terminal=manners.color,
        no_color=not manners.color,
        legacy_windows=False,
        highlight=False,
        markup=False,
        emoji=False,
    )


def _folded(command: str, width: int) -> Iterator[str]:
    line = ""
    for word in _SHELL_WORD.findall(command):
        if line and len(line) + 1 + len(word) > width:
            yield f"{line} \\"
            line = f"  {word}"
        else:
            line = f"{line} {word}" if line else word
    yield line
