"""Which files a scan reads: those below the paths that the user named, less what nobody there wrote by hand."""

import os
import posixpath
import stat
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from clever_upgrade.errors import UsageError
from clever_upgrade.scan.result import Skipped
from clever_upgrade.scan.tree.ignored import IgnoreRules, Ignores, ignores_above, length_before_entries
from clever_upgrade.scan.tree.kinds import Kind, is_minified, kind_of, kind_of_script, may_be_script
from clever_upgrade.scan.tree.text import why

NEVER_ENTERED = frozenset(
    {
        ".git",
        ".hg",
        ".svn",
        ".bzr",
        ".idea",
        "__pycache__",
        ".mypy_cache",
        ".ruff_cache",
        ".pytest_cache",
        ".hypothesis",
    }
)
"""Folders of version control, editors and caches."""
VENDORED = frozenset({"vendor", "node_modules", "bower_components", "jspm_packages", "site-packages"})
"""Folders of what others wrote."""
BUILT = frozenset({".venv", "venv", ".tox", ".nox", ".eggs", ".bundle", ".yarn", ".gradle", "dist", "build", "target"})
"""Folders that a machine fills."""

_VIRTUAL_ENVIRONMENT = "pyvenv.cfg"
_FIRST_LINE = 200


@dataclass(frozen=True, slots=True)
class FileToRead:
    """A file: ``path`` as it is reported, ``location`` as it is opened, and what its name says it is."""

    path: str
    location: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class _Start:
    """A path that the user named: as it is reported, where it really is, and whether it is a folder."""

    shown: str
    name: str
    location: str
    is_folder: bool


@dataclass(frozen=True, slots=True)
class _Folder:
    """A folder that waits to be read, under its reported and its real path."""

    shown: str
    location: str
    ignores: Ignores


def walk(
    paths: Iterable[str], *, root: Path, exclude: Sequence[str] = (), include_vendored: bool = False
) -> Iterator[FileToRead | Skipped]:
    """The files to read, each once, in an order that hangs on names alone; and what cannot be read, with the reason.

    A path that the user names is read whatever ignores it. ``exclude`` holds patterns as in .gitignore, relative to
    ``root``. UsageError for a path that does not exist or cannot be read, before anything is.
    """
    starts = [_start(path) for path in paths]
    return _each_once(starts, IgnoreRules(exclude), _real(root), include_vendored)


def _each_once(
    starts: Iterable[_Start], exclude: IgnoreRules, root: str, include_vendored: bool
) -> Iterator[FileToRead | Skipped]:
    seen: set[str] = set()
    for start in starts:
        base = root if _is_below(start.location, root) else start.location
        course = _Course(start, Ignores(((exclude, length_before_entries(base)),)), include_vendored)
        for found in course.everything() if start.is_folder else [_named_file(start)]:
            if isinstance(found, FileToRead):
                if found.location in seen:
                    continue
                seen.add(found.location)
            yield found


def _start(path: str) -> _Start:
    mode = _mode(path)
    is_folder = stat.S_ISDIR(mode)
    if not (is_folder or stat.S_ISREG(mode)):
        raise UsageError(f"the path {path!r} is neither a file nor a folder", hint="Name files or folders.")
    # Whoever names a path counts on its being looked at; one that lies below another is skipped with a word.
    if not os.access(path, os.R_OK | os.X_OK if is_folder else os.R_OK):
        raise _unreadable(path)
    shown = PurePath(path)
    return _Start("" if shown == PurePath() else _printable(shown.as_posix()), shown.name, _real(path), is_folder)


def _mode(path: str) -> int:
    try:
        if path:
            return Path(path).stat().st_mode
    except PermissionError:
        raise _unreadable(path) from None
    except (OSError, ValueError):  # such as a name that is too long
        pass
    raise UsageError(f"the path {path!r} does not exist", hint="Name files or folders that exist.")


def _unreadable(path: str) -> UsageError:
    return UsageError(
        f"the path {path!r} cannot be read: permission denied", hint="Allow yourself to read it, or leave it out."
    )


