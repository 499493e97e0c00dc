"""The sentences that the reports of a probe share."""

from clever_upgrade.check.probe.forms import Forms
from clever_upgrade.check.probe.members import member_at, with_member
from clever_upgrade.check.probe.result import ProbeFailure, ProbeOutcome, ProbeResult, Trouble
from clever_upgrade.contract import Upgrade
from clever_upgrade.grammar import counted
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.untrusted import LONGEST_VALUE, printable

TROUBLES = {
    Trouble.RAISES: "refuses a record of v1.2",
    Trouble.HANGS: "gives no answer to a record of v1.2",
    Trouble.DROPS: "takes a record of v1.2 and brings nothing for it",
    Trouble.CHANGES: "makes something else of a record of v1.2",
    Trouble.REFUSES_EARLIER: "refuses a record of v1.1 already",
}


def headline(result: ProbeResult) -> str:
    """The answer in one sentence."""
    failed = [outcome for outcome in result.outcomes if outcome.failed]
    parsers = counted(len(result.outcomes), "parser")
    if failed:
        return f"Not ready: {len(failed):,} of {parsers} failed or could not be tried."
    return f"Ready: {parsers} took every record that v1.2 may give."


def in_one_line(outcome: ProbeOutcome) -> str:
    """What became of one parser."""
    if outcome.problem:
        return "could not be tried"
    grave = sum(failure.is_grave for failure in outcome.failures)
    rest = len(outcome.failures) - grave
    told = counted(grave, "failure") if grave else "takes them all"
    notes = [counted(rest, "note")] if rest else []
    return ", ".join((counted(outcome.tried, "record"), told, *notes))


def what_happened(failure: ProbeFailure) -> str:
    """What the parser does, and at which record."""
    return f"{TROUBLES[failure.trouble]}: {printable(failure.variation)}"


def rule_of(failure: ProbeFailure) -> str:
    """The change of the contract behind a failure; its sort where there is none."""
    return failure.rule or failure.trouble.value


def shown_record(collection: str, failure: ProbeFailure, upgrade: Upgrade) -> dict[str, object]:
    """The record of a failure. Of one that was recorded, no value is shown that says something about a person."""
    if not failure.recorded:
        return failure.record
    redactor, forms = Redactor(upgrade), Forms(collection, upgrade)
    shown: dict[str, object] = failure.record
    for path in _leaves(failure.record):
        facts = forms.facts_at(path, shown)
        if facts is None or facts.personal:
            shown = with_member(shown, path, redactor.shown(collection, path, member_at(shown, path)))
    return shown


def message_of(failure: ProbeFailure) -> str:
    """What the parser said, fit for a screen."""
    return printable(failure.message, 2 * LONGEST_VALUE)


def _leaves(record: dict[str, object], prefix: str = "") -> list[str]:
    """The path of every value that is no object."""
    found = []
    for name, value in record.items():
        found += _leaves(value, f"{prefix}{name}.") if isinstance(value, dict) and value else [f"{prefix}{name}"]
    return found
