"""Commands as a report tells the user to copy them: with the options that were given, in the shape of a shell."""

import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


def command(*words: str) -> str:
    """A call of the tool."""
    return shlex.join(["clever-upgrade", *words])


def options(given: Mapping[str, object]) -> tuple[str, ...]:
    """Options by their names as words of a command line; None and False were not given, and a list is repeated."""
    return tuple(_words(given))


def _words(given: Mapping[str, object]) -> Iterator[str]:
    for name, value in given.items():
        for one in value if isinstance(value, list | tuple) else (value,):
            if one is None or one is False:
                continue
            yield f"--{name.replace('_', '-')}"
            if one is not True:
                yield str(one)


@dataclass(frozen=True, slots=True)
class Source:
    """The ``options`` that say where and how gently to read, and the ``districts`` that were picked there."""

    options: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()

    @property
    def is_recording(self) -> bool:
        """Whether a recording is replayed, which answers nothing but what was asked when it was made."""
        return "--replay" in self.options

    def words(self, *districts: str) -> tuple[str, ...]:
        """All of it as words of a command line; with ``districts`` those instead of the ones that were picked."""
        return (*self.options, *options({"district": districts or self.districts}))


USUAL = Source()
"""Where environment and configuration say everything."""
