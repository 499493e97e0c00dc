"""What a file says, in words that are the same for every language: the only thing that rules read.

An adapter per language fills these in. All texts are source text; a name is spelt as the file spells it.
"""

from dataclasses import dataclass
from enum import StrEnum

from clever_upgrade.scan.result import Place


@dataclass(frozen=True, slots=True)
class Scope:
    """Where in the file something stands: the classes and modules around it, outermost first, and the function."""

    classes: tuple[str, ...] = ()
    function: str = ""


@dataclass(frozen=True, slots=True)
class Loop:
    """A walk over something: ``for variable in over``, a comprehension, or a block given to ``over.each``."""

    variable: str
    over: str


@dataclass(frozen=True, slots=True)
class Literal:
    """Characters that stand in the file as they are; ``place`` covers exactly them, without quotes."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Hole:
    """An expression within a text, such as ``self.base`` in ``f"{self.base}/me"``; empty where nobody can name it."""

    name: str
    place: Place


@dataclass(frozen=True, slots=True)
class Text:
    """A whole string expression: a literal, a template, a concatenation, a format call or a join, taken apart.

    ``bound_to`` is the name it gets: the target of an assignment, the key of a pair, a keyword argument, a parameter's
    default, or the function that returns it. ``passed_to`` is the callee of the innermost call it is an argument of.
    """

    parts: tuple[Literal | Hole, ...]
    place: Place
    scope: Scope = Scope()
    bound_to: str = ""
    passed_to: str = ""

    @property
    def plain(self) -> str:
        """The text with ``{}`` for every hole."""
        return "".join(part.text if isinstance(part, Literal) else "{}" for part in self.parts)


class Otherwise(StrEnum):
    """What happens with a value that a decision does not name."""

    NOTHING = "nothing"
    HANDLED = "handled"
    RAISES = "raises"


class DecisionKind(StrEnum):
    """The form in which code tells values apart."""

    COMPARISON = "comparison"
    SWITCH = "switch"
    MAP = "map"
    ENUM = "enum"
    UNION = "union"
    MEMBERSHIP = "membership"


@dataclass(frozen=True, slots=True)
class Case:
    """One value that a decision names, and the source text of what follows from it (at most 400 characters)."""

    value: str
    place: Place
    action: str = ""


@dataclass(frozen=True, slots=True)
class Decision:
    """Values told apart: by a comparison with a literal, a switch, a map, an enum, a union or a membership test.

    ``subject`` is the text of what is looked at, or the declared name of an enum, union or map. ``chain`` is the offset
    of the outermost ``if`` when a comparison belongs to one, so that an ``if``/``elif`` chain can be put together.
    """

    kind: DecisionKind
    subject: str
    cases: tuple[Case, ...]
    place: Place
    scope: Scope = Scope()
    otherwise: Otherwise = Otherwise.NOTHING
    negated: bool = False
    chain: int | None = None


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument of a call; ``name`` for a keyword, ``splat`` for ``**data`` or ``*rest`` or ``...rest``."""

    text: str
    place: Place
    name: str = ""
    splat: str = ""


@dataclass(frozen=True, slots=True)
class Call:
    """A call, or an object that is made; ``callee`` as the source has it: ``Clever::Student.all``."""

    callee: str
    arguments: tuple[Argument, ...]
    place: Place
    scope: Scope = Scope()
    bound_to: str = ""
    makes: bool = False
    loops: tuple[Loop, ...] = ()

    @property
    def name(self) -> str:
        """The last word of the callee."""
        for separator in ("->", "::", "?.", "."):
            if separator in self.callee:
                return self.callee.replace("->", ".").replace("::", ".").replace("?.", ".").rsplit(".", 1)[1]
        return self.callee


@dataclass(frozen=True, slots=True)
class Read:
    """A member that is read: ``owner.name``, ``owner["name"]``, ``owner.get("name")``, or ``owner.getName()``.

    ``statement`` is the source of the innermost statement around it (at most 400 characters).
    """

    owner: str
    name: str
    place: Place
    scope: Scope = Scope()
    loops: tuple[Loop, ...] = ()
    statement: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A field of a declaration, with the text of its type, its default and its annotations."""

    name: str
    place: Place
    type: str = ""
    default: str = ""
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Declaration:
    """A class, struct, interface, record or named type. ``marks`` are its decorators and annotations.

    ``keyword`` is the word that declares it: ``class``, ``struct``, ``interface``, ``type``, ``enum``, ``module``.
    """

    name: str
    keyword: str
    place: Place
    scope: Scope = Scope()
    bases: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    members: tuple[Member, ...] = ()
    methods: tuple[str, ...] = ()
    body: str = ""


@dataclass(frozen=True, slots=True)
class Import:
    """A module or package that the file brings in, and the names it takes from there.

    ``aliases`` are those that the file calls otherwise: its own name for it, then the one that it has there.
    """

    module: str
    place: Place
    names: tuple[str, ...] = ()
    aliases: tuple[tuple[str, str], ...] = ()

    @property
    def own_names(self) -> tuple[str, ...]:
        """What the file calls that which it takes."""
        return (*self.names, *(own for own, _ in self.aliases))

    def taken_as(self, name: str) -> str:
        """What the module calls that which the file calls ``name``; empty where the file takes no such thing."""
        return dict(self.aliases).get(name, "") or (name if {name, "*"} & set(self.names) else "")


@dataclass(frozen=True, slots=True)
class Comment:
    """A comment, or a docstring, with its marks."""

    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that one file says, in the order of the source. ``broken``: the grammar could not read all of it."""

    language: str
    texts: tuple[Text, ...] = ()
    decisions: tuple[Decision, ...] = ()
    calls: tuple[Call, ...] = ()
    reads: tuple[Read, ...] = ()
    declarations: tuple[Declaration, ...] = ()
    imports: tuple[Import, ...] = ()
    comments: tuple[Comment, ...] = ()
    identifiers: frozenset[str] = frozenset()
    broken: bool = False
