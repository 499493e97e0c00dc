"""CoffeeScript: goes through its tokens once, and keeps in frames what each block and bracket is about."""

import re
from dataclasses import replace

from clever_upgrade.scan.syntax.coffeescript_decisions import asked_at, cases_of_switch, compared, listed_words
from clever_upgrade.scan.syntax.coffeescript_notes import Class, Frame, Notes, State
from clever_upgrade.scan.syntax.coffeescript_rows import KEYWORDS, Rows
from clever_upgrade.scan.syntax.coffeescript_tokens import Token, TokenKind, tokens_of
from clever_upgrade.scan.syntax.coffeescript_values import ASSIGNS, COMPARES, LONGEST_NAME, Values
from clever_upgrade.scan.syntax.facts import Case, DecisionKind, Facts, Loop, Member, Scope
from clever_upgrade.scan.tree.lines import LineIndex

_LONGEST_DEFAULT = 200
_WALKS = re.compile(
    r"^(?:forEach|each|map|flatMap|filter|reject|reduce|some|any|every|all|find|sortBy|groupBy|indexBy|uniq|times"
    r"|eachSeries|eachLimit|mapSeries|mapLimit)$"
)
_LIBRARY = re.compile(r"^(?:_|\$|async|R)$")
_WRAPPED = re.compile(r"^[_$]\((.+)\)$")
_ARROWS = ("->", "=>")


def read(text: str, language: str) -> Facts:
    """The facts of a source text."""
    lines = LineIndex(text)
    tokens = tokens_of(text, lines)
    notes = Notes(text, lines)
    _Course(text, lines, tokens, notes, State()).go()
    return notes.facts(language, tokens)


