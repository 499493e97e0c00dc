"""Walks the tree of a file once and takes note of everything that rules may want to know.

The walk is the same for all languages; what a node kind means comes from the language's ``Grammar``.
"""

from collections.abc import Iterable
from dataclasses import replace

from clever_upgrade.scan.result import Place
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
    Otherwise,
    Read,
    Text,
)
from clever_upgrade.scan.syntax.grammar import Called, Context, Grammar, Step
from clever_upgrade.scan.syntax.matcher import Node, is_broken, parse, place_of
from clever_upgrade.scan.syntax.texts import parts_of, word_of

LONGEST_EXCERPT = 400


def facts_of(text: str, grammar: Grammar) -> Facts:
    """The facts of a source text."""
    root = parse(grammar.prepared(text), grammar.language)
    collector = Collector(grammar)
    collector.walk(root)
    return collector.facts(broken=is_broken(root))


class Collector:
    """Gathers facts on a walk; handlers of a language call its ``note_…`` methods."""

    def __init__(self, grammar: Grammar) -> None:
        self.grammar = grammar
        self._texts: list[Text] = []
        self._decisions: list[Decision] = []
        self._calls: list[Call] = []
        self._reads: list[Read] = []
        self._declarations: list[Declaration] = []
        self._imports: list[Import] = []
        self._comments: dict[int, Comment] = {}
        self._identifiers: set[str] = set()

    def walk(self, root: Node) -> None:
        """Visit every node once, in the order of the source, on a stack that is not Python's: nesting may be deep."""
        stack: list[Step] = [(root, Context())]
        while stack:
            node, context = stack.pop()
            steps = list(self._visit(node, context))
            steps.reverse()
            stack.extend(steps)

    def facts(self, *, broken: bool) -> Facts:
        """What was gathered."""
        return Facts(
            language=self.grammar.language,
            texts=tuple(self._texts),
            decisions=tuple(self._decisions),
            calls=tuple(self._calls),
            reads=tuple(self._reads),
            declarations=tuple(self._declarations),
            imports=tuple(self._imports),
            comments=tuple(self._comments[start] for start in sorted(self._comments)),
            identifiers=frozenset(self._identifiers),
            broken=broken,
        )

    def _visit(self, node: Node, context: Context) -> Iterable[Step]:
        kind, grammar = node.kind(), self.grammar
        if kind in grammar.identifiers:
            self._identifiers.add(node.text().lstrip("@$"))
        if kind in grammar.comments:
            self.note_comment(node)
            return ()
        if kind in grammar.statements:
            context = replace(context, statement=node)
        steps = self._text_steps(node, context)
        if steps is not None:
            return steps
        if kind in grammar.lists:
            self._note_words(node, context)
        handler = grammar.handlers.get(kind)
        if handler is not None:
            return handler(self, node, context)
        if kind in grammar.calls:
            return self.call_steps(node, context)
        return children(node, context)

    def _text_steps(self, node: Node, context: Context) -> list[Step] | None:
        """Note a string expression and give the nodes within its holes; None where the node is no such expression."""
        grammar = self.grammar
        kind = node.kind()
        if not (kind in grammar.strings or kind in grammar.joins or kind in grammar.sequences or kind in grammar.calls):
            return None
        parts = parts_of(node, grammar)
        if parts is None:
            return None
        if not any(isinstance(part, Literal) for part, _ in parts):
            # Asking every operand of a long sum anew would take time that grows with its square.
            return [(operand, context) for _, operand in parts] if kind in grammar.joins and len(parts) > 2 else None
        self._texts.append(
            Text(
                parts=tuple(part for part, _ in parts),
                place=place_of(node),
                scope=context.scope,
                bound_to=context.bound_to,
                passed_to=context.passed_to,
            )
        )
        called = grammar.called(node) if kind in grammar.calls else None
        if called is not None:
            self.note_call(node, called, context)
        if kind not in grammar.strings:
            self._note_comments_within(node)
        inside: list[Step] = []
        for part, hole in parts:
            if hole.kind() in grammar.holes:
                inside.extend(children(hole, context))
            elif isinstance(part, Hole):
                inside.append((hole, context))
        return inside

    def _note_comments_within(self, node: Node) -> None:
        """Comments between the operands of a long text: what is taken apart is not walked through."""
        for kind in self.grammar.comments:
            for comment in node.find_all(kind=kind):
                self.note_comment(comment)

    def _note_words(self, node: Node, context: Context) -> None:
        """A list of nothing but words tells those words apart from all others."""
        elements = [child for child in node.children() if child.is_named()]
        words = [(word_of(element, self.grammar), element) for element in elements]
        cases = tuple(Case(word, place_of(element)) for word, element in words if word is not None)
        if len(cases) >= 2 and len(cases) == len(elements):
            self.note_decision(
                DecisionKind.MEMBERSHIP, context.bound_to or context.passed_to, cases, place_of(node), context
            )

    def call_steps(self, node: Node, context: Context) -> Iterable[Step]:
        """Note a call, and visit its receiver and its arguments."""
        called = self.grammar.called(node)
        if called is None:
            return children(node, context)
        self.note_call(node, called, context)
        inside = replace(context, passed_to=called.callee)
        steps: list[Step] = [(called.receiver, context)] if called.receiver is not None else []
        return [*steps, *((argument, inside) for argument in called.arguments)]

    def note_call(self, node: Node, called: Called, context: Context) -> None:
        """Take note of a call."""
        self._calls.append(
            Call(
                callee=called.callee,
                arguments=tuple(argument_of(argument) for argument in called.arguments),
                place=place_of(node),
                scope=context.scope,
                bound_to=context.bound_to,
                makes=called.makes,
                loops=context.loops,
            )
        )
        for word in called.callee.replace("::", ".").replace("->", ".").replace("&.", ".").split("."):
            name = word.strip("?!()@$")
            if name.isidentifier():
                self._identifiers.add(name)

    def add_call(self, call: Call) -> None:
        """Take note of a call that a language has put together itself."""
        self._calls.append(call)

    def note_comment(self, node: Node) -> None:
        """Take note of a comment or a docstring."""
        place = place_of(node)
        self._comments.setdefault(place.start, Comment(node.text(), place))

    def note_import(
        self, node: Node, module: str, names: tuple[str, ...] = (), aliases: tuple[tuple[str, str], ...] = ()
    ) -> None:
        """Take note of what a file brings in."""
        self._imports.append(Import(module, place_of(node), names, aliases))
        self._identifiers.update(names)

    def note_read(self, node: Node, owner: str, name: str, context: Context) -> None:
        """Take note of a member that is read."""
        statement = node if context.statement is None else context.statement
        self._reads.append(
            Read(
                owner=owner,
                name=name,
                place=place_of(node),
                scope=context.scope,
                loops=context.loops,
                statement=statement.text()[:LONGEST_EXCERPT],
            )
        )

    def note_decision(
        self,
        kind: DecisionKind,
        subject: str,
        cases: tuple[Case, ...],
        place: Place,
        context: Context,
        *,
        otherwise: Otherwise = Otherwise.NOTHING,
        negated: bool = False,
    ) -> None:
        """Take note of values that are told apart."""
        self._decisions.append(
            Decision(
                kind=kind,
                subject=subject,
                cases=cases,
                place=place,
                scope=context.scope,
                otherwise=otherwise,
                negated=negated,
                chain=context.chain if kind in {DecisionKind.COMPARISON, DecisionKind.MEMBERSHIP} else None,
            )
        )

    def note_declaration(self, declaration: Declaration) -> None:
        """Take note of a class or another named type."""
        self._declarations.append(declaration)

    def case(self, value: Node, action: Node | None = None) -> Case | None:
        """The case of a word, or of a constant by its last name; None for any other expression."""
        word = word_of(value, self.grammar)
        if word is None:
            word = constant_name(value.text())
        if word is None:
            return None
        return Case(word, place_of(value), "" if action is None else action.text()[:LONGEST_EXCERPT])


