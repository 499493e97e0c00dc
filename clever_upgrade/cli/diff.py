"""``clever-upgrade diff``: the same records through both versions, field by field."""

import os
from dataclasses import replace
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.cli import completion, options
from clever_upgrade.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from clever_upgrade.api.settings import ClientSettings
    from clever_upgrade.compare.processes.pool import JudgePool
    from clever_upgrade.compare.request import DiffRequest
    from clever_upgrade.compare.result import DiffResult, Verdict
    from clever_upgrade.report.diff.calls import DiffCalls
    from clever_upgrade.report.progress import ProgressReport

EXAMPLES = """Examples: `clever-upgrade diff --sandbox` needs no server and no token;
`clever-upgrade diff students --sample 500` looks at a sample of your own district (token in CLEVER_TOKEN);
`clever-upgrade diff me` compares what `/me` tells a user (the user's token in CLEVER_TOKEN);
`clever-upgrade diff --format json --output diff.json --fail-on documented` is for a CI job."""


class DiffFormat(StrEnum):
    """How the result is written."""

    TERMINAL = "terminal"
    JSON = "json"
    NDJSON = "ndjson"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """The mildest verdict that makes the command end with exit code 1."""

    UNEXPECTED = "unexpected"
    DRIFTED = "drifted"
    DOCUMENTED = "documented"
    NEVER = "never"


WHAT = "What to compare"


@options.reads
def diff(
    reading: options.Reading,
    collections: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="COLLECTION",
            help="What to compare; all but events and me if none is named.",
            autocompletion=completion.collections,
        ),
    ] = None,
    ids: Annotated[
        list[str] | None, typer.Option("--id", metavar="ID", help="Compare this record only.", rich_help_panel=WHAT)
    ] = None,
    sample: Annotated[
        int | None,
        typer.Option(min=1, metavar="N", help="Compare N records of each collection.", rich_help_panel=WHAT),
    ] = None,
    seed: Annotated[int, typer.Option(help="Chooses the sample and the nested lists.", rich_help_panel=WHAT)] = 1,
    acknowledge_events: Annotated[
        bool,
        typer.Option(
            "--acknowledge-events",
            help="Allow a one-off look at v1.2's events before the resync; no cursor is stored.",
            rich_help_panel=WHAT,
        ),
    ] = False,
    max_rereads: Annotated[
        int,
        typer.Option(
            min=0,
            help="How many differing records of a listing are read again to rule out drift.",
            rich_help_panel=WHAT,
        ),
    ] = 2000,
    processes: Annotated[
        int,
        typer.Option(min=1, max=32, help="How many processes judge the records of a large district."),
    ] = 1,
    resume: Annotated[
        bool,
        typer.Option("--resume", help="Go on with a comparison of many districts that was cut off."),
    ] = False,
    report_format: Annotated[
        DiffFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=options.HOW)
    ] = DiffFormat.TERMINAL,
    output: options.Output = None,
    show_values: Annotated[
        bool,
        typer.Option(
            "--show-values", help="Show personal values, on a terminal; never secrets.", rich_help_panel=options.HOW
        ),
    ] = False,
    fail_on: Annotated[
        FailOn, typer.Option(help="The mildest verdict that ends in exit code 1.", rich_help_panel=options.HOW)
    ] = FailOn.UNEXPECTED,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="The same as --fail-on never.", rich_help_panel=options.HOW)
    ] = False,
    max_findings: Annotated[
        int | None, typer.Option(min=0, help="Keep at most so many findings.", rich_help_panel=options.HOW)
    ] = None,
    accept: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Do not fail by the differences in this file.", rich_help_panel=options.HOW),
    ] = None,
    update_accepted: Annotated[
        bool,
        typer.Option(
            "--update-accepted", help="Write what is found into that file first.", rich_help_panel=options.HOW
        ),
    ] = False,
) -> None:
    """Compare the same records through v1.1 and v1.2, field by field."""
    from clever_upgrade.cli.output import refusals_written, require_terminal, require_writable
    from clever_upgrade.compare.request import DiffRequest, collections_to_compare, ids_to_compare
    from clever_upgrade.report.diff.calls import DiffCalls

    with refusals_written(report_format, output):
        chosen = collections_to_compare(
            collections or (), acknowledge_events=acknowledge_events, single_records=bool(ids)
        )
    if show_values:
        require_terminal(output)
    require_writable(output)
    require_writable(accept if update_accepted else None)
    request = DiffRequest(
        collections=chosen,
        ids=ids_to_compare(ids or ()),
        sample=sample,
        seed=seed,
        max_findings=max_findings,
        max_rereads=max_rereads,
        districts=reading.districts,
    )
    _refuse_contradictions(reading, resume=resume, accept=accept, update_accepted=update_accepted)
    update = _mildest(fail_on) if update_accepted else None
    result = _held_against(accept, reading, request, resume=resume, update=update, processes=processes)
    calls = DiffCalls(reading.source, request, accept, processes)
    _write(result, report_format, output, show_values=show_values, calls=calls)
    raise typer.Exit(_exit_code(result, FailOn.NEVER if exit_zero else fail_on))


