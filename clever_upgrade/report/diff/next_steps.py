"""What a person does next after a comparison: one to four sentences, most with a command to run."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from clever_upgrade.compare.judge import Rules
from clever_upgrade.compare.request import ME, STATUS
from clever_upgrade.compare.result import MISSING, DiffResult, Finding, Verdict
from clever_upgrade.report.diff.calls import PLAIN, DiffCalls
from clever_upgrade.report.diff.json import findings_in_order, groups_in_order
from clever_upgrade.report.diff.words import groups_of, is_unsettled

MOST_STEPS = 4

MOST_RULES = 3
"""How many changes of the contract one step names; where there are more, the last command lists them all."""


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to do, with the commands that do it."""

    sentence: str
    commands: tuple[str, ...] = ()


def next_steps(result: DiffResult, *, show_values: bool, unlisted: int, calls: DiffCalls = PLAIN) -> list[Step]:
    """The steps, the most urgent first; ``unlisted`` is how many findings that need a look the report does not list."""
    findings = findings_in_order(result)
    steps = (
        *_compare_the_rest(result, calls),
        *_look_closely(result, findings, calls, show_values=show_values),
        *_get_all(result, unlisted, calls),
        *_run_again(result, findings, calls),
        *_hold_back(result),
        *_drop_unused(result, calls),
        *_read_up(result),
    )
    return list(steps[:MOST_STEPS])


def _compare_the_rest(result: DiffResult, calls: DiffCalls) -> Iterator[Step]:
    if result.failures:
        yield Step("Compare the districts that could not be compared, and only those:", (calls.again("--resume"),))


def _look_closely(
    result: DiffResult, findings: Sequence[Finding], calls: DiffCalls, *, show_values: bool
) -> Iterator[Step]:
    if show_values or calls.source.is_recording:
        return
    unexpected = (
        finding
        for finding in findings
        if finding.difference.verdict is Verdict.UNEXPECTED and _has_values(finding) and not finding.accepted
    )
    # Much of a district's status is shown anyway, so that another record tells more.
    finding = min(unexpected, key=lambda finding: (finding.collection == STATUS, finding.nested_in != ""), default=None)
    if finding is None:
        return
    yield Step(
        "Look at the values of one of these records, which may be personal data:",
        (_with_values(finding, calls, _of_district(result, finding)),),
    )


def _with_values(finding: Finding, calls: DiffCalls, districts: tuple[str, ...]) -> str:
    """The shortest comparison that shows the finding again.

    The status of a district and ``/me`` are one record anyway. What only a nested list shows needs that list, which
    was chosen as the records were.
    """
    if finding.nested_in:
        return calls.again("--show-values", collections=[finding.collection], districts=districts)
    only = () if finding.collection in (STATUS, ME) else ("--id", finding.id)
    return calls.of_one(*only, "--show-values", collection=finding.collection, districts=districts)


def _get_all(result: DiffResult, unlisted: int, calls: DiffCalls) -> Iterator[Step]:
    if unlisted:
        hint = ", leaving --max-findings out" if result.findings_left_out else ""
        yield Step(
            f"Write every finding to a file{hint}:",
            (calls.unlimited.again("--format", "json", "--output", "diff.json"),),
        )


def _run_again(result: DiffResult, findings: Sequence[Finding], calls: DiffCalls) -> Iterator[Step]:
    drifted = [finding for finding in findings if finding.difference.verdict is Verdict.DRIFTED]
    unsettled = [finding for finding in drifted if finding.difference.rule == Rules.DID_NOT_SETTLE]
    again = calls.again(collections=_collections(unsettled or drifted))
    if is_unsettled(result):
        yield Step("Some records never held still. Run again while nothing changes in the district:", (again,))
    elif drifted:
        yield Step("What drifted is equal by now. Run again to see a result without drift:", (again,))


def _hold_back(result: DiffResult) -> Iterator[Step]:
    if result.worst_left is Verdict.UNEXPECTED:
        yield Step(
            f"Do not move to {result.to_version} before every unexpected difference is explained: ask Clever about it, "
            "or make your code ready for it."
        )


def _drop_unused(result: DiffResult, calls: DiffCalls) -> Iterator[Step]:
    # To update the file would accept what is left, too.
    explained = result.worst_left is not Verdict.UNEXPECTED
    if result.acceptance is not None and result.acceptance.unused and explained:
        yield Step("Drop what is accepted in vain:", (calls.again("--update-accepted"),))


def _read_up(result: DiffResult) -> Iterator[Step]:
    rules = list(dict.fromkeys(group.rule for group in groups_of(groups_in_order(result), Verdict.DOCUMENTED)))
    if rules:
        sentence = "See what breaks in code, and what to do:"
        named = rules if len(rules) <= MOST_RULES else [*rules[: MOST_RULES - 1], ""]
        yield Step(sentence, tuple(f"clever-upgrade changes {rule}".rstrip() for rule in named))
    elif result.worst is Verdict.EQUAL:
        yield Step("Nothing changes in these records. See what else changes:", ("clever-upgrade changes",))


def _has_values(finding: Finding) -> bool:
    return (finding.difference.from_value, finding.difference.to_value) != (MISSING, MISSING)


def _collections(findings: list[Finding]) -> list[str]:
    return list(dict.fromkeys(finding.collection for finding in findings))


def _of_district(result: DiffResult, finding: Finding) -> tuple[str, ...]:
    several = result.coverage.districts + len(result.failures) > 1
    return (finding.district,) if several else ()
