"""Turns texts into dependencies for tests: the kind of a file follows from its name."""

from pathlib import PurePosixPath
from textwrap import dedent

from clever_upgrade.scan.manifests.dependency import Dependency, Manifest
from clever_upgrade.scan.manifests.read import read_manifest
from clever_upgrade.scan.tree.kinds import kind_of


def manifest_of(path: str, text: str) -> Manifest:
    pure = PurePosixPath(path)
    kind = kind_of(pure.name, pure.parent.name)
    assert kind is not None, path
    assert kind.manifest, path
    return read_manifest(kind.manifest, path, dedent(text).lstrip("\n"))


def dependencies_of(files: dict[str, str]) -> list[Dependency]:
    return [one for path, text in files.items() for one in manifest_of(path, text).dependencies]
