"""Where code asks for the status of a district: by its path, or by an accessor of a client or a model."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clever_upgrade.contract import default_upgrade
from clever_upgrade.scan.evidence import Strength, speaks_of_clever
from clever_upgrade.scan.found import part_of
from clever_upgrade.scan.names import last_name, owner_of, root_of, words_of
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Place
from clever_upgrade.scan.rules.endpoint_version import is_clever
from clever_upgrade.scan.syntax.facts import Call, Hole, Loop, Scope, Text
from clever_upgrade.scan.urls import HOLE, Url

VERSIONS = frozenset({default_upgrade().from_version.name, default_upgrade().to_version.name})

_RECORDED = re.compile(r"\b[0-9a-f]{24}\b")
_ROUTED = re.compile(r"(?:^|/)(?::\w+|<[\w:]+>)(?:/|$)")
_ROUTERS = re.compile(r"^(?:\w*[rR]out(?:er|es?)|app|mux|server|path|re_path|url|get|match|\w*Mapping|Path)\b")
_REQUESTING = frozenset(words_of("get fetch request query call send retrieve load read find link execute http"))
_AROUND_NAMES = frozenset(
    words_of(
        "get fetch load read retrieve find request query by id for of from with the my all current async http info raw"
        " response api clever sync"
    )
)
"""What may stand around the words district and status in the name of a function that asks for one."""
_MEMBER = re.compile(r"(?:get_?)?(?:state|last_?sync|sis_?type)", re.IGNORECASE)
_STATUS_OF_DISTRICT = re.compile(
    r"district\w*(?:\.|->|\?\.|&\.)(?:get_?|clever_?|sync_?)*status(?:\(\))?$", re.IGNORECASE
)
_ONE_DISTRICT = re.compile(r"district(?:\W{1,2}(?:retrieve|find|get|first|new|by_?id))?(?:\([^()]*\))?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """One place that asks for a district's status; ``path`` is the file of the place, ``words`` what asks.

    ``name`` is what the code around calls it: the constant that holds the path, or the function that asks.
    """

    path: str
    place: Place
    scope: Scope
    words: str
    version: str = ""
    name: str = ""


def requests_by_path(reading: Reading, project: Project) -> Iterator[StatusRequest]:
    """The places that write down the path of a district's status."""
    for text, url in reading.urls:
        if asks_for_status(url) and _is_clever(text, url, reading, project):
            origin = url.resource_origin
            if origin is not None and origin.path in project.files:
                place = part_of(origin.literal, origin.at, len(origin.literal.text))
                path = origin.path
            else:
                path, place = reading.file.path, text.place
            name = text.scope.function or last_name(text.bound_to)
            yield StatusRequest(path, place, text.scope, text.plain, url.version, name)


def asks_for_status(url: Url) -> bool:
    """Whether a URL is that of the status of one district."""
    segments = url.segments
    return len(segments) == 3 and segments[0] == "districts" and segments[2] == "status"


def _is_clever(text: Text, url: Url, reading: Reading, project: Project) -> bool:
    if url.host == "other" or (url.version and url.version not in VERSIONS):
        return False
    if reading.file.language in {"json", "yaml"} and _RECORDED.search(url.resource):
        return False
    if is_clever(text, url, reading, project):
        return bool(url.host == "clever" or url.version) or not _is_route(text)
    # No other API is known to version this very path so.
    return bool(url.version) and url.base.strip(HOLE) == "" and reading.file.language not in {"json", "yaml"}


def _is_route(text: Text) -> bool:
    """Whether a path without a host is one that the application serves itself: a pattern, given to a router."""
    if any(isinstance(part, Hole) for part in text.parts):
        return False
    return bool(_ROUTED.search(text.plain) or _ROUTERS.search(text.passed_to))


def requests_by_accessor(reading: Reading) -> Iterator[StatusRequest]:
    """The places that ask a client or a model for it: ``getDistrictStatus(id)``, ``district.status().state``."""
    path, facts, strength = reading.file.path, reading.file.facts, reading.reach.strength
    if strength < Strength.LINKED:
        return
    # What is called a response has a status of its own.
    named = (call for call in facts.calls if "district" in call.bound_to.lower() and _gives_districts(call.callee))
    districts = {root_of(call.bound_to) for call in named}
    for call in facts.calls:
        if not call.makes and (_names_request(call.name) or _is_status_of(call, districts)):
            yield StatusRequest(path, call.place, call.scope, call.callee)
    if strength < Strength.NAMED:
        return
    for read in facts.reads:
        is_status = _names_status(read.name) and _is_district(read.owner, read.loops, districts)
        if is_status or (_MEMBER.fullmatch(read.name) and _STATUS_OF_DISTRICT.search(read.owner)):
            yield StatusRequest(path, read.place, read.scope, f"{read.owner}.{read.name}")


def requests_within(reading: Reading) -> Iterator[StatusRequest]:
    """The accessors themselves: the first request within a method for the status in one's own class of a district."""
    if reading.reach.strength < Strength.NAMED:
        return
    met = set()
    for call in reading.file.facts.calls:
        owner = words_of(call.scope.classes[-1]) if call.scope.classes else ()
        if owner[-1:] != ("district",) or not _names_status(call.scope.function) or call.scope in met:
            continue
        if _REQUESTING & set(words_of(call.name)):
            met.add(call.scope)
            yield StatusRequest(reading.file.path, call.place, call.scope, call.callee, name=call.scope.function)


def _names_request(name: str) -> bool:
    """``getDistrictStatus`` and ``fetch_status_of_district``, but not ``updateDistrictStatus``."""
    words = set(words_of(name))
    return {"district", "status"} <= words and not words - _AROUND_NAMES - {"district", "status"}


def _names_status(name: str) -> bool:
    words = set(words_of(name))
    return "status" in words and not words - _AROUND_NAMES - {"status", "district"}


def _is_status_of(call: Call, districts: set[str]) -> bool:
    return _names_status(call.name) and _is_district(owner_of(call.callee), call.loops, districts)


def _gives_districts(expression: str) -> bool:
    """Whether Clever's client, or one's own, gives districts: ``Clever::District.all``, ``clever.getDistricts()``."""
    return "district" in expression.lower() and speaks_of_clever(expression)


def _is_district(owner: str, loops: tuple[Loop, ...], districts: set[str]) -> bool:
    root = root_of(owner)
    if not root:
        return False
    walked = any(root_of(one.variable) == root and _gives_districts(one.over) for one in loops)
    return walked or root in districts or bool(_ONE_DISTRICT.search(owner) and speaks_of_clever(owner))
