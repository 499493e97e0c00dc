"""Imports point down only, and each library stays where it belongs."""

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest

from tests.meta.sources import MODULES, PACKAGE, PROJECT, imports_of, name_of

LAYERS = [
    *({"cli"}, {"report"}, {"check", "doctor"}, {"compare", "scan", "resync"}, {"api", "sandbox", "store"}),
    *(
        {"config", "config_values"},
        {"contract"},
        {"suggest", "filenames", "garbage", "grammar", "replacement"},
        {"errors"},
    ),
]
"""Top to bottom; what stands together must not know each other."""
OUTSIDE = {"__init__", "__main__"}


def layer_of(name: str) -> int:
    (found,) = (height for height, parts in enumerate(LAYERS) if name in parts)
    return found


def part_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.skipif(find_spec("importlinter") is None, reason="import-linter is not installed")
def test_import_linter_keeps_its_contracts() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command as run; run()", "--no-cache"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_module_imports_only_what_lies_below_it() -> None:
    upward = [
        f"{name_of(path)} imports {other}"
        for path in MODULES
        if part_of(path) not in OUTSIDE
        for other in _parts_imported_by(path) - {part_of(path)}
        if layer_of(other) <= layer_of(part_of(path))
    ]
    assert upward == []


def _parts_imported_by(path: Path) -> set[str]:
    split = [name.split(".") for name in imports_of(path)]
    return {parts[1] for parts in split if parts[0] == "clever_upgrade" and len(parts) > 1} - {"__version__"}


def test_every_part_of_the_package_has_a_layer() -> None:
    placed = set().union(*LAYERS) | OUTSIDE
    assert {part_of(path) for path in MODULES} <= placed


def test_the_contract_knows_nothing_of_the_project_but_errors() -> None:
    for path in (PACKAGE / "contract").glob("*.py"):
        own = {name for name in imports_of(path) if name.startswith("clever_upgrade.")}
        assert all(name.startswith(("clever_upgrade.contract", "clever_upgrade.errors")) for name in own), path.name


def _in_any(*folders: str) -> Callable[[Path], bool]:
    return lambda path: path.relative_to(PACKAGE).parts[0] in folders


@pytest.mark.parametrize(
    ("library", "home"),
    [
        ("ast_grep_py", lambda path: path == PACKAGE / "scan" / "syntax" / "matcher.py"),
        ("httpx", _in_any("api")),
        ("pathspec", lambda path: path == PACKAGE / "scan" / "tree" / "ignored.py"),
        ("stamina", _in_any("api")),
        ("jinja2", lambda path: path.parent == PACKAGE / "report" / "html"),
        ("rich", _in_any("report")),
        ("psycopg", _in_any("store")),
        ("pymysql", _in_any("store")),
        ("sqlalchemy", _in_any("store")),
        ("starlette", _in_any("sandbox")),
        ("uvicorn", _in_any("sandbox")),
        ("typer", _in_any("cli")),
    ],
)
def test_a_library_stays_in_its_folder(library: str, home: Callable[[Path], bool]) -> None:
    users = {path for path in MODULES if library in {name.split(".")[0] for name in imports_of(path)}}
    assert {name_of(path) for path in users if not home(path)} == set()


def test_a_report_that_is_not_for_terminals_does_without_rich() -> None:
    drawing = ("terminal", "screen", "picture")
    reports = [path for path in MODULES if part_of(path) == "report" and not path.stem.endswith(drawing)]
    assert reports
    users = [path for path in reports if "rich" in {name.split(".")[0] for name in imports_of(path)}]
    assert [name_of(path) for path in users] == []


def test_the_package_was_found() -> None:
    assert len(MODULES) > 10
    assert (PROJECT / "pyproject.toml").is_file()
