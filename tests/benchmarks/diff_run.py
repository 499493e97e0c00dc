"""One comparison of the pages in a folder, as ``diff`` does it: read, align, judge, settle, tally, write as JSON.

``python -m tests.benchmarks.diff_run FOLDER`` says what it took, as one line of JSON: wall and CPU seconds by
collection, peak memory in bytes, and how many records came out how. Reports go to a file that is thrown away.
"""

import argparse
import asyncio
import json
import resource
import sys
import tempfile
import time
from pathlib import Path

from clever_upgrade.compare.listing import Dealings
from clever_upgrade.compare.processes.pool import judge_pool
from clever_upgrade.compare.request import DiffRequest
from clever_upgrade.compare.result import DiffResult, Verdict
from clever_upgrade.compare.run import DistrictComparison
from clever_upgrade.compare.source import SilentProgress
from clever_upgrade.contract import default_upgrade
from clever_upgrade.report.diff.render import write_diff
from tests.benchmarks.diff_district import CASES, DISTRICT, District
from tests.benchmarks.diff_source import FolderSource

COLLECTIONS = ("schools", "sections", "students")


def cpu_seconds() -> float:
    """Of this process and of those that it started and that have ended."""
    return sum(sum(resource.getrusage(who)[:2]) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))


class Clock(SilentProgress):
    """Notes when each part began."""

    def __init__(self) -> None:
        self.began: list[tuple[str, float, float]] = []

    def collection_started(self, collection: str) -> None:
        self.began.append((collection, time.perf_counter(), cpu_seconds()))

    def taken(self) -> dict[str, tuple[float, float]]:
        """Wall and CPU seconds of each part."""
        parts = zip(self.began, self.began[1:], strict=False)
        return {
            name: (round(end - begin, 3), round(used - before, 3)) for (name, begin, before), (_, end, used) in parts
        }


async def _no_pause(round_number: int) -> None:
    """Nothing moves in a folder."""


def compare(folder: Path, clock: Clock, processes: int) -> DiffResult:
    """Compare what the folder holds."""
    facts = json.loads((folder / "facts.json").read_text(encoding="utf-8"))
    source = FolderSource(folder, District(facts["students"], CASES[facts["case"]]), facts["rows"])
    request, upgrade = DiffRequest(collections=COLLECTIONS), default_upgrade()
    with judge_pool(upgrade, processes) as pool:
        dealings = Dealings(source, upgrade, clock, _no_pause, pool)
        return asyncio.run(DistrictComparison(dealings, request, DISTRICT).run())


def main() -> None:
    """Compare, and say what it took."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--processes", type=int, default=1)
    chosen = parser.parse_args()
    clock = Clock()
    result = compare(chosen.folder, clock, chosen.processes)
    clock.collection_started("report")
    with tempfile.TemporaryFile("w", encoding="utf-8") as report:
        write_diff(result, "json", report, show_values=False, environ={})
    clock.collection_started("end")
    (students,) = (count for count in result.collections if count.collection == "students")
    told = {
        "taken": clock.taken(),
        "memory": _peak(resource.RUSAGE_SELF) + (chosen.processes - 1) * _peak(resource.RUSAGE_CHILDREN),
        "verdicts": {verdict.label: students.verdicts[verdict] for verdict in Verdict},
        "findings": len(result.findings),
    }
    sys.stdout.write(json.dumps(told) + "\n")


def _peak(who: int) -> int:
    return resource.getrusage(who).ru_maxrss * (1 if sys.platform == "darwin" else 1024)


if __name__ == "__main__":
    main()
