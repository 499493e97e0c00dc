"""The one module that knows the parser: it turns source text into a tree of nodes.

The binding has traps that this module keeps from everybody else: an unknown language makes it panic past
``except Exception``, lone surrogates make it raise, and writing through it loses text, so nothing is.
"""

from ast_grep_py import SgNode, SgRoot

from clever_upgrade.scan.result import Place

Node = SgNode

PARSERS = {
    "python": "python",
    "ruby": "ruby",
    "javascript": "tsx",
    "typescript": "typescript",
    "tsx": "tsx",
    "php": "php",
    "java": "java",
    "csharp": "csharp",
    "go": "go",
    "json": "json",
    "yaml": "yaml",
}
"""The parser's name for each language that has a grammar; JavaScript is read by that of TSX, for its JSX."""


def parse(text: str, language: str) -> Node:
    """The root of the tree of ``text``. KeyError for a language without a grammar."""
    return SgRoot(text.encode("utf-8", "replace").decode(), PARSERS[language]).root()


def is_broken(root: Node) -> bool:
    """Whether the grammar had to skip something."""
    return root.find(kind="ERROR") is not None


def place_of(node: Node) -> Place:
    """Where a node stands, with lines and columns that count from 1."""
    stretch = node.range()
    start, end = stretch.start, stretch.end
    return Place(start.index, end.index, start.line + 1, start.column + 1, end.line + 1, end.column + 1)
