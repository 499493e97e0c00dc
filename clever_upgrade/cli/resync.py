"""``clever-upgrade resync``: the full resync that v1.2 requires, into a database, safe to kill at any moment."""

import os
from collections.abc import Awaitable, Callable, Mapping
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any, NoReturn, TextIO

import typer
from typer.core import TyperGroup

from clever_upgrade.cli import completion, options
from clever_upgrade.cli.output import refusals_written
from clever_upgrade.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from clever_upgrade.report.resync.calls import Calls
    from clever_upgrade.resync.desk import Desk
    from clever_upgrade.resync.request import ResyncRequest, Tools
    from clever_upgrade.resync.result import ResyncResult
    from clever_upgrade.store.state import Run

EXAMPLES = """Examples: `clever-upgrade resync --sandbox` rehearses with a throw-away district;
`clever-upgrade resync --store postgresql://app@db/roster --dry-run` stages everything and shows the plan;
`clever-upgrade resync` goes on with the run of your own district (token in CLEVER_TOKEN) wherever it was."""
APPROVE = """Example: `clever-upgrade resync approve 000005-2` after `clever-upgrade resync plan 000005-2` was read."""
CUTOVER = """Example: `clever-upgrade resync cutover 000005-2` in the night after a `resync run --postpone-cutover`."""
ABORT = """Example: `clever-upgrade resync abort 000005-2`; the next `resync run` then reads everything anew."""
STATUS = """Examples: `clever-upgrade resync status --store postgresql://app@db/roster` shows it to people,
`clever-upgrade resync status --format json` to a monitor, with the age of the cursor in seconds."""
PLAN = """Example: `clever-upgrade resync plan` names some records of each kind, such as those to be archived."""
VERIFY = (
    """Example: `clever-upgrade resync verify --format json --output differences.json` names up to 1,000 records."""
)
GUARDS = "When to hold back"
RUN = typer.Argument(
    metavar="RUN",
    help="The run, as `resync status` names it.",
    show_default=False,
    autocompletion=completion.runs,
)


class ResyncFormat(StrEnum):
    """How the result is written."""

    TERMINAL = "terminal"
    JSON = "json"


Format = Annotated[ResyncFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=options.HOW)]
LEASE = 90.0


class _RunsByDefault(TyperGroup):
    """A bare ``resync``, with or without options, is ``resync run``."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put the word in that the user left out."""
        if not args or (args[0].startswith("-") and args[0] not in ctx.help_option_names):
            args = ["run", *args]
        return super().parse_args(ctx, args)


