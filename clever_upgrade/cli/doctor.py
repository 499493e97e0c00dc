"""``clever-upgrade doctor``: whether everything that the tool needs is there, and what to do where it is not."""

import os
import sys
from contextlib import nullcontext
from enum import StrEnum
from typing import Annotated

import typer

from clever_upgrade.cli import options

EXAMPLES = """Examples: `clever-upgrade doctor` looks at everything and asks the server four questions at most;
`clever-upgrade doctor --offline` asks nobody; `clever-upgrade doctor --sandbox` proves the tool without a server.
Exit code: 0 nothing is wrong, 1 warnings only, 2 the installation or configuration, 4 the server, 5 the store; where
several things are wrong, the highest."""


class DoctorFormat(StrEnum):
    """How the result is written."""

    TERMINAL = "terminal"
    JSON = "json"


def doctor(
    offline: Annotated[bool, typer.Option("--offline", help="Ask no server.", rich_help_panel=options.WHERE)] = False,
    sandbox: options.Sandbox = False,
    base_url: options.BaseUrl = None,
    token_file: options.TokenFile = None,
    client_id: options.ClientId = None,
    district: options.District = None,
    store: options.Store = None,
    timeout: options.Timeout = None,
    config: options.Config = None,
    report_format: Annotated[
        DoctorFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=options.HOW)
    ] = DoctorFormat.TERMINAL,
    output: options.Output = None,
    quiet: options.Quiet = False,
    verbose: options.Verbose = 0,
) -> None:
    """Look at the installation, the configuration, the server and the store, and say what to do."""
    from clever_upgrade.cli.command_settings import readers
    from clever_upgrade.cli.journal import state_folder
    from clever_upgrade.cli.output import require_writable, result_stream
    from clever_upgrade.cli.target import check_reading, throw_away_sandbox
    from clever_upgrade.doctor.run import Patient, examine
    from clever_upgrade.report.doctor.render import write_examination

    check_reading(
        options.Reading(
            sandbox=sandbox, base_url=base_url, token_file=token_file, client_id=client_id, quiet=quiet, verbose=verbose
        )
    )
    require_writable(output)
    with throw_away_sandbox() if sandbox else nullcontext() as served:
        found = examine(
            Patient(
                flags={"base_url": base_url, "store": store, "timeout": timeout},
                environ=os.environ,
                stdin=sys.stdin,
                state_folder=state_folder(os.environ),
                known_variables=_known_variables(),
                config=config,
                token_file=token_file,
                client_id=client_id,
                districts=tuple(district or ()),
                offline=offline,
                sandbox=served,
                tables=readers(config),
            )
        )
    with result_stream(output) as stream:
        write_examination(found, report_format.value, stream, os.environ)
    raise typer.Exit(found.exit_code)


def _known_variables() -> frozenset[str]:
    """Every variable that the tool hears."""
    from clever_upgrade.api.token import CLIENT_SECRET_VARIABLE, TOKEN_VARIABLE
    from clever_upgrade.cli.journal import STATE_VARIABLE
    from clever_upgrade.cli.manners import DEBUG_VARIABLE
    from clever_upgrade.config import variables
    from clever_upgrade.resync.failpoints import VARIABLE

    own = (TOKEN_VARIABLE, CLIENT_SECRET_VARIABLE, STATE_VARIABLE, VARIABLE, DEBUG_VARIABLE)
    return frozenset((*variables().values(), *own))
