"""How the user calls the tool again on the same store and server: with the options that said where, minus secrets."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clever_upgrade.report.command_line import command, options
from clever_upgrade.store.url import without_password

_COMMAND = re.compile(r"`clever-upgrade ((?:resync|events)\b[^`]*)`")
_ON_STORE_ALONE = frozenset({"status", "plan", "abort"})


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
        return command(*words, *self.store)

    def on_both(self, *words: str) -> str:
        """A command that reads the server, too."""
        return command(*words, *self.store, *_beside(self.store, self.source))

    def completed(self, hint: str) -> str:
        """A hint whose commands work on the same store and server as the one that failed."""
        return _COMMAND.sub(lambda found: f"`{self._again(shlex.split(found[1]))}`", hint)

    def _again(self, words: Sequence[str]) -> str:
        reads = _ON_STORE_ALONE.isdisjoint(words)
        return self.on_both(*words) if reads else self.on_store(*words)


PLAIN = Calls()
"""Where environment and configuration say everything."""


def calls(*, store: str | None, config: str | None, source: Sequence[str] = ()) -> Calls:
    """The calls of a user who gave these options; ``source`` are those that say where to read."""
    return Calls(options({"store": store and without_password(store), "config": config}), tuple(source))


def _beside(store: Sequence[str], source: Sequence[str]) -> Sequence[str]:
    """What ``source`` adds to ``store``, whose configuration says where the store is."""
    if "--config" not in store or "--config" not in source:
        return source
    at = source.index("--config")
    return (*source[:at], *source[at + 2 :])
