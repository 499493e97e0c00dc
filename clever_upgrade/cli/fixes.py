"""The part of ``scan`` that rewrites files: shows what would change, asks, writes, and says what it did."""

import os
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from clever_upgrade.errors import UsageError
from clever_upgrade.grammar import counted

if TYPE_CHECKING:
    from clever_upgrade.scan.result import ScanResult
    from clever_upgrade.scan.tree.fixed_files import Fixes


def require_answer(*, yes: bool) -> None:
    """Refuse to go on where nobody can be asked and the answer was not given, before anything is read."""
    if not (yes or sys.stdin.isatty()):
        raise UsageError(
            "--fix asks before it writes, and there is no terminal to ask on",
            hint="Give --yes to write without being asked, or --diff to see what would be written.",
        )


def show_fixes(result: "ScanResult", output: str | None, *, quiet: bool) -> bool:
    """Write the diff of all fixes as the result of the command. Whether there is anything to fix."""
    from clever_upgrade.cli.output import result_stream
    from clever_upgrade.report.scan.fixes import not_fixed_in_words, planned_in_words, write_diff
    from clever_upgrade.scan.tree.fixed_files import planned_fixes

    plan = planned_fixes(result.findings)
    with result_stream(output) as stream:
        write_diff(plan, stream, os.environ)
    if not quiet:
        _say((planned_in_words(plan), *not_fixed_in_words(plan.not_fixed)))
    return bool(plan.files)


def write_fixes(result: "ScanResult", *, yes: bool, quiet: bool) -> bool:
    """Show what would change, ask, and write it. Whether any file was written."""
    from clever_upgrade.report.scan.fixes import fixed_in_words, not_fixed_in_words, write_diff
    from clever_upgrade.scan.tree.fixed_files import planned_fixes, written_fixes

    plan = planned_fixes(result.findings)
    if not plan.files:
        _say(("Nothing to fix.", *not_fixed_in_words(plan.not_fixed)), quiet=quiet)
        return False
    if not (yes and quiet):
        write_diff(plan, sys.stderr, os.environ)
    if not yes and not _agreed(plan):
        _say(("Nothing was written.",))
        return False
    done = written_fixes(plan)
    _say(fixed_in_words(done), quiet=quiet)
    return bool(done.files)


def _agreed(plan: "Fixes") -> bool:
    sys.stderr.write(f"Write these changes to {counted(len(plan.files), 'file')}? [y/N] ")
    sys.stderr.flush()
    # Not typer.confirm, which takes an interrupt and the end of the input for the same thing.
    return sys.stdin.readline().strip().lower() in ("y", "yes")


def _say(lines: Iterable[str], *, quiet: bool = False) -> None:
    if not quiet:
        sys.stderr.writelines(f"{line}\n" for line in lines)