def _named_file(start: _Start) -> FileToRead | Skipped:
    parent = posixpath.basename(posixpath.dirname(start.location))
    kind = kind_of(start.name, parent) or _kind_by_content(start.location, start.name)
    if kind is None:
        return Skipped(start.shown, "is in no language that is read")
    return FileToRead(start.shown, start.location, kind)


class _Course:
    """The way through everything below one folder."""

    def __init__(self, start: _Start, excludes: Ignores, include_vendored: bool) -> None:
        self._start = start
        self._excludes = excludes
        self._include_vendored = include_vendored

    def everything(self) -> Iterator[FileToRead | Skipped]:
        """Files before folders, both by name. Folders wait in a list: a deep tree must not exhaust the stack."""
        location = self._start.location
        waiting = [_Folder(self._start.shown, location, ignores_above(Path(location)))]
        while waiting:
            folder = waiting.pop()
            try:
                with os.scandir(folder.location) as listing:
                    entries = sorted(listing, key=lambda entry: entry.name)
            except OSError as error:
                yield Skipped(folder.shown or ".", f"cannot be opened: {why(error)}")
                continue
            names = {entry.name for entry in entries}
            if _VIRTUAL_ENVIRONMENT in names and not self._include_vendored and folder.location != location:
                continue
            ignores = folder.ignores.within(folder.location, names)
            inner = []
            for entry in entries:
                found = self._look_at(entry, folder, ignores)
                if isinstance(found, _Folder):
                    inner.append(found)
                elif found is not None:
                    yield found
            waiting.extend(reversed(inner))

    def _look_at(
        self, entry: os.DirEntry[str], folder: _Folder, ignores: Ignores
    ) -> _Folder | FileToRead | Skipped | None:
        name, is_folder = entry.name, entry.is_dir(follow_symlinks=False)
        location = folder.location + name if folder.location.endswith("/") else f"{folder.location}/{name}"
        # The cheapest questions come first: most entries of most trees are answered by their names.
        kind = None if is_folder else kind_of(name, posixpath.basename(folder.location))
        is_link = entry.is_symlink()
        if self._is_left_out(name, is_folder) or not (is_folder or is_link or kind or may_be_script(name)):
            return None
        if ignores.ignores(location, name, is_folder=is_folder):
            return None
        if self._excludes.ignores(location, name, is_folder=is_folder):
            return None
        shown = _printable(f"{folder.shown.rstrip('/')}/{name}" if folder.shown else name)
        if is_link:
            return self._link(shown, location)
        if is_folder:
            return _Folder(shown, location, ignores)
        if not entry.is_file(follow_symlinks=False):
            return None
        kind = kind or _kind_by_content(location, name)
        return None if kind is None else FileToRead(shown, location, kind)

    def _is_left_out(self, name: str, is_folder: bool) -> bool:
        if is_folder:
            return name in NEVER_ENTERED or (not self._include_vendored and (name in VENDORED or name in BUILT))
        return is_minified(name) and not self._include_vendored

    def _link(self, shown: str, location: str) -> Skipped | None:
        """Links are not followed: what they lead to inside is read where it is, and what lies outside was not named."""
        try:
            target = _real(location)
            if _is_below(target, self._start.location) or not Path(target).exists():
                return None
        except OSError as error:
            return Skipped(shown, f"is a link that cannot be followed: {why(error)}")
        return Skipped(shown, "is a link that leads out of what is scanned")


def _kind_by_content(location: str, name: str) -> Kind | None:
    if not may_be_script(name):
        return None
    try:
        with Path(location).open("rb") as file:
            return kind_of_script(file.read(_FIRST_LINE))
    except OSError:
        return None


def _is_below(location: str, folder: str) -> bool:
    return location == folder or location.startswith(folder if folder.endswith("/") else f"{folder}/")


def _real(path: str | Path) -> str:
    return Path(os.path.realpath(path)).as_posix()


def _printable(path: str) -> str:
    """The path without what is no text: a name may hold any bytes."""
    return path.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def location_of(path: str) -> str:
    """A path as it is opened, from what reports call it: the system's encoding may lack what a report can hold."""
    try:
        os.fsencode(path)
    except UnicodeEncodeError:
        return os.fsdecode(path.encode())
    return path
