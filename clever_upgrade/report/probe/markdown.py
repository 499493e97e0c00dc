"""What became of the parsers as Markdown, for the summary of a CI job or a comment on a pull request."""

import json
from collections.abc import Iterator

from clever_upgrade.check.probe.result import ProbeFailure, ProbeOutcome, ProbeResult
from clever_upgrade.contract import Upgrade
from clever_upgrade.report.markdown import block, code, plain, table
from clever_upgrade.report.probe.words import headline, in_one_line, message_of, rule_of, shown_record, what_happened
from clever_upgrade.report.untrusted import LONGEST_NAME, printable


def as_markdown(result: ProbeResult, upgrade: Upgrade) -> Iterator[str]:
    """The report, line by line."""
    for line in _lines(result, upgrade):
        yield f"{line}\n"


def _lines(result: ProbeResult, upgrade: Upgrade) -> Iterator[str]:
    yield from ("## clever-upgrade probe", "", f"**{plain(headline(result))}**", "")
    rows = (
        (_name(outcome), outcome.collection, plain(outcome.problem or in_one_line(outcome)))
        for outcome in result.outcomes
    )
    yield from table(("Parser", "Collection", "Outcome"), rows)
    for note in result.notes:
        yield from ("", plain(note))
    for outcome in result.outcomes:
        yield from _outcome(outcome, upgrade)


def _name(outcome: ProbeOutcome) -> str:
    return code(printable(outcome.parser, LONGEST_NAME))


def _outcome(outcome: ProbeOutcome, upgrade: Upgrade) -> Iterator[str]:
    if outcome.failures or outcome.problem or outcome.notes:
        yield from ("", f"### {_name(outcome)} ({outcome.collection})")
    if outcome.problem:
        yield from ("", plain(f"{outcome.problem}. {outcome.remedy}".rstrip()))
    for failure in outcome.failures:
        yield from _failure(outcome.collection, failure, upgrade)
    for note in outcome.notes:
        yield from ("", f"- {plain(note)}")


def _failure(collection: str, failure: ProbeFailure, upgrade: Upgrade) -> Iterator[str]:
    name = "" if failure.is_grave else " (note)"
    yield from ("", f"**{code(rule_of(failure))}**{name} {plain(what_happened(failure))}")
    if failure.message:
        yield from ("", f"It says: {plain(message_of(failure))}")
    record = json.dumps(shown_record(collection, failure, upgrade), ensure_ascii=False, indent=1)
    yield from ("", *block("\n".join(map(printable, record.split("\n"))), "json"), "", plain(failure.remedy))
