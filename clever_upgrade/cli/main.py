"""The entry point: gathers the commands and turns every failure into one clear block and an exit code.

Command modules import what they need inside their functions, so that ``--help`` answers at once.
"""

import io
import os
import sys
import traceback
from collections.abc import Callable
from functools import wraps
from typing import Annotated, ParamSpec

import typer

from clever_upgrade import __version__
from clever_upgrade.cli import changes, check, demo, diff, doctor, events, explain, init, resync, sandbox, scan, status
from clever_upgrade.errors import CleverUpgradeError, ExitCode, InterruptedRunError

P = ParamSpec("P")

EXIT_CODES = """Exit codes: 0 clean or done, 1 findings, 2 wrong usage or configuration, 3 refused by a guard,
4 the API could not be read, 5 the store could not be written, 70 a bug in the tool, 130 interrupted."""

app = typer.Typer(
    name="clever-upgrade",
    help="Carry an integration with Clever's roster API from v1.1 to v1.2.",
    epilog=EXIT_CODES,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clever-upgrade {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    del version


def _interruptible(command: Callable[P, None]) -> Callable[P, None]:
    """The command, with Ctrl-C as one more failure that has its sentence and its exit code."""

    @wraps(command)
    def run_command(*args: P.args, **kwargs: P.kwargs) -> None:
        try:
            command(*args, **kwargs)
        except KeyboardInterrupt:
            raise InterruptedRunError("interrupted") from None

    return run_command


app.command("check", epilog=check.EXAMPLES)(_interruptible(check.check))
app.command("demo", epilog=demo.EXAMPLES)(_interruptible(demo.demo))
app.command("changes", epilog=changes.EXAMPLES)(_interruptible(changes.changes))
app.command("diff", epilog=diff.EXAMPLES)(_interruptible(diff.diff))
app.command("doctor", epilog=doctor.EXAMPLES)(_interruptible(doctor.doctor))
app.command("explain", epilog=explain.EXAMPLES)(_interruptible(explain.explain))
app.command("init", epilog=init.EXAMPLES)(_interruptible(init.init))
app.command("scan", epilog=scan.EXAMPLES)(_interruptible(scan.scan))
app.command("status", epilog=status.EXAMPLES)(_interruptible(status.status))
app.command("events", epilog=events.EXAMPLES)(_interruptible(events.events))
app.add_typer(resync.app, name="resync")
app.add_typer(sandbox.app, name="sandbox")


def run() -> None:
    """Run the tool as a process: never a traceback for an expected failure, never a secret in an unexpected one."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a sign gets a question mark, and the report goes on.
            stream.reconfigure(errors="replace")
    try:
        app()
    except CleverUpgradeError as error:
        _say(f"error: {error.message}", error.hint and f"hint: {error.hint}")
        sys.exit(error.exit_code)
    except BrokenPipeError:
        # The reader of our output went away; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(ExitCode.OK)
    except Exception as error:
        if os.environ.get("CLEVER_UPGRADE_DEBUG"):
            traceback.print_exc()
        _say(
            f"bug: {type(error).__name__} in {_place(error)}",
            "hint: please report it; CLEVER_UPGRADE_DEBUG=1 shows the traceback, which may hold personal data",
        )
        sys.exit(ExitCode.BUG)


def _place(error: BaseException) -> str:
    """Where the error arose, without its message, which may quote a record."""
    frames = traceback.extract_tb(error.__traceback__)
    last = frames[-1]
    return f"{os.path.basename(last.filename)}:{last.lineno}"  # noqa: PTH119 - a name to print, not a path to open


def _say(*lines: str) -> None:
    for line in lines:
        if line:
            print(line, file=sys.stderr)  # noqa: T201 - the last resort must not depend on anything
