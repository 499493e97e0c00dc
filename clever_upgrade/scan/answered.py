"""What is left of the findings once those that somebody has answered are set aside."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from clever_upgrade.scan.result import Finding, Suppressed, UnusedSuppression


@dataclass(frozen=True, slots=True)
class Answered:
    """The findings that stay, those that are answered, and the answers that nothing asked for."""

    kept: tuple[Finding, ...]
    suppressed: tuple[Suppressed, ...] = ()
    unused: tuple[UnusedSuppression, ...] = ()


def set_aside(
    findings: Iterable[Finding], by: str, reason_for: Callable[[Finding], str | None]
) -> tuple[tuple[Finding, ...], tuple[Suppressed, ...]]:
    """The findings without a reason to suppress them, and those with one (which may be empty)."""
    kept, suppressed = [], []
    for finding in findings:
        reason = reason_for(finding)
        if reason is None:
            kept.append(finding)
        else:
            suppressed.append(Suppressed(finding, by, reason))
    return tuple(kept), tuple(suppressed)
