"""The entry point: gathers the commands and turns every failure into one clear block and an exit code.

Command modules import what they need inside their functions, so that ``--help`` answers at once.
"""

import atexit
import gc
import sys
from collections.abc import Iterator
from typing import Annotated, Any, NoReturn

import typer

from clever_upgrade import __version__
from clever_upgrade.cli import (
    changes,
    check,
    demo,
    diff,
    doctor,
    events,
    explain,
    init,
    probe,
    resync,
    sandbox,
    scan,
    settings,
    status,
)
from clever_upgrade.cli.help_page import show_help_alone
from clever_upgrade.cli.manners import Commands, give_manners
from clever_upgrade.cli.streams import empty, forget, open_streams
from clever_upgrade.errors import CleverUpgradeError, ExitCode, InterruptedRunError
from clever_upgrade.report.untrusted import printable

NAME = "clever-upgrade"
FIRST_STEPS = """A first look: `clever-upgrade demo`. Then `clever-upgrade scan` in the folder of your integration."""
EXIT_CODES = (
    "Exit codes: 0 clean or done, 1 findings, 2 wrong usage or configuration, 3 refused by a guard, "
    "4 the API could not be read, 5 the store could not be written, 70 a bug in the tool, 130 interrupted."
)

app = typer.Typer(
    name=NAME,
    cls=Commands,
    help="Carry an integration with Clever's roster API from v1.1 to v1.2.",
    epilog=f"{FIRST_STEPS}\n\n{EXIT_CODES}",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    pretty_exceptions_show_locals=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"clever-upgrade {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    context: typer.Context,
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version and exit.")
    ] = False,
) -> None:
    del version
    show_help_alone(context)


# In the order in which an engineer asks, so that the list of commands is a way to go.
app.command("demo", epilog=demo.EXAMPLES)(demo.demo)
app.command("changes", epilog=changes.EXAMPLES)(changes.changes)
app.command("scan", epilog=scan.EXAMPLES)(scan.scan)
app.command("explain", epilog=explain.EXAMPLES)(explain.explain)
app.command("diff", epilog=diff.EXAMPLES)(diff.diff)
app.command("status", epilog=status.EXAMPLES)(status.status)
app.command("doctor", epilog=doctor.EXAMPLES)(doctor.doctor)
app.add_typer(settings.app, name="config")
app.command("init", epilog=init.EXAMPLES)(init.init)
app.command("probe", epilog=probe.EXAMPLES)(probe.probe)
app.command("check", epilog=check.EXAMPLES)(check.check)
app.add_typer(resync.app, name="resync")
app.command("events", epilog=events.EXAMPLES)(events.events)
app.add_typer(sandbox.app, name="sandbox")
give_manners(app)


def run() -> NoReturn:
    """Run the tool as a process: never a traceback for an expected failure, never a secret in an unexpected one."""
    open_streams()
    # At its end Python looks through everything for what could be let go, and the process is about to let go of all.
    atexit.register(gc.freeze)
    try:
        code = app(prog_name=NAME, standalone_mode=False)
    except CleverUpgradeError as error:
        _fail(error)
    except (KeyboardInterrupt, typer.Abort):
        _fail(InterruptedRunError("interrupted"))
    except _WRONG_WORDS as error:
        from clever_upgrade.cli.wrong_words import in_own_words

        _fail(in_own_words(error))
    except OSError as error:
        from clever_upgrade.cli.wrong_places import as_usage_error

        empty(sys.stdout)
        told = as_usage_error(error)
        if told is None:
            _crash(error)
        _fail(told)
    except Exception as error:
        _crash(error)
    sys.exit(code if isinstance(code, int) else ExitCode.OK)


_WRONG_WORDS: Any = typer.BadParameter.__base__
"""What Typer raises for every command line that it cannot read; it gives the class no name of its own."""


def _fail(error: CleverUpgradeError) -> NoReturn:
    _say(printable(f"error: {error.message}"), error.hint and printable(f"hint: {error.hint}"))
    sys.exit(error.exit_code)


def _crash(error: Exception) -> NoReturn:
    import os

    from clever_upgrade.cli.crash import place_of, write_crash_report

    report = write_crash_report(error, sys.argv[1:], set(_names(typer.main.get_command(app))), os.environ)
    written = f" Add {report}: it says where, and holds no data." if report is not None else ""
    _say(
        f"bug: {type(error).__name__} in {place_of(error)}",
        f"hint: Please report it.{written} --traceback shows more, which may be personal data.",
    )
    sys.exit(ExitCode.BUG)


def _names(command: Any) -> Iterator[str]:
    """The names of all commands below one."""
    for name, inner in getattr(command, "commands", {}).items():
        yield name
        yield from _names(inner)


def _say(*lines: str) -> None:
    try:
        for line in filter(None, lines):
            print(line, file=sys.stderr)  # noqa: T201 - the last resort must not depend on anything
    except OSError:
        forget(sys.stderr)
