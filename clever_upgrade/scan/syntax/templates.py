"""Templates, markup and build scripts: their strings, and the scripts within them by the grammars of those."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import replace
from operator import itemgetter

from clever_upgrade.scan.syntax.facts import Comment, Facts, Text
from clever_upgrade.scan.syntax.read import read_facts
from clever_upgrade.scan.syntax.settings_text import text_between
from clever_upgrade.scan.tree.lines import LineIndex

Span = tuple[int, int]

_SCRIPT = re.compile(r"<script\b(?P<about>[^>]*)>(?P<inside>[\s\S]*?)(?:</script\s*>|\Z)", re.IGNORECASE)
_NO_SCRIPT = re.compile(
    r"\btype\s*=\s*[\"']?(?!text/(?:javascript|typescript|babel|jsx)|application/javascript|module)", re.IGNORECASE
)
_TYPESCRIPT = re.compile(r"\b(?:lang|type)\s*=\s*[\"']?(?:tsx?|text/typescript)\b", re.IGNORECASE)
_ISLAND = re.compile(r"<%(?P<sign>[-=#%@]?)(?P<inside>[\s\S]*?)(?:-?%>|\Z)")
_OF_RUBY = re.compile(r"<%-?\s*end\b|\bdo\s*(?:\|[^|\n]*\|)?\s*-?%>|<%=?\s*@\w|<%=\s*(?:link_to|render|form_)")
_OF_JAVA = re.compile(r"<%@|<jsp:|<asp:")
_COMMENT = re.compile(
    r"<!--[\s\S]*?(?:-->|\Z)|<%#[\s\S]*?(?:%>|\Z)|<%--[\s\S]*?(?:--%>|\Z)|\{\{!--[\s\S]*?(?:--\}\}|\Z)"
    r"|\{#\s[^\r\n]*?#\}|@\*[\s\S]{0,4000}?\*@|(?m:^[ \t]*(?:-#|/(?![/*<>\w.])|//)[^\r\n]*)"
    r"|(?<=\s)//[ \t][^\r\n<>]*|(?m:^[ \t]*/\*[\s\S]*?(?:\*/|\Z))"
)
_QUOTED = re.compile(
    r"(?:(?<![\w@:.$-])(?P<name>[\w@:.$-]+)[\"']?\s*(?P<sign>=>|[=:])\s*)?(?<![\w\\])"
    r"(?:\"(?P<double>(?:\\.|[^\"\\\r\n])*)\"|'(?P<single>(?:\\.|[^'\\\r\n])*)')"
)
_ELEMENT = re.compile(
    r"<(?P<tag>[\w:.-]+)(?P<about>(?:\s[^<>]*)?)>\s*(?P<inside>[^\s<>\"']*[/.][^\s<>\"']*)\s*</(?P=tag)\s*>"
)
_EXPRESSION = re.compile(r"\{\{?([^{}\r\n]*)\}")
_ABOUT = re.compile(r"\b(?:key|name|id)\s*=\s*[\"']([^\"']*)[\"'][^<>]*$")
_HOLDS_CODE = re.compile(r"(?:[:@#]|v-|ng-|x-|data-bind|on:|bind:)[\w:.-]*=$")
_STRING_WITHIN = re.compile(r"['`]([^'`\r\n]*)['`]")
_VALUES = frozenset({"value", "content", "default"})
_WORD = re.compile(r"[A-Za-z_]\w*")
_LONGEST_TAG = 400


def read(text: str, language: str) -> Facts:
    """The facts of a template, or of any text in which quotes enclose what matters."""
    lines = LineIndex(text)
    inner = list(_scripts(text))
    taken = sorted(span for _, spans in inner for span in spans)
    comments = [match.span() for match in _COMMENT.finditer(text) if not _is_within(match.start(), taken)]
    plain = _blanked(text, [*taken, *comments])
    texts = tuple(_texts(text, plain, lines))
    words = [one.bound_to for one in texts] + _EXPRESSION.findall(plain)
    found = Facts(
        language,
        texts=texts,
        comments=tuple(Comment(text[start:end], lines.place(start, end)) for start, end in comments),
        identifiers=frozenset(word for one in words for word in _WORD.findall(one)),
    )
    for inner_language, spans in inner:
        found = _together(found, read_facts(_only(text, spans), inner_language))
    return found


def _scripts(text: str) -> Iterator[tuple[str, list[Span]]]:
    """The languages within a template, and where they are."""
    spans: dict[str, list[Span]] = {}
    for match in _SCRIPT.finditer(text):
        if not _NO_SCRIPT.search(match["about"]) or _TYPESCRIPT.search(match["about"]):
            language = "typescript" if _TYPESCRIPT.search(match["about"]) else "javascript"
            spans.setdefault(language, []).append(match.span("inside"))
    islands = [match for match in _ISLAND.finditer(text) if match["sign"] in {"", "-", "="}]
    if islands and not _OF_JAVA.search(text):
        language = "ruby" if _OF_RUBY.search(text) else "javascript"
        scripts = sorted(span for found in spans.values() for span in found)
        outside = [match.span("inside") for match in islands if not _is_within(match.start(), scripts)]
        if outside:
            spans.setdefault(language, []).extend(outside)
    yield from ((language, sorted(found)) for language, found in spans.items())


def _texts(text: str, plain: str, lines: LineIndex) -> Iterator[Text]:
    found = []
    for match in _QUOTED.finditer(plain):
        group = "double" if match["double"] is not None else "single"
        name = match["name"] or ""
        if name in _VALUES:
            # <add key="CleverUrl" value="…"/>
            about = _ABOUT.search(
                plain, max(0, plain.rfind("<", 0, match.start()), match.start() - _LONGEST_TAG), match.start()
            )
            name = about[1] if about is not None else name
        for start, end in (
            _strings_within(plain, match.span(group))
            if _HOLDS_CODE.match(f"{name}{match['sign']}")
            else [match.span(group)]
        ):
            found.append(text_between(text, start, end, lines, bound_to=name.lstrip(":@$")) if start < end else None)
    for match in _ELEMENT.finditer(plain):
        about = _ABOUT.search(match["about"])
        bound = about[1] if about is not None else match["tag"]
        found.append(text_between(text, *match.span("inside"), lines, bound_to=bound))
    yield from sorted((one for one in found if one is not None), key=lambda one: one.place.start)


def _strings_within(plain: str, span: Span) -> list[Span]:
    """The strings in the expression that an attribute holds: ``:href="base + '/me'"``."""
    return [match.span(1) for match in _STRING_WITHIN.finditer(plain, *span)]


def _is_within(position: int, spans: list[Span]) -> bool:
    """Whether one of the stretches, which are sorted and apart from each other, holds the position."""
    number = bisect_right(spans, position, key=itemgetter(0)) - 1
    return number >= 0 and spans[number][0] <= position < spans[number][1]


_PRINTED = re.compile(r"[^\r\n]")


def _blanked(text: str, spans: Iterable[Span]) -> str:
    """The text with blanks in the place of some stretches, so that all else stays where it is."""
    pieces, done = [], 0
    for start, end in sorted(spans):
        if start >= done:
            pieces += [text[done:start], _PRINTED.sub(" ", text[start:end])]
            done = end
    return "".join([*pieces, text[done:]])


def _only(text: str, spans: Iterable[Span]) -> str:
    """Those stretches of the text as statements one after the other, each where it stands in the text."""
    pieces, done = [], 0
    for start, end in spans:
        between = _PRINTED.sub(" ", text[done:start])
        pieces += [between if not done or not between else ";" + between[1:], text[start:end]]
        done = end
    return "".join([*pieces, _PRINTED.sub(" ", text[done:])])


def _together(one: Facts, other: Facts) -> Facts:
    return replace(
        one,
        texts=tuple(sorted((*one.texts, *other.texts), key=lambda text: text.place.start)),
        decisions=(*one.decisions, *other.decisions),
        calls=(*one.calls, *other.calls),
        reads=(*one.reads, *other.reads),
        declarations=(*one.declarations, *other.declarations),
        imports=(*one.imports, *other.imports),
        comments=tuple(sorted((*one.comments, *other.comments), key=lambda comment: comment.place.start)),
        identifiers=one.identifiers | other.identifiers,
    )
