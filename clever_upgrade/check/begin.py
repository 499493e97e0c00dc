"""Writes the first configuration of a project from what a scan of it has found, with a comment for each setting."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from clever_upgrade.check.python_files import SOURCES, import_folder
from clever_upgrade.grammar import counted
from clever_upgrade.scan.result import Finding, ScanResult

_USUAL = {"students": "Student", "teachers": "Teacher", "sections": "Section", "schools": "School"}
_MOST_PARSERS = 5


@dataclass(frozen=True, slots=True)
class Parser:
    """A class of Python that reads one collection, the file it is in, and the folder that this is imported from."""

    collection: str
    path: str
    name: str
    folder: str = "."

    @property
    def target(self) -> str:
        """It as a probe names it."""
        inside = self.path.removeprefix(f"{self.folder}/").removeprefix(f"{SOURCES}/")
        module = ".".join(PurePosixPath(inside).with_suffix("").parts)
        return f"{module.removesuffix('.__init__')}:{self.name}"


@dataclass(frozen=True, slots=True)
class Found:
    """What a project holds: folders with code that has to do with Clever, parsers, and recordings."""

    files: int = 0
    folders: tuple[str, ...] = ()
    parsers: tuple[Parser, ...] = ()
    recordings: tuple[str, ...] = ()


def found_in(scan: ScanResult, recordings: Sequence[str]) -> Found:
    """What the scan of a project's folder says about it; ``recordings`` are folders, seen from there."""
    answered = [suppressed.finding for suppressed in scan.suppressed]
    findings = [*scan.findings, *answered]
    folders = dict.fromkeys(_top(finding.path) for finding in findings)
    return Found(
        files=len({finding.path for finding in findings}),
        folders=tuple(sorted(folders)),
        parsers=tuple(dict.fromkeys(_parsers(findings)))[:_MOST_PARSERS],
        recordings=tuple(recordings),
    )


def configuration(found: Found) -> str:
    """The text of a ``clever-upgrade.toml``."""
    parts = (_head(found), _server(), _scan(found), _check(found), _probes(found))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def _head(found: Found) -> Iterator[str]:
    yield "# How clever-upgrade looks at this project. Every line that begins with # is an example."
    if found.files:
        where = ", ".join(map(_shown, found.folders))
        yield f"# Found: {counted(found.files, 'file')} with something that v1.2 touches, in {where}."
    else:
        yield "# Found: nothing yet that has to do with Clever."


def _server() -> Iterator[str]:
    yield "# The server of live comparisons. A token has no place in a file: it is read from CLEVER_TOKEN."
    yield '# base-url = "https://api.clever.com"'
    yield "# Requests a minute, to leave room for a sync that uses the same token."
    yield "# max-rate = 600"


def _scan(found: Found) -> Iterator[str]:
    yield "[scan]"
    yield "# Files and folders to leave out, as in .gitignore."
    yield '# exclude = ["legacy/"]'
    yield "# Names of your own that stand for Clever, such as the class that wraps its requests."
    yield '# evidence = ["RosterGateway"]'
    yield "# The mildest severity that fails `clever-upgrade scan`: error, warning, note or never."
    yield 'fail-on = "note"'
    if found.files:
        yield "# To accept the findings of today: clever-upgrade scan --baseline clever-baseline.json --update-baseline"
        yield '# baseline = "clever-baseline.json"'


def _check(found: Found) -> Iterator[str]:
    yield "[check]"
    yield "# What is scanned, seen from this file."
    only_folders = [folder for folder in found.folders if folder != "."]
    whole = not only_folders or "." in found.folders
    yield f"paths = [{', '.join(map(_quoted, ['.'] if whole else only_folders))}]"
    yield "# The data: a recording, made by `clever-upgrade diff --record cassettes`, so that a job needs no token;"
    yield f"{'' if found.recordings else '# '}cassettes = {_quoted((found.recordings or ('cassettes',))[0])}"
    yield "# or what the server gives now, with the token in CLEVER_TOKEN."
    yield "# live = true"
    yield "# Differences that you know of: clever-upgrade diff --accept clever-accepted.json --update-accepted"
    yield '# accept = "clever-accepted.json"'
    yield "# The mildest severity that fails a check: error, warning, note or never."
    yield 'fail-on = "warning"'


def _probes(found: Found) -> Iterator[str]:
    yield "# What reads Clever's records here, one table for each parser: it is given records of v1.1 and of v1.2."
    if found.parsers:
        yield "# These were found; check what is called, then take the marks away."
    parsers = found.parsers or tuple(Parser(name, "app/roster.py", _USUAL[name]) for name in ("students",))
    for parser in parsers:
        yield "# [[probe]]"
        yield f"# collection = {_quoted(parser.collection)}"
        yield f"# python = {_quoted(parser.target)}"
        if parser.folder != ".":
            yield f"# cwd = {_quoted(parser.folder)}"
    yield "# A program can be tried as well: one record a line comes in, one answer a line goes out."
    yield "# [[probe]]"
    yield '# collection = "students"'
    yield '# command = ["node", "parse.js"]'


def _parsers(findings: Sequence[Finding]) -> Iterator[Parser]:
    for finding in findings:
        if finding.class_name and finding.path.endswith(".py"):
            for collection in dict.fromkeys(field.partition(".")[0] for field in finding.fields):
                path = finding.path.removeprefix("./")
                yield Parser(collection, path, finding.class_name, import_folder(Path(path), Path()).as_posix())


def _top(path: str) -> str:
    parts = PurePosixPath(path).parts
    return parts[0] if len(parts) > 1 else "."


def _shown(folder: str) -> str:
    return "this folder" if folder == "." else f"{folder}/"


def _quoted(text: str) -> str:
    # A basic string of TOML is one of JSON, but for one control character.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
