"""XML with positions, tolerant of what is not well formed; entities beyond the five of XML itself are left alone."""

import re
from collections.abc import Iterator
from html import unescape

from clever_upgrade.scan.manifests.document import Stretch

_MARKUP = re.compile(  # what is never closed takes the rest of the text at once, and the pieces of a tag have a limit
    r"<!--(?:.*?-->|.*)|<!\[CDATA\[(?:.*?\]\]>|.*)|<\?(?:.*?\?>|.*)|<!DOCTYPE[^>\[]*(?:\[.*?\]\s*>|>|.*)"
    r"|<(?P<close>/)?(?P<tag>[A-Za-z_][\w.:-]*)(?P<rest>(?:[^<>\"']+|\"[^\"]*\"|'[^']*'){0,200}+)>",
    re.DOTALL,
)
_ATTRIBUTE = re.compile(r"([A-Za-z_][\w.:-]*)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


class Element:
    """A tag without its namespace; ``text`` is what stands directly in it, trimmed, and ``at`` where that is."""

    __slots__ = ("at", "attributes", "children", "tag", "text")

    def __init__(self, tag: str, tag_at: Stretch) -> None:
        self.tag = tag
        self.attributes: dict[str, tuple[str, Stretch]] = {}
        self.children: list[Element] = []
        self.text = ""
        self.at: Stretch = tag_at

    def child(self, tag: str) -> "Element | None":
        """The first child of that name."""
        return next((child for child in self.children if child.tag == tag), None)

    def value(self, tag: str) -> str:
        """The text of the first child of that name, or nothing."""
        child = self.child(tag)
        return child.text if child else ""

    def walk(self) -> "Iterator[Element]":
        """This element and everything below it, in order."""
        pending = [self]
        while pending:
            element = pending.pop()
            yield element
            pending += reversed(element.children)


def read_xml(text: str) -> tuple[Element, int | None]:
    """A nameless element around all that the text holds, and the offset where it is first not well formed."""
    root = Element("", (0, 0))
    open_, broken_at, last = [root], None, 0
    for match in _MARKUP.finditer(text):
        _keep_text(open_[-1], text, last, match.start())
        last = match.end()
        tag = (match["tag"] or "").rpartition(":")[2]
        if not tag:
            continue
        if match["close"]:
            if any(element.tag == tag for element in open_[1:]):
                while open_.pop().tag != tag:
                    broken_at = match.start() if broken_at is None else broken_at
            else:
                broken_at = match.start() if broken_at is None else broken_at
            continue
        element = Element(tag, match.span("tag"))
        for attribute in _ATTRIBUTE.finditer(text, match.start("rest"), match.end("rest")):
            group = 2 if attribute[2] is not None else 3
            element.attributes[attribute[1]] = (unescape(attribute[group]), attribute.span(group))
        open_[-1].children.append(element)
        if not match["rest"].endswith("/"):
            open_.append(element)
    if broken_at is None and (len(open_) > 1 or "<" in text[last:]):
        broken_at = last
    return root, broken_at


def _keep_text(element: Element, text: str, start: int, end: int) -> None:
    piece = text[start:end]
    if piece.strip() and not element.text:
        start += len(piece) - len(piece.lstrip())
        element.text = unescape(piece.strip())
        element.at = (start, start + len(piece.strip()))
