"""A large district is compared in constant memory."""

import os
import subprocess
import sys

import pytest

MEASURED = """
import resource, sys
from clever_upgrade.cli.main import run
sys.argv = ["clever-upgrade", *sys.argv[1:]]
try:
    run()
finally:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, file=sys.stderr)
"""
MEGABYTES = 250
STUDENTS = 200_000


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="ru_maxrss is in kilobytes on Linux only")
def test_two_hundred_thousand_students_fit_into_the_promised_memory() -> None:
    serving = [
        *(sys.executable, "-m", "clever_upgrade", "sandbox", "serve"),
        *("--port", "0", "--students", str(STUDENTS), "--rate-limit", "0"),
    ]
    with subprocess.Popen(serving, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            base_url = server.stderr.readline().split()[-1]
            ended = subprocess.run(
                [sys.executable, "-c", MEASURED, "diff", "--base-url", base_url, "--quiet"],
                capture_output=True,
                text=True,
                env={**os.environ, "COLUMNS": "80"},
                check=False,
            )
        finally:
            server.terminate()
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert f"{STUDENTS:,}" in ended.stdout
    assert int(ended.stderr.splitlines()[-1]) <= MEGABYTES
