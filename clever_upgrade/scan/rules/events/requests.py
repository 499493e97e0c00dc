"""Where code asks for Clever's events: by a path, by the class of an old client, or by an accessor.

The word alone is worthless: pages, frameworks, calendars and Stripe have events too, and Stripe the same parameters. So
each form asks for what ties it to Clever, and leaves alone what says a later version itself.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from clever_upgrade.scan.evidence import Strength, speaks_of_clever
from clever_upgrade.scan.found import part_of
from clever_upgrade.scan.names import last_name, owner_of, qualifiers, root_of, words_of
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Place
from clever_upgrade.scan.rules.endpoint_version import OLD, is_clever, is_recorded
from clever_upgrade.scan.syntax.facts import Call, Literal, Text
from clever_upgrade.scan.urls import HOLE, NOUNS, Origin, Url

EVENT, EVENTS = "event", "events"

_WORD = re.compile(r"\bevents\b", re.IGNORECASE)
_PATH = re.compile(
    r"/?(?:push/|(?:districts|schools|sections|students|teachers|school_admins)/\{\}/)?events(?:/\{\})?/?(?:\?.*)?",
    re.DOTALL,
)
_CONSTANT = re.compile(r"[$@\\]*\w+(?:(?:\.|::|->)\w+)*")
_CURSOR_WORDS = re.compile(r"starting_?after|ending_?before", re.IGNORECASE)
_ASKING = frozenset(
    words_of("get fetch request query call retrieve load read find list all iter each paginate page json")
)
_SENDING = frozenset(words_of("post put patch delete send track emit publish dispatch push notify enqueue"))
_PAGES = frozenset(words_of("route routes page pages link href webhook topic stream channel"))
_STORES = frozenset(
    words_of(
        "data json response body config settings params options payload record result hash dict map cache env args"
    )
)
"""What is asked for an entry of its own, and not for anything on another host."""
_ITSELF = frozenset({"", "self", "this", "@", "static", "cls", "me"})


@dataclass(frozen=True, slots=True)
class EventRequest:
    """One place that asks for events; ``path`` is the file of the place, ``words`` what asks.

    ``name`` is what the code around calls it: the constant that holds the path, or the function that asks.
    """

    path: str
    place: Place
    words: str
    name: str = ""
    version: str = ""


def requests_by_path(reading: Reading, project: Project) -> Iterator[EventRequest]:
    """The places that write down the path of a feed of events, be it in a constant of another file."""
    for text, url in reading.urls:
        if url.version in {"", OLD} and _asks_for_events(url) and _is_clever(text, url, reading, project):
            path, place = _place(text, url, reading, project)
            name = last_name(text.bound_to) or text.scope.function
            yield EventRequest(path, place, text.plain, name, url.version)


def _asks_for_events(url: Url) -> bool:
    """Whether a URL is that of all events, of one event, or of the events of one record."""
    segments = url.segments[1:] if not url.version and url.noun == HOLE else url.segments
    if segments[:1] == ("push",):
        segments = segments[1:]
    if segments[:1] == (EVENTS,):
        return len(segments) <= 2
    return len(segments) == 3 and segments[2] == EVENTS and (segments[0] in NOUNS or HOLE in segments[0])


def _is_clever(text: Text, url: Url, reading: Reading, project: Project) -> bool:
    if is_recorded(text, reading) or set(words_of(last_name(text.passed_to))) & _SENDING:
        return False
    if url.version == OLD:
        return is_clever(text, url, reading, project) and _is_near(url, reading)
    if url.host == "clever":
        return url.noun != HOLE or not asks_newer(project)
    return url.host == "unknown" and _stands_for_clever(url.opening, text) and not asks_newer(project)


def _is_near(url: Url, reading: Reading) -> bool:
    """Telemetry services version the same path so: a file without a sign of Clever has at least to page alike."""
    if url.host == "clever" or reading.reach.strength >= Strength.LINKED:
        return True
    return _CURSOR_WORDS.search(reading.file.text) is not None


def _stands_for_clever(opening: str, text: Text) -> bool:
    """Whether the unknown that a URL begins with is Clever's address, by its name or by the class that owns it."""
    if speaks_of_clever(opening):
        return True
    own = set(qualifiers(opening)) & _ITSELF or opening.startswith("@")
    return bool(own) and any(speaks_of_clever(name) for name in text.scope.classes)


