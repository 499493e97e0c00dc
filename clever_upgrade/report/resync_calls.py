"""How the user calls the tool again on the same store and server: with the options that said where, minus secrets."""

import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clever_upgrade.store.url import without_password


@dataclass(frozen=True, slots=True)
class Calls:
    """The options to repeat: those that name the ``store``, and those that name the ``source``."""

    store: tuple[str, ...] = ()
    source: tuple[str, ...] = ()

    def of_run(self, source: Sequence[str]) -> "Calls":
        """The same, reading where a run read, unless the user has said where to read by now."""
        return self if self.source else replace(self, source=tuple(source))

    def on_store(self, *words: str) -> str:
        """A command that looks at the store alone."""
        return _command(words, self.store)

    def on_both(self, *words: str) -> str:
        """A command that reads the server, too."""
        return _command(words, (*self.store, *self.source))


PLAIN = Calls()
"""Where environment and configuration say everything."""


def calls(*, store: str | None, config: str | None, source: Sequence[str] = ()) -> Calls:
    """The calls of a user who gave these options; ``source`` are those that say where to read."""
    where = {"--store": store and without_password(store), "--config": config}
    return Calls(
        store=tuple(word for option, value in where.items() if value is not None for word in (option, value)),
        source=tuple(source),
    )


def _command(words: Sequence[str], options: Sequence[str]) -> str:
    return shlex.join(["clever-upgrade", *words, *options])
