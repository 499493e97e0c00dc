"""What the files of a project know together: constants, classes, versions, and which file is in reach of Clever."""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from clever_upgrade.scan.evidence import Reach, Sign, Strength, signs_of, speaks_of_clever
from clever_upgrade.scan.manifests.dependency import Dependency
from clever_upgrade.scan.modules import FAMILIES, can_be_followed, leads_to, words_in, words_of
from clever_upgrade.scan.names import last_name, qualifiers
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Declaration, Import, Text
from clever_upgrade.scan.urls import Url, assembled, url_of

_ITSELF = frozenset({"self", "this", "static", "cls", "parent", "base", "super", "class"})
_DISTINCTIVE = 6
_TYPED = frozenset({"java", "csharp", "go"})
_ADDRESS = re.compile(r"(?:https?:)?(?://)?api\.(?:get)?clever\.com[^\s]*$", re.IGNORECASE)
_ANYBODYS = frozenset(
    {"settings", "config", "constants", "configuration", "application", "environment", "defaults", "common", "helpers"}
    | {"utils", "client", "index", "models", "routes", "server", "service", "services", "module", "__init__", "secrets"}
    | {
        "base_url",
        "baseurl",
        "base_uri",
        "baseuri",
        "baseaddress",
        "api_url",
        "apiurl",
        "api_base",
        "apibase",
        "endpoint",
    }
    | {"api_host", "apihost", "request", "response", "apibaseurl", "api_base_url", "hostname", "profileurl", "users"}
)
"""Names of files and of constants that every other project has."""


@dataclass(frozen=True, slots=True)
class Definition:
    """A text that a name stands for, the file it is in, and what may stand in front of the name, in lower case."""

    path: str
    text: Text
    around: frozenset[str]


@dataclass(frozen=True, slots=True)
class Address:
    """A constant that holds Clever's address and can be imported; ``module`` is what imports call its file."""

    path: str
    module: str
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """A file as rules see it: its facts, its ties to Clever, and its texts read as URLs."""

    file: SourceFile
    reach: Reach
    urls: tuple[tuple[Text, Url], ...]


