"""JSON and YAML: the values of their pairs, each bound to the path of keys that leads to it."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.syntax.facts import Case, Comment, Decision, DecisionKind, Facts, Text
from clever_upgrade.scan.syntax.matcher import Node, is_broken, parse, place_of
from clever_upgrade.scan.syntax.settings_text import text_between
from clever_upgrade.scan.tree.lines import LineIndex

_PAIRS = frozenset({"pair", "block_mapping_pair", "flow_pair"})
_SCALARS = frozenset(
    {"string", "true", "false", "plain_scalar", "single_quote_scalar", "double_quote_scalar", "block_scalar"}
)
_LISTS = frozenset({"array", "flow_sequence", "block_sequence"})
_SAY_NOTHING = frozenset({"null_scalar", "integer_scalar", "float_scalar"})
_BLOCK_HEADER = re.compile(r"[|>][^\r\n]*(?:\r\n?|\n|$)\s*")

Step = tuple[Node, tuple[str, ...]]
"""A node, and the keys that lead to it."""


def read(text: str, language: str) -> Facts:
    """The facts of a document."""
    root = parse(text, language)
    return _Reader(text, language).facts(root)


class _Reader:
    """Gathers facts on a walk that waits on a list: documents may be nested deeper than Python's stack."""

    def __init__(self, source: str, language: str) -> None:
        self._source = source
        self._language = language
        self._lines = LineIndex(source)
        self._texts: list[Text] = []
        self._decisions: list[Decision] = []
        self._comments: list[Comment] = []
        self._keys: set[str] = set()

    def facts(self, root: Node) -> Facts:
        waiting: list[Step] = [(root, ())]
        while waiting:
            node, path = waiting.pop()
            waiting.extend(reversed(list(self._visit(node, path))))
        return Facts(
            language=self._language,
            texts=tuple(self._texts),
            decisions=tuple(self._decisions),
            comments=tuple(self._comments),
            identifiers=frozenset(self._keys),
            broken=is_broken(root),
        )

    def _visit(self, node: Node, path: tuple[str, ...]) -> Iterator[Step]:
        kind = node.kind()
        if kind in _SCALARS:
            self._note(node, path)
        elif kind == "comment":
            self._comments.append(Comment(node.text(), place_of(node)))
        elif kind in _PAIRS:
            key, value = node.field("key"), node.field("value")
            if key is None or value is None:
                return
            name = key.text().strip("\"'")
            self._keys.add(name)
            yield value, (*path, name)
        else:
            if kind in _LISTS:
                self._note_words(node, path)
            yield from ((child, path) for child in node.children() if child.is_named())

    def _note(self, node: Node, path: tuple[str, ...]) -> None:
        start, end = self._stretch(node)
        if start < end and not any(child.kind() in _SAY_NOTHING for child in node.children()):
            found = text_between(self._source, start, end, self._lines, bound_to=".".join(path))
            if found is not None:
                self._texts.append(found)

    def _stretch(self, node: Node) -> tuple[int, int]:
        """Where the characters of a scalar begin and end, without quotes and without the header of a block."""
        start, end = node.range().start.index, node.range().end.index
        if node.kind() in {"string", "single_quote_scalar", "double_quote_scalar"}:
            return start + 1, end - 1
        if node.kind() == "block_scalar":
            header = _BLOCK_HEADER.match(self._source, start, end)
            return (header.end() if header is not None else start), start + len(node.text().rstrip())
        return start, end

    def _note_words(self, node: Node, path: tuple[str, ...]) -> None:
        """A list of nothing but words tells those words apart from all others; ``enum`` speaks of the key above it."""
        elements = [child for child in node.children() if child.is_named() and child.kind() != "comment"]
        scalars = [scalar for scalar in map(_scalar, elements) if scalar is not None]
        if len(scalars) < 2 or len(scalars) < len(elements):
            return
        cases = []
        for scalar in scalars:
            start, end = self._stretch(scalar)
            cases.append(Case(self._source[start:end], self._lines.place(start, end)))
        subject = path[:-1] if path[-1:] == ("enum",) else path
        self._decisions.append(Decision(DecisionKind.MEMBERSHIP, ".".join(subject), tuple(cases), place_of(node)))


def _scalar(node: Node) -> Node | None:
    """The scalar that an element of a list is, below the nodes that the grammar of YAML puts around it."""
    while node.kind() in {"block_sequence_item", "flow_node", "block_node"}:
        inner = [child for child in node.children() if child.is_named() and child.kind() not in {"comment", "anchor"}]
        if len(inner) != 1:
            return None
        node = inner[0]
    return node if node.kind() in _SCALARS and node.kind() not in {"true", "false"} else None
