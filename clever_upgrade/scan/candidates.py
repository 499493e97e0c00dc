"""Tells cheaply, from the bare bytes of a file, whether it is worth parsing: almost no file of a tree is.

Parsing costs a thousand times more than looking for a word. So files that name Clever or v1.1 are parsed first, and of
the rest only those that define or use a name which the first ones make matter.
"""

import re
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from clever_upgrade.contract import default_upgrade
from clever_upgrade.scan.evidence import speaks_of_clever
from clever_upgrade.scan.modules import words_of
from clever_upgrade.scan.names import last_name
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Hole

_CLEVER = b"clever"
_OLD_VERSION = default_upgrade().from_version.name.encode()
_AS_A_VERSION = re.compile(rb"(?<![a-z])" + re.escape(_OLD_VERSION) + rb"(?![.\d])")
"""The version where it stands alone: TLSv1.1 is another matter."""
_ADJECTIVE = re.compile(
    rb"(?<=[ \t(])clever(?:ly|er|est|ness)?"
    rb"(?=[,.;:)!?]*[ \t]+(?!import|from|as|in|is|and|or|do|if|then)[a-z]|[,.;)!?]+\s)"
)
"""The word as prose has it; it stands in the comments of every other large project."""
_IMPORTS = re.compile(rb"\b(?:import|from|require)\b")
_LONGEST_IMPORT = 400
"""How many characters before the name of a module its import may begin."""
_SHORTEST = 3
_OF_A_ROSTER = re.compile(
    r"student|teacher|contact|admin|user|person|pupil|learner|district|section|school|roster|record|resource"
    r"|status|state|sync|event",
    re.IGNORECASE,
)
"""What the names of things have in them that a rule may want to know the declaration of."""
_OF_AN_ADDRESS = re.compile(r"^[A-Z][A-Z0-9_]{3,}$|(?i:[a-z]_?(?:url|uri|base|host|version|endpoint|root|prefix)$)")
"""The names of constants, and of settings that a URL is put together from; a mere ``url`` or ``host`` is anybody's."""


def names_clever(path: str, data: bytes) -> bool:
    """Whether a file may have to do with Clever by its own words, or by the folder it stands in."""
    lower = data.lower()
    if _CLEVER in lower and len(_ADJECTIVE.findall(data)) < lower.count(_CLEVER):
        return True
    return (_OLD_VERSION in lower and _AS_A_VERSION.search(lower) is not None) or (
        "clever" in path.lower() and any(speaks_of_clever(part) for part in PurePosixPath(path).parts)
    )


class Wanted:
    """The names that files which speak of Clever make matter: those they take from elsewhere, and their wrappers.

    ``addresses`` are modules with a constant of theirs that holds Clever's address: it may be anybody's name.
    """

    def __init__(
        self, files: Iterable[SourceFile], wrappers: Iterable[str], addresses: Iterable[tuple[str, str]] = ()
    ) -> None:
        taken = {name for file in files for name in _taken(file) if len(name) >= _SHORTEST}
        self._taken = sorted(name.encode() for name in taken if not speaks_of_clever(name))
        self._wrappers = sorted(name.encode() for name in wrappers if not speaks_of_clever(name))
        self._defined = _definition_of(self._taken)
        self._named = re.compile(rb"\b(?:" + b"|".join(map(re.escape, self._wrappers)) + rb")\b")
        self._addresses = [(module.encode(), name.encode()) for module, name in sorted(set(addresses))]

    def __bool__(self) -> bool:
        return bool(self._taken or self._wrappers or self._addresses)

    def are_in(self, path: str, data: bytes) -> bool:
        """Whether a file declares a name that is taken from it, names a wrapper, or imports an address.

        One that is called as the file of an address matters, too: an import may mean the one or the other.
        """
        # Looking for plain words first is many times faster than any expression.
        if any(name in data for name in self._wrappers) and self._named.search(data):
            return True
        if any(name in data for name in self._taken) and self._defined.search(data):
            return True
        return any(
            name in data
            and (_is_called(path, module) or (module in data and _brings_in(data, module)))
            and re.search(rb"\b" + re.escape(name) + rb"\b", data)
            for module, name in self._addresses
        )


def _definition_of(names: Iterable[bytes]) -> re.Pattern[bytes]:
    one = rb"(?:" + b"|".join(map(re.escape, names)) + rb")\b"
    return re.compile(
        rb"\b(?:class|struct|interface|record|type|enum|trait|module|object)[ \t]+"
        + one
        # Such as a constant, a setting, an entry of a file with settings, or a field with its type in front.
        + rb"|^[^\n=:#(]{0,80}\b"
        + one
        + rb"[\"']?[ \t]*(?::[^\n=]{0,80})?[:=]",
        re.MULTILINE,
    )


def _is_called(path: str, module: bytes) -> bool:
    return module.decode() in path and words_of(path)[-1:] == (module.decode(),)


def _brings_in(data: bytes, module: bytes) -> bool:
    """Whether a line imports something with the module's name in it."""
    for named in re.finditer(rb"\b" + re.escape(module) + rb"\b", data):
        line = data.rfind(b"\n", 0, named.start()) + 1
        if _IMPORTS.search(data, max(line, named.start() - _LONGEST_IMPORT), named.start()):
            return True
    return False


def _taken(file: SourceFile) -> Iterator[str]:
    """The names that a file takes from elsewhere: those in the holes of its texts, and classes of rosters' records."""
    declared = {declaration.name for declaration in file.facts.declarations}
    bound = {last_name(text.bound_to) for text in file.facts.texts}
    for text in file.facts.texts:
        if "/" in text.plain:
            names = {last_name(part.name) for part in text.parts if isinstance(part, Hole)}
            yield from (name for name in names - bound if _OF_AN_ADDRESS.search(name))
    for name in file.facts.identifiers - declared:
        if name[:1].isupper() and not name.isupper() and _OF_A_ROSTER.search(name):
            yield name
    for declaration in file.facts.declarations:
        if _OF_A_ROSTER.search(declaration.name):
            yield from (last_name(base) for base in declaration.bases)