class Project:
    """The files that may matter, read once. Built from all of them; rules then ask it about each.

    ``resynced``: the full resync is done, so that events may be asked of v1.2.
    """

    def __init__(
        self,
        files: Iterable[SourceFile],
        dependencies: Iterable[Dependency] = (),
        own_names: Iterable[str] = (),
        *,
        resynced: bool = False,
    ) -> None:
        self.resynced = resynced
        self.files = {file.path: file for file in files}
        self.dependencies = tuple(dependencies)
        self._own_names = tuple(own_names)
        self._definitions: dict[str, list[Definition]] = defaultdict(list)
        for file in self.files.values():
            for text in file.facts.texts:
                if text.bound_to:
                    around = _around(text, file.path)
                    self._definitions[last_name(text.bound_to)].append(Definition(file.path, text, around))
        self._modules: dict[tuple[str, str], list[str]] = defaultdict(list)
        for file in self.files.values():
            if file.language in FAMILIES:
                self._modules[FAMILIES[file.language], "".join(words_of(file.path)[-1:])].append(file.path)
        self._urls: dict[str, tuple[tuple[Text, Url], ...]] = {}

    @cached_property
    def _signs(self) -> dict[str, Reach]:
        return {path: signs_of(path, file.facts, self._own_names) for path, file in self.files.items()}

    @cached_property
    def symbols(self) -> dict[str, str]:
        """Names that stand for Clever outside the file that declares them, with that file's path."""
        found: dict[str, str] = {}
        for path, reach in self._signs.items():
            if reach.strength < Strength.NAMED:
                continue
            stem = PurePosixPath(path).stem
            proven = reach.strength is Strength.PROVEN
            if speaks_of_clever(stem) or (proven and len(stem) >= _DISTINCTIVE and stem.lower() not in _ANYBODYS):
                found.setdefault(stem, path)
            for text in self.files[path].facts.texts if proven else ():
                name = last_name(text.bound_to)
                if len(name) >= _DISTINCTIVE and name.lower() not in _ANYBODYS and _ADDRESS.match(text.plain):
                    found.setdefault(name, path)
            for declaration in self.files[path].facts.declarations:
                if speaks_of_clever(declaration.name) or self._holds_clever(declaration, path):
                    found.setdefault(declaration.name, path)
        return found

    @cached_property
    def addresses(self) -> tuple[Address, ...]:
        """The constants that hold Clever's address, in languages whose imports can be followed."""
        found = (
            Address(path, words[-1], last_name(text.bound_to))
            for path, reach in self._signs.items()
            if reach.strength is Strength.PROVEN and self.files[path].language in FAMILIES
            if (words := words_of(path))
            for text in self.files[path].facts.texts
            if text.bound_to and _ADDRESS.match(text.plain) and not text.scope.function
        )
        return tuple(dict.fromkeys(found))

    def _holds_clever(self, declaration: Declaration, path: str) -> bool:
        """Whether a class of a typed language has a member that speaks of Clever: others fill it by its name."""
        if self.files[path].language not in _TYPED or len(declaration.name) < _DISTINCTIVE:
            return False
        return any(speaks_of_clever(member.name) for member in declaration.members)

    @cached_property
    def proven(self) -> bool:
        """Whether any file names Clever's host, or a manifest one of its clients."""
        return any(reach.strength is Strength.PROVEN for reach in self._signs.values()) or any(
            speaks_of_clever(dependency.name) for dependency in self.dependencies
        )

    @cached_property
    def evidence(self) -> tuple[str, ...]:
        """The surest reasons to believe that the project has to do with Clever, at most three."""
        spoken = [sign for reach in self._signs.values() for sign in reach.signs if sign.strength > Strength.LINKED]
        named = (f"{one.path} names {one.name}" for one in self.dependencies if speaks_of_clever(one.name))
        told = (
            (
                f"{path}: {sign.why}"
                for path, reach in sorted(self._signs.items())
                for sign in reach.signs
                if sign.strength == max(one.strength for one in spoken)
            )
            if spoken
            else ()
        )
        return tuple(dict.fromkeys((*named, *told)))[:3]

    @cached_property
    def versions(self) -> frozenset[str]:
        """The versions in URLs on Clever's host, anywhere in the project."""
        urls = (url for file in self.files.values() for _, url in self._urls_of(file))
        return frozenset(url.version for url in urls if url.version and url.host == "clever")

    def reading(self, file: SourceFile) -> Reading:
        """A file with its ties to Clever and its URLs."""
        return Reading(file, self.reach(file), self._urls_of(file))

    def _urls_of(self, file: SourceFile) -> tuple[tuple[Text, Url], ...]:
        if file.path not in self._urls:
            texts = ((text, url_of(assembled(text, file.path, self.lookup))) for text in file.facts.texts)
            self._urls[file.path] = tuple((text, url) for text, url in texts if url is not None)
        return self._urls[file.path]

    def reach(self, file: SourceFile) -> Reach:
        """What ties a file to Clever: its own signs, and names that other files of the project declare."""
        own = self._signs.get(file.path) or signs_of(file.path, file.facts, self._own_names)
        names = file.facts.identifiers | {brought.module.rsplit(".", 1)[-1] for brought in file.facts.imports}
        linked = sorted(name for name in names & self.symbols.keys() if self.symbols[name] != file.path)
        links = [Sign(Strength.LINKED, f"it uses {name} of {self.symbols[name]}") for name in linked[:1]]
        return Reach((*own.signs, *(links or self._links_by_import(file))))

    def _links_by_import(self, file: SourceFile) -> list[Sign]:
        """The first constant with Clever's address that a file brings in, whatever it is called."""
        addresses = {(one.path, one.name) for one in self.addresses if one.path != file.path}
        names = {name for _, name in addresses}
        taken = [own for one in file.facts.imports for own in one.own_names if names and one.taken_as(own) in names]
        read = [f"{one.owner}.{one.name}" for one in file.facts.reads if one.name in names]
        for expression in (*taken, *read):
            for path, name in ((one.path, last_name(one.text.bound_to)) for one in self._imported(file, expression)):
                if (path, name) in addresses:
                    return [Sign(Strength.LINKED, f"it uses {name} of {path}")]
        return []

    def lookup(self, path: str, expression: str) -> tuple[str, Text] | None:
        """The text that an expression stands for: one of the same file first, else one that its name points to."""
        name, file = last_name(expression), self.files.get(path)
        here = [one for one in self._definitions.get(name, ()) if one.path == path]
        imported = self._imported(file, expression) if file is not None and not here else []
        chosen = _only(here or imported or self._elsewhere(path, expression, name))
        return None if chosen is None else (chosen.path, chosen.text)

    def _imported(self, file: SourceFile, expression: str) -> list[Definition]:
        """What the imports of a file say that an expression stands for."""
        name, before = last_name(expression), qualifiers(expression)
        found: list[Definition] = []
        for brought in file.facts.imports:
            taken = brought.taken_as(before[-1] if before else name)
            paths = self._led_to(brought, taken, file) if taken else ()
            defined = self._definitions.get(name if before else taken, ()) if paths else ()
            found += [one for one in defined if one.path in paths and not one.text.scope.function]
        return found

    def _led_to(self, brought: Import, taken: str, file: SourceFile) -> frozenset[str]:
        """The files that an import leads to: those that are counted from the nearest folder, if there are several."""
        family = FAMILIES.get(file.language, "")
        named = {path for word in words_in(brought, taken) for path in self._modules.get((family, word), ())}
        depths = {path: leads_to(brought, taken, file.path, path, file.language) for path in named - {file.path}}
        nearest = max((depth for depth in depths.values() if depth is not None), default=0)
        return frozenset(path for path, depth in depths.items() if depth == nearest)

    def _elsewhere(self, path: str, expression: str, name: str) -> list[Definition]:
        definitions = self._definitions.get(name, [])
        before = {word.lower() for word in qualifiers(expression)}
        own_classes = self._bases(path) if before & _ITSELF else frozenset()
        distinctive = (name.isupper() and len(name) > 3) or speaks_of_clever(name)
        names = before | own_classes
        qualified = [one for one in definitions if not names.isdisjoint(one.around)] if names else []
        possible = [one for one in qualified if not self._is_namesake(one, path, qualifiers(expression))]
        return possible or (definitions if distinctive else [])

    def _is_namesake(self, one: Definition, path: str, before: tuple[str, ...]) -> bool:
        """Whether a file brings in another module that is called as the one in which something is defined."""
        file, own = self.files.get(path), before[-1] if before else ""
        if file is None or self.files[one.path].language not in FAMILIES or own in _named_within(one):
            return False
        brought = [each for each in file.facts.imports if own in each.own_names]
        return bool(brought) and all(
            can_be_followed(each, file.language) and one.path not in self._led_to(each, each.taken_as(own), file)
            for each in brought
        )

    def _bases(self, path: str) -> frozenset[str]:
        declarations = self.files[path].facts.declarations if path in self.files else ()
        return frozenset(last_name(base).lower() for declaration in declarations for base in declaration.bases)


def _around(text: Text, path: str) -> frozenset[str]:
    """The names of the file, the classes and the table in which something is defined."""
    stem = path.rpartition("/")[2].rpartition(".")[0] or path
    return frozenset(name.lower() for name in (stem, *text.scope.classes, *qualifiers(text.bound_to)))


def _named_within(one: Definition) -> frozenset[str]:
    """The classes and tables within its file in which something is defined."""
    return frozenset((*one.text.scope.classes, *qualifiers(one.text.bound_to)))


def _only(definitions: list[Definition]) -> Definition | None:
    """The definition, if all of them say the same; of several on Clever's host, the first."""
    if not definitions:
        return None
    if len({one.text.plain for one in definitions}) == 1:
        return definitions[0]
    clever = [one for one in definitions if "clever.com" in one.text.plain.lower()]
    return clever[0] if clever else None
