"""What a check found: the results of its parts, what it did not look at, and how ready the integration is."""

from dataclasses import dataclass
from enum import StrEnum

from clever_upgrade.check.probe.result import ProbeResult
from clever_upgrade.compare.result import DiffResult
from clever_upgrade.scan.result import ScanResult, Severity

SCAN, PROBE, DIFF = "scan", "probe", "diff"
"""The parts of a check, by the commands that do the same alone."""


class State(StrEnum):
    """How an item of the checklist stands."""

    DONE = "done"
    OPEN = "open"
    BLOCKED = "blocked"
    """Something before it must be done first."""


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One thing to do on the way from v1.1 to v1.2.

    ``evidence`` says why it stands as it does, ``command`` what brings it forward (empty where nothing does).
    """

    name: str
    title: str
    state: State
    evidence: str
    command: str = ""


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A part of the check that did not run: why, as a sentence, and what would have it run.

    ``exit_code`` is not zero if it was to run, and failed.
    """

    part: str
    why: str
    remedy: str
    exit_code: int = 0


@dataclass(frozen=True, slots=True)
class CheckResult:
    """Everything a check has to say; a part that did not run is None and stands in ``unchecked``.

    ``fail_on`` is the mildest severity that fails. ``configuration`` is the file that says what to check, seen from the
    working folder; empty where there is none.
    """

    scan: ScanResult | None
    probe: ProbeResult | None
    diff: DiffResult | None
    unchecked: tuple[Unchecked, ...] = ()
    checklist: tuple[ChecklistItem, ...] = ()
    fail_on: str = Severity.WARNING.value
    configuration: str = ""
