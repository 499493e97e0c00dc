"""Where a sync by events keeps how far it has read: context that the finding on its feed tells."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clever_upgrade.scan.names import words_of
from clever_upgrade.scan.project import Project
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Call, Read

_MARKS = frozenset(words_of("cursor cursors checkpoint checkpoints watermark bookmark"))
_NEWEST = frozenset(words_of("last latest newest previous since"))
_EVENT = frozenset({"event", "events"})
_STORING = frozenset(words_of("save set store put write update persist insert upsert create remember hset record"))
_STATEMENT = re.compile(
    r"\b(?:update|insert)\b.*?\b(\w*(?:cursor|last_event|latest_event)\w*)", re.IGNORECASE | re.DOTALL
)
_NAME = re.compile(r"[A-Za-z_][\w-]*")
_SHORTEST = 4


@dataclass(frozen=True, slots=True)
class Cursor:
    """A line that stores a cursor, or that reads one which is stored."""

    path: str
    line: int
    stores: bool


class Cursors:
    """The cursors of a project, looked for as they are asked for."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._of_files: dict[str, list[Cursor]] = {}

    def near(self, path: str, name: str) -> Cursor | None:
        """Where the code around a feed keeps its cursor: in its own file, or in one that uses the name of the feed."""
        found = [cursor for file in self._files(path, name) for cursor in self._within(file)]
        return next((one for one in found if one.stores), found[0] if found else None)

    def _files(self, path: str, name: str) -> Iterator[SourceFile]:
        yield self._project.files[path]
        if len(name) >= _SHORTEST and "event" in name.lower():
            others = (file for file in self._project.files.values() if file.path != path)
            yield from (file for file in others if name in file.facts.identifiers)

    def _within(self, file: SourceFile) -> list[Cursor]:
        if file.path not in self._of_files:
            self._of_files[file.path] = list(_cursors(file))
        return self._of_files[file.path]


def _cursors(file: SourceFile) -> Iterator[Cursor]:
    lines = dict.fromkeys(_stored(file), True)
    for read in file.facts.reads:
        if _is_cursor(read.name):
            lines.setdefault(read.place.line, False)
    for line in sorted(lines):
        yield Cursor(file.path, line, lines[line])


def _stored(file: SourceFile) -> Iterator[int]:
    yield from (read.place.line for read in file.facts.reads if _is_assigned(read) and _is_cursor(read.name))
    yield from (call.place.line for call in file.facts.calls if _stores(call))
    yield from (text.place.line for text in file.facts.texts if _STATEMENT.search(text.plain))


def _is_assigned(read: Read) -> bool:
    return re.match(rf".*\b{re.escape(read.name)}['\"]?\]?\s*=(?![=>~])", read.statement) is not None


def _stores(call: Call) -> bool:
    if not _STORING & set(words_of(call.name)):
        return False
    told = " ".join([call.callee.rpartition("\n")[2], *(argument.text for argument in call.arguments)])
    return any(_is_cursor(name) for name in _NAME.findall(told))


def _is_cursor(name: str) -> bool:
    words = set(words_of(name))
    return bool(words & _MARKS) or bool(words & _NEWEST and words & _EVENT)
