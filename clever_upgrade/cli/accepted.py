"""The file of accepted differences: reads it, writes it, and holds a comparison against it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from clever_upgrade.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from clever_upgrade.compare.accepted import AcceptedFile
    from clever_upgrade.compare.request import DiffRequest
    from clever_upgrade.compare.result import DiffResult, Verdict


def compare_with_accepted(
    compare: "Callable[[DiffRequest], DiffResult]",
    request: "DiffRequest",
    file: str,
    *,
    update: "Verdict | None" = None,
    quiet: bool = False,
) -> "DiffResult":
    """The result of ``compare``, held against a file of accepted differences.

    With ``update`` the file comes to accept everything that was found, down to that verdict, before it is read.
    """
    from clever_upgrade.compare.accepted import limited

    known = read_accepted(file, may_be_missing=update is not None)
    # What the limit leaves out may be what nobody has accepted, so that it comes last.
    result = compare(replace(request, max_findings=None))
    if update is not None:
        known = _updated(known, known.updated(result, request, mildest=update), quiet=quiet)
    return limited(known.apply(result, request), request.max_findings)


def read_accepted(file: str, *, may_be_missing: bool = False) -> "AcceptedFile":
    """What a file accepts. UsageError for one that cannot be read, or is none."""
    from clever_upgrade.compare.accepted import AcceptedFile, parse

    try:
        data = Path(file).read_bytes()
    except FileNotFoundError:
        if may_be_missing:
            return AcceptedFile(file)
        raise UsageError(f"{file} does not exist", hint="Write it with --update-accepted, or name another.") from None
    except OSError as error:
        raise UsageError(f"{file} cannot be read: {error.strerror or type(error).__name__}") from None
    return parse(file, data)


def _updated(known: "AcceptedFile", text: str, *, quiet: bool) -> "AcceptedFile":
    from clever_upgrade.cli.output import write_result
    from clever_upgrade.compare.accepted import parse, written

    changes = text != written(known.accepted) or not Path(known.name).exists()
    if changes:
        write_result(text, known.name)
    if not quiet:
        told = "now accepts what was found" if changes else "accepts what was found already"
        typer.echo(f"{known.name} {told}.", err=True)
    return parse(known.name, text.encode())
