"""Reads the files of a scan: the texts and facts of those that may matter, the dependencies, and what was skipped.

Nothing of any other file is kept, so that memory hangs on the files that speak of Clever, not on the size of the tree.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

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
from clever_upgrade.scan.tree.own import BY_THE_TOOL, is_own
from clever_upgrade.scan.tree.text import LARGEST_MANIFEST, Source, decode, is_plain, read_bytes
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

    def skip(self, path: str, why: str) -> None:
        """Say why a file is not looked at, or only in part."""
        self.skipped.setdefault(path, Skipped(path, why))

    def add(self, file: FileToRead, source: Source) -> None:
        """Take in a file that may matter."""
        self.locations[file.path] = file.location
        if file.kind.manifest:
            manifest = read_manifest(file.kind.manifest, file.path, source.text)
            self.dependencies.extend(manifest.dependencies)
            if manifest.broken:
                self.skip(file.path, manifest.broken)
        facts = self._facts(file, source.text)
        self.files[file.path] = SourceFile(file.path, source.text, facts, source.fixable)

    def _facts(self, file: FileToRead, text: str) -> Facts:
        language = file.kind.language
        if language in PARSERS and _longest_line(text) > _LONGEST_LINE:
            self.skip(file.path, f"has a line of more than {_LONGEST_LINE:,} characters")
            return Facts(language)
        facts = read_facts(text, language)
        if facts.broken:
            self.skip(file.path, "is read only in part: its syntax is broken")
        return facts if facts.comments else replace(facts, comments=tuple(comments_in(text, file.kind)))


def _longest_line(text: str) -> int:
    """How many characters the longest line has."""
    return max(map(len, text.split("\n")))


def gather(request: ScanRequest) -> Gathered:
    """Read everything that the request names. UsageError for a path that does not exist."""
    gathered, others = Gathered(), []
    for file, data in _contents(request, gathered):
        if is_plain(data) and not names_clever(file.path, data):
            others.append(file)
            continue
        source = decode(data)
        if isinstance(source, str):
            gathered.skip(file.path, source)
        elif names_clever(file.path, source.text.encode("utf-8", "replace")):
            gathered.add(file, source)
    _add_what_is_wanted(gathered, [file for file in others if file.kind.language], request)
    return gathered


def _contents(request: ScanRequest, gathered: Gathered) -> Iterator[tuple[FileToRead, bytes]]:
    settings = request.settings
    found = walk(
        request.paths,
        root=settings.folder or request.root,
        exclude=settings.exclude,
        include_vendored=settings.include_vendored,
    )
    for file in found:
        if isinstance(file, Skipped):
            gathered.skip(file.path, file.why)
            continue
        data = _read(file, settings.max_file_size)
        if isinstance(data, Skipped):
            gathered.skip(data.path, data.why)
            continue
        if is_own(file.kind, data):
            gathered.skip(file.path, BY_THE_TOOL)
            continue
        gathered.looked_at += 1
        gathered.size += len(data)
        yield file, data


def _read(file: FileToRead, largest: int) -> bytes | Skipped:
    return read_bytes(
        file.location, file.path, largest=max(largest, LARGEST_MANIFEST) if file.kind.manifest else largest
    )


def _add_what_is_wanted(gathered: Gathered, others: Iterable[FileToRead], request: ScanRequest) -> None:
    """Files without a word of Clever matter where those with one lean on them, or the other way round."""
    project = Project(gathered.files.values(), gathered.dependencies, request.settings.evidence)
    speaking = [file for file in project.files.values() if project.reach(file)]
    addresses = [(one.module, one.name) for one in project.addresses]
    wanted = Wanted(speaking, (*project.symbols, *request.settings.evidence), addresses)
    if not wanted:
        return
    for file in others:
        data = _read(file, request.settings.max_file_size)
        if isinstance(data, bytes) and wanted.are_in(file.path, data):
            source = decode(data)
            if isinstance(source, Source):
                gathered.add(file, source)