def _refuse_contradictions(
    reading: options.Reading, *, resume: bool, accept: str | None, update_accepted: bool
) -> None:
    if update_accepted and accept is None:
        raise UsageError("--update-accepted needs a file to write to", hint="Name it: --accept FILE.")
    if resume and reading.client_id is None:
        raise UsageError("--resume goes on with a comparison of many districts", hint="Add --client-id.")
    if resume and reading.record is not None:
        raise UsageError(
            "--resume reads only what is missing, and a recording must be whole", hint="Leave one of them out."
        )


def _held_against(
    accept: str | None,
    reading: options.Reading,
    request: "DiffRequest",
    *,
    resume: bool,
    update: "Verdict | None",
    processes: int,
) -> "DiffResult":
    """The result, with what the file named by ``--accept`` makes of it."""
    from clever_upgrade.cli.accepted import compare_with_accepted

    if accept is None:
        return compare(reading, request, resume=resume, processes=processes)
    return compare_with_accepted(
        lambda asked: compare(reading, asked, resume=resume, processes=processes),
        request,
        accept,
        update=update,
        quiet=reading.quiet,
    )


def _mildest(fail_on: FailOn) -> "Verdict":
    """The mildest verdict of a finding that is worth accepting: what drifted is equal by now, and fails seldom."""
    from clever_upgrade.compare.result import Verdict

    return Verdict.DRIFTED if fail_on in (FailOn.DRIFTED, FailOn.DOCUMENTED) else Verdict.UNEXPECTED


def compare(
    reading: options.Reading, request: "DiffRequest", *, resume: bool = False, processes: int = 1
) -> "DiffResult":
    """What ``reading`` names, compared: one district in so many processes, or every one of an application."""
    from clever_upgrade.cli.diff_districts import compare_districts
    from clever_upgrade.cli.diff_me import compare_users
    from clever_upgrade.cli.target import open_districts
    from clever_upgrade.compare.request import ME
    from clever_upgrade.report.progress import progress_report

    if ME in request.collections:
        return compare_users(reading, request)
    with open_districts(reading) as found:
        settings = found[0].settings if isinstance(found, tuple) else found
        request = replace(request, by_place=settings.tape is not None and settings.tape.maps_ids)
        if isinstance(found, tuple) and len(found) > 1:
            if processes > 1:
                raise UsageError(
                    "--processes is for one district",
                    hint="Pick it with --district, or have many read at a time with --at-once.",
                )
            return compare_districts(found, request, reading, resume=resume)
        with progress_report(quiet=reading.quiet) as progress:
            return _compare(settings, request, progress, processes)


def _compare(
    settings: "ClientSettings", request: "DiffRequest", progress: "ProgressReport", processes: int
) -> "DiffResult":
    import asyncio

    from clever_upgrade.api.client import Client
    from clever_upgrade.cli.target import pauses_of
    from clever_upgrade.compare.listing import Dealings
    from clever_upgrade.compare.run import compare_district
    from clever_upgrade.contract import default_upgrade

    upgrade = default_upgrade()

    async def compare(pool: "JudgePool | None") -> "DiffResult":
        async with Client(settings, progress) as client:
            dealings = Dealings(client, upgrade, progress, pauses_of(settings), pool)
            return await compare_district(dealings, request)

    if processes == 1:
        return asyncio.run(compare(None))
    from clever_upgrade.compare.processes.pool import judge_pool

    with judge_pool(upgrade, processes) as pool:
        return asyncio.run(compare(pool))


def _write(
    result: "DiffResult", report_format: DiffFormat, output: str | None, *, show_values: bool, calls: "DiffCalls"
) -> None:
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.report.diff.render import write_diff

    with result_stream(output) as stream:
        write_diff(result, report_format.value, stream, show_values=show_values, environ=os.environ, calls=calls)


def _exit_code(result: "DiffResult", fail_on: FailOn) -> ExitCode:
    from clever_upgrade.compare.result import Verdict

    if not result.complete:
        return ExitCode.API
    if fail_on is not FailOn.NEVER and result.worst_left >= Verdict[fail_on.name]:
        return ExitCode.FINDINGS
    return ExitCode.OK
