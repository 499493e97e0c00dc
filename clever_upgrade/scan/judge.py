"""Has every rule judge every file of a project, and tells each place once."""

from collections.abc import Collection, Iterable, Iterator

from clever_upgrade.scan.manifests.judge import judge as judge_dependencies
from clever_upgrade.scan.project import Project
from clever_upgrade.scan.result import Finding, Place
from clever_upgrade.scan.rules import (
    endpoint_version,
    events_cutover,
    me_endpoint,
    old_client_library,
    schools_from_sections,
    status_endpoint,
    strict_parsing,
    sync_state,
)
from clever_upgrade.scan.rules.rule import Judge
from clever_upgrade.scan.rules.vendored import in_a_copy

JUDGES: dict[str, Judge] = {
    rule.NAME: rule.judge
    for rule in (
        endpoint_version,
        me_endpoint,
        events_cutover,
        strict_parsing,
        sync_state,
        status_endpoint,
        schools_from_sections,
        old_client_library,
    )
}


def judged(project: Project, rules: Collection[str]) -> Iterator[Finding]:
    """What the rules of these names find in a project, in no order, each place once for each rule."""
    wanted = (one for one in _everything(project, rules) if one.rule in rules)
    return (in_a_copy(one, project.dependencies) for one in _each_once(wanted))


def _everything(project: Project, rules: Collection[str]) -> Iterator[Finding]:
    yield from judge_dependencies(project.dependencies)
    for file in project.files.values():
        reading = project.reading(file)
        for name in rules:
            yield from JUDGES[name](reading, project)


def _each_once(findings: Iterable[Finding]) -> Iterator[Finding]:
    """A constant may be found from every file that uses it; where one of them forbids its fix, nobody may fix it."""
    chosen: dict[tuple[str, str, Place], Finding] = {}
    for finding in findings:
        known = chosen.setdefault((finding.rule, finding.path, finding.place), finding)
        if finding.held and not known.held:
            chosen[finding.rule, finding.path, finding.place] = finding
    yield from chosen.values()
