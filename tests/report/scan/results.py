"""Outcomes of scans to report on, one for each way in which a scan can end."""

from dataclasses import replace

from clever_upgrade.scan.fingerprint import fingerprint
from clever_upgrade.scan.result import (
    Edit,
    Finding,
    Fix,
    Place,
    ScanResult,
    Severity,
    Skipped,
    Suppressed,
    UnusedSuppression,
)
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.tree.lines import line_index

REPLACE = "replace the library"


def finding(
    rule: str,
    at: str,
    text: str,
    marked: str,
    message: str,
    remedy: str,
    severity: Severity = Severity.WARNING,
    put: str | None = None,
    **more: object,
) -> Finding:
    """A finding at ``path:line`` where ``marked`` stands in ``text``, with a fix that puts something else there."""
    path, _, line = at.rpartition(":")
    before = "\n" * (int(line) - 1)
    start = len(before) + text.index(marked)
    place = line_index(before + text).place(start, start + len(marked))
    fix = None if put is None else Fix(f"write {put}", (Edit(place, put),))
    return Finding(
        rule=rule,
        severity=severity,
        path=path,
        place=place,
        message=message,
        remedy=remedy,
        matched=" ".join(marked.split()),
        fingerprint=fingerprint(rule, path, marked, int(line)),
        frame=tuple(text.split("\n")[place.line - int(line) :][:3]),
        fix=fix,
        **more,  # type: ignore[arg-type]
    )


HOST = ("line 4 names Clever's API host",)
ASK_FOR_V12 = "Ask for v1.2 here and at every other place that names the version."

STUDENTS = finding(
    "endpoint-version",
    "app/clever/client.py:12",
    '        return self.get("https://api.clever.com/v1.1/students", limit=100)',
    "v1.1",
    "this asks for v1.1 of students",
    ASK_FOR_V12,
    put="v1.2",
    evidence=HOST,
)
EVENTS = finding(
    "endpoint-version",
    "app/clever/client.py:31",
    "EVENTS = HOST + '/v1.1/events'",
    "v1.1",
    "this asks for v1.1 of events",
    ASK_FOR_V12,
    evidence=HOST,
    held="events may be read from v1.2 only after a full resync",
)
CUTOVER = finding(
    "events-cutover",
    "app/clever/client.py:40",
    "    page = follow(EVENTS, starting_after=cursor)",
    "starting_after=cursor",
    "this goes on from a cursor of v1.1",
    "Run the full resync first, and start from the id that was saved before it.",
    Severity.ERROR,
    evidence=HOST,
)
PARSER = finding(
    "strict-parsing",
    "app/clever/models.py:7",
    "@dataclass\nclass Student:\n    id: str\n    name: dict",
    "class Student:\n    id: str\n    name: dict",
    "Student takes no field that it does not know",
    "Ignore unknown members.",
    Severity.ERROR,
    fields=("students.schools", "students.graduation_year"),
    evidence=("it uses CleverClient of app/clever/client.py",),
)
LOGIN = finding(
    "me-endpoint",
    "config/login.yml:3",
    "  userinfo: https://api.clever.com/me",
    "me",
    "the unversioned /me answers as v1.1, without schools",
    "Ask for https://api.clever.com/v1.2/me.",
    Severity.NOTE,
    put="v1.2/me",
)
GEMFILE = finding(
    "old-client-library",
    "Gemfile.lock:90",
    "    clever-ruby (0.14.0)",
    "clever-ruby (0.14.0)",
    "clever-ruby 0.14.0 speaks v1.1 only; 1.2.3 is the first version that speaks v1.2",
    "Write clever-ruby (~> 1.2, >= 1.2.3), then port the code that calls it.",
    Severity.ERROR,
    cause=REPLACE,
)


def vendored(number: int, library: str = "vendor/clever-ruby") -> tuple[Finding, ...]:
    """So many findings in a copy of a client."""
    old = finding(
        "old-client-library",
        f"{library}/lib/clever-ruby.rb:1",
        "module Clever",
        "module Clever",
        "this is a copy of clever-ruby, which speaks v1.1 only",
        "Replace the whole copy.",
        Severity.ERROR,
        cause=REPLACE,
    )
    urls = (
        finding(
            "endpoint-version",
            f"{library}/lib/clever-ruby/part_{at % 7}.rb:{at + 3}",
            "    '/v1.1/districts'",
            "v1.1",
            "this asks for v1.1 of districts",
            ASK_FOR_V12,
            put="v1.2",
            cause=REPLACE,
        )
        for at in range(number - 1)
    )
    return (old, *urls)


def result(*findings: Finding, **more: object) -> ScanResult:
    """A scan of the working folder that found these."""
    given: dict[str, object] = {
        "paths": (".",),
        "rules": RULES,
        "findings": tuple(sorted(findings, key=lambda one: one.order)),
        "files": 423,
        "size": 3_200_000,
        "evidence": ("app/clever/client.py names Clever's API host", "Gemfile.lock names clever-ruby"),
    }
    return ScanResult(**{**given, **more})  # type: ignore[arg-type]


FOUND = result(
    *(STUDENTS, EVENTS, CUTOVER, PARSER, LOGIN, GEMFILE, *vendored(40)),
    suppressed=(
        Suppressed(replace(STUDENTS, path="app/night.py", fingerprint="0" * 16), "comment", "compared every night"),
        Suppressed(replace(EVENTS, path="app/old.py", fingerprint="1" * 16), "baseline", "in the baseline"),
        Suppressed(replace(LOGIN, path="spec/login.yml", fingerprint="2" * 16), "configuration", ""),
    ),
    unused=(UnusedSuppression("app/gone.py", 8, ("sync-state",)), UnusedSuppression("app/bare.py", 3, ())),
    skipped=(Skipped("static/logo.js", "is binary"), Skipped("db/dump.sql", "is larger than 1 MB")),
)
FEW = result(STUDENTS, LOGIN)
CLEAN = result()
ANSWERED = result(suppressed=FOUND.suppressed)
STRANGER = result(evidence=())
EMPTY = result(evidence=(), files=0, size=0, skipped=(Skipped("notes.txt", "is in no language that is read"),))

ALL = {
    "found": FOUND,
    "few": FEW,
    "clean": CLEAN,
    "answered": ANSWERED,
    "stranger": STRANGER,
    "empty": EMPTY,
}


def hostile(text: str) -> ScanResult:
    """A scan in which everything that source code or a file system can say says ``text``."""
    place = Place(0, len(text), 1, 1, 1, len(text) + 1)
    one = Finding(
        rule="endpoint-version",
        severity=Severity.ERROR,
        path=text,
        place=place,
        message=text,
        remedy=text,
        matched=text,
        fingerprint="f" * 16,
        frame=(text, text),
        evidence=(text,),
        fields=(text,),
        fix=Fix(text, (Edit(place, text),)),
    )
    held = replace(one, fix=None, held=text, cause=text, rule="sync-state", fingerprint="e" * 16)
    return result(
        *(one, *(replace(held, place=replace(place, line=line, end_line=line)) for line in range(2, 7))),
        suppressed=(Suppressed(one, "comment", text),),
        unused=(UnusedSuppression(text, 3, (text,)),),
        skipped=(Skipped(text, text),),
        evidence=(text,),
        paths=(text,),
    )
