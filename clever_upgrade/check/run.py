"""The course of a check: every part that is configured runs, and one that fails stops no other."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from clever_upgrade.check.probe.result import ProbeResult
from clever_upgrade.check.readiness import Standing, checklist
from clever_upgrade.check.result import DIFF, PROBE, SCAN, CheckResult, Unchecked
from clever_upgrade.compare.result import DiffResult
from clever_upgrade.errors import CleverUpgradeError, UsageError
from clever_upgrade.scan.result import ScanResult

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Parts:
    """How to run each part, or why it is not to run; ``standing`` tells how far the resync of a store is."""

    scan: Callable[[], ScanResult] | Unchecked
    probe: Callable[[], ProbeResult] | Unchecked
    diff: Callable[[], DiffResult] | Unchecked
    standing: Callable[[], Standing]


def run_check(parts: Parts, fail_on: str, configuration: str = "") -> CheckResult:
    """Run the parts; UsageError for what is configured wrongly. The rest is as in ``CheckResult``."""
    unchecked: list[Unchecked] = []
    scanned = _run(SCAN, parts.scan, unchecked)
    probed = _run(PROBE, parts.probe, unchecked)
    compared = _run(DIFF, parts.diff, unchecked)
    result = CheckResult(scanned, probed, compared, tuple(unchecked), fail_on=fail_on, configuration=configuration)
    return replace(result, checklist=checklist(result, parts.standing()))


def _run(name: str, part: Callable[[], T] | Unchecked, unchecked: list[Unchecked]) -> T | None:
    if isinstance(part, Unchecked):
        unchecked.append(part)
        return None
    try:
        return part()
    except UsageError:
        raise
    except CleverUpgradeError as error:
        unchecked.append(Unchecked(name, error.message, error.hint, error.exit_code))
        return None