app = typer.Typer(
    cls=_RunsByDefault,
    help="Run the full resync that v1.2 requires, into a database.",
    epilog=EXAMPLES,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.command("run", epilog=EXAMPLES)
@options.reads
def run(
    reading: options.Reading,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Stage and verify everything, show the plan, and stop.")
    ] = False,
    store_secrets: Annotated[
        bool, typer.Option("--store-secrets", help="Store passwords and tokens too, where they are served.")
    ] = False,
    rewrite: Annotated[
        bool, typer.Option("--rewrite", help="Write every row again, even where nothing changed.")
    ] = False,
    v11_cursor: Annotated[
        str | None,
        typer.Option("--v11-cursor", metavar="ID", help="The last event that your own v1.1 sync has applied."),
    ] = None,
    allow_paused: Annotated[
        bool, typer.Option("--allow-paused", help="Go on though the district is paused.", rich_help_panel=GUARDS)
    ] = False,
    allow_unhealthy: Annotated[
        bool,
        typer.Option("--allow-unhealthy", help="Go on though its sync is pending or in error.", rich_help_panel=GUARDS),
    ] = False,
    max_archived: Annotated[
        float,
        typer.Option(min=0, max=100, help="Per cent of a collection archived unasked.", rich_help_panel=GUARDS),
    ] = 10.0,
    postpone_cutover: Annotated[
        bool,
        typer.Option(
            "--postpone-cutover", help="Hold before the cut-over, for `resync cutover`.", rich_help_panel=GUARDS
        ),
    ] = False,
    store: options.Store = None,
    lease: options.Lease = LEASE,
    report_format: Format = ResyncFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Read everything through v1.2, cut over in one transaction, and replay what happened meanwhile."""
    from clever_upgrade.cli.output import require_writable
    from clever_upgrade.cli.workplace import at_work, named_store
    from clever_upgrade.resync.request import ResyncRequest
    from clever_upgrade.resync.run import resync_district

    require_writable(output)
    request = ResyncRequest(
        dry_run=dry_run,
        allow_paused=allow_paused,
        allow_unhealthy=allow_unhealthy,
        max_archived=max_archived,
        postpone_cutover=postpone_cutover,
        store_secrets=store_secrets,
        rewrite=rewrite,
        v11_cursor=v11_cursor,
    )
    if reading.client_id is not None:
        _run_everywhere(reading, request, store, lease, report_format, output)
    with (
        refusals_written(report_format, output),
        named_store(store, reading.config, reading.source.words()) as database,
    ):
        result = at_work(database, reading, lease, lambda tools: resync_district(tools, request))
    _end(result, reading, store, report_format, output)


@app.command("approve", epilog=APPROVE)
@options.reads
def approve(
    reading: options.Reading,
    run: Annotated[str, RUN],
    store: options.Store = None,
    lease: options.Lease = LEASE,
    report_format: Format = ResyncFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Allow a held run to archive what it plans, and go on with it."""
    from clever_upgrade.resync import views

    _decided(views.approve, run, reading, store, lease, report_format, output)


@app.command("cutover", epilog=CUTOVER)
@options.reads
def cutover(
    reading: options.Reading,
    run: Annotated[str, RUN],
    store: options.Store = None,
    lease: options.Lease = LEASE,
    report_format: Format = ResyncFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Carry out a cut-over that was postponed."""
    from clever_upgrade.resync import views

    _decided(views.allow_cutover, run, reading, store, lease, report_format, output)


@app.command("abort", epilog=ABORT)
def abort(
    run: Annotated[str, RUN],
    store: options.Store = None,
    config: options.Config = None,
    report_format: Format = ResyncFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Give a run up and drop what it staged; the live tables stay as they are."""
    from clever_upgrade.cli.output import require_writable, write_result
    from clever_upgrade.cli.workplace import at_desk, known_store
    from clever_upgrade.report.resync.render import render_aborted
    from clever_upgrade.resync import views

    require_writable(output)
    with refusals_written(report_format, output), known_store(store, config) as database:
        given_up = at_desk(database, lambda desk: views.abort(desk, run))
    write_result(render_aborted(given_up, report_format.value), output)


@app.command("status", epilog=STATUS)
def status(
    store: options.Store = None,
    config: options.Config = None,
    district: Annotated[
        str | None,
        typer.Option(
            metavar="ID", help="Only this district.", rich_help_panel=options.HOW, autocompletion=completion.districts
        ),
    ] = None,
    report_format: Format = ResyncFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Show where each district of the store stands; asks nothing of the server."""
    from clever_upgrade.cli.workplace import existing_store
    from clever_upgrade.report.resync.calls import calls
    from clever_upgrade.report.resync.render import write_status
    from clever_upgrade.resync.views import look

    with existing_store(store, config) as database:
        views = look(database) if database is not None else ()
    chosen = tuple(view for view in views if district in (None, view.district.district))
    again = calls(store=store, config=config)
    if views and not chosen:
        raise UsageError(
            f"the store knows no district {district!a}",
            hint=f"`{again.on_store('resync', 'status')}` alone shows every one.",
        )
    _write(lambda stream, environ: write_status(chosen, report_format.value, stream, environ, again), output)


@app.command("plan", epilog=PLAN)
def plan(
    run: Annotated[
        str | None,
        typer.Argument(
            metavar="RUN",
            help="The run; the newest of each district if none is named.",
            autocompletion=completion.runs,
        ),
    ] = None,
    store: options.Store = None,
    config: options.Config = None,
    report_format: Format = ResyncFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Show what a run would change, or has changed; asks nothing of the server."""
    from clever_upgrade.cli.workplace import known_store
    from clever_upgrade.report.resync.calls import calls
    from clever_upgrade.report.resync.render import write_plans
    from clever_upgrade.resync.views import plans

    with known_store(store, config) as database:
        found = plans(database, run)
    again = calls(store=store, config=config)
    _write(lambda stream, environ: write_plans(found, report_format.value, stream, environ, again), output)


@app.command("verify", epilog=VERIFY)
@options.reads
def verify(
    reading: options.Reading,
    store: options.Store = None,
    report_format: Format = ResyncFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Read the source again and hold it against the store, field by field; exit code 1 where they differ."""
    from clever_upgrade.cli.output import require_writable
    from clever_upgrade.cli.workplace import at_work, known_store
    from clever_upgrade.report.resync.render import write_verification
    from clever_upgrade.resync.compare import compare_store

    require_writable(output)
    with (
        refusals_written(report_format, output),
        known_store(store, reading.config, reading.source.words()) as database,
    ):
        result = at_work(database, reading, LEASE, compare_store)
    again = _again(reading, store)
    _write(lambda stream, environ: write_verification(result, report_format.value, stream, environ, again), output)
    raise typer.Exit(ExitCode.FINDINGS if result.mismatches else ExitCode.OK)


def _decided(
    decide: "Callable[[Desk, str], Awaitable[Run]]",
    run: str,
    reading: options.Reading,
    store: str | None,
    lease: float,
    report_format: ResyncFormat,
    output: str | None,
) -> None:
    """Store what the user decided about a run, once it is sure that it can be carried out, and go on with it."""
    from clever_upgrade.cli.output import require_writable
    from clever_upgrade.cli.workplace import at_work, known_store
    from clever_upgrade.resync.request import ResyncRequest
    from clever_upgrade.resync.run import resync_district

    async def decide_and_go_on(tools: "Tools") -> "ResyncResult":
        await decide(tools.desk, run)
        return await resync_district(tools, ResyncRequest(), only_run=run)

    require_writable(output)
    with (
        refusals_written(report_format, output),
        known_store(store, reading.config, reading.source.words()) as database,
    ):
        result = at_work(database, reading, lease, decide_and_go_on)
    _end(result, reading, store, report_format, output)


def _end(
    result: "ResyncResult", reading: options.Reading, store: str | None, report_format: ResyncFormat, output: str | None
) -> NoReturn:
    from clever_upgrade.report.resync.render import write_resync

    again = _again(reading, store)
    _write(lambda stream, environ: write_resync(result, report_format.value, stream, environ, again), output)
    raise typer.Exit(ExitCode.OK if result.reason is None else ExitCode.REFUSED)


def _run_everywhere(
    reading: options.Reading,
    request: "ResyncRequest",
    store: str | None,
    lease: float,
    report_format: ResyncFormat,
    output: str | None,
) -> NoReturn:
    from clever_upgrade.api.districts import failures_of, results_of
    from clever_upgrade.cli.resync_districts import everywhere, exit_code_of
    from clever_upgrade.cli.workplace import named_store
    from clever_upgrade.report.manners import manners_of
    from clever_upgrade.report.resync.districts import run_in_words, write_resyncs
    from clever_upgrade.resync.run import resync_district

    if request.v11_cursor is not None:
        raise UsageError("--v11-cursor is the cursor of one district", hint="Run that district alone, with its token.")
    with (
        named_store(store, reading.config, reading.source.words()) as database,
        everywhere(database, reading, lease) as places,
    ):
        outcomes = places.do(lambda tools: resync_district(tools, request), run_in_words)
    results, failures = results_of(outcomes), failures_of(outcomes)
    _write(
        lambda stream, environ: write_resyncs(
            results, failures, report_format.value, stream, manners_of(stream, environ)
        ),
        output,
    )
    held = any(result.reason is not None for result in results)
    raise typer.Exit(exit_code_of(outcomes, held=held))


def _again(reading: options.Reading, store: str | None) -> "Calls":
    """How the user would call the tool on the same store and server again."""
    from clever_upgrade.report.resync.calls import calls

    return calls(store=store, config=reading.config, source=reading.source.words())


def _write(write: Callable[[TextIO, Mapping[str, str]], None], output: str | None) -> None:
    from clever_upgrade.cli.output import result_stream

    with result_stream(output) as stream:
        write(stream, os.environ)