def _place(text: Text, url: Url, reading: Reading, project: Project) -> tuple[str, Place]:
    """Where the word stands: in the text itself, or in the constant that it takes the path from."""
    if any(isinstance(part, Literal) and _WORD.search(part.text) for part in text.parts):
        return reading.file.path, _word_of(text)
    origin = url.resource_origin
    if origin is None or origin.path not in project.files:
        return reading.file.path, text.place
    return origin.path, _within(origin)


def _within(origin: Origin) -> Place:
    word = _WORD.search(origin.literal.text, origin.at)
    return part_of(origin.literal, *word.span()) if word else origin.literal.place


def requests_by_constant(reading: Reading) -> Iterator[EventRequest]:
    """Names for the path of the feed, beside an address of Clever that they are appended to."""
    if any(url.host == "clever" and url.version == OLD for _, url in reading.urls):
        for text in reading.file.facts.texts:
            words = set(words_of(text.bound_to))
            if words & {EVENT, EVENTS} and not words & _PAGES and text.plain[:1] == "/" and _PATH.fullmatch(text.plain):
                yield EventRequest(reading.file.path, _word_of(text), text.plain, last_name(text.bound_to), OLD)


def requests_by_helper(reading: Reading, project: Project) -> Iterator[EventRequest]:
    """The calls that name the feed to a function which knows the rest of the URL: ``self.get("events", after=…)``."""
    if reading.reach.strength < Strength.NAMED or asks_newer(project):
        return
    by_start = {text.place.start: text for text in reading.file.facts.texts}
    for call in reading.file.facts.calls:
        words = set(words_of(call.name))
        if not words & _ASKING or words & _SENDING or not _is_asked_of_clever(call, reading):
            continue
        for argument in call.arguments[:2]:
            here = by_start.get(argument.place.start)
            known = (reading.file.path, here) if here else _constant(argument.text, reading, project)
            if known is not None and _PATH.fullmatch(known[1].plain):
                name = last_name(known[1].bound_to) or call.scope.function
                yield EventRequest(known[0], _word_of(known[1]), call.callee, name)
            elif here is None and _is_named_for_events(argument.text) and EVENTS in words_of(call.scope.function):
                yield EventRequest(reading.file.path, argument.place, call.callee, call.scope.function)


def _constant(argument: str, reading: Reading, project: Project) -> tuple[str, Text] | None:
    if not _CONSTANT.fullmatch(argument) or EVENT not in argument.lower():
        return None
    return project.lookup(reading.file.path, argument)


def _is_named_for_events(argument: str) -> bool:
    """Whether an argument is a constant that can only stand for the feed, as ``self::CLEVER_EVENTS``."""
    name = last_name(argument) if _CONSTANT.fullmatch(argument) else ""
    return name.isupper() and words_of(name)[-1] in {EVENT, EVENTS}


def _word_of(text: Text) -> Place:
    for part in reversed(text.parts):
        if isinstance(part, Literal) and (word := _WORD.search(part.text)):
            return part_of(part, word.start(), word.end())
    return text.place


def _is_asked_of_clever(call: Call, reading: Reading) -> bool:
    """Whether a function belongs to Clever's client, or to the class around the call that stands for it."""
    owner = owner_of(call.callee)
    if set(words_of(owner)) & _STORES:
        return False
    if speaks_of_clever(call.callee):
        return True
    root = root_of(owner)
    if root.lower() in _ITSELF:
        arguments = " ".join(one.text for one in call.arguments)
        return any(map(speaks_of_clever, call.scope.classes)) or _CURSOR_WORDS.search(arguments) is not None
    return any(
        root_of(made.bound_to) == root
        and speaks_of_clever(" ".join([made.callee, *(one.text for one in made.arguments)]))
        for made in reading.file.facts.calls
        if made.bound_to
    )


def asks_newer(project: Project) -> bool:
    """Whether the project names later versions than v1.1 on Clever's host, and never v1.1 itself."""
    return bool(project.versions) and OLD not in project.versions
