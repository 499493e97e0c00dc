"""What a check found as workflow commands of GitHub Actions, which it shows beside the lines of a pull request."""

from collections.abc import Iterator

from clever_upgrade.check.result import SCAN, CheckResult
from clever_upgrade.report.check.problem import Problem, problems
from clever_upgrade.report.check.words import PARTS, why_unchecked
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.scan.github import COMMANDS, command, place_of
from clever_upgrade.report.scan.words import SEVERITIES


def as_github(result: CheckResult, redactor: Redactor) -> Iterator[str]:
    """A command a line: what could not be checked, then each problem, and in one what nobody asked to check.

    GitHub shows only the first few of each kind, so that the gravest come first.
    """
    for one in result.unchecked:
        if one.exit_code:
            yield command(
                "error", {"title": f"clever-upgrade: {PARTS[one.part].lower()} not checked"}, why_unchecked(one)
            )
    found = problems(result, redactor)
    for severity in SEVERITIES:
        for problem in found:
            if problem.severity is severity:
                yield _annotation(problem, result.configuration)
    left_out = [one for one in result.unchecked if not one.exit_code]
    if left_out:
        told = " ".join(f"{PARTS[one.part]}: {why_unchecked(one)}" for one in left_out)
        yield command("notice", {"title": "clever-upgrade: not checked"}, told)


def _annotation(problem: Problem, configuration: str) -> str:
    where = {"title": f"clever-upgrade: {problem.rule}"}
    message = f"{problem.message}. {problem.remedy}".rstrip()
    if problem.part != SCAN:
        message = f"{problem.where}: {message}"
    if problem.place is not None:
        return command(COMMANDS[problem.severity], where | place_of(problem.path, problem.place), message)
    # What is in no file stands beside the configuration that had it looked at.
    where |= {"file": configuration} if configuration else {}
    return command(COMMANDS[problem.severity], where, "\n".join((message, *problem.details)))
