"""How fast ``resync`` fills a store, and in how little memory, as ratios against a floor measured in the same run.

``python -m tests.benchmarks.resync_speed`` serves made-up districts from a sandbox and times whole commands: the floor
(``resync_floor``), the first resync, and one that finds 2 % of the students changed. Floor and resync take turns; each
figure is the median of several runs.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import text

from tests.resync.truth import engine_of
from tests.stores import empty_store

_CHANGED = 0.02


class Measured(NamedTuple):
    """One run of a command."""

    seconds: float
    megabytes: float


_MEASURED = """
import os, subprocess, sys, time
began = time.perf_counter()
running = subprocess.Popen(sys.argv[1:], stdout=subprocess.DEVNULL)
_, status, used = os.wait4(running.pid, 0)
print(time.perf_counter() - began, used.ru_maxrss, status)
"""
"""What a command took. Linux counts the memory of whoever starts a process as its own, so that is a small one."""


def measure(words: list[str], environ: dict[str, str]) -> Measured:
    """Run a command to its end."""
    command = [sys.executable, "-c", _MEASURED, *words]
    told = subprocess.run(command, env={**os.environ, **environ}, stdout=subprocess.PIPE, text=True, check=True).stdout
    seconds, memory, status = map(float, told.split())
    if status:
        raise SystemExit(f"{' '.join(words)} ended with {status:g}")
    return Measured(seconds, memory / (1_000_000 if sys.platform == "darwin" else 1000))


@contextmanager
def sandbox(students: int, port: int) -> Iterator[str]:
    """A sandbox in a process of its own."""
    words = [
        sys.executable,
        "-m",
        "clever_upgrade",
        "sandbox",
        "serve",
        "--students",
        str(students),
        "--rate-limit",
        "0",
    ]
    running = subprocess.Popen([*words, "--port", str(port)], stderr=subprocess.PIPE, text=True)
    assert running.stderr is not None
    for line in running.stderr:
        if "Now type" in line:
            break
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        running.terminate()
        running.wait()


def resync(base_url: str, store: str) -> Measured:
    """The command as users run it."""
    words = [sys.executable, "-m", "clever_upgrade", "resync", "run", "--store", store, "-q"]
    return measure(words, {"CLEVER_TOKEN": "DEMO_TOKEN", "CLEVER_API_URL": base_url})


def floor(base_url: str, store: str) -> Measured:
    """The floor."""
    return measure([sys.executable, "-m", "tests.benchmarks.resync_floor", base_url, store], {})


def make_two_percent_differ(store: str) -> None:
    """Have the store hold something else than the source in 2 % of the students."""
    engine = engine_of(store)
    with engine.begin() as connection:
        zero = {"sqlite": "zeroblob(16)", "postgresql": "decode('00', 'hex')"}.get(engine.dialect.name, "x'00'")
        connection.execute(
            text(
                f"UPDATE students SET fingerprint = {zero} WHERE id IN "  # noqa: S608
                "(SELECT id FROM (SELECT id, row_number() OVER (ORDER BY id) AS place FROM students) AS numbered "
                f"WHERE place % {round(1 / _CHANGED)} = 0)"
            )
        )
    engine.dispose()


def compare(kind: str, students: int, base_url: str, runs: int, folder: Path) -> None:
    """Print the ratios for one kind of store and one size of district."""
    floors, firsts, agains = [], [], []
    for _ in range(runs):
        with empty_store(kind, folder) as store:
            floors.append(floor(base_url, store))
        with empty_store(kind, folder) as store:
            firsts.append(resync(base_url, store))
            make_two_percent_differ(store)
            agains.append(resync(base_url, store))
    taken = [statistics.median(each.seconds for each in series) for series in (floors, firsts, agains)]
    memory = [max(each.megabytes for each in series) for series in (floors, firsts, agains)]
    sys.stdout.write(
        f"{kind}, {students:,} students: floor {taken[0]:.2f} s, {memory[0]:.0f} MB; "
        f"resync {taken[1]:.2f} s = {taken[1] / taken[0]:.2f} x, {memory[1]:.0f} MB; "
        f"again with 2 % changed {taken[2]:.2f} s, {memory[2]:.0f} MB\n"
    )
    sys.stdout.flush()


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[50_000, 200_000])
    parser.add_argument("--stores", nargs="+", default=["sqlite", "postgresql"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--port", type=int, default=8797)
    chosen = parser.parse_args()
    for students in chosen.students:
        with sandbox(students, chosen.port) as base_url, tempfile.TemporaryDirectory() as folder:
            for kind in chosen.stores:
                compare(kind, students, base_url, chosen.runs, Path(folder))


if __name__ == "__main__":
    main()
