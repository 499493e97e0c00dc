"""Python's manifests that are tables: pyproject.toml, Pipfile, and the locks of Poetry, uv, PDM and Pipenv."""

from collections import defaultdict
from collections.abc import Iterator

from clever_upgrade.scan.manifests.dependency import REGISTRY, Dependency, Dialect, Ecosystem, Kind, Manifest, Source
from clever_upgrade.scan.manifests.document import Document
from clever_upgrade.scan.manifests.json_leaves import read_json
from clever_upgrade.scan.manifests.leaves import Keys, Leaf
from clever_upgrade.scan.manifests.requirement_text import dependency_of, normalised
from clever_upgrade.scan.manifests.sources import folder, git
from clever_upgrade.scan.manifests.toml_leaves import read_toml

_REF_WORDS = ("ref", "tag", "rev", "branch", "reference", "resolved_reference")
_OF_POETRY = ("dependencies", "dev-dependencies")
_OF_LISTS = (("tool", "pdm", "dev-dependencies"), ("tool", "uv", "dev-dependencies"), ("dependency-groups",))


def read_pyproject(document: Document) -> Manifest:
    """Requirements of the standard tables and of Poetry, PDM and uv, and the package's own name."""
    read = read_toml(document.text)
    found = [one for leaf in read.leaves for one in _from_standard(document, leaf)]
    found += _from_tables(document, [leaf for leaf in read.leaves if _is_poetry(leaf.keys)], Dialect.POETRY)
    sources = {
        normalised(str(keys[-1])): _source_of(values)
        for keys, values in _grouped(read.leaves).items()
        if keys[:-1] == ("tool", "uv", "sources")
    }
    moved = tuple(_fetched_from(one, sources.get(one.name)) for one in found)
    return Manifest(moved, document.broken(read.broken_at, "TOML"))


def _from_standard(document: Document, leaf: Leaf) -> Iterator[Dependency]:
    keys = leaf.keys
    if keys in {("project", "name"), ("tool", "poetry", "name")}:
        yield document.dependency(Ecosystem.PYPI, normalised(leaf.value), "", leaf.at, kind=Kind.OWN)
    listed = keys[:2] in {("project", "dependencies"), ("project", "optional-dependencies")} or any(
        keys[: len(table)] == table for table in _OF_LISTS
    )
    if listed and isinstance(keys[-1], int) and (found := dependency_of(document, leaf.value, leaf.at)):
        yield found


def _is_poetry(keys: Keys) -> bool:
    if keys[:2] != ("tool", "poetry"):
        return False
    return keys[2:3] in {(word,) for word in _OF_POETRY} or (keys[2:3] == ("group",) and keys[4:5] == ("dependencies",))


def _fetched_from(dependency: Dependency, source: Source | None) -> Dependency:
    if source is None or source is REGISTRY or dependency.kind is Kind.OWN:
        return dependency
    return Dependency(
        **{name: getattr(dependency, name) for name in Dependency.__slots__ if name != "source"}, source=source
    )


def read_pipfile(document: Document) -> Manifest:
    """The packages and the packages for development, by name."""
    read = read_toml(document.text)
    leaves = [
        leaf for leaf in read.leaves if leaf.keys[:1] in {("packages",), ("dev-packages",)} and len(leaf.keys) > 1
    ]
    return Manifest(tuple(_from_tables(document, leaves, Dialect.PEP440)), document.broken(read.broken_at, "TOML"))


def read_pipfile_lock(document: Document) -> Manifest:
    """The versions that Pipenv settled on."""
    read = read_json(document.text)
    leaves = [leaf for leaf in read.leaves if leaf.keys[:1] in {("default",), ("develop",)} and len(leaf.keys) > 2]
    found = []
    for keys, values in _grouped(leaves).items():
        version = values.get("version")
        first = version or next(iter(values.values()))
        requirement = version.value.lstrip("=") if version else ""
        name = normalised(str(keys[-1]))
        found.append(
            document.dependency(Ecosystem.PYPI, name, requirement, first.at, kind=Kind.LOCK, source=_source_of(values))
        )
    return Manifest(tuple(found), document.broken(read.broken_at, "JSON"))


def read_package_tables(document: Document) -> Manifest:
    """The versions that Poetry, uv or PDM settled on; the project itself, which uv lists too, is left out."""
    read = read_toml(document.text)
    packages: dict[Keys, dict[str, Leaf]] = defaultdict(dict)
    for leaf in read.leaves:
        if leaf.keys[:1] in {("package",), ("packages",)} and len(leaf.keys) in {3, 4}:
            packages[leaf.keys[:2]][".".join(map(str, leaf.keys[2:]))] = leaf
    found = []
    for values in packages.values():
        name, version = values.get("name"), values.get("version")
        if name is None or "source.virtual" in values or "source.editable" in values:
            continue
        source = _source_of({key.removeprefix("source."): leaf for key, leaf in values.items()})
        found.append(
            document.dependency(
                Ecosystem.PYPI,
                normalised(name.value),
                version.value if version else "",
                version.at if version else name.at,
                kind=Kind.LOCK,
                source=source,
            )
        )
    return Manifest(tuple(found), document.broken(read.broken_at, "TOML"))


def _grouped(leaves: list[Leaf] | tuple[Leaf, ...]) -> dict[Keys, dict[str, Leaf]]:
    """Leaves of tables, by the way to the table and their own name."""
    groups: dict[Keys, dict[str, Leaf]] = defaultdict(dict)
    for leaf in leaves:
        if leaf.keys and isinstance(leaf.keys[-1], str):
            groups[leaf.keys[:-1]][leaf.keys[-1]] = leaf
    return groups


def _from_tables(document: Document, leaves: list[Leaf], dialect: Dialect) -> Iterator[Dependency]:
    """Dependencies of tables that hold a version, or a table of it and where it comes from, for each name."""
    depths = {leaf.keys: _depth(leaf.keys) for leaf in leaves}
    tables: dict[Keys, dict[str, Leaf]] = defaultdict(dict)
    for leaf in leaves:
        depth = depths[leaf.keys]
        rest = leaf.keys[depth + 1 :]
        tables[leaf.keys[: depth + 1]][".".join(map(str, rest)) or "version"] = leaf
    for keys, values in tables.items():
        leaf = values.get("version") or values.get("0.version") or next(iter(values.values()))
        requirement = leaf.value if leaf.keys[-1] == "version" or leaf.keys == keys else ""
        yield document.dependency(
            Ecosystem.PYPI,
            normalised(str(keys[-1])),
            requirement,
            document.across(leaf.key, leaf.at),
            dialect=dialect,
            source=_source_of(values),
        )


def _depth(keys: Keys) -> int:
    """How many keys lead to the name of a package."""
    return 1 if keys[0] != "tool" else 5 if keys[2] == "group" else 3


def _source_of(values: dict[str, Leaf]) -> Source:
    ref = next((values[word].value for word in _REF_WORDS if word in values), "")
    if "git" in values:
        url, _, fragment = values["git"].value.partition("#")
        return git(url.partition("?")[0], ref or fragment)
    if "type" in values and values["type"].value == "git" and "url" in values:
        return git(values["url"].value, ref)
    if "path" in values or "directory" in values:
        return folder((values.get("path") or values["directory"]).value)
    return REGISTRY
