"""The progress of a comparison on a terminal: a row for each stage, and a line on what the rate limit leaves.

It vanishes when the comparison has ended, because the report says more.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TextIO

from rich.console import Console, Group, RenderableType
from rich.live import Live
from rich.progress_bar import ProgressBar
from rich.table import Table
from rich.text import Text

from clever_upgrade.report.course import Course, Stage
from clever_upgrade.report.manners import Manners

_WIDE = 76
"""From this width on there is room for the rate."""

_FRAMES_A_SECOND = 8


@dataclass(frozen=True, slots=True)
class TerminalReport:
    """Passes everything on to the course, which the display draws several times a second."""

    course: Course

    def collection_started(self, collection: str) -> None:
        """A row begins."""
        self.course.start(collection)

    def records_announced(self, collection: str, records: int) -> None:  # noqa: ARG002
        """The row learns its length."""
        self.course.announce(records)

    def records_compared(self, collection: str, records: int) -> None:  # noqa: ARG002
        """The row grows."""
        self.course.compare(records)

    def settling(self, collection: str, records: int) -> None:  # noqa: ARG002
        """The last line says so."""
        self.course.settle(records)

    def request_done(self, version: str, path: str, status: int, remaining: int | None) -> None:  # noqa: ARG002
        """The last line says what is left of the rate limit."""
        self.course.answer(remaining)

    def waiting(self, seconds: float, reason: str) -> None:
        """The last line counts down."""
        self.course.wait(seconds, reason)

    def retrying(self, path: str, attempt: int, reason: str) -> None:  # noqa: ARG002
        """The last line says so."""
        self.course.retry(path, reason)


@dataclass(frozen=True, slots=True)
class Display:
    """Draws the course anew whenever Rich asks for it."""

    course: Course
    width: int

    def __rich__(self) -> RenderableType:
        """The rows and the line below them."""
        return Group(self._rows(), *self._line())

    def _rows(self) -> Table:
        now = self.course.clock()
        grid = Table.grid(padding=(0, 2, 0, 0))
        for stage in self.course.stages:
            grid.add_row(*self._cells(stage, now))
        for column in grid.columns:
            column.no_wrap = True
        for column in grid.columns[2:]:
            column.justify = "right"
        return grid

    def _cells(self, stage: Stage, now: float) -> Iterator[RenderableType]:
        yield Text(stage.title, style="" if stage.ended is None else "dim")
        yield _bar(stage, now, width=24 if self.width >= _WIDE else 10)
        yield f"{stage.done:,}" if stage.total is None else f"{stage.done:,}/{stage.total:,}"
        if self.width >= _WIDE:
            yield f"{stage.rate(now):,.0f}/s"
        yield Text(_to_go(stage, now), style="dim")

    def _line(self) -> Iterable[Text]:
        remaining, note = self.course.remaining, self.course.note
        budget = "" if remaining is None else f"rate limit: {remaining:,} requests left"
        parts = [Text(budget, style="dim"), Text(note, style="yellow")]
        line = Text("; ").join(part for part in parts if part.plain)
        return [line] if line.plain else []


@contextmanager
def terminal_report(stream: TextIO, manners: Manners, course: Course) -> Iterator[TerminalReport]:
    """Draw the course on the terminal while the block runs, and leave nothing behind."""
    console = Console(
        file=stream,
        width=manners.width,
        color_system="standard" if manners.color else None,
        force_terminal=True,
        highlight=False,
        markup=False,
        emoji=False,
    )
    with Live(
        Display(course, manners.width),
        console=console,
        refresh_per_second=_FRAMES_A_SECOND,
        transient=True,
        redirect_stdout=False,
        redirect_stderr=False,
    ):
        yield TerminalReport(course)


def _bar(stage: Stage, now: float, width: int) -> ProgressBar:
    if stage.ended is not None:
        return ProgressBar(total=1, completed=1, width=width)
    return ProgressBar(
        total=stage.total, completed=stage.done, width=width, pulse=stage.total is None, animation_time=now
    )


def _to_go(stage: Stage, now: float) -> str:
    if stage.ended is not None:
        return "done"
    seconds = stage.to_go(now)
    return "" if seconds is None else f"{int(seconds) // 60}:{int(seconds) % 60:02} to go"
