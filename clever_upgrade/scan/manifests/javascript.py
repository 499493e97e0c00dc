"""npm, Yarn and pnpm: package.json and the locks beside it."""

import re
from collections import defaultdict
from collections.abc import Iterator

from clever_upgrade.scan.manifests.dependency import REGISTRY, Dependency, Dialect, Ecosystem, Kind, Manifest, Source
from clever_upgrade.scan.manifests.document import Document, Stretch
from clever_upgrade.scan.manifests.json_leaves import read_json
from clever_upgrade.scan.manifests.leaves import Keys, Leaf
from clever_upgrade.scan.manifests.sources import address

_TABLES = ("dependencies", "devDependencies", "optionalDependencies", "peerDependencies")
_ALIAS = re.compile(r"npm:(@?[^@]+)(?:@(.*))?")
_TARBALL = re.compile(r"https?://.*/-/[^/]*?-(\d[^/]*)\.tgz")
_FOLDER = "node_modules/"
_YARN_HEAD = re.compile(r"^\"?(@?[^@\s\"]+)@([^\"]*?)\"?(?:, .*)?:\s*$")
_YARN_VERSION = re.compile(r"^  \"?version\"?:? \"?([^\"\s]+)\"?")
_YARN_ORIGIN = re.compile(r"^  \"?(?:resolved|resolution)\"?:? \"?([^\"]+)\"?")
_PNPM_SECTION = re.compile(r"^([A-Za-z]\w*):\s*$")
_PNPM_PACKAGE = re.compile(
    r"^  ['\"]?(/?(@?[^@'\"\s()]*?[^@/'\"\s()])[@/](\d+\.[^'\"\s():_/]*)|[^\s'\"]+?)(?:[_(][^'\"]*)?['\"]?:\s*$"
)
_PNPM_SETTING = re.compile(r"^    (name|version): ['\"]?([^'\"\s]+)")


def read_package_json(document: Document) -> Manifest:
    """The dependencies of every table, and the package's own name."""
    read = read_json(document.text)
    found = []
    for leaf in read.leaves:
        if leaf.keys == ("name",):
            found.append(document.dependency(Ecosystem.NPM, leaf.value, "", leaf.at, kind=Kind.OWN))
        elif len(leaf.keys) == 2 and leaf.keys[0] in _TABLES:
            found.append(_wished(document, str(leaf.keys[1]), leaf))
    return Manifest(tuple(found), document.broken(read.broken_at, "JSON"))


def _wished(document: Document, name: str, leaf: Leaf) -> Dependency:
    wish = leaf.value.strip()
    if alias := _ALIAS.fullmatch(wish):
        name, wish = alias[1], alias[2] or ""
    source: Source = REGISTRY
    if tarball := _TARBALL.fullmatch(wish):
        wish = tarball[1]
    elif located := address(wish):
        source, wish = located, ""
    at = document.across(leaf.key, leaf.at)
    return document.dependency(Ecosystem.NPM, name, wish, at, dialect=Dialect.NPM, source=source)


def read_package_lock(document: Document) -> Manifest:
    """The versions that npm settled on, in any of the three forms of its lock."""
    read = read_json(document.text)
    newer = any(leaf.keys[:1] == ("packages",) for leaf in read.leaves)
    packages: dict[Keys, dict[str, Leaf]] = defaultdict(dict)
    for leaf in read.leaves:
        if len(leaf.keys) >= 3 and leaf.keys[0] == ("packages" if newer else "dependencies"):
            packages[leaf.keys[:-1]][str(leaf.keys[-1])] = leaf
    found = []
    for keys, values in packages.items():
        inside = len(keys) == 2 if newer else keys[-2] == "dependencies"
        name = str(keys[-1]).rpartition(_FOLDER)[2]
        if "version" in values and inside and name and (_FOLDER in str(keys[-1]) or not newer):
            found.append(_locked(document, values["name"].value if "name" in values else name, values))
    return Manifest(tuple(found), document.broken(read.broken_at, "JSON"))


def _locked(document: Document, name: str, values: dict[str, Leaf]) -> Dependency:
    version, resolved = values["version"], values.get("resolved")
    text = version.value
    if alias := _ALIAS.fullmatch(text):
        name, text = alias[1], alias[2] or ""
    source = address(text) or (address(resolved.value) if resolved else None) or REGISTRY
    return document.dependency(
        Ecosystem.NPM, name, "" if address(text) else text, version.at, kind=Kind.LOCK, source=source
    )


def read_yarn_lock(document: Document) -> Manifest:
    """The versions that Yarn settled on, before and since its second major version."""
    found: list[Dependency] = []
    name, wish, version, at = "", "", "", (0, 0)
    for offset, line in [*document.lines(), (len(document.text), "end:")]:
        if line and not line[0].isspace():
            if name and not wish.startswith("workspace:"):
                found.append(_from_yarn(document, name, wish, version, at))
            head = _YARN_HEAD.match(line)
            name, wish, version = (head[1], head[2].split(",")[0], "") if head else ("", "", "")
            at = (offset, offset + len(line))
        elif match := _YARN_VERSION.match(line):
            version, at = match[1], (offset + match.start(1), offset + match.end(1))
        elif (match := _YARN_ORIGIN.match(line)) and "#commit" in match[1]:
            wish = match[1].partition("@")[2]
    return Manifest(tuple(found))


def _from_yarn(document: Document, name: str, wish: str, version: str, at: Stretch) -> Dependency:
    if alias := _ALIAS.fullmatch(wish):
        aliased = alias[2] is not None
        name = alias[1] if aliased else name
        wish = alias[2] if aliased else wish
    source = address(wish) or REGISTRY
    return document.dependency(Ecosystem.NPM, name, version, at, kind=Kind.LOCK, source=source)


def read_pnpm_lock(document: Document) -> Manifest:
    """The versions that pnpm settled on, in any of the forms of its lock."""
    return Manifest(tuple(_pnpm(document)))


def _pnpm(document: Document) -> Iterator[Dependency]:
    section, location, settings, at = "", "", dict[str, str](), (0, 0)
    for offset, line in [*document.lines(), (len(document.text), "end:")]:
        head = _PNPM_PACKAGE.match(line) if section == "packages" else None
        ends = head is not None or _PNPM_SECTION.match(line) is not None
        if ends and location and settings.keys() >= {"name", "version"}:
            yield document.dependency(
                Ecosystem.NPM,
                settings["name"],
                settings["version"],
                at,
                kind=Kind.LOCK,
                source=address(location) or REGISTRY,
            )
        if ends:
            location, settings = "", {}
        if heading := _PNPM_SECTION.match(line):
            section = heading[1]
        elif head and head[2]:
            at = (offset + head.start(1), offset + head.end(1))
            yield document.dependency(Ecosystem.NPM, head[2].lstrip("/"), head[3], at, kind=Kind.LOCK)
        elif head:
            location = _pnpm_address(head[1])
            at = (offset + head.start(1), offset + head.end(1))
        elif setting := _PNPM_SETTING.match(line):
            settings[setting[1]] = setting[2]


def _pnpm_address(location: str) -> str:
    """An address without the name before it; the commit is its last piece."""
    location = re.sub(r"^@?[^@/]+@(?=\w+(?:\+\w+)?:|github\.com)", "", location)
    host_first = re.match(r"^(github\.com/[^/]+/[^/]+)/(\w+)$", location)
    return f"git+https://{host_first[1]}#{host_first[2]}" if host_first else location
