"""What the other modules for Java ask of its nodes: children without comments, excerpts, members behind getters."""

import re

from clever_upgrade.scan.syntax.matcher import Node

COMMENTS = frozenset({"line_comment", "block_comment"})
_LONGEST_RECEIVER = 120
_WITH_INDENTATION = 480
_GETTER = re.compile(r"(?:get|is)([A-Z]\w*)$")
_SETTER = re.compile(r"set([A-Z]\w*)$")


def named(node: Node | None) -> list[Node]:
    """The named children of a node, without comments."""
    if node is None:
        return []
    return [child for child in node.children() if child.is_named() and child.kind() not in COMMENTS]


def shortly(node: Node) -> str:
    """The source of a node on one line; of a long chain of calls, its end."""
    end = node.text()[-_WITH_INDENTATION:]
    return re.sub(r"\s*\n\s*", "", end).strip()[-_LONGEST_RECEIVER:]


def last_word(callee: str) -> str:
    """The name of a method, without what it is called on."""
    return callee.rsplit(".", 1)[-1]


def got_by(method: str) -> str | None:
    """The member that a method gives: ``school`` for ``getSchool``; None where it is no getter."""
    return _member(_GETTER.match(method))


def set_by(method: str) -> str | None:
    """The member that a method sets: ``school`` for ``setSchool``; None where it is no setter."""
    return _member(_SETTER.match(method))


def _member(accessor: re.Match[str] | None) -> str | None:
    if accessor is None:
        return None
    name = accessor[1]
    # By the rules for beans, ``getURL`` gives ``URL``.
    return name if name[:2].isupper() else name[0].lower() + name[1:]


def is_negated(node: Node) -> bool:
    """Whether an odd number of ``!`` stands before an expression."""
    negated = False
    parent = node.parent()
    while parent is not None and parent.kind() in {"unary_expression", "parenthesized_expression"}:
        operator = parent.field("operator")
        negated ^= operator is not None and operator.text() == "!"
        parent = parent.parent()
    return negated
