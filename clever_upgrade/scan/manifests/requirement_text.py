"""One requirement as pip reads it: ``clever[extra]==2.3.2; marker`` or an address with ``#egg=clever``."""

import re
from dataclasses import dataclass

from clever_upgrade.scan.manifests.dependency import REGISTRY, Dependency, Dialect, Ecosystem, Origin, Source
from clever_upgrade.scan.manifests.document import Document, Stretch
from clever_upgrade.scan.manifests.sources import address

_NAMED = re.compile(
    r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*"
    r"(?:@\s*(?P<url>\S+)|\(?(?P<versions>(?:\s*(?:===|[=~!<>]=|[<>])\s*[^\s,;)]+\s*,?)*)\)?)\s*(?:;.*)?(?:--hash.*)?"
)
_ADDRESS = re.compile(r"(?:-e\s+|--editable[\s=]+)?(?P<url>(?:[a-z]+\+)?[a-z]+://\S+|git@\S+|\.{0,2}/\S*|file:\S+)")
_LONGEST = 2000
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9._-]+)")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A name, the versions that will do, and where the package comes from."""

    name: str
    versions: str
    source: Source = REGISTRY


def normalised(name: str) -> str:
    """A name as the index compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse_requirement(text: str) -> Requirement | None:
    """What a requirement says, or None where it is none."""
    text = text.strip()
    if len(text) > _LONGEST:
        return None
    if plain := _NAMED.fullmatch(text):
        source = address(plain["url"]) if plain["url"] else None
        return Requirement(normalised(plain["name"]), (plain["versions"] or "").strip(), source or REGISTRY)
    if addressed := _ADDRESS.match(text):
        source = address(addressed["url"].partition(";")[0])
        egg = _EGG.search(addressed["url"])
        if source is not None and (egg or source.origin is Origin.GIT):
            return Requirement(normalised(egg[1]) if egg else "", "", source)
    return None


def dependency_of(document: Document, text: str, at: Stretch) -> Dependency | None:
    """The dependency that a requirement makes, whose text stands at a stretch."""
    found = parse_requirement(text)
    if found is None:
        return None
    return document.dependency(
        Ecosystem.PYPI, found.name, found.versions, at, dialect=Dialect.PEP440, source=found.source
    )
