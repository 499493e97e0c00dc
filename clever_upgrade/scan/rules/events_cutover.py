"""``events-cutover``: syncs by events on v1.1, which may go on with v1.2 only after a full resync."""

from collections.abc import Iterator

from clever_upgrade.scan.found import found, one_a_line
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Finding, Severity
from clever_upgrade.scan.rules.endpoint_version import NEW, OLD
from clever_upgrade.scan.rules.events.clients import requests_by_client
from clever_upgrade.scan.rules.events.cursor import Cursor, Cursors
from clever_upgrade.scan.rules.events.requests import (
    EventRequest,
    requests_by_constant,
    requests_by_helper,
    requests_by_path,
)

NAME = "events-cutover"

_RESYNC = f"Do a full resync, which reads everything anew from the Data API of {NEW}; then start"
_RESYNCED = "Now that the full resync is done, start"


def judge(reading: Reading, project: Project) -> Iterator[Finding]:
    """The places of a file, and of the constants it uses, that read events without asking for v1.2."""
    cursors = Cursors(project)
    for request in one_a_line(_requests(reading, project)):
        cursor = cursors.near(request.path, request.name)
        yield found(
            NAME,
            project.files[request.path],
            request.place,
            _message(request, cursor),
            _remedy(project),
            severity=Severity.ERROR,
            reach=reading.reach,
            matched=request.words,
        )


def _requests(reading: Reading, project: Project) -> Iterator[EventRequest]:
    yield from requests_by_path(reading, project)
    yield from requests_by_constant(reading)
    yield from requests_by_client(reading, project)
    yield from requests_by_helper(reading, project)


def _message(request: EventRequest, cursor: Cursor | None) -> str:
    through = f" through {OLD}" if request.version else ""
    told = f"this reads Clever's events{through}; those of {NEW} may be read only after a full resync"
    if cursor is None:
        return told
    line = f"line {cursor.line}" if cursor.path == request.path else f"{cursor.path}:{cursor.line}"
    return f"{told}; {line} {'stores its cursor' if cursor.stores else 'reads its stored cursor'}"


def _remedy(project: Project) -> str:
    begin = _RESYNCED if project.resynced else _RESYNC
    return f"{begin} on /{NEW}/events from the id that the resync saved, and never from the old cursor."
