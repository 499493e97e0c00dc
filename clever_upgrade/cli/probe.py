"""``clever-upgrade probe``: the parsers of an application, tried on records as v1.1 gave them and as v1.2 may."""

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.cli import completion, options
from clever_upgrade.errors import ExitCode, UsageError

if TYPE_CHECKING:
    from clever_upgrade.check.probe.result import ProbeResult
    from clever_upgrade.check.probe.settings import Probe

EXAMPLES = """Examples: `clever-upgrade probe` tries every parser that the configuration names below [[probe]];
`clever-upgrade probe --collection students --examples 500` looks longer at those that read students;
`clever-upgrade probe --replay cassettes` tries the records of a recording as well."""

_WHAT = "What to try"


class ProbeFormat(StrEnum):
    """How the result is written."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"


def probe(
    collection: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only parsers of this collection; repeatable.",
            rich_help_panel=_WHAT,
            autocompletion=completion.collections,
        ),
    ] = None,
    sandbox: Annotated[
        bool,
        typer.Option("--sandbox", help="Start from a generated district, which is usual.", rich_help_panel=_WHAT),
    ] = False,
    replay: Annotated[
        str | None,
        typer.Option(metavar="DIR", help="Try the records of this recording as well.", rich_help_panel=_WHAT),
    ] = None,
    seed: Annotated[
        int, typer.Option(min=0, help="Chooses the district and the records at random.", rich_help_panel=_WHAT)
    ] = 1,
    examples: Annotated[
        int,
        typer.Option(min=0, max=10_000, metavar="N", help="How many records at random.", rich_help_panel=_WHAT),
    ] = 100,
    config: options.Config = None,
    report_format: Annotated[
        ProbeFormat, typer.Option("--format", help="How to write the result.", rich_help_panel=options.HOW)
    ] = ProbeFormat.TERMINAL,
    output: options.Output = None,
    quiet: options.Quiet = False,
) -> None:
    """Try your own parsers on every record that v1.2 may give."""
    from clever_upgrade.check.probe.settings import load_probes
    from clever_upgrade.cli.output import require_writable

    if sandbox and replay is not None:
        raise UsageError(
            "--replay adds a recording to the generated district, and --sandbox asks for that district alone",
            hint="Leave one of them out.",
        )
    require_writable(output)
    probes = _chosen(load_probes(config=config), collection or [])
    result = try_parsers(probes, replay, seed=seed, examples=examples, quiet=quiet)
    _write(result, report_format, output)
    raise typer.Exit(ExitCode.FINDINGS if result.failed else ExitCode.OK)


def try_parsers(
    probes: "tuple[Probe, ...]",
    recording: str | Path | None,
    *,
    seed: int = 1,
    examples: int,
    quiet: bool = False,
) -> "ProbeResult":
    """What became of the parsers, each of which is named on standard error before its turn."""
    from clever_upgrade.check.probe.run import ProbeRequest, run_probes
    from clever_upgrade.contract import default_upgrade

    request = ProbeRequest(
        default_upgrade(),
        dict(os.environ),
        recording=None if recording is None else Path(recording),
        seed=seed,
        examples=examples,
    )
    return run_probes(probes, request, (lambda _: None) if quiet else _announce)


def _chosen(probes: "tuple[Probe, ...]", collections: list[str]) -> "tuple[Probe, ...]":
    from clever_upgrade.check.probe.settings import COLLECTIONS
    from clever_upgrade.suggest import no_such

    if not probes:
        raise UsageError(
            "no parser is configured",
            hint="Name what reads Clever's records below [[probe]]; `clever-upgrade init` writes an example.",
        )
    for name in collections:
        if name not in COLLECTIONS:
            raise no_such("collection", name, COLLECTIONS)
    chosen = tuple(one for one in probes if not collections or one.collection in collections)
    if not chosen:
        known = ", ".join(dict.fromkeys(one.collection for one in probes))
        raise UsageError(
            f"no parser of {' or '.join(collections)} is configured", hint=f"The configured ones read {known}."
        )
    return chosen


def _announce(one: "Probe") -> None:
    from clever_upgrade.report.untrusted import printable

    sys.stderr.write(f"Trying {printable(one.name)} on {one.collection}\n")
    sys.stderr.flush()


def _write(result: "ProbeResult", report_format: ProbeFormat, output: str | None) -> None:
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.report.manners import manners_of
    from clever_upgrade.report.probe.render import probe_pieces

    with result_stream(output) as stream:
        stream.writelines(probe_pieces(result, report_format.value, manners_of(stream, os.environ)))
