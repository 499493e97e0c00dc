"""What ``--fix`` would change, as a unified diff, and in words what it has changed and what it has not."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TextIO

from clever_upgrade.grammar import counted
from clever_upgrade.report.manners import Manners, manners_of
from clever_upgrade.report.untrusted import printable
from clever_upgrade.scan.fixing import NotFixed
from clever_upgrade.scan.tree.fixed_files import Fixes

_COLOURS = {"+": "32", "-": "31", "@": "36"}
_BOLD = "1"
_HEADS = ("+++ ", "--- ")


def write_diff(fixes: Fixes, stream: TextIO, environ: Mapping[str, str]) -> None:
    """Write the diff: to a file or a pipe exactly, so that patch can read it, to a terminal made harmless."""
    manners = manners_of(stream, environ)
    for diff in fixes.diff:
        stream.writelines(_for_a_terminal(diff, manners) if stream.isatty() or manners.color else (diff,))


def planned_in_words(plan: Fixes) -> str:
    """How much would be written."""
    if not plan.files:
        return "Nothing to fix."
    return f"--fix would clear {counted(len(plan.fixed), 'finding')} in {counted(len(plan.files), 'file')}."


def fixed_in_words(done: Fixes) -> Iterator[str]:
    """What was written, and each finding that stays although it has a fix, one a line."""
    yield f"Fixed {counted(len(done.fixed), 'finding')} in {counted(len(done.files), 'file')}."
    yield from not_fixed_in_words(done.not_fixed)


def not_fixed_in_words(not_fixed: Iterable[NotFixed]) -> Iterator[str]:
    """Each finding that stays although it has a fix, and why, one a line."""
    for one in not_fixed:
        place = one.finding.place
        yield f"Not fixed: {printable(one.finding.path)}:{place.line}:{place.column} {one.finding.rule}: {one.why}"


def _for_a_terminal(diff: str, manners: Manners) -> Iterator[str]:
    for line in diff.split("\n")[:-1]:
        shown = printable(line.removesuffix("\r").expandtabs(4))
        colour = _BOLD if line.startswith(_HEADS) else _COLOURS.get(line[:1], "")
        yield f"\x1b[{colour}m{shown}\x1b[0m\n" if manners.color and colour else f"{shown}\n"
