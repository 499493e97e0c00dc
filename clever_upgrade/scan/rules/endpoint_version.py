"""``endpoint-version``: URLs that ask for v1.1, wherever the version is written."""

import re
from collections.abc import Iterator

from clever_upgrade.contract import default_upgrade
from clever_upgrade.scan.evidence import CLEVER_HOST, Strength, speaks_of_clever
from clever_upgrade.scan.found import found, part_of
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Edit, Finding, Fix, Severity
from clever_upgrade.scan.syntax.facts import Literal, Text
from clever_upgrade.scan.urls import HOLE, NOUNS, Origin, Url

NAME = "endpoint-version"
OLD, NEW = default_upgrade().from_version.name, default_upgrade().to_version.name

_BARE_VERSION = re.compile(rf"^/?{re.escape(OLD)}/?$", re.IGNORECASE)
_OLD_IN_PATTERN = re.compile(re.escape(OLD).replace(r"\.", r"(?:\\{0,2}\.|\[\.\])") + r"(?=\\{0,2}/)", re.IGNORECASE)
_TAKES_PATTERN = re.compile(r"\bre\.\w+$|reg_?exp?\w*|\bpreg_\w+$|Pattern\b|MustCompile", re.IGNORECASE)
"""Calls whose argument is a regular expression."""
_TELLING_NAME = re.compile(r"ver|api|base|prefix|path|root|url|uri|endpoint|host", re.IGNORECASE)
_LINK_NAME = re.compile(r"^(?:uri|href|self|canonical|next|prev|link)$", re.IGNORECASE)
_SETTINGS = frozenset({"env", "json", "yaml", "text", "xml"})
"""Languages of files that set many things beside each other, of which one may have to do with Clever."""
_RECORDED = re.compile(r"^(?:http_interactions|interactions|log\.entries)\.")
_RECORD_ID = re.compile(r"\b[0-9a-f]{24}\b")
_FOREIGN_HOST = re.compile(
    r"https?://(?!(?:[\w.-]+\.)?(?:get)?clever\.com|localhost|127\.)[\w-]+\.[\w.-]+", re.IGNORECASE
)

REMEDY = (
    f"Ask for {NEW} here and at every other place that names the version; clear the findings of strict-parsing, "
    "sync-state and events-cutover first."
)
HELD_EVENTS = f"events may be read from {NEW} only after a full resync; run with --resynced once it is done"


def judge(reading: Reading, project: Project) -> Iterator[Finding]:
    """The places of a file, and of the constants it uses, that ask for v1.1."""
    for text, url in reading.urls:
        origin = url.version_origin
        if url.version != OLD or url.noun == "me" or origin is None or origin.path not in project.files:
            continue
        if is_clever(text, url, reading, project):
            yield _finding(origin, url, reading, project)
    if reading.reach.strength >= Strength.NAMED and not _is_foreign(reading):
        for text in reading.file.facts.texts:
            yield from _patterns(text, reading)


def is_clever(text: Text, url: Url, reading: Reading, project: Project) -> bool:
    """Whether a v1.1 path is one of Clever's: by its host, or by its words and what else the file holds."""
    if is_recorded(text, reading):
        return False
    if url.host == "clever":
        return True
    if url.host == "other" or (url.base and url.base != HOLE) or _is_link(text, url, reading):
        return False
    strength = reading.reach.strength
    if not url.resource:
        named = _BARE_VERSION.match(text.plain) and (_TELLING_NAME.search(text.bound_to) or not text.bound_to)
        spoken = speaks_of_clever(text.bound_to)
        sure = spoken or (strength >= Strength.NAMED and reading.file.language not in _SETTINGS)
        return bool(sure and (named or url.host == "unknown") and not _is_foreign(reading))
    if not _is_noun(url.noun):
        return False
    if strength >= Strength.LINKED:
        return strength >= Strength.NAMED or url.noun != HOLE
    return project.proven and HOLE not in url.noun and not _is_foreign(reading)


def _patterns(text: Text, reading: Reading) -> Iterator[Finding]:
    """Expressions that take links apart and know only the old version."""
    if not _is_pattern(text, reading):
        return
    for part in text.parts:
        match = _OLD_IN_PATTERN.search(part.text) if isinstance(part, Literal) else None
        if match is not None and isinstance(part, Literal):
            either = f"[{OLD[-1]}{NEW[-1]}]"
            yield found(
                NAME,
                reading.file,
                part_of(part, match.start(), match.end()),
                f"this pattern only matches links of {OLD}; those of {NEW} pass by it",
                "Let it match the links of both versions; once every URL is moved, of any.",
                severity=Severity.WARNING,
                reach=reading.reach,
                matched=part.text,
                fix=Fix("match both versions", (Edit(part_of(part, match.end() - 1, match.end()), either),)),
            )


def _is_pattern(text: Text, reading: Reading) -> bool:
    written = reading.file.text[text.place.start : text.place.start + 2]
    return written.startswith("/") or written == "%r" or _TAKES_PATTERN.search(text.passed_to) is not None


def _is_noun(noun: str) -> bool:
    return noun in NOUNS or HOLE in noun


def is_recorded(text: Text, reading: Reading) -> bool:
    """Whether a URL was once asked and recorded, as cassettes and HAR files hold it: nothing asks it any more."""
    return reading.file.language in {"json", "yaml"} and _RECORDED.search(text.bound_to) is not None


def _is_link(text: Text, url: Url, reading: Reading) -> bool:
    """Whether a path is a link within an answer, which the server will write anew."""
    if reading.file.language in {"json", "yaml"} and url.host == "none":
        return not speaks_of_clever(text.bound_to)
    return bool(_LINK_NAME.match(text.bound_to) and _RECORD_ID.search(text.plain))


def _is_foreign(reading: Reading) -> bool:
    """Whether the file talks to somebody else's API and never names Clever's host."""
    literals = [part.text for text in reading.file.facts.texts for part in text.parts if isinstance(part, Literal)]
    return any(_FOREIGN_HOST.search(one) for one in literals) and not any(CLEVER_HOST.search(one) for one in literals)


def _finding(origin: Origin, url: Url, reading: Reading, project: Project) -> Finding:
    file = project.files[origin.path]
    # The origin points at the digits; the letter v may stand in the literal before.
    start = origin.at
    has_letter = origin.literal.text[start - 1 : start].lower() == "v"
    digits = part_of(origin.literal, start, start + 3)
    events = "events" in url.segments and not project.resynced
    return found(
        NAME,
        file,
        part_of(origin.literal, start - has_letter, start + 3),
        _message(url, origin, reading),
        REMEDY,
        severity=Severity.WARNING,
        reach=reading.reach,
        matched=origin.literal.text,
        fix=None if events else Fix(f"ask for {NEW}", (Edit(digits, NEW[1:]),)),
        held=HELD_EVENTS if events else "",
    )


def _message(url: Url, origin: Origin, reading: Reading) -> str:
    asked = f" of {url.noun}" if url.noun and HOLE not in url.noun and url.noun != "push" else ""
    elsewhere = "" if origin.path == reading.file.path else f"; {reading.file.path} builds its URL with it"
    return f"this asks for {OLD}{asked}{elsewhere}"
