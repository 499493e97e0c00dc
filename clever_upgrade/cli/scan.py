"""``clever-upgrade scan``: the places in source code and manifests that the move to v1.2 touches."""

import os
import sys
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.cli import completion, options
from clever_upgrade.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from clever_upgrade.scan.request import ScanRequest
    from clever_upgrade.scan.result import ScanResult

EXAMPLES = """Examples: `clever-upgrade scan` looks through the working folder;
`clever-upgrade scan app lib --select endpoint-version,me-endpoint --diff` shows what `--fix` would change;
`clever-upgrade scan --format sarif --output clever.sarif --fail-on never` is for a code host."""


class ScanFormat(StrEnum):
    """How the result is written."""

    TERMINAL = "terminal"
    JSON = "json"
    SARIF = "sarif"
    GITHUB = "github"
    MARKDOWN = "markdown"


class FailOn(StrEnum):
    """The mildest severity that makes the command end with exit code 1."""

    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"
    NEVER = "never"


WHAT, FIX = "What to look at", "What to change"


def scan(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Files and folders; the working folder if none is named."),
    ] = None,
    select: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE[,…]",
            help="Look for these rules only.",
            rich_help_panel=WHAT,
            autocompletion=completion.rules,
        ),
    ] = None,
    ignore: Annotated[
        list[str] | None,
        typer.Option(
            metavar="RULE[,…]",
            help="Do not look for these rules.",
            rich_help_panel=WHAT,
            autocompletion=completion.rules,
        ),
    ] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option(metavar="GLOB", help="Leave out what matches, as in .gitignore.", rich_help_panel=WHAT),
    ] = None,
    include_vendored: Annotated[
        bool,
        typer.Option("--include-vendored", help="Look into vendor, node_modules and their like.", rich_help_panel=WHAT),
    ] = False,
    max_file_size: Annotated[
        str | None,
        typer.Option(metavar="SIZE", show_default="1 MB", help="Skip larger files.", rich_help_panel=WHAT),
    ] = None,
    baseline: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Leave out the findings that this file accepts.", rich_help_panel=WHAT),
    ] = None,
    update_baseline: Annotated[
        bool,
        typer.Option(
            "--update-baseline", help="Write today's findings into the baseline and accept them.", rich_help_panel=WHAT
        ),
    ] = False,
    config: Annotated[
        str | None,
        typer.Option(metavar="FILE", help="Configuration to use instead of the nearest one.", rich_help_panel=WHAT),
    ] = None,
    fix: Annotated[
        bool, typer.Option("--fix", help="Rewrite what is safe, after showing it.", rich_help_panel=FIX)
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Only show what --fix would rewrite.", rich_help_panel=FIX)
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Rewrite without asking.", rich_help_panel=FIX)] = False,
    resynced: Annotated[
        bool,
        typer.Option(
            "--resynced", help="The full resync is done: URLs of events may be rewritten too.", rich_help_panel=FIX
        ),
    ] = False,
    report_format: Annotated[
        ScanFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=options.HOW)
    ] = ScanFormat.TERMINAL,
    output: options.Output = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            show_default="note", help="The mildest severity that ends in exit code 1.", rich_help_panel=options.HOW
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="The same as --fail-on never.", rich_help_panel=options.HOW)
    ] = False,
    quiet: options.Quiet = False,
) -> None:
    """Find the code that v1.2 breaks, in source files and dependency manifests."""
    from clever_upgrade.cli.fixes import require_answer, show_fixes, write_fixes
    from clever_upgrade.cli.output import require_writable
    from clever_upgrade.report.command_line import command, options
    from clever_upgrade.scan.run import scan as run_scan

    _refuse_contradictions(report_format, diff=diff, fix=fix, update_baseline=update_baseline)
    if fix and not diff:
        require_answer(yes=yes)
    require_writable(output)
    flags: dict[str, object] = {
        "select": _listed(select),
        "ignore": _listed(ignore),
        "exclude": exclude,
        "include_vendored": include_vendored or None,
        "max_file_size": max_file_size,
        "baseline": baseline,
        "fail_on": FailOn.NEVER.value if exit_zero else fail_on and fail_on.value,
    }
    request = _request(paths or ["."], flags, config, resynced=resynced)
    if update_baseline:
        _accept(request, quiet=quiet)
    result = run_scan(request)
    if diff:
        counts = show_fixes(result, output, quiet=quiet) and request.settings.fail_on != FailOn.NEVER.value
        raise typer.Exit(ExitCode.FINDINGS if counts else ExitCode.OK)
    if fix and write_fixes(result, yes=yes, quiet=quiet):
        result = run_scan(request)
    chosen = options(
        {
            "select": select, "ignore": ignore, "exclude": exclude, "include_vendored": include_vendored,
            "max_file_size": max_file_size, "baseline": baseline, "config": config, "resynced": resynced,
        }
    )  # fmt: skip
    _write(result, report_format, output, command("scan", *(paths or ()), *chosen), quiet=quiet)
    raise typer.Exit(_exit_code(result, request.settings.fail_on))


