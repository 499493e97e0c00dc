"""``clever-upgrade changes``: what changes from one version to the next, all at a glance or one in full."""

import os
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from clever_upgrade.cli import completion

if TYPE_CHECKING:
    from clever_upgrade.report.changes import Catalogue

EXAMPLES = """Examples: `clever-upgrade changes` lists every change with the dates;
`clever-upgrade changes schools-array` tells one in full;
`clever-upgrade changes --format json --output changes.json` writes all of them for a program."""


class ChangesFormat(StrEnum):
    """How the catalogue is written."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"


def changes(
    name: Annotated[
        str | None,
        typer.Argument(
            metavar="NAME",
            help="Show this change in full instead of the overview.",
            autocompletion=completion.changes,
        ),
    ] = None,
    report_format: Annotated[
        ChangesFormat, typer.Option("--format", help="How to write the result.")
    ] = ChangesFormat.TERMINAL,
    output: Annotated[
        str | None, typer.Option("--output", metavar="FILE", help="Write to this file; - is standard output.")
    ] = None,
) -> None:
    """Show what changes from v1.1 to v1.2, what it breaks and what to do."""
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.report.changes import write_catalogue

    catalogue = _catalogue(name)
    with result_stream(output) as stream:
        write_catalogue(catalogue, report_format.value, stream, os.environ)


def _catalogue(name: str | None) -> "Catalogue":
    from clever_upgrade.contract.changes import changes_of, milestones_of
    from clever_upgrade.contract.versions import default_upgrade
    from clever_upgrade.report.changes import Catalogue
    from clever_upgrade.suggest import no_such

    upgrade = default_upgrade()
    listed = changes_of(upgrade)
    if name is not None:
        listed = tuple(change for change in listed if change.name == name)
        if not listed:
            raise no_such("change", name, [change.name for change in changes_of(upgrade)])
    return Catalogue(
        from_version=upgrade.from_version.name,
        to_version=upgrade.to_version.name,
        changes=listed,
        milestones=milestones_of(upgrade),
        in_full=name is not None,
    )
