"""Reads the files of a scan: the texts and facts of those that may matter, the dependencies, and what was skipped.

Nothing of any other file is kept, so that memory hangs on the files that speak of Clever, not on the size of the tree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from clever_upgrade.scan.candidates import Wanted, names_clever
from clever_upgrade.scan.comments import comments_in
from clever_upgrade.scan.manifests.dependency import Dependency
from clever_upgrade.scan.manifests.read import read_manifest
from clever_upgrade.scan.project import Project
from clever_upgrade.scan.request import ScanRequest
from clever_upgrade.scan.result import Skipped
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Facts
from clever_upgrade.scan.syntax.matcher import PARSERS
from clever_upgrade.scan.syntax.read import read_facts
from clever_upgrade.scan.tree.text import LARGEST_MANIFEST, Source, read
from clever_upgrade.scan.tree.walk import FileToRead, walk

_LONGEST_LINE = 30_000
"""In characters. Asking the parser where a node stands takes time that grows with the length of the line."""


@dataclass(slots=True)
class Gathered:
    """What was read. ``files`` holds only those that may matter; ``looked_at`` and ``size`` (in bytes) count all."""

    files: dict[str, SourceFile] = field(default_factory=dict)
    locations: dict[str, str] = field(default_factory=dict)
    dependencies: list[Dependency] = field(default_factory=list)
    skipped: dict[str, Skipped] = field(default_factory=dict)
    looked_at: int = 0
    size: int = 0

    def add(self, file: FileToRead, source: Source) -> None:
        """Take in a file that may matter."""
        self.locations[file.path] = file.location
        if file.kind.manifest:
            manifest = read_manifest(file.kind.manifest, file.path, source.text)
            self.dependencies.extend(manifest.dependencies)
            if manifest.broken:
                self.skipped[file.path] = Skipped(file.path, manifest.broken)
        facts = self._facts(file, source.text)
        self.files[file.path] = SourceFile(file.path, source.text, facts, source.fixable)

    def _facts(self, file: FileToRead, text: str) -> Facts:
        language = file.kind.language
        if language in PARSERS and any(len(line) > _LONGEST_LINE for line in text.split("\n")):
            self.skipped[file.path] = Skipped(file.path, f"has a line of more than {_LONGEST_LINE:,} characters")
            return Facts(language)
        facts = read_facts(text, language)
        if facts.broken:
            self.skipped.setdefault(file.path, Skipped(file.path, "is read only in part: its syntax is broken"))
        return facts if facts.comments else replace(facts, comments=tuple(comments_in(text, file.kind)))


def gather(request: ScanRequest) -> Gathered:
    """Read everything that the request names. UsageError for a path that does not exist."""
    gathered, others = Gathered(), []
    for file, source in _sources(request, gathered):
        if names_clever(file.path, source.text):
            gathered.add(file, source)
        elif file.kind.language:
            others.append(file)
    _add_what_is_wanted(gathered, others, request)
    return gathered


def _sources(request: ScanRequest, gathered: Gathered) -> Iterator[tuple[FileToRead, Source]]:
    settings = request.settings
    patterns_from = settings.folder or request.root
    found = walk(
        request.paths, root=patterns_from, exclude=settings.exclude, include_vendored=settings.include_vendored
    )
    for file in found:
        if isinstance(file, Skipped):
            gathered.skipped[file.path] = file
            continue
        source = _read(file, request)
        if isinstance(source, Skipped):
            gathered.skipped[file.path] = source
            continue
        gathered.looked_at += 1
        gathered.size += len(source.text)
        yield file, source


def _read(file: FileToRead, request: ScanRequest) -> Source | Skipped:
    largest = request.settings.max_file_size
    return read(file.location, file.path, largest=max(largest, LARGEST_MANIFEST) if file.kind.manifest else largest)


def _add_what_is_wanted(gathered: Gathered, others: Iterable[FileToRead], request: ScanRequest) -> None:
    """Files without a word of Clever matter where those with one lean on them, or the other way round."""
    project = Project(gathered.files.values(), gathered.dependencies, request.settings.evidence)
    speaking = [file for file in project.files.values() if project.reach(file)]
    wanted = Wanted(speaking, project.symbols, request.settings.evidence)
    if not wanted:
        return
    for file in others:
        source = _read(file, request)
        if isinstance(source, Source) and wanted.are_in(source.text):
            gathered.add(file, source)


def root_of(request: ScanRequest) -> Path:
    """The folder that patterns of the configuration start from."""
    return request.settings.folder or request.root
