"""A small integration as it was written for v1.1, to try the tool on: five short files, and all that can be wrong."""

from importlib.resources import files
from pathlib import Path

from clever_upgrade.errors import UsageError

NAME = "roster-sync"
"""What its folder is called unless the user calls it otherwise."""

_FILES = files("clever_upgrade.sandbox").joinpath("integration_files")
_SUFFIX = ".sample"
"""Keeps what is data from being taken for code of the package."""


def lay_out(folder: Path) -> list[str]:
    """Write its files into a new folder, and give their names. UsageError if the folder is there, or cannot be made."""
    try:
        folder.mkdir(parents=True)
        return sorted(_write(folder, each.name, each.read_bytes()) for each in _FILES.iterdir())
    except FileExistsError:
        raise UsageError(f"{folder} is there already, and stays as it is", hint="Name a new folder.") from None
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror}", hint="Name another folder.") from None


def _write(folder: Path, name: str, content: bytes) -> str:
    name = name.removesuffix(_SUFFIX)
    (folder / name).write_bytes(content)
    return name
