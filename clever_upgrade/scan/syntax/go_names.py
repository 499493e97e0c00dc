"""What a Go file declares at its top and imports, known before the walk: a name may be used above its declaration."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from clever_upgrade.scan.syntax.grammar import Grammar
from clever_upgrade.scan.syntax.handlers import named
from clever_upgrade.scan.syntax.matcher import Node
from clever_upgrade.scan.syntax.texts import unwrapped, word_of

PREDECLARED = frozenset(
    {"any", "bool", "byte", "comparable", "complex64", "complex128", "error", "float32", "float64", "int", "int8"}
    | {"int16", "int32", "int64", "rune", "string", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr"}
)
_CONVERSION = re.compile(r"string$|[A-Z]\w*$")
_CONVERSION_OF_CONSTANT = re.compile(r"(?:\w+\.)?\w+$")
"""Elsewhere, what is another package's may as well be a function: ``os.Getenv("STATE")``."""
_SEPARATORS = re.compile(r"[/.\-]")


@dataclass(frozen=True, slots=True)
class FileNames:
    """``constants`` maps the names of constants to their words; ``packages`` are the words of the import paths."""

    constants: Mapping[str, str] = field(default_factory=dict)
    methods: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    packages: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Constant:
    """A name of a ``const`` declaration. Without a ``word`` it is counted by ``iota`` if ``is_counted``."""

    name: str
    type: str
    word: str | None
    is_counted: bool
    node: Node


def survey(root: Node, grammar: Grammar) -> FileNames:
    """The names that a file declares at its top, and the packages it imports."""
    constants: dict[str, str] = {}
    methods: dict[str, list[str]] = defaultdict(list)
    packages: set[str] = set()
    for declaration in root.children():
        kind = declaration.kind()
        if kind == "const_declaration":
            declared = constants_of(declaration, grammar)
            constants.update((one.name, one.name if one.word is None else one.word) for one in declared)
        elif kind == "method_declaration":
            name = declaration.field("name")
            methods[receiver_of(declaration)].append("" if name is None else name.text())
        elif kind == "import_declaration":
            for spec in declaration.find_all(kind="import_spec"):
                module, names = imported(spec, grammar)
                packages.update(_SEPARATORS.split(module), names)
    return FileNames(constants, {owner: tuple(found) for owner, found in methods.items()}, frozenset(packages))


def receiver_of(method: Node) -> str:
    """The name of the type that a method belongs to."""
    receiver = method.field("receiver")
    owner = receiver.find(kind="type_identifier") if receiver is not None else None
    return "" if owner is None else owner.text()


def constants_of(declaration: Node, grammar: Grammar) -> Iterator[Constant]:
    """The constants of a declaration; one without a value repeats what is above it."""
    kind, is_counted = "", False
    for spec in named(declaration):
        typed, values = spec.field("type"), values_of(spec)
        if typed is not None or values:
            kind = typed.text() if typed is not None else ""
            is_counted = any("iota" in value.text() for value in values)
        for number, name in enumerate(targets_of(spec)):
            value = values[number] if number < len(values) else None
            word = word_in(value, grammar, _CONVERSION_OF_CONSTANT) if value is not None else None
            yield Constant(name, kind or _converted_to(value), word, is_counted, spec)


def _converted_to(value: Node | None) -> str:
    function = value.field("function") if value is not None else None
    return function.text() if function is not None and _CONVERSION_OF_CONSTANT.match(function.text()) else ""


def targets_of(spec: Node) -> list[str]:
    """The names that a ``const`` or ``var`` declares, or parameters of one type."""
    return [name.text() for name in spec.field_children("name") if name.is_named()]


def values_of(spec: Node) -> list[Node]:
    """The values that a ``const`` or ``var`` gives to its names."""
    value = spec.field("value")
    return named(value)


def word_in(node: Node, grammar: Grammar, conversion: re.Pattern[str] = _CONVERSION) -> str | None:
    """The word of a string, also of one that is converted: ``SyncState("pending")``."""
    node = unwrapped(node, grammar)
    if node.kind() == "call_expression":
        function, arguments = node.field("function"), node.field("arguments")
        given = named(arguments)
        if function is None or len(given) != 1 or not conversion.match(function.text()):
            return None
        node = given[0]
    return word_of(node, grammar)


def imported(spec: Node, grammar: Grammar) -> tuple[str, tuple[str, ...]]:
    """The path of an imported package, and its alias if it has one."""
    path, alias = spec.field("path"), spec.field("name")
    module = word_of(path, grammar) if path is not None else None
    has_alias = alias is not None and alias.kind() == "package_identifier"
    return module or "", (alias.text(),) if alias is not None and has_alias else ()
