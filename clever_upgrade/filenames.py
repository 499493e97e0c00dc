"""Files as people name them."""

from pathlib import Path


def seen_from(folder: Path, path: Path) -> str:
    """A file as somebody names it who stands in a folder: from there on if it lies within, else as it is."""
    return (path.relative_to(folder) if path.is_relative_to(folder) else path).as_posix()


def is_there(path: Path) -> bool:
    """Whether there is something of that name; what may not be looked at, or is no name for a file, is not there."""
    try:
        return path.exists()
    except OSError:
        return False