def _listed(values: list[str] | None) -> list[str] | None:
    """The names in options that take lists with commas too."""
    return None if values is None else [name.strip() for value in values for name in value.split(",")]


def _refuse_contradictions(report_format: ScanFormat, *, diff: bool, fix: bool, update_baseline: bool) -> None:
    if update_baseline and (fix or diff):
        raise UsageError(
            "--update-baseline goes with neither --fix nor --diff", hint="Fix first, then accept the rest."
        )
    if diff and report_format is not ScanFormat.TERMINAL:
        raise UsageError(f"--diff writes a diff, not {report_format.value}", hint="Leave --format out.")


def _request(paths: list[str], flags: dict[str, object], config: str | None, *, resynced: bool) -> "ScanRequest":
    from pathlib import Path

    from clever_upgrade.scan.request import ScanRequest
    from clever_upgrade.scan.settings import load_scan_settings
    from clever_upgrade.scan.tree.root import project_root

    settings = load_scan_settings(flags, config=config)
    return ScanRequest(
        paths=tuple(paths), settings=settings, root=project_root(paths[0], Path.cwd()), resynced=resynced
    )


def _accept(request: "ScanRequest", *, quiet: bool) -> None:
    """Write what is found now into the baseline."""
    from dataclasses import replace

    from clever_upgrade.scan.run import scan as run_scan
    from clever_upgrade.scan.tree.accept import accept

    file = request.settings.baseline
    if file is None:
        raise UsageError("--update-baseline needs a file to write to", hint="Name it: --baseline FILE.")
    found = run_scan(replace(request, settings=replace(request.settings, baseline=None)))
    changed = accept(found, file, request.root)
    if not quiet:
        sys.stderr.write(f"{file} {'now accepts what was found' if changed else 'accepts what was found already'}.\n")


def _write(result: "ScanResult", report_format: ScanFormat, output: str | None, command: str, *, quiet: bool) -> None:
    from clever_upgrade.cli.output import STDOUT, result_stream
    from clever_upgrade.report.scan.render import write_scan
    from clever_upgrade.report.scan.words import in_one_line

    with result_stream(output) as stream:
        write_scan(result, report_format.value, stream, os.environ, command=command)
    if not quiet and (report_format is not ScanFormat.TERMINAL or output not in (None, STDOUT)):
        sys.stderr.write(f"{in_one_line(result)}\n")


def _exit_code(result: "ScanResult", fail_on: str) -> ExitCode:
    from clever_upgrade.scan.result import Severity

    worst = result.worst()
    if worst is None or fail_on == FailOn.NEVER.value or worst.weight < Severity(fail_on).weight:
        return ExitCode.OK
    return ExitCode.FINDINGS
