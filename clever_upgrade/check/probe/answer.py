"""What a parser did with one record, and what every kind of parser can be asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

Record = Mapping[str, Any]


class Ending(Enum):
    """How the reading of one record ended."""

    MADE = "made"
    """The parser made something of it, or at least let it pass."""
    NOTHING = "nothing"
    """It brought nothing where something was due."""
    REFUSED = "refused"
    HUNG = "hung"


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one record.

    ``made`` is what the parser made of it, as JSON. ``kind`` names a refusal coarsely (the type of the exception, the
    exit code), ``message`` is what was said about it, not yet redacted, ``where`` the line of code that said it.
    """

    ending: Ending
    made: object = None
    kind: str = ""
    message: str = ""
    where: str = ""


class Parser(Protocol):
    """A parser of the user's that runs, and is to be closed."""

    path: str
    """The file that its code is in, as far as is known."""
    line: int
    restarts: int
    """How often it had to be started again."""

    @property
    def notes(self) -> Sequence[str]:
        """What is to be said of it beside its answers."""
        ...

    def answers(self, records: Sequence[Record], *, limit: float | None = None) -> list[Answer]:
        """The answers to the first records: at least to one, and to all of them unless that was costly to find out.

        ``limit`` is the time for one record in seconds, if not the usual one. ParserUnusableError if it cannot be
        tried at all.
        """
        ...

    def close(self) -> None:
        """End its process."""
        ...
