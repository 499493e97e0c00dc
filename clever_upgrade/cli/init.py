"""``clever-upgrade init``: a first configuration, written from what the project holds."""

from pathlib import Path
from typing import Annotated

import typer

from clever_upgrade.cli import options
from clever_upgrade.errors import UsageError

EXAMPLES = """Examples: `clever-upgrade init` writes clever-upgrade.toml in the working folder;
`clever-upgrade init --output -` only shows it."""


def init(
    output: Annotated[
        str | None,
        typer.Option(metavar="FILE", show_default="clever-upgrade.toml", help="Where to write; - shows it only."),
    ] = None,
    quiet: options.Quiet = False,
) -> None:
    """Write a commented configuration from what the working folder holds; never over another one."""
    from clever_upgrade.check.begin import configuration, found_in
    from clever_upgrade.cli.output import STDOUT, require_writable, write_result
    from clever_upgrade.config import OWN_FILE
    from clever_upgrade.scan.request import ScanRequest
    from clever_upgrade.scan.run import scan

    here, file = Path.cwd(), output or OWN_FILE
    require_writable(file)
    if file != STDOUT:
        _refuse_to_overwrite(Path(file), here)
    text = configuration(found_in(scan(ScanRequest((".",), root=here)), _recordings(here)))
    write_result(text, file)
    if file != STDOUT and not quiet:
        typer.echo(f"Wrote {file}. Look through it, then run: clever-upgrade check", err=True)


def _refuse_to_overwrite(file: Path, here: Path) -> None:
    from clever_upgrade.config import nearest_file

    if file.exists() or file.is_symlink():
        raise UsageError(f"{file} is there already, and stays as it is", hint="Name another file with --output.")
    nearest = nearest_file(here)
    if nearest is not None and nearest.parent == here:
        raise UsageError(
            f"{nearest.name} configures the tool for this folder already, and stays as it is",
            hint="`clever-upgrade init --output -` shows what would be written.",
        )


def _recordings(here: Path) -> list[str]:
    """The folders that hold a recording, here or one further down, the nearest first."""
    from clever_upgrade.api.recording.files import CONTENTS

    found = (file.parent for pattern in ("*", "*/*") for file in sorted(here.glob(f"{pattern}/{CONTENTS}")))
    return [folder.relative_to(here).as_posix() for folder in found]
