"""What a scan found: plain values, from which every report is made."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a finding matters: it will break, it must be looked at, it is good to know."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"

    @property
    def weight(self) -> int:
        """A number to order severities by; the worse, the greater."""
        return {"error": 3, "warning": 2, "note": 1}[self.value]


NEVER = "never"
FAIL_ON = (*(severity.value for severity in Severity), NEVER)
"""What may be said to fail: findings from a severity on, or none."""


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A stretch of a file: character offsets, and lines and columns that count from 1; the end is exclusive."""

    start: int
    end: int
    line: int
    column: int
    end_line: int
    end_column: int


@dataclass(frozen=True, slots=True)
class Edit:
    """Put ``text`` where ``place`` is now."""

    place: Place
    text: str


@dataclass(frozen=True, slots=True)
class Fix:
    """A change of the file that is safe to make without asking what the code means."""

    description: str
    edits: tuple[Edit, ...]


@dataclass(frozen=True, slots=True)
class Finding:
    """One place that the move touches.

    ``path`` is the path argument joined with the file, with ``/``. ``remedy`` says what to do. ``matched`` is the text
    at ``place``, one line, without secrets; ``frame`` the whole lines of it, likewise. ``evidence`` says why the code
    has to do with Clever. ``fields`` names what would break it, as ``students.schools``. ``held`` says why no fix is
    offered although the rule has one. ``cause`` groups findings that one act clears, for reports that people read.
    ``class_name`` is the class that it is about, where it is about one that reads records.
    """

    rule: str
    severity: Severity
    path: str
    place: Place
    message: str
    remedy: str
    matched: str
    fingerprint: str
    frame: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    fields: tuple[str, ...] = ()
    fix: Fix | None = None
    held: str = ""
    cause: str = ""
    class_name: str = ""

    @property
    def order(self) -> tuple[str, int, int, str, str]:
        """What findings are sorted by."""
        return (self.path, self.place.line, self.place.column, self.rule, self.message)


@dataclass(frozen=True, slots=True)
class Suppressed:
    """A finding that somebody has answered: ``by`` is ``comment``, ``baseline`` or ``configuration``."""

    finding: Finding
    by: str
    reason: str


@dataclass(frozen=True, slots=True)
class UnusedSuppression:
    """A comment or a line of the baseline that answers nothing (any more)."""

    path: str
    line: int
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file that could not be looked at, or only in part, and why, as a clause."""

    path: str
    why: str


@dataclass(frozen=True, slots=True)
class ScanResult:
    """Everything a scan has to say. ``files`` and ``size`` (bytes) count what was read; findings are in ``order``."""

    paths: tuple[str, ...]
    rules: tuple[str, ...]
    findings: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    unused: tuple[UnusedSuppression, ...] = ()
    skipped: tuple[Skipped, ...] = ()
    files: int = 0
    size: int = 0
    evidence: tuple[str, ...] = ()

    def worst(self) -> Severity | None:
        """The gravest severity among the findings."""
        return worst_of(self.findings)


def worst_of(findings: Iterable[Finding]) -> Severity | None:
    """The gravest severity, or None where there is no finding."""
    return max((finding.severity for finding in findings), key=lambda severity: severity.weight, default=None)
