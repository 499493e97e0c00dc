"""``status-endpoint``: code that asks for a district's status and does not know what v1.2 tells there."""

from collections.abc import Iterable, Iterator

from clever_upgrade import grammar
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import change_named
from clever_upgrade.scan.evidence import Strength
from clever_upgrade.scan.found import found, one_a_line
from clever_upgrade.scan.names import words_of
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Finding, Severity
from clever_upgrade.scan.rules.states.known import NEW, known, listed
from clever_upgrade.scan.rules.states.requests import (
    StatusRequest,
    requests_by_accessor,
    requests_by_path,
    requests_within,
)
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Decision

NAME = "status-endpoint"

_OLD = default_upgrade().from_version.name
_FIELDS = tuple(field for change in ("pause-window", "launch-date") for field in change_named(change).fields)
_DATES = tuple(field.path for field in _FIELDS)
_OLD_MEMBERS = frozenset({"last_sync", "sis_type"})

REMEDY = "Read the status from v1.2, handle its four states and an unknown one, and treat the three dates as optional."


def judge(reading: Reading, project: Project) -> Iterator[Finding]:
    """The places of a file that ask for the status of a district, or model it, as v1.1 gives it."""
    asked = [one for one in _requests(reading, project) if one.version == _OLD or not _knows_dates(one, project)]
    for request in one_a_line(asked):
        yield found(
            NAME,
            project.files[request.path],
            request.place,
            _message(request),
            REMEDY,
            severity=Severity.NOTE,
            reach=reading.reach,
            matched=request.words,
            fields=[f"{field.collection}.{field.path}" for field in _FIELDS],
        )


def _requests(reading: Reading, project: Project) -> Iterator[StatusRequest]:
    by_path = list(requests_by_path(reading, project))
    yield from by_path
    told = {request.scope for request in by_path}
    yield from (request for request in requests_within(reading) if request.scope not in told)
    by_accessor = [request for request in requests_by_accessor(reading) if not _is_wrapper(request, project)]
    yield from by_accessor
    if not told and not by_accessor:
        yield from _models(reading)


def _models(reading: Reading) -> Iterator[StatusRequest]:
    """Models of the status, in files that neither ask for it nor list states, which ``sync-state`` judges."""
    facts = reading.file.facts
    if reading.reach.strength < Strength.NAMED or any(_lists_states(one) for one in facts.decisions):
        return
    for declaration in facts.declarations:
        words = set(words_of(declaration.name))
        members = {"_".join(words_of(member.name)) for member in declaration.members}
        if "status" in words and words & {"district", "clever"} and "state" in members and members & _OLD_MEMBERS:
            yield StatusRequest(reading.file.path, declaration.place, declaration.scope, declaration.name)


def _lists_states(decision: Decision) -> bool:
    return len(known(case.value for case in decision.cases).old) > 1


def _is_wrapper(request: StatusRequest, project: Project) -> bool:
    """Whether the project itself declares the function that is called, with the path in it, which is found there."""
    name = request.words.rpartition(".")[2].rpartition("->")[2].rpartition("::")[2]
    return any(
        text.scope.function == name and "status" in text.plain and "/" in text.plain
        for file in project.files.values()
        for text in file.facts.texts
    )


def _knows_dates(request: StatusRequest, project: Project) -> bool:
    """Whether the code reads what v1.2 adds: any of the dates in the same file, or in a model that it uses."""
    here = project.files[request.path]
    if set(_DATES) & _names(here):
        return True
    return any(
        "status" in words_of(one.name) and set(_DATES) & _spelt(member.name for member in one.members)
        for file in project.files.values()
        for one in file.facts.declarations
        if one.name in here.facts.identifiers
    )


def _names(file: SourceFile) -> set[str]:
    facts = file.facts
    read = {read.name for read in facts.reads} | {text.plain for text in facts.texts if len(text.plain) < 20}
    return _spelt({*facts.identifiers, *read, *(member.name for one in facts.declarations for member in one.members)})


def _spelt(names: Iterable[str]) -> set[str]:
    """Names as the API spells them: ``pause_end`` for ``pauseEnd`` and ``PauseEnd``."""
    return {"_".join(words_of(name)) for name in names if "pause" in name.lower() or "launch" in name.lower()}


def _message(request: StatusRequest) -> str:
    if request.version == _OLD:
        return f"this asks {_OLD} for the status of a district, which cannot say {listed(NEW)}, nor until when"
    return f"v1.2 adds {grammar.listed(_DATES)} to the status of a district, and the state {listed(NEW)}"
