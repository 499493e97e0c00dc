"""CoffeeScript's values: members that are read, calls with and without parentheses, and texts."""

import re
from dataclasses import replace

from clever_upgrade.scan.syntax.coffeescript_notes import Frame, Notes, State
from clever_upgrade.scan.syntax.coffeescript_rows import Rows
from clever_upgrade.scan.syntax.coffeescript_tokens import Token, TokenKind
from clever_upgrade.scan.syntax.facts import Hole, Literal

LONGEST_NAME = 120
COMPARES = ("is", "isnt", "in", "of")
ASSIGNS = ("=", "?=", "||=", "or=", "??=")
_GETTER = re.compile(r"^get([A-Z]\w*)$")
_MADE_FROM = ("class", "for", "extends", "catch")


class Values:
    """Takes note of values as they come, in the light of the frames around them."""

    def __init__(self, rows: Rows, notes: Notes, state: State) -> None:
        self.rows = rows
        self.notes = notes
        self.frames = [Frame(state, state, close=len(rows) + 1)]
        self.line = -1
        self.starts: dict[int, int] = {}
        """Where the values begin that end at a token."""
        self.callees: dict[int, str] = {}
        """What is called with the arguments that begin at a token."""
        self.done: set[int] = set()
        """Strings that were noted as part of something."""

    @property
    def now(self) -> State:
        """What is known of the place that is read."""
        return self.frames[-1].now

    @now.setter
    def now(self, state: State) -> None:
        self.frames[-1].now = state

    def value(self, number: int) -> None:
        """Note what a name or another value is part of: members that are read, calls, and sums with texts in them."""
        rows = self.rows
        end = rows.value_end(number)
        self.starts.setdefault(end, number)
        at = number + 1 if number not in rows.closes else rows.closes[number] + 1
        if rows[number].text == "@" and rows[at].kind is TokenKind.NAME and not rows[at].spaced and at < end:
            self._note_member(number, at, at + 1, end)
            at += 1
        elif rows[number].kind is TokenKind.NAME:
            is_called = self._note_called(number, at, end)
            if not is_called and rows[number].text.startswith("@") and rows[number].text != "@":
                self.note_read("@", rows[number].text[1:], number, at)
        while at < end:
            further = rows.link_end(at)
            if rows[further - 1].kind is TokenKind.NAME:
                self._note_member(number, further - 1, further, end)
            elif rows.is_sign(further - 1, "]") and rows.plain(further - 2) is not None and further - at == 3:
                owner, key = rows.text(number, at, LONGEST_NAME), rows.plain(further - 2) or ""
                self.note_read(owner, key, number, further)
            elif rows.is_sign(further - 1, ")", "]"):
                self._note_called(number, further, end)
            at = further
        self._sum(number, end)

    def _note_member(self, start: int, name: int, at: int, end: int) -> None:
        rows = self.rows
        self.notes.identifiers.add(rows[name].text)
        if not self._note_called(start, at, end):
            owner = rows.text(start, name, LONGEST_NAME).rstrip(".?:") or "@"
            self.note_read(owner, rows[name].text, start, at)

    def _note_called(self, start: int, at: int, end: int) -> bool:
        """Note the call of what ends at ``at``, with or without parentheses; False where it is not called."""
        rows = self.rows
        if rows[at - 1].kind is not TokenKind.NAME and not rows.is_sign(at - 1, "]", ")"):
            return False
        opening = at + 1 if rows.is_sign(at, "?") and rows.is_sign(at + 1, "(") else at
        if rows.is_sign(opening, "(") and not rows[opening].spaced and opening in rows.closes:
            stretches, close = rows.arguments(opening + 1, rows.closes[opening]), rows.closes[opening] + 1
            self.callees[opening + 1] = callee = self._callee(start, at)
        elif at == end and rows.begins_argument(at) and not rows.is_word(start - 1, *_MADE_FROM):
            close = rows.find(at, rows.line_end(at), "then", "else", "if", "unless", "for", "when") or rows.line_end(at)
            stretches = rows.arguments(at, close)
            self.callees[at] = callee = self._callee(start, at)
        elif at == end and self._begins_object(at) and not rows.is_word(start - 1, *_MADE_FROM):
            stretches, close = [], at
            callee = self._callee(start, at)
            self.now = replace(self.now, passed_to=callee)
            return True
        else:
            return rows.is_word(start - 1, "new") and at == end and self._note_made(start, at)
        if callee == "require" and stretches and rows[stretches[0][0]].kind is TokenKind.STRING:
            self._require(stretches[0][0])
            return True
        given = [(rows[first].start, rows[last - 1].end) for first, last in stretches]
        makes = rows.is_word(start - 1, "new")
        self.notes.note_call(callee, given, (rows[start].start, rows[close - 1].end), self.now, makes=makes)
        self._note_key(callee, stretches, start, close)
        return True

    def _note_made(self, start: int, at: int) -> bool:
        stretch = (self.rows[start].start, self.rows[at - 1].end)
        self.notes.note_call(self._callee(start, at), [], stretch, self.now, makes=True)
        return False

    def _callee(self, start: int, at: int) -> str:
        return re.sub(r"\s*\n\s*", "", self.rows.text(start, at, LONGEST_NAME))

    def _begins_object(self, line: int) -> bool:
        rows = self.rows
        is_deeper = rows[line].kind is TokenKind.LINE and rows[line].indent > rows[self.line].indent
        return is_deeper and rows.is_sign(line + 2, ":")

    def _note_key(self, callee: str, stretches: list[tuple[int, int]], start: int, end: int) -> None:
        """Note ``model.get 'school'`` and ``teacher.getSchool()`` as the reads that they are."""
        owner, _, name = callee.rpartition(".")
        getter = _GETTER.match(name)
        if owner and getter is not None and not stretches:
            self.note_read(owner, getter[1][0].lower() + getter[1][1:], start, end)
        word = self.rows.plain(stretches[0][0]) if stretches else None
        if owner and name in {"get", "has", "hasOwnProperty"} and word is not None and re.fullmatch(r"\w+", word):
            self.note_read(owner, word, start, end)

    def note_read(self, owner: str, name: str, start: int, end: int) -> None:
        """Note the read of a member, unless it is written to."""
        rows, line = self.rows, self.line
        if rows.is_sign(end, "=", ":") or (rows.is_sign(end, *ASSIGNS) and end == rows.value_end(start)):
            return
        statement = rows.text(line + 1, rows.line_end(line + 1)) if line >= 0 else rows.text(0, len(rows))
        self.notes.note_read(owner, name, (rows[start].start, rows[end - 1].end), self.now, statement)

    def _require(self, string: int) -> None:
        token, target = self.rows[string], self.now.bound_to
        module = "".join(part.text if isinstance(part, Literal) else "{}" for part in token.parts)
        names = tuple(re.findall(r"[{,]\s*(\w+)", target)) if target.startswith("{") else (target,)
        self.notes.note_import(module, tuple(name for name in names if name.isidentifier()), (token.start, token.end))
        self.done.add(string)

    def _sum(self, number: int, end: int) -> None:
        """Note ``a + "/me" + b`` once, at its first operand."""
        rows = self.rows
        if rows.is_sign(number - 1, "+") or not self._is_plus(end):
            return
        operands = [(number, end)]
        while self._is_plus(end):
            start = end + 1
            start += rows[start].kind is TokenKind.LINE
            end = rows.value_end(start)
            if end == start:
                break
            operands.append((start, end))
        parts: list[Literal | Hole] = []
        for start, stop in operands:
            if rows[start].kind is TokenKind.STRING and stop == start + 1:
                parts.extend(rows[start].parts)
                self.done.add(start)
            else:
                place = self.notes.place(rows[start].start, rows[stop - 1].end)
                parts.append(Hole(rows.text(start, stop, LONGEST_NAME), place))
        last = operands[-1][1]
        self.notes.note_text(parts, rows[number].start, rows[last - 1].end, self._unless_compared(number, last))

    def _is_plus(self, number: int) -> bool:
        rows = self.rows
        return rows.is_sign(number, "+") and (not rows[number].spaced or rows[number + 1].spaced)

    def string(self, number: int) -> None:
        """Note a string, unless it was noted as part of a sum."""
        rows, token = self.rows, self.rows[number]
        if token.inner:
            state = replace(self.now, bound_to="", passed_to="")
            self.within(list(token.inner), state)
        if number in self.done:
            return
        is_key = rows.is_sign(number + 1, ":")
        state = replace(self.now, bound_to="") if is_key else self._unless_compared(number, number + 1)
        self.notes.note_text(list(token.parts), token.start, token.end, state)

    def _unless_compared(self, start: int, end: int) -> State:
        """What is known of a text; one that is only compared to something is not what that is bound to."""
        rows = self.rows
        signs = ("==", "!=")
        before = start - 1 - rows.is_word(start - 1, "not")
        if rows.is_sign(before, *signs) or rows.is_sign(end, *signs):
            return replace(self.now, bound_to="")
        if rows.is_word(before, *COMPARES) or rows.is_word(end, *COMPARES):
            return replace(self.now, bound_to="")
        return self.now

    def within(self, tokens: list[Token], state: State) -> None:
        """Read what stands within an interpolation."""
        raise NotImplementedError
