"""Takes string expressions apart: literals, interpolations, concatenations, format calls and joins."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.result import Place
from clever_upgrade.scan.syntax.facts import Hole, Literal
from clever_upgrade.scan.syntax.grammar import Called, Grammar
from clever_upgrade.scan.syntax.matcher import Node, place_of

Part = tuple[Literal | Hole, Node]
"""A part of a text, and the node to visit for what is inside a hole."""

_FORMATS = frozenset({"format", "Format", "sprintf", "vsprintf", "Sprintf", "formatted", "AppendFormat"})
_JOINS = frozenset({"join", "Join", "implode"})
_UNCHANGING = re.compile(r"\W(?:freeze|dup|strip|chomp|squish|html_safe|trim|to_s|compact)$")
"""Methods that give the same text, or the same list, as far as anyone can tell."""
_PATH_JOINS = re.compile(
    r"(?:^|\W)(?:(?:os\.path|posixpath|path|Path|Paths|URI|File|Pathname|url|filepath)\W+[jJ]oin|url\W+resolve"
    r"|urljoin|url_join|urlJoin)$"
)
_URLS = frozenset({"URL", "Uri", "URI"})
"""Made of two texts, these put a path behind a base."""
_PLACEHOLDER = re.compile(
    r"%(?:\((?P<key>\w+)\)|(?P<position>\d+)\$|\[(?P<index>\d+)\]|<(?P<angled>\w+)>)?[-+#0-9.]*[a-zA-Z]"
    r"|%?\{(?P<field>\w*)(?:[:!,][^{}]*)?\}"
)
_LONGEST_NAME = 120


def parts_of(node: Node, grammar: Grammar) -> list[Part] | None:
    """The parts of a string expression in their order, or None where ``node`` is none; of ``a + b``, two holes."""
    try:
        return _taken_apart(node, grammar)
    except RecursionError:
        # Format calls within format calls, a thousand deep: no text that anyone could name.
        return None


def word_of(node: Node, grammar: Grammar) -> str | None:
    """The word that a literal stands for: a string without holes, or a symbol; None for anything else."""
    node = unwrapped(node, grammar)
    if node.kind() in grammar.words:
        return node.text().strip(":'\"")
    if node.kind() not in grammar.strings:
        return None
    parts = _pieces(node, grammar)
    if any(isinstance(part, Hole) for part, _ in parts):
        return None
    return "".join(part.text for part, _ in parts if isinstance(part, Literal))


def unwrapped(node: Node, grammar: Grammar) -> Node:
    """The expression within parentheses and the like, and before ``.freeze`` and the like."""
    while True:
        if node.kind() in grammar.wrappers:
            inner = [child for child in node.children() if child.is_named()]
            if len(inner) != 1:
                return node
            node = inner[0]
            continue
        called = grammar.called(node) if node.kind() in grammar.calls else None
        if called is None or called.arguments or called.receiver is None or not _UNCHANGING.search(called.callee):
            return node
        node = called.receiver


def _taken_apart(node: Node, grammar: Grammar) -> list[Part] | None:
    node = unwrapped(node, grammar)
    kind = node.kind()
    if kind in grammar.strings:
        return _pieces(node, grammar)
    if kind in grammar.sequences:
        return [part for child in node.children() if child.is_named() for part in _operand(child, grammar)]
    if kind in grammar.joins:
        return _joined(node, grammar)
    if kind in grammar.calls:
        called = grammar.called(node)
        return None if called is None else _built_by_call(called, grammar)
    return None


def _operand(node: Node, grammar: Grammar) -> list[Part]:
    parts = _taken_apart(node, grammar)
    if parts is None:
        return [(Hole(node.text()[:_LONGEST_NAME], place_of(node)), node)]
    return parts


def _joined(node: Node, grammar: Grammar) -> list[Part] | None:
    operator = _operator(node)
    if operator not in grammar.joins[node.kind()]:
        return None
    if operator == "%":
        template = _taken_apart(_first(node), grammar)
        if template is None:
            return None
        return _filled(template, _elements(_last(node), grammar) or [_last(node)], grammar)
    # Concatenations nest as deep as they are long, so their operands wait on a list instead of Python's stack.
    parts: list[Part] = []
    waiting = [node]
    while waiting:
        operand = unwrapped(waiting.pop(), grammar)
        if operand.kind() in grammar.joins and _operator(operand) in grammar.joins[operand.kind()] - {"%"}:
            waiting.extend([_last(operand), _first(operand)])
        else:
            parts.extend(_operand(operand, grammar))
    return parts


def _operator(node: Node) -> str:
    return next((child.text() for child in node.children()[1:-1] if not child.is_named()), "")


def _first(node: Node) -> Node:
    return node.children()[0]


def _last(node: Node) -> Node:
    return node.children()[-1]


def _built_by_call(called: Called, grammar: Grammar) -> list[Part] | None:
    name = re.split(r"\W+", called.callee)[-1]
    arguments = list(called.arguments)
    if name in _FORMATS:
        template = called.receiver if called.receiver is not None else None
        parts = _taken_apart(template, grammar) if template is not None else None
        # A locale may stand before the template.
        while parts is None and arguments:
            parts = _taken_apart(arguments.pop(0), grammar)
        if name == "vsprintf" and arguments:
            arguments = _elements(arguments[0], grammar) or arguments
        return None if parts is None else _filled(parts, arguments, grammar)
    if _PATH_JOINS.search(called.callee) or (called.makes and len(arguments) > 1 and name in _URLS):
        return _path(arguments, grammar)
    if name == "concat" and called.receiver is not None and _elements(called.receiver, grammar) is None:
        return [part for one in (called.receiver, *arguments) for part in _operand(one, grammar)]
    if called.callee == "fmt.Sprint":
        return [part for one in arguments for part in _operand(one, grammar)]
    if name == "JoinPath" and called.receiver is not None:
        return _path(arguments if called.callee == "url.JoinPath" else [called.receiver, *arguments], grammar)
    if name in _JOINS:
        return _with_separator(called, arguments, grammar)
    return None


def _with_separator(called: Called, arguments: list[Node], grammar: Grammar) -> list[Part] | None:
    # "/".join(list), list.join("/"), implode("/", list), String.join("/", a, b)
    separator, elements = None, None
    for node in [called.receiver, *arguments]:
        if node is None:
            continue
        listed = _elements(node, grammar)
        if listed is not None:
            elements = listed
        elif separator is None:
            separator = word_of(node, grammar)
    if elements is None and separator is not None and called.receiver is not None:
        elements = arguments[1:]
    if separator is None or not elements:
        return None
    parts: list[Part] = []
    for number, element in enumerate(elements):
        if number and separator:
            parts.append((Literal(separator, _empty_before(element)), element))
        parts.extend(_operand(element, grammar))
    return parts


def _path(arguments: list[Node], grammar: Grammar) -> list[Part] | None:
    # File.join(root, "me"), path.join(a, b), URI.join(base, "/me"): a slash between, unless one is written there.
    parts: list[Part] = []
    for argument in arguments:
        added = _operand(argument, grammar)
        before, after = (parts[-1][0] if parts else None), (added[0][0] if added else None)
        written = (isinstance(before, Literal) and before.text.endswith("/")) or (
            isinstance(after, Literal) and after.text.startswith("/")
        )
        if before is not None and not written:
            parts.append((Literal("/", _empty_before(argument)), argument))
        parts.extend(added)
    return parts or None


def _empty_before(node: Node) -> Place:
    place = place_of(node)
    return Place(place.start, place.start, place.line, place.column, place.line, place.column)


def _elements(node: Node, grammar: Grammar) -> list[Node] | None:
    node = unwrapped(node, grammar)
    if node.kind() not in grammar.lists:
        return None
    return [child for child in node.children() if child.is_named() and child.kind() not in grammar.comments]


def _pieces(node: Node, grammar: Grammar) -> list[Part]:
    parts: list[Part] = []
    node = grammar.content(node)
    for child in _inner(node, grammar):
        kind = child.kind()
        if kind in grammar.holes:
            inside = next(
                (one for one in child.children() if one.is_named() and not one.kind().endswith("_brace")), child
            )
            parts.append((Hole(inside.text()[:_LONGEST_NAME], place_of(child)), child))
        elif kind in grammar.naked:
            parts.append((Hole(child.text()[:_LONGEST_NAME], place_of(child)), child))
        elif kind in grammar.pieces:
            parts.append((Literal(child.text(), place_of(child)), child))
    if parts or not _is_quoted(node.text()):
        return _merged(parts)
    return [(_between_quotes(node), node)]


def _inner(node: Node, grammar: Grammar) -> Iterator[Node]:
    # Some grammars put the pieces one level down, below a node for the content.
    for child in node.children():
        kinds = grammar.holes, grammar.naked, grammar.pieces
        if not child.is_named() or any(child.kind() in kind for kind in kinds):
            yield child
        else:
            yield from child.children()


def _is_quoted(text: str) -> bool:
    return len(text) > 2 and text[-1] in "\"'`"


def _between_quotes(node: Node) -> Literal:
    whole, text = place_of(node), node.text()
    mark = text[-1]
    start = text.index(mark) + 1
    inside = text[start:-1]
    return Literal(inside, _shifted(whole, start, inside))


def _merged(parts: list[Part]) -> list[Part]:
    """Literals that follow each other directly, as around an escape, become one."""
    merged: list[Part] = []
    for part, node in parts:
        before = merged[-1][0] if merged else None
        if isinstance(part, Literal) and isinstance(before, Literal) and before.place.end == part.place.start:
            one, other = before.place, part.place
            place = Place(one.start, other.end, one.line, one.column, other.end_line, other.end_column)
            merged[-1] = (Literal(before.text + part.text, place), merged[-1][1])
        else:
            merged.append((part, node))
    return merged


def _filled(template: list[Part], arguments: list[Node], grammar: Grammar) -> list[Part]:
    """The template with the arguments in the place of its placeholders."""
    waiting = list(arguments)
    filled: list[Part] = []
    for part, node in template:
        if isinstance(part, Hole):
            filled.append((part, node))
            continue
        done = 0
        for match in _PLACEHOLDER.finditer(part.text):
            if match.start() > done:
                piece = part.text[done : match.start()]
                filled.append((Literal(piece, _shifted(part.place, done, piece)), node))
            filled.extend(_argument(match, arguments, waiting, part, node, grammar))
            done = match.end()
        if done < len(part.text):
            filled.append((Literal(part.text[done:], _shifted(part.place, done, part.text[done:])), node))
    return filled


def _argument(
    match: re.Match[str], arguments: list[Node], waiting: list[Node], part: Literal, node: Node, grammar: Grammar
) -> list[Part]:
    named = match["key"] or match["angled"] or match["field"] or ""
    position = match["position"] or match["index"]
    chosen = None
    if named.isdigit() and int(named) < len(arguments):
        chosen = arguments[int(named)]
    elif position and 0 < int(position) <= len(arguments):
        chosen = arguments[int(position) - 1]
    elif named:
        chosen = _argument_named(named, arguments)
        if chosen is None:
            return [(Hole(named, _shifted(part.place, match.start(), match[0])), node)]
    elif waiting:
        chosen = waiting.pop(0)
    if chosen is None:
        return [(Hole("", _shifted(part.place, match.start(), match[0])), node)]
    return _operand(chosen, grammar)


def _argument_named(name: str, arguments: list[Node]) -> Node | None:
    """The value of ``name=value`` or ``name: value`` among the arguments, or in a hash or dictionary of them."""
    key = re.compile(rf"""[:'"]?{re.escape(name)}['"]?\s*(?:=|:)""")
    for argument in arguments:
        for pair in [argument, *argument.children()]:
            inner = [child for child in pair.children() if child.is_named()]
            if len(inner) == 2 and key.match(pair.text()):
                return inner[-1]
    return None


def _shifted(place: Place, offset: int, text: str) -> Place:
    """Where ``text`` stands that begins ``offset`` characters into a literal or a string of one line."""
    return Place(
        place.start + offset,
        place.start + offset + len(text),
        place.line,
        place.column + offset,
        place.line,
        place.column + offset + len(text),
    )
