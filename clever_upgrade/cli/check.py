"""``clever-upgrade check``: one gate for CI, over the code, the parsers and the data of an integration."""

import os
import sys
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.cli import options
from clever_upgrade.cli.scan import FailOn
from clever_upgrade.errors import UsageError

if TYPE_CHECKING:
    from clever_upgrade.check.result import CheckResult

EXAMPLES = """Examples: `clever-upgrade check` looks through the working folder, and at what the configuration names;
`clever-upgrade check --output sarif=clever.sarif --output junit=clever.xml` writes for machines as well;
`clever-upgrade init` writes a configuration to begin with."""


class CheckFormat(StrEnum):
    """How the result is written."""

    TERMINAL = "terminal"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    MARKDOWN = "markdown"
    HTML = "html"


def check(
    paths: Annotated[
        list[str] | None,
        typer.Argument(metavar="PATH", help="Code to scan; the configured paths if none is named."),
    ] = None,
    config: options.Config = None,
    report_format: Annotated[
        CheckFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=options.HOW)
    ] = CheckFormat.TERMINAL,
    output: Annotated[
        list[str] | None,
        typer.Option(
            metavar="[FORMAT=]FILE",
            help="Write to this file; repeatable, each with a format of its own.",
            rich_help_panel=options.HOW,
        ),
    ] = None,
    fail_on: Annotated[
        FailOn | None,
        typer.Option(
            show_default="warning",
            help="The mildest severity that ends in exit code 1.",
            rich_help_panel=options.HOW,
        ),
    ] = None,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="The same as --fail-on never.", rich_help_panel=options.HOW)
    ] = False,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Check whether code, parsers and data are ready for v1.2."""
    from clever_upgrade.check.run import run_check
    from clever_upgrade.check.settings import load_check_settings
    from clever_upgrade.check.verdict import exit_code
    from clever_upgrade.cli.check_parts import parts_of
    from clever_upgrade.cli.output import STDOUT, require_writable
    from clever_upgrade.scan.settings import load_scan_settings

    files = _files(output or [], report_format)
    for file in files:
        require_writable(file)
    settings, scan_settings = load_check_settings(config=config), load_scan_settings(config=config)
    threshold = "never" if exit_zero else fail_on.value if fail_on is not None else settings.fail_on
    reading = options.Reading(config=config, quiet=quiet, verbose=verbose)
    parts = parts_of(paths, settings, scan_settings, reading)
    result = run_check(parts, threshold, settings.place)
    _write(result, files)
    _tell_github(result, files.get(STDOUT), os.environ)
    raise typer.Exit(exit_code(result))


def _files(outputs: list[str], report_format: CheckFormat) -> dict[str, CheckFormat]:
    """Each file with its format, which stands before the equals sign or is that of ``--format``.

    Unless a file takes it, what ``--format`` names goes to standard output.
    """
    from clever_upgrade.cli.output import STDOUT

    files: dict[str, CheckFormat] = {}
    for output in outputs:
        name, found, rest = output.partition("=")
        known = name in set(CheckFormat)
        if found and not known and "/" not in name and "." not in name:
            from clever_upgrade.suggest import no_such

            raise no_such("format", name, list(CheckFormat))
        file, form = (rest, CheckFormat(name)) if found and known else (output, report_format)
        if not file:
            raise UsageError(
                f"--output {quote(output)} names no file", hint="Write it like --output sarif=clever.sarif."
            )
        if file in files:
            raise UsageError(f"--output {file} is named twice", hint="Give each format a file of its own.")
        files[file] = form
    return files if report_format in files.values() else {STDOUT: report_format, **files}


def _write(result: "CheckResult", files: Mapping[str, CheckFormat]) -> None:
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.report.check.render import check_pieces
    from clever_upgrade.report.manners import manners_of

    for file, form in files.items():
        with result_stream(file) as stream:
            stream.writelines(check_pieces(result, form.value, manners_of(stream, os.environ)))


def _tell_github(result: "CheckResult", on_stdout: CheckFormat | None, environ: Mapping[str, str]) -> None:
    """In a job of GitHub Actions, annotate the lines and add to the job's summary."""
    from clever_upgrade.report.check.render import check_pieces
    from clever_upgrade.report.manners import Manners

    if environ.get("GITHUB_ACTIONS") != "true":
        return
    plain = Manners(width=80, color=False, is_terminal=False)
    if on_stdout is not CheckFormat.GITHUB:
        # The result on standard output stays what it is; commands are heard on the other stream as well.
        sys.stderr.writelines(check_pieces(result, CheckFormat.GITHUB.value, plain))
    summary = environ.get("GITHUB_STEP_SUMMARY")
    if summary:
        try:
            with Path(summary).open("a", encoding="utf-8") as file:
                file.writelines(check_pieces(result, CheckFormat.MARKDOWN.value, plain))
        except OSError as error:
            raise UsageError(f"the job summary cannot be written: {error.strerror}") from None
