"""Follows an import of Python or JavaScript to the file of the tree that it leads to, by their paths alone."""

import posixpath
import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from clever_upgrade.scan.syntax.facts import Import

FAMILIES = {"python": "python"} | dict.fromkeys(("javascript", "typescript", "tsx"), "javascript")
"""The languages whose imports can be followed, and what their files import each other as."""

_ALIASES = ("@/", "~/")
"""What a path of JavaScript begins with that is counted from the folder of the sources."""
_EXTENSION = re.compile(r"\.(?:py|[cm]?[jt]sx?)$")
_OF_THEIR_FOLDER = frozenset({"__init__", "index"})
"""The names of files that are imported by the name of their folder."""
_SOURCES = frozenset({"src", "lib"})
"""Folders from which a project counts its modules without naming them."""

Words = tuple[str, ...]


def words_of(path: str) -> Words:
    """The folders and the name by which a file is imported: ``("app", "settings")`` of ``app/settings.py``."""
    words = PurePosixPath(_EXTENSION.sub("", path)).parts
    return words[:-1] if words and words[-1] in _OF_THEIR_FOLDER else words


def words_in(brought: Import, taken: str) -> tuple[str, str]:
    """What the file is called that an import leads to: by its last word, or by that which it takes."""
    return re.split(r"[./]", _EXTENSION.sub("", brought.module))[-1], taken


def can_be_followed(brought: Import, language: str) -> bool:
    """Whether paths alone tell where an import leads: a bundler may have been told to look anywhere."""
    family = FAMILIES.get(language)
    return family == "python" or (family == "javascript" and brought.module.startswith((".", *_ALIASES)))


def leads_to(brought: Import, taken: str, importer: str, target: str, language: str) -> int | None:
    """How many folders deep the folder is from which an import is counted that leads to a file; None if it does not.

    ``taken`` is what the file takes: it may be the file itself, as in ``from app import settings``.
    """
    if FAMILIES.get(language) == "python":
        joined = f"{brought.module}{'' if brought.module.endswith('.') else '.'}{taken}"
        return _first(_python(module, importer, target) for module in (brought.module, joined))
    return _javascript(brought.module, importer, target)


def _first(depths: Iterable[int | None]) -> int | None:
    return next((depth for depth in depths if depth is not None), None)


def _python(module: str, importer: str, target: str) -> int | None:
    name = module.lstrip(".")
    dots, names, folder = len(module) - len(name), tuple(filter(None, name.split("."))), _folder(importer)
    if not dots:
        return _counted(names, folder, words_of(target))
    if dots > len(folder) + 1:
        return None
    base = folder[: len(folder) - (dots - 1)]
    return len(base) if (*base, *names) == words_of(target) else None


def _javascript(module: str, importer: str, target: str) -> int | None:
    folder = _folder(importer)
    if module.startswith("."):
        path = posixpath.normpath(posixpath.join(*folder, module))
        return len(folder) if words_of(path) == words_of(target) else None
    return _counted(words_of(module[2:]), folder, words_of(target)) if module.startswith(_ALIASES) else None


def _folder(path: str) -> Words:
    return PurePosixPath(path).parts[:-1]


def _counted(names: Words, folder: Words, target: Words) -> int | None:
    """How deep the folder is that stands above both files, and from which the names lead to the target."""
    root = target[: len(target) - len(names)]
    if not names or (*root, *names) != target:
        return None
    above = root[:-1] if root and root[-1] in _SOURCES else root
    return len(root) if folder[: len(above)] == above else None
