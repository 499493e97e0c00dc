"""One thing that a project depends on, in words that are the same for every ecosystem."""

from dataclasses import dataclass
from enum import StrEnum

from clever_upgrade.scan.result import Place


class Ecosystem(StrEnum):
    """Where packages of that name come from."""

    PYPI = "PyPI"
    RUBYGEMS = "RubyGems"
    NPM = "npm"
    PACKAGIST = "Packagist"
    MAVEN = "Maven"
    GO = "Go"
    NUGET = "NuGet"


class Dialect(StrEnum):
    """How the requirement is written: one ecosystem can have several tools, and ``~2.3`` differs between them."""

    PEP440 = "pep440"
    POETRY = "poetry"
    RUBY = "ruby"
    NPM = "npm"
    COMPOSER = "composer"
    MAVEN = "maven"
    NUGET = "nuget"
    EXACT = "exact"


class Kind(StrEnum):
    """What the file says: what is wished for, what is installed, or that this *is* the package."""

    MANIFEST = "manifest"
    LOCK = "lock"
    OWN = "own"


class Origin(StrEnum):
    """Where the package is fetched from."""

    REGISTRY = "registry"
    GIT = "git"
    PATH = "path"


@dataclass(frozen=True, slots=True)
class Source:
    """Where a package comes from; ``ref`` is a branch, tag or commit, empty for the default branch."""

    origin: Origin = Origin.REGISTRY
    url: str = ""
    ref: str = ""

    @property
    def repository(self) -> str:
        """Owner and name of the repository in lower case, as ``clever/clever-python``; empty where there is none."""
        if self.origin is not Origin.GIT:
            return ""
        pieces = self.url.partition("://")[2] or self.url
        pieces = pieces.rsplit("@", 1)[-1].replace(":", "/").strip("/").lower().removesuffix(".git")
        return "/".join(pieces.split("/")[-2:])


REGISTRY = Source()


@dataclass(frozen=True, slots=True)
class Dependency:
    """One package in one file.

    ``requirement`` is the wish of a manifest in the words of its ``dialect``, or the version that a lock has settled
    on; empty where the file names none. ``place`` covers the name, the version or both, ``text`` is what stands there
    and ``line`` the whole line. ``name`` is spelt as the registry compares it; it is empty for a repository that is
    named by its address alone.
    """

    ecosystem: Ecosystem
    name: str
    requirement: str
    kind: Kind
    path: str
    place: Place
    text: str
    line: str
    dialect: Dialect = Dialect.EXACT
    source: Source = REGISTRY


@dataclass(frozen=True, slots=True)
class Manifest:
    """What could be read from one file; ``broken`` says as a clause why that may not be all."""

    dependencies: tuple[Dependency, ...] = ()
    broken: str = ""
