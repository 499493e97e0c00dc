"""Whose school is read: that of a section, or that of a student or teacher.

``row["data"]["school"]`` alone does not say. So names are followed to the loop or the assignment they come from, down
to a name or a path that says what was asked for.
"""

import re
from functools import cached_property

from clever_upgrade.scan.names import root_of, words_of
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Loop, Read, Scope

SECTION, USER, OTHER = "section", "user", "other"
USERS = frozenset(words_of("student students teacher teachers pupil pupils"))
_KINDS = {
    **dict.fromkeys(USERS, USER),
    **dict.fromkeys(words_of("section sections"), SECTION),
    **dict.fromkeys(
        words_of(
            "school schools district districts course courses classroom classrooms class contact contacts admin admins"
            " enrollment enrollments event events term terms"
        ),
        OTHER,
    ),
}
_WRAPPERS = (
    r"data|attributes|object|body|content|result|results|records?|rows?|items?|payload|response|parsed_response|value"
    r"|values|json|to_a|toArray|to_h|parse|first|last|freeze|all|iter|list|each|entries|flatten|compact|stream|await|get"
)
_WRAPPED = re.compile(
    rf"""(?:(?:\.|->|\?\.|&\.)(?:{_WRAPPERS})(?:\(\s*\))?|\[\s*(?::|'|")(?:{_WRAPPERS})['"]?\s*\]|\[\s*-?\d+\s*\])\s*$""",
    re.IGNORECASE,
)
_QUALIFIED = re.compile(r"(?:_(?:by|of|for|per)_|(?:By|Of|For|Per)(?=[A-Z]))\w*")
_LITERAL_KEY = re.compile(r"""\[\s*[:'"]([\w-]+)['"]?\s*\]$""")
_ANY_KEY = re.compile(r"\[[^\[\]]*\]$")
_NAME = re.compile(r"([A-Za-z_]\w*)[?!]?$")
_PATHS = re.compile(r"""["'`][^"'`]*/[^"'`]*["'`](?:\s*[+.%]\s*[\w.$()\[\]'"/{}]+)*""")
_PATH_NOUN = re.compile(r"/(students|teachers|sections|schools|districts|contacts|me)\b")
_LONE = re.compile(r"^[$@\\]*[\w.:]+$")
_GENERIC = frozenset(
    words_of(
        "data attrs attributes record row item obj object params payload json hash response info raw person json d r"
    )
)
_DEEPEST = 5


class Subjects:
    """What the names of one file stand for."""

    def __init__(self, file: SourceFile) -> None:
        self._file = file

    def of(self, read: Read) -> str:
        """``SECTION``, ``USER``, ``OTHER``, or nothing where nobody can say."""
        if read.owner.startswith("{"):
            return self._kind_of_variable(read.name, read.scope, read.loops, _DEEPEST)
        kind = self._kind(read.owner, read.scope, read.loops, _DEEPEST)
        if kind or root_of(read.owner).lower() not in _GENERIC:
            return kind
        around = {*words_of(read.scope.function), *words_of(" ".join(read.scope.classes[-1:]))}
        return USER if around & USERS and not around & {"section", "sections"} else ""

    def _kind(self, expression: str, scope: Scope, loops: tuple[Loop, ...], depth: int) -> str:
        plain = _unwrapped(expression)
        if not plain or not depth:
            return ""
        if plain.endswith(")"):
            return self._kind_of_call(plain, scope, loops, depth)
        if key := _LITERAL_KEY.search(plain):
            return kind_of_name(key[1])
        plain = _ANY_KEY.sub("", plain)
        name = _NAME.search(plain)
        if name is None:
            return _kind_of_path(plain)
        if kind := kind_of_name(name[1]):
            return kind
        return self._kind_of_variable(name[1], scope, loops, depth) if plain.strip("$@&*( ") == name[1] else ""

    def _kind_of_call(self, plain: str, scope: Scope, loops: tuple[Loop, ...], depth: int) -> str:
        head, arguments = _call(plain)
        if kind := _kind_of_path(arguments):
            return kind
        name = _NAME.search(head)
        if name is not None and (kind := kind_of_name(name[1])):
            return kind
        for argument in arguments.split(","):
            if _LONE.match(argument.strip()) and (kind := self._kind(argument.strip(), scope, loops, depth - 1)):
                return kind
        owner = head[: name.start()].rstrip(".:->?& ") if name else head
        return self._kind(owner, scope, loops, depth - 1) if owner else ""

    def _kind_of_variable(self, name: str, scope: Scope, loops: tuple[Loop, ...], depth: int) -> str:
        if name == "me":
            return USER
        whole = re.compile(rf"\b{re.escape(name)}\b")
        for number in range(len(loops) - 1, -1, -1):
            if whole.search(loops[number].variable):
                return self._kind(loops[number].over, scope, loops[:number], depth - 1)
        for bound, source in self._assignments.get(scope, ()):
            if whole.search(bound) and (kind := self._kind(source, scope, loops, depth - 1)):
                return kind
        return ""

    @cached_property
    def _assignments(self) -> dict[Scope, list[tuple[str, str]]]:
        """What each function assigns to which name."""
        found: dict[Scope, list[tuple[str, str]]] = {}
        for call in self._file.facts.calls:
            if call.bound_to and call.bound_to != call.scope.function:
                source = self._file.text[call.place.start : call.place.end]
                found.setdefault(call.scope, []).append((call.bound_to, source))
        for read in self._file.facts.reads:
            if given := _ASSIGNED.match(read.statement):
                found.setdefault(read.scope, []).append((given["name"], given["value"]))
        for text in self._file.facts.texts:
            if text.bound_to and "/" in text.plain:
                found.setdefault(text.scope, []).append((text.bound_to, f'"{text.plain}"'))
        return found


_ASSIGNED = re.compile(
    r"\s*(?:(?:const|let|var|final|auto|my|our)\s+|[A-Z][\w<>\[\]]*\s+)?(?P<name>[$@]*\w+|\{[\w\s:,]+\}|\[[\w\s,]+\])"
    r"\s*:?=(?![=>~])\s*(?:await\s+)?(?P<value>[^\n;]+)"
)


def kind_of_name(name: str) -> str:
    """What a name speaks of: the last noun in it, apart from what stands behind a preposition."""
    for word in reversed(words_of(_QUALIFIED.sub("", name))):
        if word in _KINDS:
            return _KINDS[word]
    return ""


def _kind_of_path(arguments: str) -> str:
    nouns = [noun for path in _PATHS.findall(arguments) for noun in _PATH_NOUN.findall(path)]
    if not nouns:
        return ""
    return USER if nouns[-1] == "me" else _KINDS[nouns[-1]]


def _unwrapped(expression: str) -> str:
    plain = expression.strip().removeprefix("await ").rstrip(";, ")
    while True:
        shorter = _WRAPPED.sub("", plain).rstrip()
        if shorter.startswith("(") and shorter.endswith(")") and not _call(shorter)[0]:
            shorter = shorter[1:-1].strip().removeprefix("await ")
        if shorter == plain or not shorter:
            return plain
        plain = shorter


def _call(plain: str) -> tuple[str, str]:
    """What is called, and with what, of an expression that ends in a call."""
    depth = 0
    for position in range(len(plain) - 1, -1, -1):
        depth += {")": 1, "(": -1}.get(plain[position], 0)
        if depth == 0:
            return plain[:position].rstrip(), plain[position + 1 : -1]
    return "", plain
