"""Finds its way in a row of CoffeeScript tokens: brackets, lines, blocks, and values with what hangs on them."""

from clever_upgrade.scan.syntax.coffeescript_tokens import Token, TokenKind

_CONTROL = {
    "if",
    "unless",
    "then",
    "else",
    "when",
    "switch",
    "for",
    "while",
    "until",
    "loop",
    "try",
    "catch",
    "finally",
}
_ACTIONS = {"return", "throw", "break", "continue", "debugger", "do", "yield", "await", "delete", "new", "typeof"}
_MODULES = {"class", "extends", "import", "from", "export", "default"}
_BETWEEN = {"as", "in", "of", "by", "is", "isnt", "not", "and", "or", "instanceof"}
KEYWORDS = frozenset(_CONTROL | _ACTIONS | _MODULES | _BETWEEN)
_OPERATORS = KEYWORDS - {"not", "new", "typeof", "do", "await", "yield", "class", "if", "unless", "switch", "delete"}
_LONGEST_LINE = 400
"""How many tokens of a line are looked at in advance; what has more is data, or was made by a machine."""
_OPENS = {"(": ")", "[": "]", "{": "}"}
_MEMBER = frozenset({".", "?.", "::", "?::"})
_BEGINS = frozenset({"(", "[", "{", "->", "=>"})


class Rows:
    """The tokens of a source without its comments. An index beyond the end stands for the end of the last line."""

    def __init__(self, source: str, tokens: list[Token]) -> None:
        self.source = source
        self.tokens = [token for token in tokens if token.kind is not TokenKind.COMMENT]
        end = self.tokens[-1].end if self.tokens else 0
        self._end = Token(TokenKind.LINE, "", end, end, indent=-1)
        self.closes: dict[int, int] = {}
        self.opens: dict[int, int] = {}
        self.block_ends: dict[int, int] = {}
        self._match_brackets()
        self._match_blocks()

    def __len__(self) -> int:
        return len(self.tokens)

    def __getitem__(self, number: int) -> Token:
        return self.tokens[number] if 0 <= number < len(self.tokens) else self._end

    def _match_brackets(self) -> None:
        waiting: list[int] = []
        for number, token in enumerate(self.tokens):
            if token.kind is not TokenKind.SIGN:
                continue
            if token.text in _OPENS:
                waiting.append(number)
            elif token.text in _OPENS.values() and waiting and _OPENS[self.tokens[waiting[-1]].text] == token.text:
                self.closes[waiting[-1]] = number
                self.opens[number] = waiting.pop()

    def _match_blocks(self) -> None:
        waiting: list[int] = []
        for number, token in enumerate([*self.tokens, self._end]):
            if token.kind is TokenKind.LINE:
                while waiting and self.tokens[waiting[-1]].indent >= token.indent:
                    self.block_ends[waiting.pop()] = number
                waiting.append(number)

    def is_sign(self, number: int, *signs: str) -> bool:
        """Whether the token is one of the signs."""
        token = self[number]
        return token.kind is TokenKind.SIGN and token.text in signs

    def is_word(self, number: int, *words: str) -> bool:
        """Whether the token is one of the words, and neither a member nor a key of that name."""
        token = self[number]
        return (
            token.kind is TokenKind.NAME
            and token.text in words
            and not self.is_sign(number - 1, *_MEMBER)
            and not self.is_sign(number + 1, ":")
        )

    def text(self, start: int, end: int, longest: int = 400) -> str:
        """The source from the token ``start`` up to the token before ``end``."""
        if end <= start:
            return ""
        begin = self[start].start
        return self.source[begin : min(self[end - 1].end, begin + longest)].strip()

    def plain(self, number: int) -> str | None:
        """The word of a string without interpolations; None for any other token."""
        token = self[number]
        if token.kind is not TokenKind.STRING or token.inner or len(token.parts) > 1:
            return None
        mark = 3 if token.text.startswith(('"""', "'''")) and len(token.text) >= 6 else 1
        return token.text[mark:-mark]

    def begins_value(self, number: int) -> bool:
        """Whether a value begins here: a name, a literal or a bracket that is not part of the value before it."""
        token = self[number]
        if token.kind is TokenKind.NAME:
            return not self.is_sign(number - 1, *_MEMBER) and not self.is_word(number, *KEYWORDS)
        if token.kind is TokenKind.SIGN:
            return number in self.closes and not self._hangs_on(number)
        return token.kind in {TokenKind.STRING, TokenKind.OTHER}

    def _hangs_on(self, number: int) -> bool:
        """Whether a bracket is an index or a call of the value before it."""
        before = number - 1
        if self[number].spaced or before < 0 or self.is_sign(number, "{"):
            return False
        if self[before].kind is TokenKind.NAME:
            return not self.is_word(before, *KEYWORDS)
        return self[before].kind is TokenKind.STRING or before in self.opens or self.is_sign(before, "?")

    def value_end(self, number: int) -> int:
        """Behind the value that begins here, with its members, indexes and calls; the number itself if none does."""
        if not self.begins_value(number):
            return number
        end = self.closes[number] + 1 if number in self.closes else number + 1
        if self[number].text == "@" and self[end].kind is TokenKind.NAME and not self[end].spaced:
            end += 1
        while True:
            further = self.link_end(end)
            if further == end:
                return end
            end = further

    def link_end(self, number: int) -> int:
        """Behind the member, index or call that begins here and hangs on the value before it."""
        at = number
        if (self[at].kind is TokenKind.LINE and self.is_sign(at + 1, ".", "?.")) or (
            self.is_sign(at, "?") and not self[at].spaced and self.is_sign(at + 1, "(", "[") and not self[at + 1].spaced
        ):
            at += 1
        if self.is_sign(at, *_MEMBER) and self[at + 1].kind is TokenKind.NAME:
            return at + 2
        if self.is_sign(at, "(", "[") and not self[at].spaced and at in self.closes:
            return self.closes[at] + 1
        return number

    def begins_argument(self, number: int) -> bool:
        """Whether what begins here, after white space, makes a call of the value before it."""
        token = self[number]
        if not token.spaced:
            return False
        if token.kind is TokenKind.NAME:
            return not self.is_word(number, *_OPERATORS) and not self.is_word(number, "if", "unless")
        if token.kind is TokenKind.SIGN:
            return token.text in _BEGINS or (token.text == "-" and not self[number + 1].spaced)
        return token.kind in {TokenKind.STRING, TokenKind.OTHER}

    def line_end(self, number: int) -> int:
        """The end of the line, or of the brackets around it; brackets on the way are passed over."""
        last = min(len(self), number + _LONGEST_LINE)
        while number < last and self[number].kind is not TokenKind.LINE and number not in self.opens:
            number = self.closes.get(number, number) + 1
        return number

    def find(self, start: int, end: int, *words: str) -> int | None:
        """Where one of the words stands between, outside of brackets."""
        number = start
        while number < end:
            if self.is_word(number, *words):
                return number
            number = self.closes.get(number, number) + 1
        return None

    def arguments(self, start: int, end: int) -> list[tuple[int, int]]:
        """Where the arguments between ``start`` and ``end`` begin and end."""
        found: list[tuple[int, int]] = []
        first = number = start
        while number < end:
            if self.is_sign(number, ","):
                found.append((first, number))
                first = number + 1
            number = self.closes.get(number, number) + 1
        return [pair for pair in [*found, (first, end)] if pair[0] < pair[1]]