class _Course(Values):
    """The way through one row of tokens: a file, or what stands within an interpolation."""

    def __init__(self, source: str, lines: LineIndex, tokens: list[Token], notes: Notes, state: State) -> None:
        super().__init__(Rows(source, tokens), notes, state)
        self._source = source
        self._lines = lines

    def within(self, tokens: list[Token], state: State) -> None:
        _Course(self._source, self._lines, tokens, self.notes, state).go()

    def go(self) -> None:
        """Read everything."""
        for number, token in enumerate(self.rows.tokens):
            if number in self.callees:
                self.now = replace(self.now, passed_to=self.callees[number])
            if token.kind is TokenKind.LINE:
                self._begin_line(number)
                continue
            if self.rows.begins_value(number):
                self.value(number)
            if token.kind is TokenKind.STRING:
                self.string(number)
            elif token.kind is TokenKind.NAME:
                self._name(number)
            elif token.kind is TokenKind.SIGN:
                self._sign(number)
        while self.frames:
            self._end_frame(len(self.rows))

    def _begin_line(self, number: int) -> None:
        rows, indent = self.rows, self.rows[number].indent
        if rows.is_sign(number + 1, ".", "?."):
            return
        self.line = number
        while self.frames[-1].close < 0 and self.frames[-1].indent > indent:
            self._end_frame(number)
        top = self.frames[-1]
        if top.close >= 0 or top.indent < indent:
            base = top.now
            if rows.is_sign(number - 1, *_ARROWS):
                base = replace(base, bound_to="", tail=bool(base.returns))
            top = Frame(replace(base, made=None), base, indent, made=base.made)
            self.frames.append(top)
        bound = top.base.bound_to
        tail = top.base.tail and self._is_last(number)
        if top.base.tail:
            bound = top.base.returns if tail else ""
        top.now = replace(top.base, bound_to=bound, tail=tail)
        top.saved = top.before_key = None
        if top.keys and not rows.is_sign(number + 2, ":"):
            self._end_keys(top)
        self.now = replace(self.now, loops=(*self.now.loops, *self._comprehended(number + 1)))

    def _is_last(self, line: int) -> bool:
        rows, following = self.rows, self.rows.block_ends.get(line, len(self.rows))
        while rows.is_word(following + 1, "else", "catch", "finally", "when"):
            following = rows.block_ends.get(following, len(rows))
        return rows[following].indent < rows[line].indent

    def _comprehended(self, start: int) -> list[Loop]:
        """The loops by ``for`` that hold for the line, or the brackets, that begin at ``start``."""
        rows = self.rows
        end = rows.line_end(start)
        found: list[Loop] = []
        at = rows.find(start, end, "for")
        while at is not None:
            over = rows.find(at + 1, end, "in", "of")
            if over is None:
                break
            stops = rows.find(over + 1, end, "when", "by", "then", "for")
            walked = rows.text(over + 1, end if stops is None else stops, LONGEST_NAME)
            found.append(Loop(rows.text(at + 1, over, LONGEST_NAME).removeprefix("own "), walked))
            at = rows.find(over + 1, end, "for")
        return found

    def _end_frame(self, number: int) -> None:
        frame = self.frames.pop()
        self._end_keys(frame)
        if frame.made is not None:
            frame.made.body = (frame.made.body[0], self.rows[number].start)

    def _end_keys(self, frame: Frame) -> None:
        if not frame.keys:
            return
        cases = [case for case, _ in frame.keys]
        words = [Case(word, case.place) for case, word in frame.keys if word and _letters(word) == _letters(case.value)]
        is_enum = len(words) == len(cases) > 1
        kind = DecisionKind.ENUM if is_enum else DecisionKind.MAP
        stretch = (cases[0].place.start, cases[-1].place.end)
        self.notes.note_decision(kind, frame.subject, words if is_enum else cases, stretch, frame.base)
        frame.keys = []

    def _name(self, number: int) -> None:
        rows, word = self.rows, self.rows[number].text
        if not rows.is_word(number, *KEYWORDS):
            self.notes.identifiers.update([word.lstrip("@")] if word != "@" else [])
            return
        frame = self.frames[-1]
        if word in {"if", "unless", "while", "until"}:
            self._condition(number, frame)
        elif word in {"then", "else"} and frame.saved is not None:
            self.now = frame.saved
        elif word == "when":
            frame.saved = frame.saved or self.now
            self.now = replace(self.now, bound_to="")
        elif word == "return":
            self.now = replace(self.now, bound_to=self.now.returns)
        elif word in COMPARES:
            self._compare(number)
        else:
            self._declare(number, word)

    def _condition(self, number: int, frame: Frame) -> None:
        if frame.chain is None or not self.rows.is_word(number - 1, "else"):
            frame.chain = self.rows[number].start
        frame.saved = frame.saved or self.now
        asked = asked_at(self.rows, number, self.line, frame.chain)
        self.now = replace(self.now, bound_to="", passed_to="", asked=asked)

    def _declare(self, number: int, word: str) -> None:
        if word == "class":
            self._class(number)
        elif word == "switch":
            self._switch(number)
        elif word in {"import", "export"} and number == self.line + 1:
            self._import(number)

    def _class(self, number: int) -> None:
        rows = self.rows
        end = rows.value_end(number + 1)
        name = rows.text(number + 1, end, LONGEST_NAME) or self.now.bound_to
        base = rows.text(end + 1, rows.line_end(end + 1), LONGEST_NAME) if rows.is_word(end, "extends") else ""
        shown = number if end == number + 1 else number + 1
        made = Class(
            name, rows[shown].start, rows[max(end - 1, shown)].end, self.now.scope, (base,) if base else (),
            body=(rows[rows.line_end(end)].start, rows[rows.line_end(end)].start),
        )  # fmt: skip
        self.notes.classes.append(made)
        scope = Scope((*self.now.scope.classes, name.rsplit(".", 1)[-1].lstrip("@")))
        self.now = State(scope=scope, made=made)

    def _switch(self, number: int) -> None:
        rows = self.rows
        cases, otherwise = cases_of_switch(rows, self.line, self._lines)
        end = rows.line_end(number + 1)
        stretch = (rows[number].start, rows[max(rows.block_ends.get(self.line, end) - 1, number)].end)
        asked = asked_at(rows, number, self.line, rows[number].start)
        subject = rows.text(number + 1, end, LONGEST_NAME)
        self.notes.note_decision(
            DecisionKind.SWITCH,
            subject,
            cases,
            stretch,
            self.now,
            asked=replace(asked, otherwise=otherwise, chain=None),
        )

    def _import(self, number: int) -> None:
        rows = self.rows
        end = rows.line_end(number)
        string = next((at for at in range(number, end) if rows[at].kind is TokenKind.STRING), None)
        if string is None or (rows[number].text == "export" and not rows.is_word(string - 1, "from")):
            return
        names = re.findall(r"(\w+)(?:\s+as\s+\w+)?", re.sub(r"\bfrom\b", "", rows.text(number + 1, string)))
        self.notes.note_import(rows.plain(string) or "", tuple(names), (rows[string].start, rows[string].end))
        self.done.add(string)

    def _compare(self, number: int) -> None:
        rows = self.rows
        if rows[number].text == "of":
            word = rows.plain(number - 1)
            if word is not None:
                owner = rows.text(number + 1, rows.value_end(number + 1), LONGEST_NAME)
                self.note_read(owner, word, number - 1, rows.value_end(number + 1))
            return
        left = number - 1 if rows.is_word(number - 1, "not") else number
        found = compared(rows, number, self.starts.get(left), self.now.asked, self._lines)
        if found is None:
            return
        kind = DecisionKind.MEMBERSHIP if rows[number].text == "in" else DecisionKind.COMPARISON
        self.notes.note_decision(
            kind, found.subject, found.cases, found.stretch, self.now, negated=found.negated, asked=self.now.asked
        )

    def _sign(self, number: int) -> None:
        rows, sign = self.rows, self.rows[number].text
        if sign in ASSIGNS:
            self._assign(number)
        elif sign == ":":
            self._key(number)
        elif sign == ",":
            frame = self.frames[-1]
            frame.now = frame.base if frame.close >= 0 else frame.before_key or frame.now
        elif sign in {"==", "!="}:
            self._compare(number)
        elif sign in _ARROWS:
            self._function(number)
        elif number in rows.closes:
            self._open(number)
        elif number in rows.opens:
            while len(self.frames) > 1 and self.frames[-1].close != number:
                self._end_frame(number)
            self._end_frame(number)

    def _open(self, number: int) -> None:
        rows = self.rows
        base = replace(self.now, passed_to=self.callees.get(number + 1, self.now.passed_to), tail=False)
        base = replace(base, loops=(*base.loops, *self._comprehended(number + 1)))
        self.frames.append(Frame(base, base, close=rows.closes[number]))
        if (
            rows.is_sign(number, "[")
            and rows[number].spaced | (number - 1 not in self.starts)
            and not (rows.is_word(number - 1, "in", "of"))
        ):
            cases = listed_words(rows, number, self._lines)
            if len(cases) > 1:
                stretch = (rows[number].start, rows[rows.closes[number]].end)
                subject = base.bound_to or base.passed_to
                self.notes.note_decision(DecisionKind.MEMBERSHIP, subject, cases, stretch, base)

    def _assign(self, number: int) -> None:
        rows = self.rows
        end = number - 1 if rows.is_word(number - 1, "or", "and") else number
        start = self.starts.get(end)
        if start is None:
            return
        target = rows.text(start, end, LONGEST_NAME)
        if rows.is_sign(start, "{"):
            owner = rows.text(number + 1, rows.line_end(number + 1), LONGEST_NAME)
            for at in range(start + 1, end - 1):
                if rows[at].kind is TokenKind.NAME and not rows.is_sign(at - 1, ":"):
                    self.note_read(owner, rows[at].text, at, at + 1)
        self.now = replace(self.now, bound_to=target, passed_to="")

    def _key(self, number: int) -> None:
        rows, frame = self.rows, self.frames[-1]
        key = rows[number - 1]
        if key.kind not in {TokenKind.NAME, TokenKind.STRING}:
            return
        name = key.text.strip("'\"")
        if rows.is_sign(number - 2, "@") or rows[number - 2].text == "@":
            name = f"@{name}"
        end = rows.line_end(number + 1)
        if frame.made is not None and frame.base.scope == frame.now.scope:
            self._class_member(frame.made, name, number, end)
        else:
            if not frame.keys:
                frame.subject = (frame.before_key or self.now).bound_to or self.now.passed_to
            action = rows.text(number + 1, end)
            word = rows.plain(number + 1)
            frame.keys.append((Case(name, self.notes.place(key.start, key.end), action), word))
        frame.before_key = frame.before_key or self.now
        self.now = replace(self.now, bound_to=name)

    def _class_member(self, made: Class, name: str, number: int, end: int) -> None:
        rows = self.rows
        begins = rows.closes.get(number + 1, number) + 1
        if rows.is_sign(begins, *_ARROWS):
            made.methods.append(name.lstrip("@"))
            return
        place = self.notes.place(rows[number - 1].start, rows[end - 1].end)
        made.members.append(Member(name.lstrip("@"), place, default=rows.text(number + 1, end, _LONGEST_DEFAULT)))

    def _function(self, number: int) -> None:
        rows, now = self.rows, self.now
        opening = rows.opens.get(number - 1)
        before = number - 1 if opening is None else opening - 1
        if rows.is_sign(before, ":", *ASSIGNS):
            name = re.split(r"\W+", now.bound_to)[-1]
            says = "" if name == "constructor" else name
            self.now = State(scope=Scope(now.scope.classes, name), bound_to=says, returns=says)
            return
        loops = now.loops
        if opening is not None:
            loops = (*loops, *self._walked(now.passed_to, rows.text(opening + 1, number - 1, LONGEST_NAME)))
        self.now = State(scope=now.scope, loops=loops)

    def _walked(self, callee: str, parameters: str) -> list[Loop]:
        """The loop that a call such as ``all.map (s) ->`` makes of the function it is given."""
        owner, _, name = callee.rpartition(".")
        if not owner or not _WALKS.match(name):
            return []
        wrapped = _WRAPPED.match(owner)
        if wrapped is not None:
            owner = wrapped[1]
        elif _LIBRARY.match(owner):
            owner = self.notes.first_argument_of(callee)
        shown = parameters.split(",")
        return [Loop(shown[1 if name == "reduce" and len(shown) > 1 else 0].strip(), owner)]


def _letters(word: str) -> str:
    return re.sub(r"[\W_]", "", word).lower()
