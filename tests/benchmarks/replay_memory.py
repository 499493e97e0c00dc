"""How much memory the replay of a large recording takes, and how much room the recording on disk.

``python -m tests.benchmarks.replay_memory`` serves a made-up district from a sandbox and runs whole commands: a
comparison, the same one recorded, and its replay. It prints seconds and the peak of resident memory of each.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.benchmarks.resync_speed import Measured, measure, sandbox


def diff(*words: str) -> Measured:
    """The comparison as users run it."""
    return measure([sys.executable, "-m", "clever_upgrade", "diff", "-q", *words], {"CLEVER_TOKEN": "DEMO_TOKEN"})


def weight(folder: Path) -> float:
    """The megabytes of a recording on disk."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1_000_000


def measure_all(students: int, port: int, words: list[str], folder: Path) -> None:
    """Print what one size of district takes."""
    with sandbox(students, port) as base_url:
        where = ("--base-url", base_url)
        plain = diff(*where)
        recorded = diff(*where, "--record", str(folder / "recording"), *words)
    replayed = diff("--replay", str(folder / "recording"))
    sys.stdout.write(
        f"{students:,} students: compared {plain.seconds:.0f} s, {plain.megabytes:.0f} MB; "
        f"recorded {recorded.seconds:.0f} s, {recorded.megabytes:.0f} MB; "
        f"replayed {replayed.seconds:.0f} s, {replayed.megabytes:.0f} MB; "
        f"on disk {weight(folder / 'recording'):.0f} MB\n"
    )
    sys.stdout.flush()


def main() -> None:
    """Print the measurements."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, nargs="+", default=[200_000])
    parser.add_argument("--map-ids", action="store_true", help="record with other ids")
    parser.add_argument("--port", type=int, default=8796)
    chosen = parser.parse_args()
    for students in chosen.students:
        with tempfile.TemporaryDirectory() as folder:
            measure_all(students, chosen.port, ["--map-ids"] if chosen.map_ids else [], Path(folder))


if __name__ == "__main__":
    main()
