"""``clever-upgrade diff``: the same records through both versions, field by field."""

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.errors import ExitCode, GuardRefusedError

if TYPE_CHECKING:
    from clever_upgrade.api.settings import ClientSettings
    from clever_upgrade.compare.request import DiffRequest
    from clever_upgrade.compare.result import DiffResult
    from clever_upgrade.report.progress import ProgressReport

EXAMPLES = """Examples: `clever-upgrade diff --sandbox` needs no server and no token;
`clever-upgrade diff students --sample 500` looks at a sample of your own district (token in CLEVER_TOKEN);
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


WHAT, WHERE, HOW = "What to compare", "Where to read", "How to report"


def diff(
    collections: Annotated[
        list[str] | None,
        typer.Argument(metavar="[COLLECTION]…", help="What to compare; all but events if none is named."),
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
    sandbox: Annotated[
        bool, typer.Option("--sandbox", help="Compare a throw-away local district.", rich_help_panel=WHERE)
    ] = False,
    base_url: Annotated[
        str | None,
        typer.Option(metavar="URL", help="The server, else CLEVER_API_URL, else Clever's.", rich_help_panel=WHERE),
    ] = None,
    token_file: Annotated[
        str | None,
        typer.Option(
            metavar="FILE", help="File with the token; - is standard input. Else CLEVER_TOKEN.", rich_help_panel=WHERE
        ),
    ] = None,
    page_size: Annotated[
        int | None,
        typer.Option(min=1, max=10000, show_default="1000", help="Records to ask for at once.", rich_help_panel=WHERE),
    ] = None,
    max_rate: Annotated[
        int | None,
        typer.Option(min=1, help="At most so many requests a minute.", rich_help_panel=WHERE),
    ] = None,
    timeout: Annotated[
        float | None,
        typer.Option(min=0.1, show_default="30", help="Seconds to wait for an answer.", rich_help_panel=WHERE),
    ] = None,
    config: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Configuration to use instead of the nearest one.", rich_help_panel=WHERE),
    ] = None,
    report_format: Annotated[
        DiffFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=HOW)
    ] = DiffFormat.TERMINAL,
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Write to this file; - is standard output.", rich_help_panel=HOW),
    ] = None,
    show_values: Annotated[
        bool,
        typer.Option("--show-values", help="Show personal values too; never secrets.", rich_help_panel=HOW),
    ] = False,
    fail_on: Annotated[
        FailOn, typer.Option(help="The mildest verdict that ends in exit code 1.", rich_help_panel=HOW)
    ] = FailOn.UNEXPECTED,
    max_findings: Annotated[
        int | None, typer.Option(min=0, help="Keep at most so many findings.", rich_help_panel=HOW)
    ] = None,
    quiet: Annotated[
        bool, typer.Option("--quiet", "-q", help="Only the result and errors.", rich_help_panel=HOW)
    ] = False,
) -> None:
    """Compare the same records through v1.1 and v1.2, field by field."""
    from clever_upgrade.cli.output import require_writable
    from clever_upgrade.cli.target import open_target
    from clever_upgrade.compare.request import DiffRequest, collections_to_compare
    from clever_upgrade.report.progress import progress_report

    try:
        chosen = collections_to_compare(
            collections or (), acknowledge_events=acknowledge_events, single_records=bool(ids)
        )
    except GuardRefusedError as refusal:
        _write_refusal(refusal, report_format, output)
        raise
    require_writable(output)
    request = DiffRequest(
        collections=chosen,
        ids=tuple(ids or ()),
        sample=sample,
        seed=seed,
        max_findings=max_findings,
        max_rereads=max_rereads,
    )
    flags = {"base_url": base_url, "page_size": page_size, "max_rate": max_rate, "timeout": timeout}
    target = open_target(sandbox=sandbox, token_file=token_file, flags=flags, config=config, quiet=quiet)
    with target as settings, progress_report(quiet=quiet) as progress:
        result = _compare(settings, request, progress)
    command = _command(sandbox=sandbox, base_url=base_url, token_file=token_file, config=config)
    _write(result, report_format, output, show_values=show_values, command=command)
    raise typer.Exit(_exit_code(result, fail_on))


def _compare(settings: "ClientSettings", request: "DiffRequest", progress: "ProgressReport") -> "DiffResult":
    import asyncio

    from clever_upgrade.api.client import Client
    from clever_upgrade.compare.listing import Dealings
    from clever_upgrade.compare.run import compare_district
    from clever_upgrade.contract import default_upgrade

    async def compare() -> "DiffResult":
        async with Client(settings, progress) as client:
            dealings = Dealings(client, default_upgrade(), progress, pause=lambda number: asyncio.sleep(0.1 * number))
            return await compare_district(dealings, request)

    return asyncio.run(compare())


def _write(
    result: "DiffResult", report_format: DiffFormat, output: str | None, *, show_values: bool, command: str
) -> None:
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.report.diff import write_diff

    with result_stream(output) as stream:
        write_diff(result, report_format.value, stream, show_values=show_values, environ=os.environ, command=command)


def _write_refusal(refusal: GuardRefusedError, report_format: DiffFormat, output: str | None) -> None:
    if report_format in (DiffFormat.JSON, DiffFormat.NDJSON):
        from clever_upgrade.cli.output import write_result
        from clever_upgrade.report.refusal import refusal_as_json

        write_result(refusal_as_json(refusal), output)


def _command(**where: str | bool | None) -> str:
    """How the user would call ``diff`` on the same records again."""
    import shlex

    words = ["clever-upgrade", "diff"]
    for name, value in where.items():
        if value:
            words += [f"--{name.replace('_', '-')}", *([] if value is True else [str(value)])]
    return shlex.join(words)


def _exit_code(result: "DiffResult", fail_on: FailOn) -> ExitCode:
    from clever_upgrade.compare.result import Verdict

    if not result.complete:
        return ExitCode.API
    if fail_on is not FailOn.NEVER and result.worst >= Verdict[fail_on.name]:
        return ExitCode.FINDINGS
    return ExitCode.OK
