"""The commands that the documentation tells people to type, as they stand in its console blocks and in running text.

A block that is not to end with 0 says so in a comment above it, with one number for each command, or two where both may
be: ``<!-- exits: 1 0 0/4 -->``. A block of another language that is to be written into a file before the commands below
it are typed says so likewise: ``<!-- file: clever-upgrade.toml -->``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from textwrap import dedent

PROJECT = Path(__file__).resolve().parents[2]
PAGES = [PROJECT / "README.md", *sorted((PROJECT / "docs").rglob("*.md"))]

_BLOCK = re.compile(
    r"(?:^[ ]*<!-- exits: (?P<exits>[\d/ ]+) -->\s*\n)?^(?P<indent> *)```console\n(?P<text>.*?)^(?P=indent)```",
    re.DOTALL | re.MULTILINE,
)
_FILE = re.compile(
    r"^[ ]*<!-- file: (?P<name>[\w./-]+) -->\s*\n(?P<indent> *)```[a-z]+\n(?P<text>.*?)^(?P=indent)```",
    re.DOTALL | re.MULTILINE,
)
_OTHER_SHELL = re.compile(r"^ *```(?:bash|sh|shell|shell-session|text)?\n", re.MULTILINE)
_INLINE = re.compile(r"`(clever-upgrade [^`]+)`")
_COMMENT = re.compile(r"\s+#\s.*$")


@dataclass(frozen=True, slots=True)
class Command:
    """What is typed, on one line; ``exits`` are the codes that it may end with."""

    page: str
    line: int
    text: str
    exits: frozenset[int] = frozenset({0})

    def __str__(self) -> str:
        return f"{self.page}:{self.line}: {self.text}"


@dataclass(frozen=True, slots=True)
class Written:
    """What is written into a file."""

    line: int
    name: str
    text: str


def typed_on(page: Path) -> list[Command]:
    """The commands of all console blocks of a page, in their order."""
    text = page.read_text(encoding="utf-8")
    return [command for block in _BLOCK.finditer(text) for command in _commands(page, text, block)]


def written_on(page: Path) -> list[Written]:
    """The files that a page has people write, in their order."""
    text = page.read_text(encoding="utf-8")
    return [
        Written(text.count("\n", 0, found.start()) + 1, found["name"], dedent(found["text"]))
        for found in _FILE.finditer(text)
    ]


def named_on(page: Path) -> list[Command]:
    """The commands that running text names in backticks."""
    text = page.read_text(encoding="utf-8")
    return [
        Command(_name(page), text.count("\n", 0, found.start()) + 1, " ".join(found[1].split()))
        for found in _INLINE.finditer(text)
    ]


def blocks_without_language(page: Path) -> int:
    """How many blocks could be commands that nobody runs."""
    text = page.read_text(encoding="utf-8")
    opening = list(re.finditer(r"^ *```[a-z-]*$", text, re.MULTILINE))
    return sum(bool(_OTHER_SHELL.match(f"{found[0]}\n")) for found in opening[::2])


def _commands(page: Path, text: str, block: re.Match[str]) -> Iterator[Command]:
    first = text.count("\n", 0, block.start("text")) + 1
    found = list(_logical_lines(block["text"], first))
    codes = (block["exits"] or "").split() or ["0"] * len(found)
    if len(codes) != len(found):
        raise ValueError(f"{_name(page)}:{first}: {len(codes)} exit codes for {len(found)} commands")
    for (line, typed), code in zip(found, codes, strict=True):
        yield Command(_name(page), line, typed, frozenset(map(int, code.split("/"))))


def _logical_lines(text: str, first: int) -> Iterator[tuple[int, str]]:
    """Each command with its line: comments gone, lines that end in a backslash joined."""
    begun, number = "", first
    for line, physical in enumerate(text.splitlines(), first):
        if not begun:
            number = line
        begun += _COMMENT.sub("", physical).strip()
        if begun.endswith("\\"):
            begun = f"{begun[:-1].rstrip()} "
        elif begun:
            yield number, begun
            begun = ""


def _name(page: Path) -> str:
    return page.relative_to(PROJECT).as_posix()
