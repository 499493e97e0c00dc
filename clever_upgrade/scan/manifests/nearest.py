"""Which manifests answer for a file: those of its own folder, or else of the nearest folder above that has any."""

from collections.abc import Iterable
from pathlib import PurePosixPath

from clever_upgrade.scan.manifests.dependency import Dependency


def nearest(path: str, dependencies: Iterable[Dependency]) -> list[Dependency]:
    """The dependencies whose files stand nearest at or above the file at a path; none where all stand elsewhere."""
    by_folder: dict[PurePosixPath, list[Dependency]] = {}
    for dependency in dependencies:
        by_folder.setdefault(PurePosixPath(dependency.path).parent, []).append(dependency)
    return next((by_folder[folder] for folder in PurePosixPath(path).parents if folder in by_folder), [])
