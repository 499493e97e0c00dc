"""The source files of the project, as the meta tests look at them."""

import ast
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
PACKAGE = PROJECT / "clever_upgrade"
MODULES = sorted(PACKAGE.rglob("*.py"))
TEST_MODULES = sorted((PROJECT / "tests").rglob("*.py"))


def name_of(path: Path) -> str:
    return path.relative_to(PROJECT).as_posix()


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imported_by(node: ast.AST) -> list[str]:
    """The absolute names that one import statement asks for."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom) and node.module and not node.level:
        return [node.module, *(f"{node.module}.{alias.name}" for alias in node.names)]
    return []


@cache
def imports_of(path: Path) -> frozenset[str]:
    """Every name that a module imports anywhere, functions included."""
    return frozenset(name for node in ast.walk(tree_of(path)) for name in imported_by(node))
