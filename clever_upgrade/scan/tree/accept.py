"""Writes the findings of a scan into a baseline, and tells what that scan can know of one."""

from collections.abc import Iterable
from pathlib import Path

from clever_upgrade.scan.baseline import Coverage
from clever_upgrade.scan.result import ScanResult
from clever_upgrade.scan.tree.baseline_file import read_baseline, write_baseline
from clever_upgrade.scan.tree.root import relative_path


def accept(result: ScanResult, file: str, root: Path) -> bool:
    """Let the baseline accept what was found, and drop what is gone. Whether that changed the file.

    ``result`` is that of a scan without the baseline. What lies outside of the scan stays accepted.
    """
    coverage = coverage_of(result, root)
    baseline = read_baseline(file, may_be_missing=True)
    found = ((relative_path(finding.path, root), finding) for finding in result.findings)
    return write_baseline(file, baseline.updated(found, coverage))


def coverage_of(result: ScanResult, root: Path) -> Coverage:
    """What was looked for, and where: files below the scanned paths, but for those that were skipped."""
    starts = [relative_path(path, root) for path in result.paths]
    skipped = {relative_path(one.path, root) for one in result.skipped}

    def looked_at(path: str) -> bool:
        return path not in skipped and _is_below(path, starts)

    return Coverage(result.rules, looked_at)


def _is_below(path: str, starts: Iterable[str]) -> bool:
    return any(start in (".", path) or path.startswith(f"{start}/") for start in starts)
