"""``clever-upgrade events``: carries a district on by v1.2's events after its resync."""

from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from clever_upgrade.cli import options
from clever_upgrade.cli.output import STDOUT, refusals_written
from clever_upgrade.cli.resync import LEASE, Format, ResyncFormat
from clever_upgrade.errors import InterruptedRunError

if TYPE_CHECKING:
    from clever_upgrade.store.database import Database

EXAMPLES = """Examples: `clever-upgrade events --once` applies what has happened since the last time, for a cron job;
`clever-upgrade events --follow --interval 300` goes on until it is told to stop."""


@options.reads
def events(
    reading: options.Reading,
    once: Annotated[bool, typer.Option("--once", help="Apply what is there, and end; the default.")] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Look again and again, until Ctrl-C or SIGTERM.")] = False,
    interval: Annotated[float, typer.Option(min=1, metavar="SECONDS", help="The rest between two looks.")] = 60.0,
    store: options.Store = None,
    lease: options.Lease = LEASE,
    report_format: Format = ResyncFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Apply v1.2's events from where the store stands; refused before the resync."""
    import os

    from clever_upgrade.cli.output import require_writable, result_stream
    from clever_upgrade.cli.workplace import at_work, existing_store
    from clever_upgrade.contract.gate import later_events_path
    from clever_upgrade.errors import UsageError
    from clever_upgrade.report.resync.render import write_events, write_heard
    from clever_upgrade.resync.events import apply_events, follow_events

    if once and follow:
        raise UsageError("--once and --follow exclude each other", hint="Leave one of them out.")
    if follow and (reading.record, reading.replay) != (None, None):
        raise UsageError("a recording has an end, and --follow has none", hint="Use --once.")
    require_writable(output)
    with (
        refusals_written(report_format, output),
        existing_store(store, reading.config, reading.source.words()) as database,
    ):
        if database is None:
            later_events_path(cut_over=False)
            return
        if reading.client_id is not None:
            _events_everywhere(database, reading, lease, interval if follow else None, report_format, output)
        if not follow:
            result = at_work(database, reading, lease, apply_events)
            if not result.events and _is_silent(reading, report_format, output):
                return
            with result_stream(output) as stream:
                write_events(result, report_format.value, stream, os.environ)
            return
        with result_stream(output) as stream:
            try:
                at_work(
                    database,
                    reading,
                    lease,
                    lambda tools: follow_events(
                        tools, interval=interval, heard=lambda news: write_heard(news, report_format.value, stream)
                    ),
                )
            except InterruptedRunError:
                # To be told to stop is how this ends; what was applied is stored together with its cursor.
                typer.echo("Stopped; the cursor is stored.", err=True)


def _is_silent(reading: options.Reading, report_format: ResyncFormat, output: str | None) -> bool:
    """Whether nothing is said where nothing happened: cron mails every line, and a program waits for its JSON."""
    return reading.quiet and report_format is ResyncFormat.TERMINAL and output in (None, STDOUT)


def _events_everywhere(
    database: "Database",
    reading: options.Reading,
    lease: float,
    interval: float | None,
    report_format: ResyncFormat,
    output: str | None,
) -> NoReturn:
    import os

    from clever_upgrade.api.districts import Outcome, failures_of, results_of
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.cli.resync_districts import everywhere, exit_code_of
    from clever_upgrade.report.manners import manners_of
    from clever_upgrade.report.resync.districts import write_many_events
    from clever_upgrade.report.resync.render import write_heard
    from clever_upgrade.report.resync.terminal import applied_in_words
    from clever_upgrade.resync.events import apply_events
    from clever_upgrade.resync.result import EventsResult

    with result_stream(output) as stream, everywhere(database, reading, lease) as places:

        def heard(outcomes: list[Outcome[EventsResult]]) -> None:
            for failure in failures_of(outcomes):
                write_heard(f"{failure.district}: {failure.message}", report_format.value, stream)
            for result in results_of(outcomes):
                write_heard(result, report_format.value, stream)

        if interval is not None:
            try:
                places.follow(apply_events, interval, heard)
            except InterruptedRunError:
                typer.echo("Stopped; the cursors are stored.", err=True)
            raise typer.Exit
        outcomes = places.do(apply_events, applied_in_words)
        results, failures = results_of(outcomes), failures_of(outcomes)
        happened = failures or any(result.events for result in results)
        if happened or not _is_silent(reading, report_format, output):
            write_many_events(results, failures, report_format.value, stream, manners_of(stream, os.environ))
    raise typer.Exit(exit_code_of(outcomes))
