"""Renders what a resync or its events did in many districts: a line for each, and what failed."""

from collections.abc import Callable, Sequence
from typing import TextIO, TypeVar

from clever_upgrade.errors import DistrictFailure, ExitCode
from clever_upgrade.grammar import counted
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.resync.json import events_as_data, many_as_json, resync_as_data
from clever_upgrade.report.resync.steps import state_in_words
from clever_upgrade.report.resync.table_terminal import kinds_in_words
from clever_upgrade.report.resync.terminal import applied_in_words
from clever_upgrade.report.screen import Pen, drawn
from clever_upgrade.resync.result import EventsResult, ResyncResult
from clever_upgrade.store.state import RunState

T = TypeVar("T", ResyncResult, EventsResult)

MOST_DISTRICTS = 50
"""How many districts the terminal names, those first that wait for somebody."""

RESYNC, EVENTS = "clever-upgrade/district-resyncs/1", "clever-upgrade/district-events/1"


def write_resyncs(
    results: Sequence[ResyncResult],
    failures: Sequence[DistrictFailure],
    report_format: str,
    stream: TextIO,
    manners: Manners,
) -> None:
    """How the run of each district ended."""
    if report_format == "json":
        stream.write(many_as_json(RESYNC, map(resync_as_data, results), failures))
        return
    done = sum(result.state == RunState.DONE for result in results)
    total = counted(len(results) + len(failures), "district")
    headline = f"{done:,} of {total} {'is' if done == 1 else 'are'} done."
    stream.write(_as_terminal(headline, results, failures, run_in_words, manners))


def write_many_events(
    results: Sequence[EventsResult],
    failures: Sequence[DistrictFailure],
    report_format: str,
    stream: TextIO,
    manners: Manners,
) -> None:
    """What events changed in each district."""
    if report_format == "json":
        stream.write(many_as_json(EVENTS, map(events_as_data, results), failures))
        return
    applied = counted(sum(result.events for result in results), "event")
    headline = f"{applied} applied in {counted(len(results), 'district')}."
    stream.write(_as_terminal(headline, results, failures, applied_in_words, manners))


def run_in_words(result: ResyncResult) -> str:
    """One sentence about a run."""
    if result.reason is not None:
        return f"run {result.run} {state_in_words(result.state)} ({result.reason}): {result.problem}"
    plans = [each.plan for each in result.collections if each.plan is not None]
    what = kinds_in_words(plans) or "nothing changed"
    if result.state != RunState.DONE:
        held = f"; it will be held: {result.problem}" if result.would_hold else ""
        return f"run {result.run} is staged and verified, and the live tables are as they were: {what}{held}"
    replayed = f", {counted(result.applied, 'event')} replayed" if result.applied else ""
    return f"run {result.run} is done: {what}{replayed}"


def needs_somebody(result: object) -> bool:
    """Whether a run waits for a person."""
    return isinstance(result, ResyncResult) and result.reason is not None


def _as_terminal(
    headline: str,
    results: Sequence[T],
    failures: Sequence[DistrictFailure],
    words: Callable[[T], str],
    manners: Manners,
) -> str:
    def draw(pen: Pen) -> None:
        pen.line((headline, "bold"))
        first = sorted(results, key=lambda result: not needs_somebody(result))
        for result in first[:MOST_DISTRICTS]:
            style = "yellow" if needs_somebody(result) else ""
            pen.hanging((f"{result.district}: ", "bold"), (words(result), style), mark="-")
        if len(first) > MOST_DISTRICTS:
            pen.hanging((f"and {len(first) - MOST_DISTRICTS:,} more", ""), mark="-")
        _unfinished(pen, "Held back", "bold yellow", [each for each in failures if _is_held(each)])
        _unfinished(pen, "Failed", "bold red", [each for each in failures if not _is_held(each)])

    return drawn(manners, draw)


def _unfinished(pen: Pen, title: str, style: str, failures: Sequence[DistrictFailure]) -> None:
    if failures:
        pen.heading(title, style, counted(len(failures), "district"))
    for failure in failures[:MOST_DISTRICTS]:
        told = (f"{failure.district}  ", "bold"), (f"{failure.reason}: {failure.message}", "")
        pen.hanging(*told, mark="-")
    if len(failures) > MOST_DISTRICTS:
        pen.hanging((f"and {len(failures) - MOST_DISTRICTS:,} more", ""), mark="-")


def _is_held(failure: DistrictFailure) -> bool:
    """Whether a guard held the district back, such as one for a paused sync: nothing is broken then."""
    return failure.exit_code == ExitCode.REFUSED
