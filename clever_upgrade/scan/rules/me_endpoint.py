"""``me-endpoint``: logins that ask the unversioned ``/me``, which stays at v1.1 for good."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.evidence import Strength, speaks_of_clever
from clever_upgrade.scan.found import found, part_of
from clever_upgrade.scan.names import last_name
from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.result import Edit, Finding, Fix, Severity
from clever_upgrade.scan.rules.endpoint_version import NEW, OLD, is_recorded
from clever_upgrade.scan.syntax.facts import Text
from clever_upgrade.scan.urls import HOLE, Url

NAME = "me-endpoint"

REMEDY = f"Ask for https://api.clever.com/{NEW}/me; the token exchange on clever.com stays as it is."
_LATER = re.compile(r"^v(?:1\.[2-9]|[2-9]\.\d)$")
_BUNDLE_ENTRY = re.compile(r"hwi_oauth\.resource_owners\.[^.]+\.type$")
_ASKS = re.compile(r"http|request|fetch|axios|curl", re.IGNORECASE)
_GETS = re.compile(r"(?:^|[.>:])(?:get|fetch|request|query|call|retrieve|send|join)\w*$", re.IGNORECASE)
_LINKS = re.compile(r"(?:^|\.)(?:href|to|as|path\w*|action|route|redirect\w*|link|location)$", re.IGNORECASE)
_SERVES = re.compile(
    r"(?:^|[.@:>])(?:app|router|routes?|server|blueprint|bp|mux|express|e|r)(?:\.|->|::)\w+$|HandleFunc$|\bHandle$|Mapping$"
    r"|\b[Rr]oute\w*$|add_url_rule$|^(?:get|post|match|resource|path|re_path|url|redirect\w*|visit|navigate)$|\w*_path$",
)
"""What an application calls to say which of its own pages a path is, or to lead somebody there."""


def judge(reading: Reading, project: Project) -> Iterator[Finding]:
    """The places of a file that ask for the user who has logged in without saying v1.2."""
    for text, url in reading.urls:
        if url.segments != ("me",) or url.version not in {"", OLD} or url.base.strip(HOLE):
            continue
        if url.resource_origin is not None and _is_clever(text, url, reading, project):
            yield from _findings(url, reading, project)
    if reading.file.language == "yaml":
        yield from _login_bundles(reading)


def _is_clever(text: Text, url: Url, reading: Reading, project: Project) -> bool:
    if is_recorded(text, reading):
        return False
    if url.host == "clever":
        return True
    if url.host == "other" or _is_version(url.opening) or not _is_asked(text, url):
        return False
    if speaks_of_clever(last_name(url.opening)) or _stands_for_clever(url.opening, reading):
        return not _speaks_newer(project)
    if reading.reach.strength < Strength.PROVEN:
        return False
    if url.version == OLD:
        return True
    written = text.plain.strip("{}").split("?")[0].rstrip("/")
    literally_me = written == "/me" or (written == "me" and _GETS.search(text.passed_to) is not None)
    return literally_me and not _speaks_newer(project)


def _is_asked(text: Text, url: Url) -> bool:
    """Whether a path may be asked of a server, and is not a page of the application's own."""
    if url.host != "none" or _ASKS.search(text.passed_to):
        return True
    return not (_LINKS.search(text.bound_to) or _SERVES.search(text.passed_to))


def _is_version(opening: str) -> bool:
    return last_name(opening).lower().startswith("ver") or last_name(opening).lower().endswith(("ver", "version"))


def _stands_for_clever(name: str, reading: Reading) -> bool:
    """Whether a name gets its value from something called Clever, as ``base = process.env.CLEVER_URL`` says."""
    last = last_name(name)
    if not last:
        return False
    given = re.compile(rf"\b{re.escape(last)}\b\s*(?::?=|:)")
    return any(speaks_of_clever(read.name) and given.search(read.statement) for read in reading.file.facts.reads)


def _speaks_newer(project: Project) -> bool:
    return bool(project.versions) and all(_LATER.match(version) for version in project.versions)


def _login_bundles(reading: Reading) -> Iterator[Finding]:
    """Entries of Symfony's OAuth bundle, whose owner for Clever has the unversioned address built in."""
    for text in reading.file.facts.texts:
        if text.plain.lower() == "clever" and _BUNDLE_ENTRY.match(text.bound_to):
            yield found(
                NAME,
                reading.file,
                text.place,
                f"the bundle's owner for Clever asks the unversioned /me, which answers as {OLD}, without schools",
                f"Give this entry an infos_url of its own: https://api.clever.com/{NEW}/me.",
                severity=Severity.WARNING,
                reach=reading.reach,
            )


def _findings(url: Url, reading: Reading, project: Project) -> Iterator[Finding]:
    origin = url.resource_origin
    if origin is None or origin.path not in project.files:
        return
    start = origin.literal.text.find("me", origin.at)
    if start == -1:
        return
    place = part_of(origin.literal, start, start + 2)
    versioned = url.version_origin
    if versioned is None:
        slash = "" if start and origin.literal.text[start - 1] == "/" else "/"
        edit = Edit(part_of(origin.literal, start, start), f"{slash}{NEW}/")
    else:
        edit = Edit(part_of(versioned.literal, versioned.at, versioned.at + 3), NEW[1:])
    same_file = versioned is None or versioned.path == origin.path
    yield found(
        NAME,
        project.files[origin.path],
        place,
        f"{f'/{OLD}/me' if url.version else 'the unversioned /me'} answers as {OLD}, without schools",
        REMEDY,
        severity=Severity.WARNING,
        reach=reading.reach,
        matched=origin.literal.text,
        fix=Fix(f"ask /{NEW}/me", (edit,)) if same_file else None,
        held="" if same_file else "the version stands in another file, where endpoint-version finds it",
    )
