"""``clever-upgrade sandbox serve``: a local Clever that speaks both versions, for demos, tests and rehearsals."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.cli import completion
from clever_upgrade.cli.help_page import show_help_alone

if TYPE_CHECKING:
    from clever_upgrade.sandbox.district import District

EXAMPLES = """Examples: `clever-upgrade sandbox serve` serves a made-up district of 1,000 students;
`clever-upgrade sandbox serve --load district.json --port 9000` serves a recorded one;
`clever-upgrade sandbox serve --scenario paused --fault 429=0.1 --fault timeout=0.01` rehearses a bad day.
`clever-upgrade sandbox serve --districts 200 --students 50` serves two hundred small ones.
The token is DEMO_TOKEN."""

FAULT_HELP = (
    "Break this share of the requests that it can break (0 to 1); repeatable. Kinds: 429, 500, timeout, reset, "
    "truncated, html, slow, lost-page, repeated-page, unordered, empty, 401-midway, 404-midway."
)
SCENARIO_HELP = "A whole situation: healthy, paused, district-error, clever-error, rollover, unshared-school or drift."
USUAL_RATE_LIMIT = 1200
YEARS = range(1975, 2106)
"""A made-up district has up to five years behind it, and lives on while it is served."""

app = typer.Typer(
    help="Run a local Clever that serves both versions of the API.",
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"]},
)


app.callback()(show_help_alone)


@app.command("serve", epilog=EXAMPLES)
def serve(
    port: Annotated[
        int, typer.Option(min=0, max=65535, help="Listen here on the loopback; 0 takes a free port.")
    ] = 8712,
    students: Annotated[
        int | None, typer.Option(min=1, show_default="1000", help="Size of the made-up district.")
    ] = None,
    districts: Annotated[
        int, typer.Option(min=1, max=9999, help="Serve so many made-up districts, each with a token of its own.")
    ] = 1,
    seed: Annotated[int, typer.Option(help="The same seed makes the same district and the same faults.")] = 1,
    load: Annotated[Path | None, typer.Option(metavar="FILE", help="Serve the recorded district in this file.")] = None,
    scenario: Annotated[
        str | None, typer.Option(metavar="NAME", help=SCENARIO_HELP, autocompletion=completion.scenarios)
    ] = None,
    fault: Annotated[
        list[str] | None, typer.Option(metavar="KIND=RATE", help=FAULT_HELP, autocompletion=completion.faults)
    ] = None,
    legacy_limits: Annotated[
        bool, typer.Option("--legacy-limits", help="Accept a limit above 10,000, as the API did in 2014.")
    ] = False,
    now: Annotated[
        str | None,
        typer.Option(metavar="DATE", show_default="2017-03-20", help="What the district believes the date is."),
    ] = None,
    rate_limit: Annotated[
        int, typer.Option(min=0, help="Requests per token and minute; 0 for no limit.")
    ] = USUAL_RATE_LIMIT,
) -> None:
    """Serve districts through v1.1 and v1.2 until Ctrl-C."""
    from clever_upgrade.sandbox import faultspec, server
    from clever_upgrade.sandbox.app import Sandbox
    from clever_upgrade.sandbox.tokens import district_token

    faults = faultspec.parse_options(fault or ())
    served = [_district(load, students, seed + place, now, districts) for place in range(districts)]
    if scenario is not None:
        for district in served:
            _apply(district, scenario)
    sandbox = Sandbox(
        {district_token(place): district for place, district in enumerate(served, 1)},
        faults=faults,
        seed=seed,
        legacy_limits=legacy_limits,
        rate_limit=rate_limit or None,
    )
    conditions = _conditions(scenario, fault or (), rate_limit, legacy_limits=legacy_limits)
    server.serve(sandbox, port, ready=lambda base_url: _greet(served, base_url, conditions))
    typer.echo("The sandbox has stopped.", err=True)


def _district(load: Path | None, students: int | None, seed: int, now: str | None, districts: int) -> "District":
    from clever_upgrade.errors import UsageError
    from clever_upgrade.sandbox.district.clock import FIXED_BASE
    from clever_upgrade.sandbox.generate import generate_district
    from clever_upgrade.sandbox.load import load_district

    moment = FIXED_BASE if now is None else _moment(now)
    if load is None:
        return generate_district(1000 if students is None else students, seed, now=moment)
    if districts != 1:
        raise UsageError("--districts is the number of made-up districts, and --load serves a recorded one")
    if students is not None:
        raise UsageError("--students is the size of a made-up district, and --load serves a recorded one")
    return load_district(load, now=moment)


def _moment(text: str) -> datetime:
    from datetime import UTC

    from clever_upgrade.errors import UsageError

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f'--now "{text}" is no date', hint="Write it like 2017-03-20.") from None
    if moment.year not in YEARS:
        raise UsageError(
            f'--now "{text}" is none that ids can tell, for they count the seconds from 1970 to 2106',
            hint=f"Take one from {YEARS[0]} to {YEARS[-1]}.",
        )
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _apply(district: "District", scenario: str) -> None:
    from clever_upgrade.sandbox.scenarios import apply_scenario

    apply_scenario(district, scenario)


def _conditions(scenario: str | None, faults: Iterable[str], rate_limit: int, *, legacy_limits: bool) -> str:
    """What is not as usual, because an answer that looks wrong may have been asked for."""
    told = [
        f"scenario {scenario}" if scenario is not None else "",
        *(f"fault {fault}" for fault in faults),
        ""
        if rate_limit == USUAL_RATE_LIMIT
        else f"{rate_limit:,} requests a minute"
        if rate_limit
        else "no rate limit",
        "any page size" if legacy_limits else "",
    ]
    return ", ".join(filter(None, told))


def _greet(districts: "Sequence[District]", base_url: str, conditions: str) -> None:
    from clever_upgrade.sandbox.tokens import DEMO_TOKEN, district_token

    several = len(districts) > 1
    tokens = f"{DEMO_TOKEN} to {district_token(len(districts))}" if several else DEMO_TOKEN
    call = f"CLEVER_TOKEN={DEMO_TOKEN} clever-upgrade diff"
    if several:
        call = "CLEVER_CLIENT_SECRET=any clever-upgrade diff --client-id any"
    for line in (
        f"Serving {_named(districts)} at {base_url}",
        f"  {_counted(districts)}",
        *([f"  With {conditions}."] if conditions else []),
        f"The token{'s are' if several else ' is'} {tokens}. Stop with Ctrl-C. Now type, in another terminal:",
        f"  {call} --base-url {base_url}",
    ):
        typer.echo(line, err=True)


def _named(districts: "Sequence[District]") -> str:
    from clever_upgrade.contract import default_upgrade

    first = districts[0]
    if len(districts) > 1:
        return f"{len(districts):,} made-up districts ({first.id} and others)"
    name = first.record(default_upgrade().to_version.name, "districts", first.id).get("name")
    return f"{name or 'a district without a name'} ({first.id})"


def _counted(districts: "Sequence[District]") -> str:
    from clever_upgrade.contract import COLLECTIONS, default_upgrade

    version = default_upgrade().to_version.name
    return ", ".join(
        f"{collection.replace('_', ' ')} {sum(len(district.ids(version, collection)) for district in districts):,}"
        for collection in COLLECTIONS
        if collection != "districts"
    )
