"""Composer: composer.json and composer.lock."""

from collections import defaultdict

from clever_upgrade.scan.manifests.dependency import REGISTRY, Dependency, Dialect, Ecosystem, Kind, Manifest, Source
from clever_upgrade.scan.manifests.document import Document
from clever_upgrade.scan.manifests.json_leaves import read_json
from clever_upgrade.scan.manifests.leaves import Keys, Leaf
from clever_upgrade.scan.manifests.sources import git

_TABLES = ("require", "require-dev")
_LOCKED = ("packages", "packages-dev")
_NIGHTLY = "dev-"


def read_composer_json(document: Document) -> Manifest:
    """The packages that a project requires, and its own name; a ``dev-`` version is a branch of the repository."""
    read = read_json(document.text)
    found = []
    for leaf in read.leaves:
        if leaf.keys == ("name",):
            found.append(document.dependency(Ecosystem.PACKAGIST, leaf.value.lower(), "", leaf.at, kind=Kind.OWN))
        elif len(leaf.keys) == 2 and leaf.keys[0] in _TABLES:
            found.append(_required(document, leaf))
    return Manifest(tuple(found), document.broken(read.broken_at, "JSON"))


def _required(document: Document, leaf: Leaf) -> Dependency:
    name, wish = str(leaf.keys[1]).lower(), leaf.value.strip()
    source: Source = REGISTRY
    if " as " in wish:
        wish = wish.partition(" as ")[2]
    elif wish.startswith(_NIGHTLY):
        source, wish = git("", wish.removeprefix(_NIGHTLY).partition("#")[0]), ""
    at = document.across(leaf.key, leaf.at)
    return document.dependency(Ecosystem.PACKAGIST, name, wish, at, dialect=Dialect.COMPOSER, source=source)


def read_composer_lock(document: Document) -> Manifest:
    """The versions that Composer settled on."""
    read = read_json(document.text)
    packages: dict[Keys, dict[str, Leaf]] = defaultdict(dict)
    for leaf in read.leaves:
        if leaf.keys[:1] in {(table,) for table in _LOCKED} and len(leaf.keys) in {3, 4}:
            packages[leaf.keys[:2]][".".join(map(str, leaf.keys[2:]))] = leaf
    found = []
    for values in packages.values():
        name, version = values.get("name"), values.get("version")
        if name is None or version is None:
            continue
        nightly = version.value.startswith(_NIGHTLY)
        url = values["source.url"].value if "source.url" in values else ""
        found.append(
            document.dependency(
                Ecosystem.PACKAGIST,
                name.value.lower(),
                "" if nightly else version.value,
                version.at,
                kind=Kind.LOCK,
                source=git(url, version.value.removeprefix(_NIGHTLY)) if nightly else REGISTRY,
            )
        )
    return Manifest(tuple(found), document.broken(read.broken_at, "JSON"))
