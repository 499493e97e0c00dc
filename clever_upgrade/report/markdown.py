"""Markdown that holds text from outside: it can neither format, link nor mention anybody, nor leave its cell."""

import re
from collections.abc import Iterable, Iterator

from clever_upgrade.report.untrusted import printable

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~@&$])")
_BACKTICKS = re.compile(r"`+")


def plain(text: str) -> str:
    """Running text in which nothing is markup."""
    return _MARKUP.sub(r"\\\1", printable(text))


def code(text: str) -> str:
    """A code span that holds ``text``, also inside a table: all of it that prints as it is, the rest as escapes."""
    text = printable(text)
    fence = "`" * (max((len(run) for run in _BACKTICKS.findall(text)), default=0) + 1)
    pad = " " if len(fence) > 1 or not text.strip() else ""
    # A table is cut at its bars before code spans are seen, and a backslash before a bar would free it again.
    return f"{fence}{pad}{text}{pad}{fence}".replace("|", "\\x7c")


def block(text: str, language: str = "") -> Iterator[str]:
    """The lines of a block of code; its fence is longer than any run of backticks inside."""
    longest = max((len(run) for run in _BACKTICKS.findall(text)), default=0)
    fence = "`" * max(longest + 1, 3)
    yield from (f"{fence}{language}", *text.strip("\n").split("\n"), fence)


def table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]], *, numbers_from: int | None = None) -> Iterator[str]:
    """The lines of a table; columns from ``numbers_from`` on are aligned to the right."""
    yield _line(head)
    yield _line("---:" if numbers_from is not None and column >= numbers_from else "---" for column in range(len(head)))
    yield from (_line(row) for row in rows)


def own_table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    """The lines of a table whose cells are Markdown of the project's own, which its bars would cut."""
    yield from table(head, (tuple(cell.replace("|", "\\|") for cell in row) for row in rows))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
