"""A file that was read, with everything that rules may know of it."""

from dataclasses import dataclass

from clever_upgrade.scan.result import Place
from clever_upgrade.scan.syntax.facts import Facts


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file: ``path`` as it is reported, its text as it was decoded, and the facts of it.

    ``fixable`` is false where writing the text back would not give the same bytes.
    """

    path: str
    text: str
    facts: Facts
    fixable: bool = True

    @property
    def language(self) -> str:
        """The language of the file."""
        return self.facts.language

    def line_of(self, place: Place) -> str:
        """The whole line on which a place begins."""
        start = place.start - (place.column - 1)
        return self.text[start:].split("\n", 1)[0].rstrip("\r")
