"""Tells cheaply, from the bare text of a file, whether it is worth parsing: almost no file of a tree is.

Parsing costs a thousand times more than looking for a word. So files that name Clever or v1.1 are parsed first, and of
the rest only those that define or use a name that the first ones make matter.
"""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

from clever_upgrade.contract import default_upgrade
from clever_upgrade.scan.evidence import speaks_of_clever
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Hole
from clever_upgrade.scan.urls import last_name

_WORDS = ("clever", default_upgrade().from_version.name)
_DEFINED = re.compile(
    r"\b(?:class|struct|interface|record|type|enum|trait|module|object)[ \t]+(\w+)"
    r"|^[ \t]*(?:(?:export|public|private|protected|internal|static|final|readonly|const|let|var|def) |self\.|\$)*"
    r"(?:\w+[ \t]+)?[\"']?(\w+)[\"']?[ \t]*:?(?:=>?|:)",
    re.MULTILINE,
)
_SHORTEST = 3


def names_clever(path: str, text: str) -> bool:
    """Whether a file may have to do with Clever by its own words, or by the folder it stands in."""
    lower = text.lower()
    return any(word in lower for word in _WORDS) or any(speaks_of_clever(part) for part in PurePosixPath(path).parts)


class Wanted:
    """The names that the files which speak of Clever make matter: those they use, and those that stand for them."""

    def __init__(self, files: Iterable[SourceFile], symbols: Iterable[str], own_names: Iterable[str]) -> None:
        self._used = frozenset(name for file in files for name in _used(file) if len(name) >= _SHORTEST)
        meant = [name for name in (*symbols, *own_names) if not speaks_of_clever(name)]
        self._meant = re.compile(rf"\b(?:{'|'.join(map(re.escape, meant))})\b") if meant else None

    def __bool__(self) -> bool:
        return bool(self._used or self._meant)

    def are_in(self, text: str) -> bool:
        """Whether a file defines a name that those files use, or uses one that stands for them."""
        if self._meant is not None and self._meant.search(text):
            return True
        return any(found[1] in self._used or found[2] in self._used for found in _DEFINED.finditer(text))


def _used(file: SourceFile) -> Iterable[str]:
    """The names that a file takes from elsewhere: holes of its texts, and classes that it fills."""
    declared = {declaration.name for declaration in file.facts.declarations}
    for text in file.facts.texts:
        yield from (last_name(part.name) for part in text.parts if isinstance(part, Hole) and part.name)
    for name in file.facts.identifiers:
        if name[:1].isupper() and not name.isupper() and name not in declared:
            yield name
