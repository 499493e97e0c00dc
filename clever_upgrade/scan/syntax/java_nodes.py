"""What the other modules for Java ask of its nodes: excerpts, and members behind getters."""

import re

from clever_upgrade.scan.syntax.matcher import Node

COMMENTS = frozenset({"line_comment", "block_comment"})
_LONGEST_RECEIVER = 120
_WITH_INDENTATION = 480
_GETTER = re.compile(r"(?:get|is)([A-Z]\w*)$")
_SETTER = re.compile(r"set([A-Z]\w*)$")


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
