"""SQL: its strings, and how it tells values apart: ``IN``, ``CHECK``, ``ENUM``, ``CASE`` and comparisons."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from clever_upgrade.scan.syntax.facts import (
    Case,
    Comment,
    Decision,
    DecisionKind,
    Declaration,
    Facts,
    Literal,
    Member,
    Otherwise,
    Scope,
    Text,
)
from clever_upgrade.scan.tree.lines import LineIndex

_TOKEN = re.compile(
    r"(?P<comment>--[^\r\n]*|/\*[\s\S]*?(?:\*/|\Z)|(?m:^[ \t]*\#[^\r\n]*))"
    r"|(?P<string>(?:\b[eEnN])?'(?P<inside>(?:[^'\\]|''|\\.)*)(?:'|\Z))"
    r"|(?P<word>[A-Za-z_\u00a1-\uffff][\w$\u00a1-\uffff]*|\"[^\"\r\n]*\"|`[^`\r\n]*`|\[[A-Za-z_]\w*\])"
    r"|(?P<sign>::|<>|!=|<=|>=|:=|[^\w\s])|\d[\w.]*"
)
_LONGEST_EXCERPT = 400
_LONGEST_LIST = 2000
"""How many tokens a list or a ``CASE`` may have: beyond that it is data."""
_NO_COLUMNS = frozenset(
    {"constraint", "primary", "key", "unique", "index", "foreign", "check", "fulltext", "spatial", "exclude", "like"}
)
_NO_NAMES = frozenset(
    {"table", "if", "not", "exists", "only", "into", "from", "update", "temporary", "temp", "type", "as", "replace"}
)
_MADE = frozenset({"table", "into", "update", "from", "type"})


@dataclass(frozen=True, slots=True)
class _Token:
    """A word without its quotes, a string without them, or a sign; ``end`` is that of the whole token."""

    kind: str
    text: str
    start: int
    end: int

    @property
    def word(self) -> str:
        """The word in small letters; empty for anything else."""
        return self.text.lower() if self.kind == "word" else ""


_NOTHING = _Token("", "", 0, 0)


def read(text: str, language: str) -> Facts:
    """The facts of a script."""
    return _Reader(text, language).facts()


class _Reader:
    """Goes through the tokens of a script once, statement by statement."""

    def __init__(self, source: str, language: str) -> None:
        self._source = source
        self._language = language
        self._lines = LineIndex(source)
        self._texts: list[Text] = []
        self._decisions: list[Decision] = []
        self._declarations: list[Declaration] = []
        self._comments: list[Comment] = []
        self._tokens: list[_Token] = []

    def facts(self) -> Facts:
        for match in _TOKEN.finditer(self._source):
            if match["comment"] is not None:
                self._comments.append(Comment(match[0], self._lines.place(*match.span())))
            elif match["string"] is not None:
                self._tokens.append(_Token("string", match["inside"], match.start("inside"), match.end()))
            else:
                kind = "word" if match["word"] is not None else "sign"
                shown = match[0].strip('"`[]') if kind == "word" else match[0]
                self._tokens.append(_Token(kind, shown, *match.span()))
        start = 0
        for number, token in enumerate([*self._tokens, _Token("sign", ";", 0, 0)]):
            if token.text == ";" and token.kind == "sign":
                self._statement(self._tokens[start:number])
                start = number + 1
        return Facts(
            language=self._language,
            texts=tuple(self._texts),
            decisions=tuple(self._decisions),
            declarations=tuple(self._declarations),
            comments=tuple(self._comments),
            identifiers=frozenset(token.text for token in self._tokens if token.kind == "word"),
        )

    def _statement(self, tokens: Sequence[_Token]) -> None:
        named = _named(tokens)
        scope = Scope((named.text,) if named is not None else ())
        columns = self._table(tokens, named) if named is not None else {}
        column, assigns = "", False
        for number, token in enumerate(tokens):
            column = columns.get(number, column)
            assigns = token.word == "set" or (assigns and token.word != "where")
            if token.kind == "string" and token.text:
                self._text(tokens, number, column, scope)
            elif token.word == "in":
                self._membership(tokens, number, scope)
            elif token.word == "any" and _at(tokens, number - 1).text == "=":
                self._membership(tokens, number, scope, offset=2)
            elif token.word == "enum":
                subject = column or (named.text if named is not None else "")
                self._listed(tokens, number, DecisionKind.ENUM, subject, scope)
            elif token.word == "value" and _at(tokens, number - 1).word == "add" and named is not None:
                self._added(tokens, number, named, scope)
            elif token.word == "case" and _at(tokens, number - 1).word != "end":
                self._case(tokens, number, scope)
            elif token.kind == "sign" and token.text in {"=", "<>", "!="} and not assigns:
                self._comparison(tokens, number, scope)

    def _table(self, tokens: Sequence[_Token], named: _Token) -> dict[int, str]:
        """Note a table that is made, and give where each of its columns begins."""
        words = [token.word for token in tokens[:4]]
        begins = next((number for number, token in enumerate(tokens) if token.text == "("), None)
        if "alter" in words:
            return {
                number + 1: _column(tokens, number + 1)
                for number, token in enumerate(tokens)
                if token.word in {"column", "add", "modify", "change"}
            }
        if "create" not in words or "table" not in words or begins is None:
            return {}
        columns: dict[int, str] = {}
        members: list[Member] = []
        depth = 0
        for number, token in enumerate(tokens[begins:], begins):
            depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
            if depth == 1 and token.text in {"(", ","} and token.kind == "sign":
                first, kind = _at(tokens, number + 1), _at(tokens, number + 2)
                is_column = first.kind == "word" and first.word not in _NO_COLUMNS
                columns[number + 1] = first.text if is_column else ""
                if is_column:
                    members.append(Member(first.text, self._lines.place(first.start, first.end), type=kind.text))
        self._declarations.append(
            Declaration(
                name=named.text,
                keyword="table",
                place=self._lines.place(named.start, named.end),
                scope=Scope(),
                members=tuple(members),
                body=self._source[tokens[begins].start : tokens[-1].end][:4000],
            )
        )
        return columns

    def _text(self, tokens: Sequence[_Token], number: int, column: str, scope: Scope) -> None:
        token, before = tokens[number], _at(tokens, number - 1)
        bound = column if before.word == "default" else ""
        if before.text in {"=", ":="}:
            bound = _at(tokens, number - 2).text
        place = self._lines.place(token.start, token.start + len(token.text))
        self._texts.append(Text((Literal(token.text, place),), place, scope, bound))

    def _membership(self, tokens: Sequence[_Token], number: int, scope: Scope, offset: int = 1) -> None:
        before = number - offset
        negated = _at(tokens, before).word == "not"
        subject = _subject(tokens, before - 1 if negated else before)
        if subject:
            self._listed(tokens, number, DecisionKind.MEMBERSHIP, subject, scope, negated=negated)

    def _listed(
        self,
        tokens: Sequence[_Token],
        number: int,
        kind: DecisionKind,
        subject: str,
        scope: Scope,
        *,
        negated: bool = False,
    ) -> None:
        """Note the strings in the parentheses that follow."""
        if _at(tokens, number + 1).text != "(":
            return
        depth, cases, end = 0, [], tokens[number].end
        for token in tokens[number + 1 : number + _LONGEST_LIST]:
            depth += {"(": 1, ")": -1}.get(token.text, 0) if token.kind == "sign" else 0
            end = token.end
            if token.word == "select":
                return
            if token.kind == "string":
                cases.append(self._case_of(token))
            if not depth:
                break
        self._note(kind, subject, cases, tokens[number].start, end, scope, negated=negated)

    def _added(self, tokens: Sequence[_Token], number: int, named: _Token, scope: Scope) -> None:
        value = next((token for token in tokens[number : number + 5] if token.kind == "string"), None)
        if value is not None:
            self._note(DecisionKind.ENUM, named.text, [self._case_of(value)], value.start, value.end, scope)

    def _case(self, tokens: Sequence[_Token], number: int, scope: Scope) -> None:
        """``CASE state WHEN 'a' THEN … ELSE … END``; one that compares anew in every WHEN is noted as comparisons."""
        if _at(tokens, number + 1).word == "when":
            return
        depth, end, otherwise = 1, number + 1, Otherwise.NOTHING
        cases: list[Case] = []
        while end < min(len(tokens), number + _LONGEST_LIST):
            token = tokens[end]
            depth += {"case": 1, "end": -1}.get(token.word, 0)
            if not depth:
                break
            if depth == 1 and token.word == "when" and _at(tokens, end + 1).kind == "string":
                start = tokens[end + 1].end
                follows = self._source[start : start + _LONGEST_EXCERPT]
                action = re.split(r"(?i)\b(?:when|else|end)\b", follows, maxsplit=1)[0].strip()
                cases.append(replace(self._case_of(tokens[end + 1]), action=action))
            if depth == 1 and token.word == "else":
                otherwise = Otherwise.HANDLED
            end += 1
        subject = _at(tokens, number + 1).text if not _is_dot(_at(tokens, number + 2)) else _at(tokens, number + 3).text
        last = tokens[min(end, len(tokens) - 1)].end
        self._note(DecisionKind.SWITCH, subject, cases, tokens[number].start, last, scope, otherwise=otherwise)

    def _comparison(self, tokens: Sequence[_Token], number: int, scope: Scope) -> None:
        left, right = _subject(tokens, number - 1), _at(tokens, number + 1)
        if left and right.kind == "string":
            negated = tokens[number].text != "="
            self._note(
                DecisionKind.COMPARISON, left, [self._case_of(right)], tokens[number - 1].start, right.end, scope,
                negated=negated,
            )  # fmt: skip

    def _case_of(self, token: _Token) -> Case:
        return Case(token.text, self._lines.place(token.start, token.start + len(token.text)))

    def _note(
        self,
        kind: DecisionKind,
        subject: str,
        cases: Sequence[Case],
        start: int,
        end: int,
        scope: Scope,
        *,
        negated: bool = False,
        otherwise: Otherwise = Otherwise.NOTHING,
    ) -> None:
        if cases:
            place = self._lines.place(start, end)
            self._decisions.append(Decision(kind, subject, tuple(cases), place, scope, otherwise, negated))


def _at(tokens: Sequence[_Token], number: int) -> _Token:
    return tokens[number] if 0 <= number < len(tokens) else _NOTHING


def _is_dot(token: _Token) -> bool:
    return token.text == "." and token.kind == "sign"


def _named(tokens: Sequence[_Token]) -> _Token | None:
    """The table or the type that a statement is about, without its schema."""
    begins = next((number for number, token in enumerate(tokens) if token.word in _MADE), None)
    if begins is None:
        return None
    number = begins + 1
    while _at(tokens, number).word in _NO_NAMES:
        number += 1
    while _is_dot(_at(tokens, number + 1)):
        number += 2
    found = _at(tokens, number)
    return found if found.kind == "word" else None


def _column(tokens: Sequence[_Token], number: int) -> str:
    while _at(tokens, number).word in {"column", "if", "not", "exists"}:
        number += 1
    token = _at(tokens, number)
    return token.text if token.kind == "word" and token.word not in _NO_COLUMNS else ""


def _subject(tokens: Sequence[_Token], number: int) -> str:
    """The column that ends at a token: ``state`` of ``d.state``, of ``(state)::text`` and of ``lower(state)``."""
    while number > 0:
        token = tokens[number]
        if token.kind == "word" and _at(tokens, number - 1).text == "::":
            number -= 2
        elif token.kind == "word" and _at(tokens, number - 2).text == "::":
            number -= 3
        elif token.text in {"(", ")"} and token.kind == "sign":
            number -= 1
        else:
            break
    token = _at(tokens, number)
    return token.text if token.kind == "word" else ""
