"""``clever-upgrade status``: how the sync of every district stands, through both versions."""

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.cli import completion, options
from clever_upgrade.errors import ExitCode, InterruptedRunError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from clever_upgrade.api.client import Client
    from clever_upgrade.api.districts import DistrictAccess, Outcome
    from clever_upgrade.api.settings import ClientSettings
    from clever_upgrade.compare.status_result import DistrictStatus, StatusResult

EXAMPLES = """Examples: `clever-upgrade status --sandbox` needs no server and no token;
`clever-upgrade status --client-id ID --fail-on-state error,pending` is for a monitor of every district;
`clever-upgrade status --format json` is for a program."""
_ONLY_READS = InterruptedRunError.default_hint


class StatusFormat(StrEnum):
    """How the result is written."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"


@options.reads
def status(
    reading: options.Reading,
    fail_on_state: Annotated[
        list[str] | None,
        typer.Option(
            "--fail-on-state",
            metavar="STATE",
            help="End with exit code 1 if a district is in this state: running, pending, error, paused or unknown; "
            "repeatable, or with commas.",
            autocompletion=completion.states,
            rich_help_panel=options.HOW,
        ),
    ] = None,
    report_format: Annotated[
        StatusFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=options.HOW)
    ] = StatusFormat.TERMINAL,
    output: options.Output = None,
) -> None:
    """Show how the sync of every district stands, what that means, and who must act."""
    from clever_upgrade.cli.output import require_writable, result_stream
    from clever_upgrade.report.status.render import write_status

    alarming = _states(fail_on_state or ())
    require_writable(output)
    result = read(reading)
    with result_stream(output) as stream:
        write_status(result, report_format.value, stream, environ=os.environ, source=reading.source)
    raise typer.Exit(_exit_code(result, alarming))


def read(reading: options.Reading) -> "StatusResult":
    """The status of what ``reading`` names: one district, or every one of an application."""
    from clever_upgrade.api.districts import failures_of, results_of
    from clever_upgrade.cli.interrupt import run_interruptibly
    from clever_upgrade.cli.target import open_districts
    from clever_upgrade.compare.status_result import StatusResult
    from clever_upgrade.contract import default_upgrade

    upgrade = default_upgrade()
    names = upgrade.from_version.name, upgrade.to_version.name
    with open_districts(reading) as found:
        if not isinstance(found, tuple):
            return StatusResult(*names, (run_interruptibly(_one(found, reading), hint=_ONLY_READS),))
        outcomes = run_interruptibly(_many(found, reading), hint=_ONLY_READS)
    return StatusResult(*names, tuple(results_of(outcomes)), tuple(failures_of(outcomes)))


async def _one(settings: "ClientSettings", reading: options.Reading) -> "DistrictStatus":
    from clever_upgrade.api.client import Client
    from clever_upgrade.compare.status import read_status
    from clever_upgrade.contract import default_upgrade

    async with Client(settings) as client:
        return await read_status(client, default_upgrade(), reading.districts)


async def _many(districts: "Sequence[DistrictAccess]", reading: options.Reading) -> "list[Outcome[DistrictStatus]]":
    from clever_upgrade.api.districts import for_each_district
    from clever_upgrade.compare.status import read_status
    from clever_upgrade.contract import default_upgrade
    from clever_upgrade.contract.states import HEALTHY
    from clever_upgrade.report.progress_districts import DistrictProgress

    progress = DistrictProgress(len(districts), reading.quiet)

    async def read_one(access: "DistrictAccess", client: "Client") -> "DistrictStatus":
        return await read_status(client, default_upgrade(), (access.district,))

    def ended(outcome: "Outcome[DistrictStatus]") -> None:
        if outcome.result is not None:
            progress.ended(outcome.district, outcome.result.state, notable=outcome.result.state != HEALTHY)
        elif outcome.failure is not None:
            progress.failed(outcome.failure)

    return await for_each_district(districts, read_one, at_once=reading.at_once, ended=ended)


def _states(words: "Sequence[str]") -> frozenset[str]:
    """The states that ``--fail-on-state`` names; UsageError for one that there is not."""
    from clever_upgrade.compare.status_result import STATES
    from clever_upgrade.suggest import no_such

    named = [state.strip() for word in words for state in word.split(",")]
    for state in named:
        if state not in STATES:
            raise no_such("state", state, STATES)
    return frozenset(named)


def _exit_code(result: "StatusResult", alarming: frozenset[str]) -> ExitCode:
    if not result.complete:
        return ExitCode.API
    if any(each.state in alarming for each in result.districts):
        return ExitCode.FINDINGS
    return ExitCode.OK
