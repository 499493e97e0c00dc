"""What a check found as Markdown, for the summary of a CI job or a comment on a pull request."""

from collections.abc import Iterator

from clever_upgrade.check.result import CheckResult, State
from clever_upgrade.grammar import counted
from clever_upgrade.report.check.problem import Problem, problems
from clever_upgrade.report.check.words import PARTS, headline, parts_in_words, readiness, why_unchecked
from clever_upgrade.report.markdown import code, plain, table
from clever_upgrade.report.redaction import Redactor

MOST_PROBLEMS = 100
"""More than this many rows nobody reads in a summary."""

_STATES = {State.DONE: "done", State.OPEN: "**open**", State.BLOCKED: "blocked"}


def as_markdown(result: CheckResult, redactor: Redactor) -> Iterator[str]:
    """The report, line by line."""
    for line in _lines(result, problems(result, redactor)):
        yield f"{line}\n"


def _lines(result: CheckResult, found: list[Problem]) -> Iterator[str]:
    yield from ("## clever-upgrade check", "", f"**{plain(headline(result, found))}**", "")
    rows = ((name, plain(looked_at), plain(what)) for name, looked_at, what in parts_in_words(result, found))
    yield from table(("Part", "Looked at", "Found"), rows)
    if found:
        yield from ("", f"### {counted(len(found), 'problem').capitalize()}", "")
        head = ("Where", "Severity", "Rule", "What", "What to do")
        yield from table(head, map(_row, found[:MOST_PROBLEMS]))
    if len(found) > MOST_PROBLEMS:
        yield from ("", f"and {len(found) - MOST_PROBLEMS:,} more.")
    if result.unchecked:
        yield from ("", "### Not checked", "")
        yield from (f"- {PARTS[one.part]}: {plain(why_unchecked(one))}" for one in result.unchecked)
    if result.checklist:
        yield from ("", f"### The way to v1.2: {readiness(result.checklist)}", "")
        items = (
            (_STATES[item.state], plain(item.title), plain(item.evidence), code(item.command) if item.command else "")
            for item in result.checklist
        )
        yield from table(("State", "Step", "Evidence", "Next"), items)


def _row(problem: Problem) -> tuple[str, ...]:
    return (
        code(problem.where), problem.severity.value, code(problem.rule), plain(problem.message), plain(problem.remedy),
    )  # fmt: skip
