"""The sentences about the syncs of districts that the terminal and the Markdown report share."""

from collections.abc import Sequence

from clever_upgrade.compare.status_result import UNKNOWN, DistrictStatus, StatusResult
from clever_upgrade.contract.states import HEALTHY
from clever_upgrade.grammar import counted
from clever_upgrade.report.untrusted import printable

_UNKNOWN_MEANING = "a state that the contract does not know"
_UNKNOWN_ACTION = "keep the last good data, and ask Clever what it means"
NOBODY_KNOWS = "not known"
_NOTHING = "nothing"


def headline(result: StatusResult) -> str:
    """The answer in one or two sentences."""
    failed = len(result.failures)
    if not failed:
        return _states_in_words(result)
    total = counted(failed + len(result.districts), "district")
    unread = f"{failed:,} of {total} could not be read."
    return f"{unread} {_states_in_words(result)}" if result.districts else unread


def who_acts(status: DistrictStatus) -> str:
    """Who must act on the state of a sync."""
    return status.meaning.who_acts if status.meaning else NOBODY_KNOWS


def meaning_in_words(status: DistrictStatus) -> str:
    """What the state means."""
    return status.meaning.meaning if status.meaning else _UNKNOWN_MEANING


def action(status: DistrictStatus) -> str:
    """What an integration does about the state."""
    return status.meaning.action if status.meaning else _UNKNOWN_ACTION


def told(state: str) -> str:
    """A state as a version told it."""
    return printable(state) or _NOTHING


def day(status: DistrictStatus, name: str) -> str:
    """The day in the field ``name``; empty where there is none."""
    return printable((status.moment(name) or "")[:10])


def pause(status: DistrictStatus) -> str:
    """From when to when the sync is paused; empty where neither is told."""
    start, end = day(status, "pause_start"), day(status, "pause_end")
    if start and end:
        return f"{start} to {end}"
    return f"from {start}" if start else f"until {end}" if end else ""


def three_states(result: StatusResult, status: DistrictStatus) -> str:
    """What code that knows three states makes of the district today, and what it would after the move."""
    today, after = status.read_today, status.read_after
    says = f"{result.from_version} says {told(status.older.state)}, and code that knows three states"
    if status.right_today:
        return f"{says} reads it rightly, today and once it asks {result.to_version}."
    if status.right_after:
        moved = "it reads it rightly"
    elif after == today:
        moved = "it does the same"
    else:
        moved = f"it takes it for {after.taken_for} and {after.effect}"
    return f"{says} takes it for {today.taken_for} and {today.effect}; moved to {result.to_version} unchanged, {moved}."


def remarks(result: StatusResult, status: DistrictStatus) -> list[str]:
    """What is odd about one district, in sentences."""
    found = []
    if not status.is_consistent:
        found.append(
            f"{result.from_version} says {told(status.older.state)}, which does not go together with "
            f"{told(status.newer.state)} in {result.to_version}."
        )
    for version, side in ((result.from_version, status.older), (result.to_version, status.newer)):
        if side.malformed:
            found.append(f"{version} gives no proper value of {' and '.join(side.malformed)}.")
    if status.newer.has_error or status.older.has_error:
        found.append("The status holds a text about an error; look at it in Clever's dashboard.")
    return found


def by_state(result: StatusResult) -> list[tuple[str, list[DistrictStatus]]]:
    """The districts of each state that any is in, the gravest first."""
    ordered = result.in_order()
    return [
        (state, [each for each in ordered if each.state == state]) for state, number in result.counts.items() if number
    ]


def readings(result: StatusResult, districts: Sequence[DistrictStatus]) -> list[str]:
    """What code of three states makes of these districts, once for each state in which the older version has any."""
    return list(dict.fromkeys(three_states(result, each) for each in districts))


def _states_in_words(result: StatusResult) -> str:
    total = len(result.districts)
    counts = result.counts
    if total == 1:
        (status,) = result.districts
        return f"The other one is {_adjective(status.state)}." if result.failures else _one_in_words(status)
    if total in counts.values():
        return f"All {counted(total, 'district')} are {_adjective(next(iter(+counts)))}."
    others = [f"{number:,} {_adjective(state)}" for state, number in counts.items() if number and state != HEALTHY]
    return f"{counts[HEALTHY]:,} of {counted(total, 'district')} {_are(counts[HEALTHY])} running, {', '.join(others)}."


def _one_in_words(status: DistrictStatus) -> str:
    if status.state == HEALTHY:
        return "The sync of the district is running."
    return f"The sync {_verb(status)}: {meaning_in_words(status)}."


def _verb(status: DistrictStatus) -> str:
    if status.state == UNKNOWN:
        return f"is in the state {told(status.newer.state)}" if status.newer.state else "has no state"
    return f"is {_adjective(status.state)}"


def _adjective(state: str) -> str:
    return {"error": "in error", UNKNOWN: "in a state that the contract does not know"}.get(state, state)


def _are(number: int) -> str:
    return "is" if number == 1 else "are"
