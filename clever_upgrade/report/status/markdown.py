"""How the syncs of districts stand as Markdown, to be pasted into a ticket."""

from collections.abc import Iterator

from clever_upgrade.compare.status_result import DistrictStatus, StatusResult
from clever_upgrade.grammar import counted
from clever_upgrade.report.markdown import code, plain, table
from clever_upgrade.report.status.words import (
    action,
    by_state,
    day,
    headline,
    meaning_in_words,
    pause,
    readings,
    remarks,
    told,
    who_acts,
)

MOST_DISTRICTS = 100
"""More rows of one state nobody reads in a ticket."""


def status_as_markdown(result: StatusResult) -> Iterator[str]:
    """The report, line by line."""
    for line in _lines(result):
        yield f"{line}\n"


def _lines(result: StatusResult) -> Iterator[str]:
    yield from (
        f"## clever-upgrade status: {result.from_version} and {result.to_version}",
        "",
        f"**{plain(headline(result))}**",
    )
    if result.failures:
        yield from ("", "### Not read", "")
        rows = ((code(each.district), code(each.reason), plain(each.message)) for each in result.failures)
        yield from table(("District", "Reason", "What happened"), rows)
    for state, districts in by_state(result):
        yield from _state(result, state, districts)


def _state(result: StatusResult, state: str, districts: list[DistrictStatus]) -> Iterator[str]:
    first = districts[0]
    yield from ("", f"### {state}", "")
    yield f"{meaning_in_words(first).capitalize()}. Who acts: {who_acts(first)}. What to do: {action(first)}."
    for sentence in readings(result, districts):
        yield from ("", plain(sentence))
    yield ""
    head = ("District", "Name", result.from_version, result.to_version, "Last sync", "Pause", "Launch", "Remarks")
    yield from table(head, (_row(result, each) for each in districts[:MOST_DISTRICTS]))
    more = len(districts) - MOST_DISTRICTS
    if more > 0:
        yield from ("", f"{counted(more, 'more district')}; `--format json` lists them all.")


def _row(result: StatusResult, status: DistrictStatus) -> tuple[str, ...]:
    return (
        code(status.district),
        plain(status.name),
        code(told(status.older.state)),
        code(told(status.newer.state)),
        day(status, "last_sync"),
        pause(status),
        day(status, "launch_date"),
        plain(" ".join(remarks(result, status))),
    )
