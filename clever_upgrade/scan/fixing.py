"""Carries out the fixes of one file's findings on its text, and shows what they change.

Edits are spliced in from the end, so that every offset still means what it meant when the file was scanned. A fix is
done whole or not at all.
"""

import difflib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from clever_upgrade.scan.result import Edit, Finding

Stretch = tuple[int, int, str]
"""From where to where something is put, and what."""

OVERLAPS = "its fix overlaps another one; run the command again"
OUTSIDE = "its fix lies outside of the file"
BREAKS = "the file would not parse any more"


@dataclass(frozen=True, slots=True)
class NotFixed:
    """A finding whose fix was not carried out, and why, as a clause."""

    finding: Finding
    why: str


@dataclass(frozen=True, slots=True)
class FixedText:
    """A file before and after, the findings whose fixes make the difference, and those whose fixes do not."""

    path: str
    before: str
    after: str
    fixed: tuple[Finding, ...] = ()
    not_fixed: tuple[NotFixed, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether there is anything to write."""
        return self.before != self.after


def fixed_text(path: str, text: str, findings: Iterable[Finding], still_parses: Callable[[str], bool]) -> FixedText:
    """The text of a file with the fixes of its findings carried out; untouched if it would not parse any more.

    Fixes that say the same are carried out once; of two that contradict each other, the first in order is.
    """
    chosen: set[Stretch] = set()
    fixed: list[Finding] = []
    not_fixed: list[NotFixed] = []
    for finding in sorted((one for one in findings if one.fix is not None), key=lambda one: one.order):
        wanted = _stretches(finding)
        reason = _obstacle(wanted, chosen, text)
        if reason:
            not_fixed.append(NotFixed(finding, reason))
        else:
            fixed.append(finding)
            chosen |= wanted
    after = spliced(text, chosen)
    if after != text and not still_parses(after):
        refused = [*not_fixed, *(NotFixed(finding, BREAKS) for finding in fixed)]
        return FixedText(path, text, text, (), tuple(sorted(refused, key=lambda one: one.finding.order)))
    return FixedText(path, text, after, tuple(fixed), tuple(not_fixed))


def spliced(text: str, stretches: Iterable[Stretch]) -> str:
    """The text with every stretch put in. They must not overlap."""
    for start, end, new in sorted(stretches, reverse=True):
        text = text[:start] + new + text[end:]
    return text


def unified_diff(path: str, before: str, after: str) -> str:
    """What changes, in the form that patch and git read; empty where nothing does."""
    lines = difflib.unified_diff(_lines(before), _lines(after), f"a/{path}", f"b/{path}")
    return "".join(line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in lines)


def _stretches(finding: Finding) -> set[Stretch]:
    edits: Sequence[Edit] = finding.fix.edits if finding.fix else ()
    return {(edit.place.start, edit.place.end, edit.text) for edit in edits}


def _obstacle(wanted: set[Stretch], chosen: set[Stretch], text: str) -> str:
    if any(not 0 <= start <= end <= len(text) for start, end, _ in wanted):
        return OUTSIDE
    fresh = wanted - chosen
    clash = any(_overlap(one, other) for one in fresh for other in (chosen | fresh) if one != other)
    return OVERLAPS if clash else ""


def _overlap(one: Stretch, other: Stretch) -> bool:
    if one[:2] == other[:2]:
        return True
    return one[0] < other[1] and other[0] < one[1]


def _lines(text: str) -> list[str]:
    # Not str.splitlines, which also ends lines where neither editors nor git do.
    lines = text.split("\n")
    ended = [f"{line}\n" for line in lines[:-1]]
    return [*ended, lines[-1]] if lines[-1] else ended
