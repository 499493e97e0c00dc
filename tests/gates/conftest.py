"""What the gates are tried on: an integration with faults, and a package index that can be reached."""

import subprocess
import sys
from pathlib import Path

import pytest

from clever_upgrade.sandbox.integration import lay_out
from tests.gates.fresh import PATIENCE, PROJECT, environ, git
from tests.required import missing


@pytest.fixture
def integration(tmp_path: Path) -> Path:
    """A repository with an integration that v1.2 breaks."""
    folder = tmp_path / "integration"
    lay_out(folder)
    git(folder, "init", "-q")
    git(folder, "add", "-A")
    return folder


@pytest.fixture(scope="session")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the project as a package, once it is known that its dependencies can be had."""
    folder = tmp_path_factory.mktemp("index")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(folder), str(PROJECT)]
    done = subprocess.run(command, env=environ(folder), capture_output=True, text=True, timeout=PATIENCE, check=False)
    if done.returncode:
        missing("index", f"no package can be built or had: {done.stderr[-300:]}")
    return folder
