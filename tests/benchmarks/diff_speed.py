"""How fast ``diff`` compares, and in how little memory, as ratios against a floor measured in the same run.

``python -m tests.benchmarks.diff_speed`` writes made-up districts to disk as both versions serve them, page by page,
and measures commands of their own: the floor (``diff_floor``), which parses every page of both versions and does
nothing with them, and the whole comparison (``diff_run``), which also walks the sections and verifies ``schools``.
Floor and comparison take turns; each figure is the median of several runs. Nobody is answered by a server here: that
is ``diff_end_to_end``.
"""

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.benchmarks.diff_district import CASES, District, write_district


@dataclass(frozen=True)
class Taken:
    """Seconds on the clock and of the processors."""

    wall: float
    cpu: float


def _measure(module: str, *words: str) -> dict[str, Any]:
    done = subprocess.run([sys.executable, "-m", module, *words], stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _sum(told: dict[str, Any], *parts: str) -> Taken:
    taken = [told["taken"][part] for part in parts or told["taken"]]
    return Taken(sum(wall for wall, _ in taken), sum(cpu for _, cpu in taken))


def _median(series: list[Taken]) -> Taken:
    return Taken(statistics.median(each.wall for each in series), statistics.median(each.cpu for each in series))


def _against(taken: Taken, floor: Taken) -> str:
    return f"{taken.wall / floor.wall:5.2f} x wall {taken.cpu / floor.cpu:5.2f} x cpu"


def compare(folder: Path, case: str, students: int, processes: int, runs: int) -> str:
    """One line of figures for one district."""
    floors, alone_floors, wholes, alones, memory = [], [], [], [], 0
    for _ in range(runs):
        floor = _measure("tests.benchmarks.diff_floor", str(folder))
        run = _measure("tests.benchmarks.diff_run", str(folder), "--processes", str(processes))
        differing = run["verdicts"]["unexpected"] + run["verdicts"]["drifted"]
        if differing != CASES[case].count(students):
            raise SystemExit(f"{case}: {differing:,} students were found to differ, which is wrong")
        floors.append(_sum(floor))
        alone_floors.append(_sum(floor, "students"))
        wholes.append(_sum({"taken": {part: run["taken"][part] for part in run["taken"] if part != "report"}}))
        alones.append(_sum(run, "students"))
        memory = max(memory, run["memory"])
    floor, alone_floor = _median(floors), _median(alone_floors)
    return (
        f"{students:>9,} {case:<12} {processes} | floor {alone_floor.wall:6.2f} s | students "
        f"{_against(_median(alones), alone_floor)} | with sections: floor {floor.wall:6.2f} s "
        f"{_against(_median(wholes), floor)} | {memory / 1e6:4.0f} MB"
    )


def main() -> None:
    """Print the measurements, one line for each."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[200_000, 1_000_000])
    parser.add_argument("--cases", nargs="+", choices=CASES, default=list(CASES))
    parser.add_argument("--processes", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--rows", type=int, default=10_000, help="records in a page; the API serves 10,000 at most")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--folder", type=Path, help="where to write the districts, some GB; a temporary one by default")
    chosen = parser.parse_args()
    if chosen.folder is not None:
        chosen.folder.mkdir(parents=True, exist_ok=True)
    for students in chosen.students:
        for case in chosen.cases:
            with tempfile.TemporaryDirectory(dir=chosen.folder) as folder:
                write_district(Path(folder), District(students, CASES[case]), chosen.rows)
                for processes in chosen.processes:
                    sys.stdout.write(compare(Path(folder), case, students, processes, chosen.runs) + "\n")
                    sys.stdout.flush()


if __name__ == "__main__":
    main()
