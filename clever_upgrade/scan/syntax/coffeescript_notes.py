"""What was gathered so far from a CoffeeScript source, and what is known about the place that is read."""

from dataclasses import dataclass, field, replace

from clever_upgrade.scan.result import Place
from clever_upgrade.scan.syntax.coffeescript_decisions import Asked
from clever_upgrade.scan.syntax.coffeescript_tokens import Token, TokenKind
from clever_upgrade.scan.syntax.facts import (
    Argument,
    Call,
    Case,
    Comment,
    Decision,
    DecisionKind,
    Declaration,
    Facts,
    Hole,
    Import,
    Literal,
    Loop,
    Member,
    Read,
    Scope,
    Text,
)
from clever_upgrade.scan.tree.lines import LineIndex

LONGEST_EXCERPT = 400
_LONGEST_BODY = 4000
_LONGEST_NAME = 120


@dataclass(slots=True)
class Class:
    """A class as far as it was read."""

    name: str
    start: int
    end: int
    scope: Scope
    bases: tuple[str, ...]
    members: list[Member] = field(default_factory=list)
    methods: list[str] = field(default_factory=list)
    body: tuple[int, int] = (0, 0)


@dataclass(frozen=True, slots=True)
class State:
    """What is known about where a token stands.

    ``returns`` is the name of the function around it, and ``tail`` tells whether the function returns what this says.
    """

    scope: Scope = field(default_factory=Scope)
    bound_to: str = ""
    passed_to: str = ""
    loops: tuple[Loop, ...] = ()
    returns: str = ""
    tail: bool = False
    asked: Asked | None = None
    made: Class | None = None


@dataclass(slots=True)
class Frame:
    """A block, by its indent, or a pair of brackets, by where they close. ``now`` holds for the rest of the line."""

    base: State
    now: State
    indent: int = -1
    close: int = -1
    made: Class | None = None
    saved: State | None = None
    before_key: State | None = None
    subject: str = ""
    keys: list[tuple[Case, str | None]] = field(default_factory=list)
    chain: int | None = None


class Notes:
    """The facts of one source."""

    def __init__(self, source: str, lines: LineIndex) -> None:
        self._source = source
        self._lines = lines
        self._texts: list[Text] = []
        self._decisions: list[Decision] = []
        self._calls: list[Call] = []
        self._reads: list[Read] = []
        self.classes: list[Class] = []
        self._imports: list[Import] = []
        self.identifiers: set[str] = set()

    def place(self, start: int, end: int) -> Place:
        """Where the characters from ``start`` up to ``end`` stand."""
        return self._lines.place(start, end)

    def facts(self, language: str, tokens: list[Token]) -> Facts:
        """Everything, in the order of the source."""
        comments = [token for token in tokens if token.kind is TokenKind.COMMENT]
        return Facts(
            language,
            texts=tuple(sorted(self._texts, key=lambda text: text.place.start)),
            decisions=tuple(sorted(self._decisions, key=lambda decision: decision.place.start)),
            calls=tuple(self._calls),
            reads=tuple(self._reads),
            declarations=tuple(self._declaration(one) for one in self.classes),
            imports=tuple(self._imports),
            comments=tuple(Comment(one.text, self._lines.place(one.start, one.end)) for one in comments),
            identifiers=frozenset(self.identifiers),
        )

    def _declaration(self, made: Class) -> Declaration:
        return Declaration(
            name=made.name,
            keyword="class",
            place=self._lines.place(made.start, made.end),
            scope=made.scope,
            bases=made.bases,
            members=tuple(made.members),
            methods=tuple(made.methods),
            body=self._source[made.body[0] : made.body[1]][:_LONGEST_BODY].strip(),
        )

    def note_text(self, parts: list[Literal | Hole], start: int, end: int, state: State) -> None:
        """Take note of a string expression, unless nothing but holes is in it."""
        if any(isinstance(part, Literal) for part in parts):
            place = self._lines.place(start, end)
            self._texts.append(Text(tuple(parts), place, state.scope, state.bound_to, state.passed_to))

    def note_decision(
        self,
        kind: DecisionKind,
        subject: str,
        cases: list[Case],
        stretch: tuple[int, int],
        state: State,
        *,
        negated: bool = False,
        asked: Asked | None = None,
    ) -> None:
        """Take note of values that are told apart."""
        if not cases:
            return
        decision = Decision(kind, subject, tuple(cases), self._lines.place(*stretch), state.scope, negated=negated)
        if asked is not None:
            decision = replace(decision, otherwise=asked.otherwise, chain=asked.chain)
        self._decisions.append(decision)

    def note_call(
        self, callee: str, arguments: list[tuple[int, int]], stretch: tuple[int, int], state: State, *, makes: bool
    ) -> None:
        """Take note of a call, with the stretches of its arguments."""
        given = []
        for start, end in arguments:
            text = self._source[start : min(end, start + LONGEST_EXCERPT)].strip()
            splat = text.strip(".") if text.endswith("...") or text.startswith("...") else ""
            given.append(Argument(text, self._lines.place(start, end), splat=splat))
        place = self._lines.place(*stretch)
        self._calls.append(
            Call(callee, tuple(given), place, state.scope, state.bound_to, makes=makes, loops=state.loops)
        )

    def note_read(self, owner: str, name: str, stretch: tuple[int, int], state: State, statement: str) -> None:
        """Take note of a member that is read."""
        place = self._lines.place(*stretch)
        self._reads.append(Read(owner[:_LONGEST_NAME], name, place, state.scope, state.loops, statement))

    def note_import(self, module: str, names: tuple[str, ...], stretch: tuple[int, int]) -> None:
        """Take note of what the file brings in."""
        self._imports.append(Import(module, self._lines.place(*stretch), names))
        self.identifiers.update(names)

    def first_argument_of(self, callee: str) -> str:
        """The first argument of the call that was noted last, if it is one of ``callee``."""
        call = self._calls[-1] if self._calls else None
        return call.arguments[0].text if call is not None and call.callee == callee and call.arguments else ""
