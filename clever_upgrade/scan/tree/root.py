"""The folder that a project's files are named from, however a user spells the paths to scan."""

import os
from pathlib import Path

from clever_upgrade.config import nearest_file
from clever_upgrade.filenames import is_there
from clever_upgrade.scan.tree.ignored import REPOSITORY


def project_root(path: Path | str, cwd: Path) -> Path:
    """The repository around ``path``, else the folder with the configuration file above it, else ``cwd``."""
    location = Path(os.path.realpath(path))
    for parent in (location, *location.parents):
        if is_there(parent / REPOSITORY):
            return parent
    file = nearest_file(location)
    return file.parent if file is not None else Path(os.path.realpath(cwd))


def relative_path(location: Path | str, root: Path) -> str:
    """The path of a file from the root on, with ``/``; with ``..`` where it lies outside."""
    real = os.path.realpath(location)
    try:
        found = os.path.relpath(real, os.path.realpath(root))
    except ValueError:  # another drive
        found = real
    return Path(found).as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")
