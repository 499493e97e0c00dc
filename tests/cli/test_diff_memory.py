"""A large district is compared in constant memory, and so is a recording of one."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.benchmarks.replay_memory import diff

MEASURED = """
import re, sys
from pathlib import Path
from clever_upgrade.cli.main import run
sys.argv = ["clever-upgrade", *sys.argv[1:]]
try:
    run()
finally:
    peak = re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())
    print(int(peak[1]) // 1024, file=sys.stderr)
"""
"""The peak of resident memory would be that of the process that starts the command, too; this is its own."""
MEGABYTES = 250
STUDENTS = 200_000
RECORDED = 100_000
"""Students enough for a recording that is too large for a cassette."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not sys.platform.startswith("linux"), reason="/proc is there on Linux only"),
]


@contextmanager
def served(students: int) -> Iterator[str]:
    """The base URL of a sandbox in a process of its own."""
    serving = [
        *(sys.executable, "-m", "clever_upgrade", "sandbox", "serve"),
        *("--port", "0", "--students", str(students), "--rate-limit", "0"),
    ]
    with subprocess.Popen(serving, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            yield server.stderr.readline().split()[-1]
        finally:
            server.terminate()


@pytest.mark.timeout(900)
def test_two_hundred_thousand_students_fit_into_the_promised_memory() -> None:
    with served(STUDENTS) as base_url:
        ended = subprocess.run(
            [sys.executable, "-c", MEASURED, "diff", "--base-url", base_url, "--quiet"],
            capture_output=True,
            text=True,
            env={**os.environ, "COLUMNS": "80"},
            check=False,
        )
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{STUDENTS:,}" in ended.stdout
    assert int(ended.stderr.splitlines()[-1]) <= MEGABYTES


@pytest.mark.timeout(1500)
def test_a_large_district_is_recorded_and_replayed_in_as_little(tmp_path: Path) -> None:
    with served(RECORDED) as base_url:
        recorded = diff("--base-url", base_url, "--record", str(tmp_path / "r"))
    replayed = diff("--replay", str(tmp_path / "r"))
    assert list(tmp_path.rglob("*.ndjson.gz"))
    assert list(tmp_path.rglob("*-sections.json"))
    assert recorded.megabytes <= MEGABYTES
    assert replayed.megabytes <= MEGABYTES