def children(node: Node, context: Context) -> list[Step]:
    """The children of a node, in the same context."""
    return [(child, context) for child in node.children()]


def constant_name(text: str) -> str | None:
    """``PENDING`` for ``SyncState.PENDING``, or None where the text is not the name of a constant."""
    name = text.replace("::", ".").rsplit(".", 1)[-1].strip(":")
    if name.isidentifier() and name[0].isupper():
        return name
    return None


def argument_of(node: Node) -> Argument:
    """An argument as rules see it: its text, the keyword, and what is spread into the call."""
    text = node.text()[:LONGEST_EXCERPT]
    kind = node.kind()
    if any(word in kind for word in ("splat", "spread", "unpacking", "variadic")) or text.startswith("..."):
        return Argument(text, place_of(node), splat=text.strip("*. "))
    name = node.field("name") or node.field("key")
    if name is not None and ("keyword" in kind or "named" in kind or kind in {"pair", "argument", "keyed_element"}):
        return Argument(text, place_of(node), name=name.text().strip(":\"'"))
    return Argument(text, place_of(node))


RAISING = ("raise", "throw", "panic(", "abort(", "die(", "fail(", "sys.exit", "os.exit", "log.fatal", "error!")


def otherwise_of(body: Node | None) -> Otherwise:
    """What a default branch does with the values that no case names."""
    if body is None:
        return Otherwise.NOTHING
    text = body.text()[:LONGEST_EXCERPT].lower()
    return Otherwise.RAISES if any(word in text for word in RAISING) else Otherwise.HANDLED
