"""Files with the fixes of their findings carried out: first as texts to look at, then on the disk.

A file is only touched if it still is what it was, still parses, and can be written back byte for byte.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import PurePosixPath

from clever_upgrade.scan.fixing import FixedText, NotFixed, fixed_text, unified_diff
from clever_upgrade.scan.result import Finding, Skipped
from clever_upgrade.scan.tree.kinds import kind_of
from clever_upgrade.scan.tree.rewrite import rewrite
from clever_upgrade.scan.tree.text import LARGEST_MANIFEST, Source, read
from clever_upgrade.scan.tree.walk import location_of

UNSURE = "its encoding is not known for sure"


@dataclass(frozen=True, slots=True)
class FixedFile:
    """A file as it is, and its text as it would be."""

    source: Source
    text: FixedText

    @property
    def diff(self) -> str:
        """What would change, in the form that patch and git read."""
        return unified_diff(self.text.path, self.text.before, self.text.after)


@dataclass(frozen=True, slots=True)
class Fixes:
    """What the fixes of a scan come to: files to write, and findings that stay although they have a fix."""

    files: tuple[FixedFile, ...] = ()
    not_fixed: tuple[NotFixed, ...] = ()

    @property
    def fixed(self) -> tuple[Finding, ...]:
        """The findings that writing the files would clear."""
        return tuple(finding for file in self.files for finding in file.text.fixed)

    @property
    def diff(self) -> Iterator[str]:
        """What would change, file by file."""
        return (file.diff for file in self.files)


def planned_fixes(findings: Iterable[Finding]) -> Fixes:
    """The fixes of the findings, carried out on the texts of their files as they are now. Nothing is written."""
    files, not_fixed = [], []
    having = sorted((finding for finding in findings if finding.fix is not None), key=lambda one: one.order)
    for path, of_file in groupby(having, key=lambda one: one.path):
        found = tuple(of_file)
        source = read(location_of(path), path, largest=LARGEST_MANIFEST)
        if isinstance(source, Skipped) or not source.fixable:
            why = f"the file {source.why}" if isinstance(source, Skipped) else UNSURE
            not_fixed += [NotFixed(finding, why) for finding in found]
            continue
        text = fixed_text(path, source.text, found, _parses_like(source.text, path))
        not_fixed += text.not_fixed
        if text.changed:
            files.append(FixedFile(source, text))
    return Fixes(tuple(files), tuple(not_fixed))


def written_fixes(fixes: Fixes) -> Fixes:
    """Write the files. What comes back says which of them were written, and which findings stay after all."""
    files, not_fixed = [], list(fixes.not_fixed)
    for file in fixes.files:
        why = rewrite(location_of(file.text.path), file.source, file.text.after)
        if why:
            not_fixed += [NotFixed(finding, f"the file {why}") for finding in file.text.fixed]
        else:
            files.append(file)
    return Fixes(tuple(files), tuple(sorted(not_fixed, key=lambda one: one.finding.order)))


def _parses_like(before: str, path: str) -> Callable[[str], bool]:
    """Whether a text parses as well as the text before did; yes for a language without a grammar."""
    name = PurePosixPath(path)
    kind = kind_of(name.name, name.parent.name)
    language = kind.language if kind else ""

    def parses(after: str) -> bool:
        from clever_upgrade.scan.syntax.matcher import PARSERS, is_broken, parse

        if language not in PARSERS:
            return True
        return not is_broken(parse(after, language)) or is_broken(parse(before, language))

    return parses
