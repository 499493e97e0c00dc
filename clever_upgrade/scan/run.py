"""The course of a scan: gather the files, judge them, set aside what is answered already, name and order the rest."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace

from clever_upgrade.scan.answered import Answered
from clever_upgrade.scan.fingerprint import fingerprinted
from clever_upgrade.scan.gather import Gathered, gather
from clever_upgrade.scan.judge import judged
from clever_upgrade.scan.project import Project
from clever_upgrade.scan.request import ScanRequest
from clever_upgrade.scan.result import Finding, ScanResult, Suppressed, UnusedSuppression
from clever_upgrade.scan.suppress import by_comments
from clever_upgrade.scan.tree.accept import coverage_of
from clever_upgrade.scan.tree.baseline_file import read_baseline
from clever_upgrade.scan.tree.root import relative_path


def scan(request: ScanRequest) -> ScanResult:
    """What the move touches in the files that the request names. UsageError for a path or baseline that is wrong."""
    gathered = gather(request)
    project = Project(
        gathered.files.values(), gathered.dependencies, request.settings.evidence, resynced=request.resynced
    )
    answered = [_of_file(path, found, gathered, request) for path, found in _by_file(project, gathered, request)]
    result = ScanResult(
        paths=request.paths,
        rules=request.settings.rules,
        findings=_ordered(finding for one in answered for finding in one.kept),
        suppressed=tuple(suppressed for one in answered for suppressed in one.suppressed),
        unused=tuple(unused for one in answered for unused in one.unused),
        skipped=tuple(gathered.skipped[path] for path in sorted(gathered.skipped)),
        files=gathered.looked_at,
        size=gathered.size,
        evidence=project.evidence,
    )
    return _without_accepted(result, request)


def _by_file(project: Project, gathered: Gathered, request: ScanRequest) -> Iterator[tuple[str, list[Finding]]]:
    """The findings of each file; also of those without any, whose comments may answer nothing."""
    found: dict[str, list[Finding]] = defaultdict(list)
    for finding in judged(project, request.settings.rules):
        found[finding.path].append(finding)
    for path in sorted(gathered.files):
        yield path, found[path]


def _of_file(path: str, findings: Iterable[Finding], gathered: Gathered, request: ScanRequest) -> Answered:
    settings, location, file = request.settings, gathered.locations[path], gathered.files[path]
    silent = frozenset[str]()
    if settings.per_file_ignores:
        silent = settings.ignored_in(relative_path(location, settings.folder or request.root))
    loud = [finding for finding in findings if finding.rule not in silent]
    named = fingerprinted(loud, relative_path(location, request.root)) if loud else ()
    selected = frozenset(settings.rules) - silent
    answered = by_comments(named, file.text, file.facts.comments, path=path, selected=selected)
    return replace(answered, suppressed=(*answered.suppressed, *_by_configuration(findings, silent)))


def _by_configuration(findings: Iterable[Finding], silent: frozenset[str]) -> Iterator[Suppressed]:
    return (Suppressed(one, "configuration", "per-file-ignores") for one in findings if one.rule in silent)


def _without_accepted(result: ScanResult, request: ScanRequest) -> ScanResult:
    if request.settings.baseline is None:
        return result
    answered = read_baseline(request.settings.baseline).apply(result.findings, coverage_of(result, request.root))
    unused: tuple[UnusedSuppression, ...] = (*result.unused, *answered.unused)
    return replace(result, findings=answered.kept, suppressed=(*result.suppressed, *answered.suppressed), unused=unused)


def _ordered(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    return tuple(sorted(findings, key=lambda one: one.order))
