"""Clever's own clients of the time read the sandbox: Python for v1.1 and v1.2, JavaScript for v1.2.

Each is installed from its registry into a folder of its own, and runs as a process of its own.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import DEMO_TOKEN
from tests.required import missing

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]

SCRIPTS = Path(__file__).parent / "old_clients"
PYTHON_CLIENTS = {"2.3.2": "v1.1", "2.4.0": "v1.2"}
NODE_CLIENTS = {"0.11.1": "v1.2", "0.12.1": "v1.2"}
LISTED = ("districts", "schools", "teachers", "students", "sections", "events")
LISTED_BY_PYTHON = (*LISTED, "contacts", "school_admins", "district_admins")


@pytest.fixture(scope="module")
def district() -> District:
    return generate_district(150, seed=3)


@pytest.fixture(scope="module")
def base_url(district: District) -> Iterator[str]:
    with running_sandbox(Sandbox({DEMO_TOKEN: district}, rate_limit=None)) as url:
        yield url


def install(*command: str, cwd: Path | None = None) -> None:
    """Run an installer; without its registry, there is nothing to test."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=cwd, timeout=300)
    if done.returncode:
        missing("old-clients", f"cannot be installed: {' '.join(command[-2:])}: {done.stderr[-300:]}")


def output_of(*command: str) -> dict[str, Any]:
    # Without the user's own settings, so that no proxy or path of theirs leads the client elsewhere.
    environment = {name: value for name, value in os.environ.items() if name in ("PATH", "SYSTEMROOT", "HOME")}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120, env=environment)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


@pytest.mark.parametrize("release", PYTHON_CLIENTS)
def test_the_python_client_reads_everything(release: str, district: District, base_url: str, tmp_path: Path) -> None:
    install(sys.executable, "-m", "venv", str(tmp_path))
    python = str(tmp_path / ("Scripts" if os.name == "nt" else "bin") / "python")
    # The client finds its version and its certificates through pkg_resources, which newer setuptools lack.
    install(python, "-m", "pip", "install", "--quiet", "wheel", "requests", "six", "setuptools<70")
    install(python, "-m", "pip", "install", "--quiet", "--no-deps", "--no-build-isolation", f"clever=={release}")

    version = PYTHON_CLIENTS[release]
    students = district.ids(version, "students")
    admin = district.ids(version, "district_admins")[0]
    found = output_of(python, "-W", "ignore", str(SCRIPTS / "python_client.py"), base_url, students[70], admin)
    assert found["version"] == version
    for collection in LISTED_BY_PYTHON:
        assert found[collection] == district.ids(version, collection), collection
    # The client follows only the first link backwards, and turns round then.
    assert found["backwards"] == students[-40:] + students[-80:-40] + students[-40:]
    assert found["after"] == students[71:]
    assert found["where"] == [students[70]]
    assert found["count"] == len(students)
    assert found["student"] == district.record(version, "students", students[70])
    assert found["district_admin"] == district.record(version, "district_admins", admin)
    assert found["bad_request"]["status"] == 400
    assert found["not_found"]["status"] == 404
    assert found["unauthorized"]["status"] == 401


@pytest.mark.parametrize("release", NODE_CLIENTS)
def test_the_javascript_client_reads_everything(
    release: str, district: District, base_url: str, tmp_path: Path
) -> None:
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        missing("node", "node and npm are not installed")
    (tmp_path / "package.json").write_text("{}", encoding="utf-8")
    install(npm, "install", "--no-audit", "--no-fund", "--ignore-scripts", f"clever@{release}", cwd=tmp_path)

    version = NODE_CLIENTS[release]
    students = district.ids(version, "students")
    records = [district.record(version, "students", student) for student in students]
    last_name = records[70]["name"]["last"]
    namesakes = [record["id"] for record in records if record["name"].get("last") == last_name]
    found = output_of(node, str(SCRIPTS / "node_client.js"), str(tmp_path), base_url, students[70], last_name)
    assert found["version"] == version
    for collection in LISTED:
        assert found[collection] == district.ids(version, collection), collection
    assert found["basic"] == found["schools"]
    assert found["after"] == students[71:]
    assert found["last"] == students[-1:]
    assert found["where"] == [students[70]]
    assert found["named"] == found["regex"] == namesakes
    assert found["count"] == len(students)
    assert found["student"] == records[70]
    assert found["bad_request"]["status"] == 400
    assert found["unauthorized"]["status"] == 401
