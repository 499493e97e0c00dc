"""CoffeeScript as a row of tokens: no grammar of it is to be had, and what rules ask for is told by tokens alone."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from clever_upgrade.scan.syntax.facts import Hole, Literal
from clever_upgrade.scan.tree.lines import LineIndex


class TokenKind(StrEnum):
    """What a token is. A ``line`` stands before the first token of every line that says anything."""

    NAME = "name"
    STRING = "string"
    SIGN = "sign"
    OTHER = "other"
    COMMENT = "comment"
    LINE = "line"


@dataclass(frozen=True, slots=True)
class Token:
    """Some characters of the source from ``start`` up to ``end``.

    ``spaced``: white space stands before it. ``parts`` are those of a string, and ``inner`` the tokens within its
    interpolations. ``indent`` is that of a line.
    """

    kind: TokenKind
    text: str
    start: int
    end: int
    spaced: bool = False
    parts: tuple[Literal | Hole, ...] = ()
    inner: tuple["Token", ...] = ()
    indent: int = 0


_LONGEST_NAME = 120
_DEEPEST = 12
_COMMENT = re.compile(r"###(?!#)[\s\S]*?(?:###|\Z)|#(?!##(?!#))[^\n]*|####+[^\n]*")
_NAME = re.compile(r"@?[A-Za-z_$\u00a1-\uffff][\w$\u00a1-\uffff]*|@")
_NUMBER = re.compile(r"\d[\w.]*")
_HEREGEX = re.compile(r"///[\s\S]*?(?:///[a-z]*|\Z)")
_REGEX = re.compile(r"/(?![\s=/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\[\n])+/[a-z]*(?![\w(])")
_EMBEDDED = re.compile(r"`[^`]*(?:`|\Z)")
_SIGN = re.compile(
    r"\.\.\.|\?\?=|\|\|=|&&=|\*\*=|->|=>|\.\.|::|\?\.|\?::|\?=|==|!=|<=|>=|&&|\|\||[-+*/%]=|\+\+|--|\*\*|\?\?|[^\w\s]"
)
_QUOTES = ('"""', "'''", '"', "'")
_ENDS_VALUE = re.compile(r"[\w$)\]}\"'@]$")
_LINE = re.compile(r"[ \t]*(?:\r\n?|\n)")


def tokens_of(text: str, lines: LineIndex) -> list[Token]:
    """All tokens of a source text, in their order."""
    return [_line(text, 0), *_tokens(text, 0, len(text), lines, _DEEPEST)]


def _line(text: str, start: int) -> Token:
    end = start
    while end < len(text) and text[end] in " \t":
        end += 1
    return Token(TokenKind.LINE, "", start, end, indent=end - start)


def _tokens(text: str, start: int, end: int, lines: LineIndex, depth: int) -> Iterator[Token]:
    position, before, spaced = start, "", False
    while position < end:
        character = text[position]
        if character in "\r\n":
            position += 2 if text.startswith("\r\n", position) else 1
            if not _LINE.match(text, position):
                yield _line(text, position)
            before, spaced = "", True
            continue
        if character.isspace() or (character == "\\" and _LINE.match(text, position + 1)):
            ending = _LINE.match(text, position + 1) if character == "\\" else None
            position, spaced = ending.end() if ending else position + 1, True
            continue
        token = replace(_token(text, position, end, before, lines, depth), spaced=spaced)
        yield token
        position, before, spaced = max(token.end, position + 1), token.text[-1:], False


def _token(text: str, position: int, end: int, before: str, lines: LineIndex, depth: int) -> Token:
    for mark in _QUOTES:
        if text.startswith(mark, position):
            return _string(text, position, end, mark, lines, depth)
    for pattern, kind in _patterns(text[position], before):
        match = pattern.match(text, position, end)
        if match is not None and match.end() > position:
            return Token(kind, match[0], position, match.end())
    return Token(TokenKind.OTHER, text[position], position, position + 1)


def _patterns(character: str, before: str) -> list[tuple[re.Pattern[str], TokenKind]]:
    found = []
    if character == "#":
        found.append((_COMMENT, TokenKind.COMMENT))
    if character == "/":
        found.append((_HEREGEX, TokenKind.OTHER))
        if not _ENDS_VALUE.search(before):
            found.append((_REGEX, TokenKind.OTHER))
    if character == "`":
        found.append((_EMBEDDED, TokenKind.OTHER))
    return [*found, (_NAME, TokenKind.NAME), (_NUMBER, TokenKind.OTHER), (_SIGN, TokenKind.SIGN)]


def _string(text: str, start: int, end: int, mark: str, lines: LineIndex, depth: int) -> Token:
    parts: list[Literal | Hole] = []
    inner: list[Token] = []
    position = literal = start + len(mark)
    while position < end and not text.startswith(mark, position):
        if text[position] == "\\":
            position += 2
        elif '"' in mark and depth and text.startswith("#{", position):
            _add_literal(parts, text, literal, position, lines)
            closing = _closing_brace(text, position + 2, end)
            name = text[position + 2 : closing].strip()
            parts.append(Hole(name[:_LONGEST_NAME], lines.place(position, min(closing + 1, end))))
            inner.extend(_tokens(text, position + 2, closing, lines, depth - 1))
            position = literal = min(closing + 1, end)
        else:
            position += 1
    position = min(position, end)
    _add_literal(parts, text, literal, position, lines)
    closed = min(position + len(mark), end)
    return Token(TokenKind.STRING, text[start:closed], start, closed, parts=tuple(parts), inner=tuple(inner))


def _add_literal(parts: list[Literal | Hole], text: str, start: int, end: int, lines: LineIndex) -> None:
    if end > start:
        parts.append(Literal(text[start:end], lines.place(start, end)))


def _closing_brace(text: str, position: int, end: int) -> int:
    """Where the interpolation ends that begins at ``position``; braces and quotes within it are passed over."""
    open_braces = 1
    quotes: list[str] = []
    while position < end:
        character = text[position]
        if character == "\\":
            position += 1
        elif quotes and character == quotes[-1]:
            quotes.pop()
        elif character in "\"'" and not (quotes and quotes[-1] in "\"'"):
            quotes.append(character)
        elif text.startswith("#{", position) and quotes and quotes[-1] == '"':
            quotes.append("}")
            position += 1
        elif not quotes and character in "{}":
            open_braces += 1 if character == "{" else -1
            if not open_braces:
                return position
        position += 1
    return end
