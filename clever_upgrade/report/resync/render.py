"""Renders what a resync and its events did, and how they stand: for a terminal, or as JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TextIO

from clever_upgrade.report.manners import manners_of
from clever_upgrade.report.resync.calls import PLAIN, Calls
from clever_upgrade.report.resync.json import (
    aborted_as_json,
    events_as_json,
    heard_as_json,
    plans_as_json,
    resync_as_json,
    status_as_json,
    verification_as_json,
)
from clever_upgrade.report.untrusted import printable
from clever_upgrade.resync.result import DistrictView, EventsResult, ResyncResult, VerifyResult
from clever_upgrade.store.state import Run

_JSON = "json"


def write_resync(
    result: ResyncResult, report_format: str, stream: TextIO, environ: Mapping[str, str], calls: Calls = PLAIN
) -> None:
    """How a run ended, or why it stands; ``calls`` is how the user calls the tool on the same store and server."""
    if report_format == _JSON:
        stream.write(resync_as_json(_hinting(result, calls)))
        return
    from clever_upgrade.report.resync.terminal import resync_as_terminal

    stream.write(resync_as_terminal(result, manners_of(stream, environ), calls))


def write_plans(
    results: Sequence[ResyncResult],
    report_format: str,
    stream: TextIO,
    environ: Mapping[str, str],
    calls: Calls = PLAIN,
) -> None:
    """What runs change."""
    if report_format == _JSON:
        stream.write(plans_as_json([_hinting(result, calls) for result in results]))
        return
    from clever_upgrade.report.resync.terminal import plans_as_terminal

    stream.write(plans_as_terminal(results, manners_of(stream, environ), calls))


def write_status(
    views: Sequence[DistrictView], report_format: str, stream: TextIO, environ: Mapping[str, str], calls: Calls = PLAIN
) -> None:
    """Where every district stands."""
    if report_format == _JSON:
        stream.write(status_as_json(views))
        return
    from clever_upgrade.report.resync.status_terminal import status_as_terminal

    stream.write(status_as_terminal(views, manners_of(stream, environ), calls))


def write_verification(
    result: VerifyResult, report_format: str, stream: TextIO, environ: Mapping[str, str], calls: Calls = PLAIN
) -> None:
    """Where store and source differ."""
    if report_format == _JSON:
        stream.write(verification_as_json(result))
        return
    from clever_upgrade.report.resync.terminal import verification_as_terminal

    stream.write(verification_as_terminal(result, manners_of(stream, environ), calls))


def write_events(result: EventsResult, report_format: str, stream: TextIO, environ: Mapping[str, str]) -> None:
    """What events changed."""
    if report_format == _JSON:
        stream.write(events_as_json(result))
        return
    from clever_upgrade.report.resync.terminal import events_as_terminal

    stream.write(events_as_terminal(result, manners_of(stream, environ)))


def write_heard(news: EventsResult | str, report_format: str, stream: TextIO) -> None:
    """One line for each look at the feed that brought something, or could not be taken."""
    if report_format == _JSON:
        stream.write(heard_as_json(news))
    elif isinstance(news, str):
        stream.write(f"{printable(news)}; trying again later\n")
    elif news.events:
        from clever_upgrade.report.resync.terminal import applied_in_words

        stream.write(f"{printable(applied_in_words(news))}\n")
    stream.flush()


def render_aborted(run: Run, report_format: str) -> str:
    """That a run was given up."""
    if report_format == _JSON:
        return aborted_as_json(run)
    return f"Run {printable(run.run)} was given up. What it staged is dropped; the live tables are as they were.\n"


def _hinting(result: ResyncResult, calls: Calls) -> ResyncResult:
    """The result with a hint whose commands can be run as they are."""
    return replace(result, hint=result.hint and calls.of_run(result.source).completed(result.hint))
