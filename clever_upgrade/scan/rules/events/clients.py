"""Where code asks a client for Clever's events: ``Clever::Event.all``, or ``getEvents`` of one of its records."""

import re
from collections.abc import Iterator
from functools import cached_property

from clever_upgrade.scan.evidence import Strength, speaks_of_clever
from clever_upgrade.scan.found import head_of
from clever_upgrade.scan.manifests.clients import client_of_language
from clever_upgrade.scan.manifests.judge import answers_rightly, is_client_itself
from clever_upgrade.scan.names import owner_of, root_of, words_of
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.rules.events.requests import EVENT, EVENTS, EventRequest, asks_newer
from clever_upgrade.scan.rules.vendored import copied_client
from clever_upgrade.scan.syntax.facts import Call, Loop

_METHODS = r"(?:all|iter|find\w*|each|retrieve|list|count|first|last|fetch|get)"
_CLASS = re.compile(rf"(?P<owner>.*?)(?:\.|::|->|\\)?Event(?:\.|::|->){_METHODS}", re.DOTALL)
_AROUND_NAME = frozenset(
    words_of(
        "get fetch load read retrieve find request query by id ids for of from with the all current async new latest"
        " recent newest last since after next page paged list iter iterate each stream poll pull clever api data"
        " district school section student teacher admin"
    )
)
_RECORDS = frozenset(
    words_of("district districts school schools section sections student students teacher teachers admin admins")
)
_OTHERS = frozenset(
    words_of("calendar schedule emitter bus dispatcher queue listener window document dom element analytics tracker")
)
"""What has events of its own, even where it is called Clever."""
_LAST_WORD = re.compile(r"\w+[!?]?$")
_LISTED = re.compile(r"(?:\.|->|\?\.|&\.)events?$", re.IGNORECASE)
_STORED = re.compile(
    r"\s*(?:\(\)\s*)?(?:\.|->|&\.)\s*(?:where|create|build|new|order|pluck|exists|destroy|add|push|on|emit)\b"
)
"""What follows where the events are rows of the application's own database, or a list of handlers."""


def requests_by_client(reading: Reading, project: Project) -> Iterator[EventRequest]:
    """The calls of a client in a file, unless its version is known to speak v1.2, or the project asks for it itself."""
    calls = [call for call in reading.file.facts.calls if EVENT in call.callee.lower()]
    if not calls or reading.reach.strength < Strength.LINKED or _speaks_newer(reading, project):
        return
    clients = _Clients(reading, project)
    for call in calls:
        if clients.is_class(call.callee) or clients.is_accessor(call):
            yield EventRequest(reading.file.path, head_of(call.place, call.callee), call.callee, call.scope.function)


def _speaks_newer(reading: Reading, project: Project) -> bool:
    client = client_of_language(reading.file.language)
    if client is not None:
        path, dependencies = reading.file.path, project.dependencies
        if answers_rightly(client, path, dependencies) or is_client_itself(client, path, dependencies):
            return True
    return asks_newer(project)


class _Clients:
    """What in a file belongs to a client of Clever, and not to classes of the application that are called alike."""

    def __init__(self, reading: Reading, project: Project) -> None:
        self._file = reading.file
        self._own = _Own(project)

    def is_class(self, callee: str) -> bool:
        """Whether the class of events of a client is called: ``Clever::Event.all``, ``CleverEvent::all``."""
        found = _CLASS.fullmatch(callee)
        if found is None:
            return False
        owner = found["owner"]
        if not owner:
            return any("Event" in one.names and one.module == "clever" for one in self._file.facts.imports)
        last = _LAST_WORD.search(owner)
        if last is None:
            return speaks_of_clever(owner) and owner.rstrip().endswith(")")
        name = f"{last[0]}Event" if callee.startswith(f"{owner}Event") else last[0]
        return speaks_of_clever(last[0]) and name not in self._own.classes and not self._own.has_events

    def is_accessor(self, call: Call) -> bool:
        """Whether a client, or a record that it gave, is asked for its events: ``clever.getEvents()``."""
        callee, owner = call.callee, owner_of(call.callee)
        if _LISTED.search(owner) and re.fullmatch(_METHODS, call.name.lower()):
            callee, owner = owner, _LISTED.sub("", owner)
        elif not _names_events(call.name):
            return False
        if not owner or set(words_of(owner)) & _OTHERS or _STORED.match(self._file.text, call.place.end):
            return False
        name = _LAST_WORD.search(callee)
        return not (name and self._own.makes(name[0])) and self._is_of_client(owner, call.loops)

    def _is_of_client(self, owner: str, loops: tuple[Loop, ...]) -> bool:
        root = root_of(owner)
        if root in self._given or self._gives_records(owner):
            return True
        if any(root_of(one.variable) == root and self._gives_records(one.over) for one in loops):
            return True
        last = re.search(r"(\w+)(?:\(.*\))?$", owner, re.DOTALL)
        return last is not None and speaks_of_clever(last[1])

    @cached_property
    def _given(self) -> frozenset[str]:
        """The names that hold records which a client gave."""
        calls = self._file.facts.calls
        return frozenset(root_of(call.bound_to) for call in calls if call.bound_to and self._gives_records(call.callee))

    def _gives_records(self, expression: str) -> bool:
        """Whether a client, or one's own, gives a record: ``Clever::District.all``, ``clever.getDistrict(id)``."""
        if not _RECORDS & set(words_of(expression)) or not speaks_of_clever(expression):
            return False
        return root_of(expression) not in self._own.classes


class _Own:
    """What the application declares itself."""

    def __init__(self, project: Project) -> None:
        self._project = project
        self._declarations = [
            (one, any(map(speaks_of_clever, (*one.scope.classes, one.name, *path.split("/")))), path)
            for path, file in project.files.items()
            for one in file.facts.declarations
        ]

    @cached_property
    def classes(self) -> frozenset[str]:
        """The names of its classes; a module is but a space for names."""
        return frozenset(one.name for one, _, _ in self._declarations if one.keyword != "module")

    @cached_property
    def has_events(self) -> bool:
        """Whether a module or folder that is called Clever has a class of events, such as a table of its own."""
        return any(
            of_clever and one.name == "Event" for one, of_clever, path in self._declarations if not _copied(path)
        )

    def makes(self, name: str) -> bool:
        """Whether a function of that name asks for events: then the request is told there, not at its calls."""
        return name in self._asking

    @cached_property
    def _asking(self) -> frozenset[str]:
        methods = {name for one, of_clever, _ in self._declarations if of_clever for name in one.methods}
        texts = (text for file in self._project.files.values() for text in file.facts.texts)
        return frozenset(methods | {text.scope.function for text in texts if EVENTS in text.plain})


def _copied(path: str) -> bool:
    return copied_client(path) is not None


def _names_events(name: str) -> bool:
    words = set(words_of(name))
    return EVENTS in words and not words - _AROUND_NAME - {EVENTS}
