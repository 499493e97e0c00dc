"""What a check amounts to: how grave each of its findings is, and the one exit code of the whole."""

from collections.abc import Iterator

from clever_upgrade.check.result import DIFF, CheckResult
from clever_upgrade.compare.result import Verdict
from clever_upgrade.errors import ExitCode
from clever_upgrade.scan.result import NEVER, Severity

OF_VERDICTS = {Verdict.UNEXPECTED: Severity.ERROR, Verdict.DRIFTED: Severity.NOTE}
"""How grave a difference is. What drifted says nothing about v1.2; a documented one is no problem."""
OF_PARSERS = Severity.ERROR
"""How grave it is if a parser fails: it was seen to break."""


def counts(severity: Severity, fail_on: str) -> bool:
    """Whether it is as grave as ``fail_on``; where nothing is to fail, the usual measure says what counts."""
    return severity.weight >= Severity(Severity.WARNING if fail_on == NEVER else fail_on).weight


def severities(result: CheckResult) -> Iterator[Severity]:
    """The gravest severity of each part that has found something."""
    worst = result.scan.worst() if result.scan is not None else None
    if worst is not None:
        yield worst
    if result.probe is not None and result.probe.failed:
        yield OF_PARSERS
    elif result.probe is not None and any(outcome.failures for outcome in result.probe.outcomes):
        yield Severity.NOTE
    if result.diff is not None and result.diff.worst_left in OF_VERDICTS:
        yield OF_VERDICTS[result.diff.worst_left]


def unfinished(result: CheckResult) -> dict[str, ExitCode]:
    """The parts that were to be looked at and were not, or not to the end, each with the exit code of the reason."""
    failed = {one.part: ExitCode(one.exit_code) for one in result.unchecked if one.exit_code}
    if result.diff is not None and not result.diff.complete:
        failed[DIFF] = ExitCode.API
    return failed


def exit_code(result: CheckResult) -> ExitCode:
    """The exit code: what could not be looked at weighs more than what was found."""
    failed = unfinished(result)
    if failed:
        return max(failed.values())
    fails = result.fail_on != NEVER and any(counts(severity, result.fail_on) for severity in severities(result))
    return ExitCode.FINDINGS if fails else ExitCode.OK
