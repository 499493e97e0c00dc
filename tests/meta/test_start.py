"""The tool answers at once and ends at once: what a command does not need is not imported, nor is it looked through."""

import subprocess
import sys

import pytest

HEAVY = [
    "ast_grep_py",
    "httpx",
    "jinja2",
    "msgspec",
    "pathspec",
    "pydantic",
    "rich",
    "sqlalchemy",
    "stamina",
    "starlette",
    "uvicorn",
]


def imported_after(code: str) -> set[str]:
    report = "import sys; print('\\n'.join({name.split('.')[0] for name in sys.modules}))"
    command = [sys.executable, "-c", f"{code}; {report}"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True)
    return set(done.stdout.split())


@pytest.fixture(scope="module")
def after_start() -> set[str]:
    return imported_after("import clever_upgrade.cli.main")


@pytest.mark.parametrize("library", HEAVY)
def test_starting_imports_nothing_heavy(library: str, after_start: set[str]) -> None:
    assert library not in after_start


def test_the_end_looks_through_nothing() -> None:
    code = (
        "import atexit, gc, sys; atexit.register(lambda: print(gc.get_freeze_count()))\n"
        "from clever_upgrade.cli.main import run; sys.argv = ['clever-upgrade', '--version']; run()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert int(done.stdout.split()[-1]) > 1000


def test_the_check_sees_imports() -> None:
    assert {"json", "pydantic"} <= imported_after("import json, pydantic")
    assert "typer" in imported_after("import typer")


def test_a_catalogue_in_json_needs_no_terminal_and_no_network() -> None:
    found = imported_after("import clever_upgrade.report.changes, clever_upgrade.cli.changes")
    assert not {"rich", "httpx", "starlette", "uvicorn"} & found
