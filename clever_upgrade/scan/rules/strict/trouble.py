"""What a module of this package finds: a place that will break, and what is known of whose records it is about."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Place, Severity
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.syntax.facts import Declaration, Scope

_NOWHERE = Scope()


@dataclass(frozen=True, slots=True)
class Trouble:
    """A place that refuses new fields, or trips over them.

    ``what`` is the beginning of a sentence, which the names of the fields end. ``names`` are names that may say whose
    records these are, the surest first; ``known`` the fields that are known already. ``sure``: what is written is so
    particular that a loose tie to Clever is enough. ``asks``: where no name says whose records these are, what the file
    asks Clever for does. ``class_name`` is the class that reads the records, where it is one that does.
    """

    place: Place
    what: str
    remedy: str
    names: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    severity: Severity = Severity.ERROR
    scope: Scope = _NOWHERE
    sure: bool = False
    asks: bool = True
    fields: tuple[str, ...] = ()
    class_name: str = ""


Finder = Callable[[Reading, Project, Code], Iterable[Trouble]]
"""Finds one kind of trouble in a file."""


def declarations_of(name: str, reading: Reading, project: Project) -> Iterator[Declaration]:
    """The declarations of a class by its last name: those of the same file, else those of others of its language."""
    here = [one for one in reading.file.facts.declarations if one.name == name]
    yield from here
    if not here:
        for file in project.files.values():
            if file.language == reading.file.language:
                yield from (one for one in file.facts.declarations if one.name == name)
