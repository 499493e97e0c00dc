"""What a language module says about its language: which node kinds are what, and what to make of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from clever_upgrade.scan.syntax.facts import Loop, Otherwise, Scope

if TYPE_CHECKING:
    from clever_upgrade.scan.syntax.collect import Collector
    from clever_upgrade.scan.syntax.matcher import Node


@dataclass(frozen=True, slots=True)
class Context:
    """What is known on the way down the tree about where a node stands."""

    scope: Scope = field(default_factory=Scope)
    bound_to: str = ""
    passed_to: str = ""
    loops: tuple[Loop, ...] = ()
    statement: Node | None = None
    chain: int | None = None
    action: Node | None = None
    otherwise: Otherwise = Otherwise.NOTHING


Step = tuple["Node", Context]
"""A node to visit, and what is known there."""

Handler = Callable[["Collector", "Node", Context], Iterable[Step]]
"""Takes note of a node and says which nodes to visit next."""


@dataclass(frozen=True, slots=True)
class Called:
    """A call taken apart: its callee as text, the receiver if it has one, and the nodes of its arguments."""

    callee: str
    receiver: Node | None
    arguments: tuple[Node, ...]
    makes: bool = False


def _itself(node: Node) -> Node:
    return node


def _unchanged(source: str) -> str:
    return source


def _no_call(_: Node) -> Called | None:
    return None


@dataclass(frozen=True, slots=True)
class Grammar:
    """A language as tables.

    ``strings`` are the kinds of string expressions, ``pieces`` those of their literal characters, ``holes`` those of
    interpolations; a string without such children is one literal between its quotes. ``joins`` maps kinds of binary
    expressions to the operators that concatenate, and ``sequences`` are kinds whose strings stand one after the other.
    ``naked`` are kinds of expressions that stand in a string without a node around them, as PHP's do.
    ``prepared`` makes of a source what the parser is to see; every character keeps its place.
    ``content`` finds the node that holds the pieces of a string where that is another one, as with Ruby's heredocs.
    ``wrappers`` mean what their one named child means. ``words`` are kinds of literals other than strings that stand
    for a word, such as Ruby's symbols. ``lists`` are list literals. ``called`` takes a call apart, or gives None.
    ``handlers`` says what to make of the other kinds; a kind that is not named anywhere is walked through.
    """

    language: str
    strings: frozenset[str]
    handlers: Mapping[str, Handler]
    called: Callable[[Node], Called | None] = _no_call
    calls: frozenset[str] = frozenset()
    content: Callable[[Node], Node] = _itself
    pieces: frozenset[str] = frozenset()
    holes: frozenset[str] = frozenset()
    naked: frozenset[str] = frozenset()
    prepared: Callable[[str], str] = _unchanged
    joins: Mapping[str, frozenset[str]] = field(default_factory=dict)
    sequences: frozenset[str] = frozenset()
    lists: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    wrappers: frozenset[str] = frozenset({"parenthesized_expression"})
    comments: frozenset[str] = frozenset({"comment"})
    identifiers: frozenset[str] = frozenset({"identifier"})
    statements: frozenset[str] = frozenset()
