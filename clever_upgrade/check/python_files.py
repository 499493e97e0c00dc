"""Where the modules of a Python application lie, as its files tell it: nothing is imported to find out."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

SOURCES = "src"
"""A folder that code is imported from, as it is from the one that this folder is in; it is no package."""
_PACKAGE = "__init__.py"


def lies_in(folder: Path, module: str) -> bool:
    """Whether a module can be imported from a folder."""
    return folder.joinpath(f"{module}.py").is_file() or folder.joinpath(module, _PACKAGE).is_file()


def import_folder(file: Path, root: Path) -> Path:
    """The folder from which everything that a file below ``root`` imports can be found; ``root`` itself if it can.

    Only what lies in one of the folders on the way to the file counts: the rest is installed.
    """
    folders = [folder for folder in reversed(file.parents) if folder.is_relative_to(root)]
    starts = [folder for folder in folders if folder == root or not folder.joinpath(_PACKAGE).exists()]
    found = {name: {start for start in starts if _is_reached(start, name)} for name in _imported(file)}
    wanted = [places for places in found.values() if places]
    return next((start for start in starts if all(start in places for places in wanted)), root)


def _is_reached(start: Path, module: str) -> bool:
    return lies_in(start, module) or lies_in(start / SOURCES, module)


def _imported(file: Path) -> set[str]:
    """The first parts of the names that a file imports, but for the standard library's."""
    try:
        tree = ast.parse(file.read_bytes())
    except (OSError, SyntaxError, ValueError, RecursionError):
        return set()
    return {name.partition(".")[0] for name in _names(tree)} - sys.stdlib_module_names


def _names(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
