"""Why a file has to do with Clever: words like ``state`` or ``/me`` mean nothing without it.

A sign is found by file, in code and not in comments. Names that only begin alike (CleverTap, Clever Cloud, CleverCSV)
are no signs.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from pathlib import PurePosixPath

from clever_upgrade.scan.names import words_of
from clever_upgrade.scan.syntax.facts import Facts, Literal

CLEVER_HOST = re.compile(r"\bapi\.(?:get)?clever\.com\b", re.IGNORECASE)
_LOGIN_HOST = re.compile(r"(?:^|//|[^\w.-])(?:www\.)?clever\.com/oauth", re.IGNORECASE)
_OFFICIAL_CLIENT = re.compile(
    r"clever|clever-ruby|com\.clever\.(?:client|api)\b.*|github\.com/clever/clever-go\b.*|Clever[/\\]Clever",
    re.IGNORECASE,
)
_DOCUMENTS = frozenset({"json", "yaml"})
_SAY_WHAT_IT_IS = frozenset({"title", "$id", "description"})
_LOOKALIKES = frozenset(
    {"tap", "cloud", "bot", "csv", "reach", "age", "elements", "ads", "kit", "adapt", "cache", "lang", "brush", "tools"}
    | {"text", "fit", "pay", "shop", "code", "style"}
)
"""What stands behind the word where it is the name of somebody else."""


class Strength(IntEnum):
    """How strongly a file speaks of Clever; the greater the surer."""

    LINKED = 1
    NAMED = 2
    PROVEN = 3


@dataclass(frozen=True, slots=True)
class Sign:
    """One reason to believe that a file has to do with Clever, as a clause that completes "because"."""

    strength: Strength
    why: str


@dataclass(frozen=True, slots=True)
class Reach:
    """Everything that ties a file to Clever."""

    signs: tuple[Sign, ...] = ()

    @property
    def strength(self) -> int:
        """That of the surest sign; 0 without any."""
        return max((sign.strength for sign in self.signs), default=0)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Those of the surest signs, at most two."""
        return tuple(dict.fromkeys(sign.why for sign in self.signs if sign.strength == self.strength))[:2]

    def __bool__(self) -> bool:
        return bool(self.signs)


@lru_cache(maxsize=65536)
def speaks_of_clever(name: str) -> bool:
    """Whether the word Clever is in a name, as in ``CleverClient`` or ``clever_id`` but not in ``CleverTapAPI``."""
    if "clever" not in name.lower():
        return False
    words = words_of(name)
    following = [*words[1:], ""]
    return any(word == "clever" and after not in _LOOKALIKES for word, after in zip(words, following, strict=True))


def signs_of(path: str, facts: Facts, own_names: Iterable[str] = ()) -> Reach:
    """The signs within one file; ``own_names`` are the user's own wrappers that stand for Clever."""
    signs = [*_hosts(facts), *_modules(facts), *_own(facts, frozenset(own_names))]
    named = sorted(name for name in (*_names(facts), *_titles(facts)) if speaks_of_clever(name))
    if named:
        signs.append(Sign(Strength.NAMED, f"the file speaks of {min(named, key=len)}"))
    folders = [part for part in PurePosixPath(path).parts if speaks_of_clever(part)]
    if folders:
        signs.append(Sign(Strength.LINKED, f"its path holds {folders[0]}"))
    return Reach(tuple(signs))


def _hosts(facts: Facts) -> Iterator[Sign]:
    for text in facts.texts:
        for part in text.parts:
            if not isinstance(part, Literal):
                continue
            if CLEVER_HOST.search(part.text):
                yield Sign(Strength.PROVEN, f"line {part.place.line} names Clever's API host")
                return
            if _LOGIN_HOST.search(part.text):
                yield Sign(Strength.PROVEN, f"line {part.place.line} names Clever's login")
                return


def _modules(facts: Facts) -> Iterator[Sign]:
    for brought in facts.imports:
        if speaks_of_clever(brought.module):
            official = _OFFICIAL_CLIENT.fullmatch(brought.module) is not None
            why = f"line {brought.place.line} brings in {brought.module}"
            yield Sign(Strength.PROVEN if official else Strength.NAMED, why)


def _own(facts: Facts, own_names: frozenset[str]) -> Iterator[Sign]:
    met = sorted(own_names & facts.identifiers) or sorted(own_names & {brought.module for brought in facts.imports})
    if met:
        yield Sign(Strength.PROVEN, f"{met[0]} is named as evidence in the configuration")


def _titles(facts: Facts) -> Iterator[str]:
    """What a document calls itself: there it is the name of the thing, as that of a class is in code."""
    if facts.language in _DOCUMENTS:
        yield from (text.plain for text in facts.texts if text.bound_to.rsplit(".", 1)[-1] in _SAY_WHAT_IT_IS)


def _names(facts: Facts) -> Iterator[str]:
    yield from facts.identifiers
    yield from (read.name for read in facts.reads)
    for declaration in facts.declarations:
        yield declaration.name
        yield from declaration.bases
        yield from declaration.scope.classes
    for text in facts.texts:
        yield text.bound_to
        yield from text.scope.classes
