"""``clever-upgrade config show``: the settings that hold here, each with its origin."""

import os
from typing import Annotated

import typer

from clever_upgrade.cli import options
from clever_upgrade.cli.doctor import DoctorFormat
from clever_upgrade.cli.help_page import show_help_alone

EXAMPLES = """Examples: `clever-upgrade config show` says which flag, variable or file each setting comes from;
`clever-upgrade config show --config ci.toml --format json` shows what a job would run with."""

app = typer.Typer(
    help="Show the settings.",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.callback()(show_help_alone)


@app.command("show", epilog=EXAMPLES)
def show(
    config: options.Config = None,
    report_format: Annotated[
        DoctorFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=options.HOW)
    ] = DoctorFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Show the value of every setting, and the variable or file that says it; no password is shown."""
    from clever_upgrade.cli.command_settings import readers
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.config import load_settings
    from clever_upgrade.doctor.configuration import values_of
    from clever_upgrade.report.doctor.render import write_settings

    values = values_of(load_settings(environ=os.environ, config=config))
    values += tuple(value for read in readers(config).values() for value in read())
    with result_stream(output) as stream:
        write_settings(values, report_format.value, stream, os.environ)
