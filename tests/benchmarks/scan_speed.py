"""How fast ``scan`` gets through a large tree of which little has to do with Clever, as ratios.

``python -m tests.benchmarks.scan_speed`` lays out the Python sources of this machine's standard library and packages,
adds a small integration with Clever, and times whole commands, warm, the median of several runs. The floor is ripgrep
where it is installed, counting the same words, and otherwise reading every file once in Python.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import sysconfig
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

WORDS = r"clever|v1\.1"
INTEGRATION = """
import requests

BASE = "https://api.clever.com/v1.1"


def me(token):
    return requests.get("https://api.clever.com/me", headers={"Authorization": f"Bearer {token}"}).json()


def students(token):
    return requests.get(f"{BASE}/students", headers={"Authorization": f"Bearer {token}"}).json()["data"]
"""
FASTEST_SECONDS = 1.0
"""What a scan may take besides three times the floor: an interpreter has to start."""


def lay_out(folder: Path, megabytes: float) -> int:
    """Copy Python sources until there are that many megabytes; how many bytes there are then."""
    size, wanted = 0, megabytes * 1_000_000
    bases = (Path(sysconfig.get_path("stdlib")), Path(sysconfig.get_path("purelib")))
    for base in bases:
        for source in sorted(base.rglob("*.py")):
            if size >= wanted:
                break
            # A folder of packages would be skipped by its name.
            target = folder / "code" / str(bases.index(base)) / source.relative_to(base)
            if "site-packages" in source.relative_to(base).parts:
                continue
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, target)
            size += source.stat().st_size
    integration = folder / "code" / "roster" / "client.py"
    integration.parent.mkdir(parents=True)
    integration.write_text(INTEGRATION, encoding="utf-8")
    return size


def seconds(run: Callable[[], object], times: int) -> float:
    """The median time of some runs after a first one that warms the caches."""
    run()
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        run()
        taken.append(time.perf_counter() - began)
    return statistics.median(taken)


def command(*words: str | Path, cwd: Path) -> Callable[[], object]:
    """A command to be timed; its exit code says what it found, not whether it worked."""
    return lambda: subprocess.run([*map(str, words)], cwd=cwd, capture_output=True, check=False)


def peak_megabytes(words: Sequence[str], cwd: Path) -> float:
    """The most memory that a command held at once."""
    running = subprocess.Popen(words, cwd=cwd, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, _, used = os.wait4(running.pid, 0)
    running.returncode = 0
    return used.ru_maxrss / (1_000_000 if sys.platform == "darwin" else 1000)


def read_everything(folder: Path) -> None:
    """Look for the words in every file, without any of ripgrep's skill."""
    for file in folder.rglob("*.py"):
        data = file.read_bytes().lower()
        data.count(b"clever")
        data.count(b"v1.1")


def main() -> None:
    """Print the measurements and the two ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=float, default=60)
    parser.add_argument("--runs", type=int, default=5)
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        size = lay_out(folder, chosen.megabytes) / 1_000_000
        files = sum(1 for _ in folder.rglob("*.py"))
        ripgrep = shutil.which("rg")
        floor = seconds(
            command(ripgrep, "-ic", WORDS, "code", cwd=folder) if ripgrep else lambda: read_everything(folder),
            chosen.runs,
        )
        scan = [sys.executable, "-m", "clever_upgrade", "scan", "code", "--quiet", "--format", "json"]
        taken = seconds(command(*scan, cwd=folder), chosen.runs)
        (folder / "empty").mkdir()
        memory = peak_megabytes(scan, folder)
        idle = peak_megabytes([*scan[:4], "empty", *scan[5:]], folder)
        largest = max(file.stat().st_size for file in folder.rglob("*.py")) / 1_000_000
    floor_name = "ripgrep" if ripgrep else "reading in Python"
    allowed = 3 * floor + FASTEST_SECONDS
    sys.stdout.write(
        f"{files} files, {size:.1f} MB\n"
        f"floor ({floor_name}): {floor:.3f} s\n"
        f"scan: {taken:.3f} s\n"
        f"speed: {size / taken:.1f} MB/s, {size / taken / 20:.2f} times the 20 MB/s that it should reach\n"
        f"scan / (3 x floor + 1 s): {taken / allowed:.2f}\n"
        f"peak memory: {memory:.0f} MB, {memory / idle:.2f} times that of a scan of an empty folder;"
        f" the largest file has {largest:.1f} MB\n"
    )


if __name__ == "__main__":
    main()
