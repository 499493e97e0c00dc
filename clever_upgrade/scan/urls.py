"""Puts URLs together from the texts of a project, and knows of each character which literal it came from.

A URL is seldom written in one place: the host is a constant here, ``/v1.1`` is another there, and the path is appended
by a helper. ``assembled`` follows names to their texts; ``Url`` says what the result asks for.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

from clever_upgrade.scan.evidence import CLEVER_HOST
from clever_upgrade.scan.syntax.facts import Literal, Text

HOLE = "\x00"
"""Stands for an expression that nothing is known of."""

_DEEPEST = 6
_LONGEST = 2000

NOUNS = (
    "students", "teachers", "sections", "schools", "districts", "contacts", "school_admins", "district_admins",
    "events", "me", "push",
)  # fmt: skip
_PLACEHOLDER = re.compile(
    r"%(?:\(\w+\))?[-+#0-9.]*[sdvi]|\$?\{\{?[\w.:$>\[\]()-]*\}?\}|#\{[^}]*\}|<[\w:]+>|:\w+(?=/|$)"
)
_SETTING = re.compile(r"[A-Z][A-Z0-9_]{3,}$")
_DEFAULT = re.compile(r"^(\$\{[\w.-]+:)(https?://[^{}]*)\}$")
"""The default of a setting, as Spring writes it: ``${clever.url:https://…}``."""
_SCHEME = re.compile(r"^(?:[a-z][a-z+]*:)?//", re.IGNORECASE)
_VERSION = re.compile(r"v(\d+)\.(\d+)(?![\d.])", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Origin:
    """The literal that a stretch of a URL came from, and the file it stands in."""

    path: str
    literal: Literal
    at: int = 0
    """How many characters into the literal."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some characters of a URL; ``origin`` is None for what is not written anywhere, and ``name`` what it is called."""

    text: str
    origin: Origin | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Url:
    """A text read as a URL. ``host`` is ``clever``, ``other``, ``unknown`` (a hole) or ``none`` (a path alone).

    ``version`` is as written, such as ``v1.1``, or empty; ``resource`` the path behind it, without a slash at either
    end and with ``HOLE`` for what is not known. ``opening`` is the name of the unknown that the URL begins with.
    """

    host: str
    version: str
    resource: str
    version_origin: Origin | None
    resource_origin: Origin | None
    base: str = ""
    opening: str = ""

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments of the resource."""
        return tuple(part for part in self.resource.split("/") if part)

    @property
    def noun(self) -> str:
        """The first segment of the resource."""
        return self.segments[0] if self.segments else ""


Lookup = Callable[[str, str], tuple[str, Text] | None]
"""From the path of a file and an expression in it to the text that this stands for, and the path of its file."""


def assembled(text: Text, path: str, lookup: Lookup) -> tuple[Stretch, ...]:
    """The text with every name that can be followed replaced by what it stands for."""
    return tuple(_assembled(text, path, lookup, _DEEPEST))


def _assembled(text: Text, path: str, lookup: Lookup, depth: int) -> list[Stretch]:
    stretches: list[Stretch] = []
    for part in text.parts:
        if isinstance(part, Literal):
            stretches.append(Stretch(part.text, Origin(path, part)))
            continue
        stretches.extend(_named(part.name, text, path, lookup, depth))
    return stretches


def _named(name: str, within: Text, path: str, lookup: Lookup, depth: int) -> list[Stretch]:
    found = lookup(path, name) if depth and name else None
    if found is None or found[1] is within:
        return [Stretch(HOLE, None, name)]
    if _SETTING.match(found[1].plain):
        # What is written there is the name of a setting, and the setting may be written in another file.
        return _named(found[1].plain, found[1], found[0], lookup, depth - 1)
    return _assembled(found[1], found[0], lookup, depth - 1)


def url_of(stretches: tuple[Stretch, ...]) -> Url | None:
    """What the text asks for, if it is a URL or a path; else None."""
    whole = "".join(stretch.text for stretch in stretches)[:_LONGEST]
    whole = _DEFAULT.sub(lambda match: f"{' ' * len(match[1])}{match[2]} ", whole)
    whole = _PLACEHOLDER.sub(lambda match: HOLE * len(match[0]), whole)
    start = _start_of_url(whole)
    if start is None:
        return None
    host, path_start = _host(whole, start)
    path = re.split(r"[?#\s\"'<>|\\]", whole[path_start:], maxsplit=1)[0]
    version = _VERSION.match(path.lstrip("/" + HOLE))
    offset = path_start + len(path) - len(path.lstrip("/" + HOLE))
    base = ""
    if version is None:
        resource_start, resource = offset, path.lstrip("/" + HOLE)
    else:
        resource_start = offset + version.end()
        resource = whole[resource_start : path_start + len(path)]
        base = re.sub(f"{HOLE}+", HOLE, whole[path_start:offset]).strip("/")
        if resource and not resource.startswith(("/", HOLE)):
            return None
    return Url(
        host=host,
        version="" if version is None else version[0].lower(),
        resource=re.sub(f"{HOLE}+", HOLE, resource).strip("/"),
        version_origin=None if version is None else _origin(stretches, offset + 1),
        resource_origin=_origin(stretches, resource_start + len(resource) - len(resource.lstrip("/"))),
        base=base,
        opening=stretches[0].name,
    )


def _start_of_url(whole: str) -> int | None:
    host = CLEVER_HOST.search(whole)
    if host is not None:
        # A URL within a longer text, such as a quoted shell command.
        before = whole.rfind(" ", 0, host.start()) + 1
        scheme = whole.find("://", before, host.start())
        return before if scheme == -1 else max(before, _scheme_start(whole, scheme))
    if re.match(rf"(?:[a-z]+:)?//|/|{HOLE}|v\d\.\d|push/|me\b|[a-z_]+/", whole, re.IGNORECASE):
        return 0
    return None


def _scheme_start(whole: str, colon: int) -> int:
    start = colon
    while start > 0 and whole[start - 1].isalpha():
        start -= 1
    return start


def _host(whole: str, start: int) -> tuple[str, int]:
    scheme = _SCHEME.match(whole[start:])
    clever = CLEVER_HOST.search(whole, start)
    if clever is not None:
        end = clever.end()
        port = re.match(r":\d+", whole[end:])
        return "clever", end + (port.end() if port else 0)
    if scheme is not None:
        after = start + scheme.end()
        slash = whole.find("/", after)
        name = whole[after : slash if slash != -1 else len(whole)]
        return ("unknown" if not name.strip(HOLE) else "other"), (slash if slash != -1 else len(whole))
    if whole[start : start + 1] == HOLE:
        return "unknown", start + len(whole[start:]) - len(whole[start:].lstrip(HOLE))
    return "none", start


def _origin(stretches: tuple[Stretch, ...], offset: int) -> Origin | None:
    position = 0
    for stretch in stretches:
        if position <= offset < position + len(stretch.text):
            return None if stretch.origin is None else replace(stretch.origin, at=offset - position)
        position += len(stretch.text)
    return None
