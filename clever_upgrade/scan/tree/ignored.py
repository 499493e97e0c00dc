"""What git would not keep: the patterns of .gitignore files, asked entry by entry on the way down a tree.

A folder that is ignored is never entered, so a pattern only has to say whether it names the entry itself. That makes
the question exact, and cheap: a pattern without a slash needs no more than the entry's name.
"""

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from pathspec.patterns.gitignore import GitIgnorePatternError
from pathspec.patterns.gitignore.spec import GitIgnoreSpecPattern

IGNORE_FILE = ".gitignore"
REPOSITORY = ".git"

_PLAIN = re.compile(r"(?:\*\.)?[^*?\[\\]+")
_CLASSES = {"[:digit:]": "0-9", "[:alpha:]": "a-zA-Z", "[:alnum:]": "a-zA-Z0-9", "[:lower:]": "a-z", "[:upper:]": "A-Z"}
_ANYTHING = re.compile(r"(?:\*\*/)*\*\*|(?:\*\*/)+\*")
_TRAILING_SPACES = re.compile(r"(?<!\\) +$")


@dataclass(frozen=True, slots=True)
class _Pattern:
    """One line of an ignore file. ``number`` orders them: the last one that matches decides."""

    number: int
    ignores: bool
    only_folders: bool
    whole: bool
    matches: Callable[[str], object]


class IgnoreRules:
    """The patterns of one ignore file."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._plain: dict[str, list[_Pattern]] = {}
        self._others: list[_Pattern] = []
        for number, line in enumerate(lines):
            self._add(number, line)
        self._others.reverse()

    def _add(self, number: int, line: str) -> None:
        line = _TRAILING_SPACES.sub("", line)
        if not line or line.startswith("#"):
            return
        ignores = not line.startswith("!")
        body = line if ignores else line[1:]
        only_folders = body.endswith("/")
        body = body[:-1] if only_folders else body
        whole = "/" in body
        if not body.strip("/"):
            return
        if not whole and _PLAIN.fullmatch(body):
            self._plain.setdefault(body, []).append(_Pattern(number, ignores, only_folders, whole, body.__eq__))
            return
        matches = _matcher(body.removeprefix("/"))
        if matches is not None:
            self._others.append(_Pattern(number, ignores, only_folders, whole, matches))

    def verdict(self, path: str, name: str, *, is_folder: bool) -> bool | None:
        """Whether the entry ``name`` at ``path``, relative to the ignore file, is ignored; None: nothing said of it."""
        best = self._best_of_plain(name, is_folder)
        for pattern in self._others:
            if best is not None and pattern.number < best.number:
                break
            if (is_folder or not pattern.only_folders) and pattern.matches(path if pattern.whole else name):
                return pattern.ignores
        return None if best is None else best.ignores

    def covers(self, path: str) -> bool:
        """Whether a file, named from the ignore file on, is ignored itself or lies in a folder that is."""
        parts = path.split("/")
        for height, name in enumerate(parts, 1):
            if self.verdict("/".join(parts[:height]), name, is_folder=height < len(parts)):
                return True
        return False

    def _best_of_plain(self, name: str, is_folder: bool) -> _Pattern | None:
        # Most patterns are a name or an ending: looking them up spares most entries all of the expressions.
        found = [
            pattern
            for spelt in (name, *(f"*{name[dot:]}" for dot, character in enumerate(name) if character == "."))
            for pattern in self._plain.get(spelt, ())
            if is_folder or not pattern.only_folders
        ]
        return max(found, key=lambda pattern: pattern.number, default=None)


def _matcher(body: str) -> Callable[[str], object] | None:
    if _ANYTHING.fullmatch(body):
        return bool
    # Two stars at the end mean everything inside; with a star for the entry itself, the expression covers all of it.
    inside = body.endswith("/**")
    for name, members in _CLASSES.items():
        body = body.replace(name, members)
    try:
        expression, _ = GitIgnoreSpecPattern.pattern_to_regex("/" + (f"{body}/*" if inside else body))
    except (GitIgnorePatternError, re.error):
        return None
    return None if expression is None else re.compile(expression, re.DOTALL).fullmatch


@dataclass(frozen=True, slots=True)
class Ignores:
    """The ignore files that hold in a folder, the strongest first, each with the length of the path they start from."""

    rules: tuple[tuple[IgnoreRules, int], ...] = ()

    def ignores(self, path: str, name: str, *, is_folder: bool) -> bool:
        """Whether the entry ``name`` with the absolute path ``path`` is ignored."""
        for rules, base in self.rules:
            verdict = rules.verdict(path[base:], name, is_folder=is_folder)
            if verdict is not None:
                return verdict
        return False

    def within(self, folder: str, names: Iterable[str]) -> "Ignores":
        """What holds in a folder with these entries: a repository begins anew, an ignore file beats all above."""
        base = length_before_entries(folder)
        rules = self.rules
        if REPOSITORY in names:
            rules = tuple((own, base) for own in _own_excludes(Path(folder)))
        if IGNORE_FILE in names:
            rules = tuple((own, base) for own in _rules_in(Path(folder, IGNORE_FILE))) + rules
        return self if rules is self.rules else Ignores(rules)


def length_before_entries(folder: str) -> int:
    """How many characters of the path of an entry stand before its path relative to the folder."""
    return len(folder.rstrip("/")) + 1


def ignores_above(folder: Path) -> Ignores:
    """What holds in a folder by the repository around it. A folder that is itself ignored is read as if it were not."""
    chain = [*reversed(folder.parents), folder]
    top = next((height for height in range(len(chain) - 1, -1, -1) if (chain[height] / REPOSITORY).exists()), None)
    if top is None:
        return Ignores()
    found = Ignores()
    for parent, child in zip(chain[top:-1], chain[top + 1 :], strict=True):
        found = found.within(parent.as_posix(), _ignore_entries(parent))
        if found.ignores(child.as_posix(), child.name, is_folder=True):
            found = Ignores()
    return found


def _ignore_entries(folder: Path) -> list[str]:
    return [name for name in (REPOSITORY, IGNORE_FILE) if (folder / name).exists()]


def _own_excludes(repository: Path) -> Iterator[IgnoreRules]:
    yield from _rules_in(_git_folder(repository / REPOSITORY) / "info" / "exclude")


def _git_folder(entry: Path) -> Path:
    """Where git keeps what all work trees of a repository share."""
    with contextlib.suppress(OSError):
        if entry.is_file():
            entry = entry.parent / entry.read_text("utf-8", "replace").removeprefix("gitdir:").strip()
        shared = entry / "commondir"
        if shared.is_file():
            return entry / shared.read_text("utf-8", "replace").strip()
    return entry


def _rules_in(file: Path) -> Iterator[IgnoreRules]:
    with contextlib.suppress(OSError):
        text = file.read_bytes().decode("utf-8", "surrogateescape").removeprefix("\ufeff")
        yield IgnoreRules(line.removesuffix("\r") for line in text.split("\n"))
