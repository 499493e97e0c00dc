"""Environments as a CI server makes them: a Python with nothing in it, and the packages of an index."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

PROJECT = Path(__file__).resolve().parents[2]
GUIDE = PROJECT / "docs" / "how-to" / "gate-ci.md"
PATIENCE = 300
_SOURCES = ("clever_upgrade", "pyproject.toml", "README.md", "LICENSE", "action.yml", ".pre-commit-hooks.yaml")
_OURS = ("CLEVER", "GITHUB", "CI", "PYTHONPATH", "VIRTUAL_ENV", "PYTEST")


def environ(folder: Path, **more: str) -> dict[str, str]:
    """The variables of a job: none of this project, none of the server that runs these tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
    return {**kept, "HOME": str(folder), "PIP_DISABLE_PIP_VERSION_CHECK": "1", "PIP_CACHE_DIR": _pip_cache(), **more}


def new_python(folder: Path) -> Path:
    """The folder of programs of a new environment."""
    subprocess.run([sys.executable, "-m", "venv", str(folder)], check=True, timeout=PATIENCE)
    return folder / "bin"


def run_script(
    script: str, folder: Path, variables: Mapping[str, str], *, programs: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a script as GitHub and GitLab do: with bash, until the first command that fails."""
    path = os.pathsep.join([*([str(programs)] if programs else []), variables["PATH"]])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=folder,
        env={**variables, "PATH": path},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )


def published(folder: Path) -> Path:
    """A repository that holds the project as one who published it would have it, with its version as a tag."""
    folder.mkdir()
    for name in _SOURCES:
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / name)
    for words in (["init", "-q"], ["add", "-A"], ["commit", "-qm", "all of it"], ["tag", "v0.1.0"]):
        git(folder, *words)
    return folder


def git(folder: Path, *words: str) -> None:
    """Call git as somebody."""
    who = ["-c", "user.name=Somebody", "-c", "user.email=somebody@example.com"]
    subprocess.run(["git", *who, *words], cwd=folder, check=True, capture_output=True, timeout=PATIENCE)


def snippets() -> Iterator[Any]:
    """What the YAML blocks of the guide say."""
    for block in GUIDE.read_text(encoding="utf-8").split("```yaml\n")[1:]:
        yield yaml.safe_load(block.partition("```")[0])


def snippet(key: str, number: int = 0) -> Any:
    """What stands below a key at the top of one of the guide's blocks."""
    return [found[key] for found in snippets() if key in found][number]


def _pip_cache() -> str:
    done = subprocess.run(
        [sys.executable, "-m", "pip", "cache", "dir"], capture_output=True, text=True, timeout=PATIENCE, check=True
    )
    return done.stdout.strip()
