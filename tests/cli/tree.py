"""Every command that there is, with the words that call it: what the tests of manners walk through."""

import inspect
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import typer

from clever_upgrade.cli.main import app


@dataclass(frozen=True)
class Node:
    """One command; ``words`` are those after the name of the tool."""

    words: tuple[str, ...]
    command: Any

    @property
    def is_group(self) -> bool:
        return bool(getattr(self.command, "commands", {}))

    @property
    def options(self) -> dict[str, Any]:
        """Its options by their names."""
        return {name: option for option in self.command.params for name in option.opts if name.startswith("-")}

    @property
    def formats(self) -> list[str] | None:
        """What ``--format`` takes."""
        if "--format" not in self.options:
            return None
        hint = inspect.signature(self.command.callback).parameters["report_format"].annotation
        return [one.value for one in hint.__origin__]

    def __str__(self) -> str:
        return " ".join(("clever-upgrade", *self.words))


def nodes() -> list[Node]:
    return list(_nodes(typer.main.get_command(app), ()))


def _nodes(command: Any, words: tuple[str, ...]) -> Iterator[Node]:
    yield Node(words, command)
    for name, inner in getattr(command, "commands", {}).items():
        yield from _nodes(inner, (*words, name))


NODES = nodes()
COMMANDS = [node for node in NODES if not node.is_group]
