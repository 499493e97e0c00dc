"""Makes findings: the one place where source text is cut out, folded and rid of secrets."""

import re
from collections.abc import Iterable, Iterator
from typing import Protocol, TypeVar

from clever_upgrade.scan.evidence import Reach
from clever_upgrade.scan.result import Finding, Fix, Place, Severity
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Literal

_LONGEST_MATCH = 200
_LONGEST_LINE = 240
_MOST_LINES = 3
_SECRETS = (
    re.compile(r"://(?P<secret>[^/\s@'\"]{1,200})@"),
    re.compile(r"(?i)\b(?:bearer|basic)\s+(?P<secret>[\w.~+/=-]{8,})"),
    re.compile(
        r"(?i)(?:token|secret|password|passwd|api_?key|client_?id)\w*['\"]?\s*(?::|=>?|,)\s*"
        r"(?P<quote>['\"])(?P<secret>[^'\"]{6,})(?P=quote)"
    ),
    re.compile(r"(?P<secret>[\w.+-]+@[\w-]+\.[\w.]+)"),
)

REPLACE_LIBRARY = "replace the library"
"""What clears all findings that an old client library causes."""


class Located(Protocol):
    """Something that was found at a place of a file."""

    @property
    def path(self) -> str:
        """The file, relative to the root of the scan."""

    @property
    def place(self) -> Place:
        """Where it stands there."""


AnyLocated = TypeVar("AnyLocated", bound=Located)


def found(
    rule: str,
    file: SourceFile,
    place: Place,
    message: str,
    remedy: str,
    *,
    severity: Severity,
    reach: Reach | None = None,
    matched: str = "",
    fields: Iterable[str] = (),
    fix: Fix | None = None,
    held: str = "",
    class_name: str = "",
) -> Finding:
    """A finding in a file, with its excerpt; the fingerprint is given to all findings of a scan together."""
    return Finding(
        rule=rule,
        severity=severity,
        path=file.path,
        place=place,
        message=message,
        remedy=remedy,
        matched=without_secrets(" ".join((matched or file.text[place.start : place.end]).split()))[:_LONGEST_MATCH],
        fingerprint="",
        frame=_frame(file.text, place),
        evidence=reach.reasons if reach is not None else (),
        fields=tuple(fields),
        fix=fix if file.fixable else None,
        held=held if file.fixable or fix is None else "the file's encoding cannot be written back exactly",
        class_name=class_name,
    )


def without_secrets(text: str) -> str:
    """Source text as it may be shown: no credentials in URLs or headers or beside telling names, no mail address.

    Every character keeps its column, so that a report can point at it.
    """
    for secret in _SECRETS:
        text = secret.sub(_masked, text)
    return text


def _masked(match: re.Match[str]) -> str:
    start, end = match.start("secret") - match.start(), match.end("secret") - match.start()
    return match[0][:start] + "*" * (end - start) + match[0][end:]


def part_of(literal: Literal, start: int, end: int) -> Place:
    """Where some characters of a literal stand, also when it runs over several lines."""
    whole = literal.place
    line, column = _moved(whole.line, whole.column, literal.text[:start])
    end_line, end_column = _moved(line, column, literal.text[start:end])
    return Place(whole.start + start, whole.start + end, line, column, end_line, end_column)


def head_of(place: Place, words: str) -> Place:
    """The beginning of a place, as long as the words: a callee without its arguments and blocks."""
    length = len(words)
    if place.start + length > place.end or "\n" in words:
        return place
    return Place(place.start, place.start + length, place.line, place.column, place.line, place.column + length)


def one_a_line(located: Iterable[AnyLocated]) -> Iterator[AnyLocated]:
    """The first on each line: the same thing is told there once, however many words lead to it."""
    met = set()
    for one in located:
        spot = (one.path, one.place.line)
        if spot not in met:
            met.add(spot)
            yield one


def _moved(line: int, column: int, text: str) -> tuple[int, int]:
    breaks = text.count("\n")
    if not breaks:
        return line, column + len(text)
    return line + breaks, len(text) - text.rfind("\n")


def _frame(text: str, place: Place) -> tuple[str, ...]:
    start = text.rfind("\n", 0, place.start) + 1
    end = text.find("\n", max(place.start, place.end - 1))
    lines = text[start : end if end != -1 else len(text)].split("\n")[:_MOST_LINES]
    longest = max(_LONGEST_LINE, place.end_column)
    return tuple(without_secrets(line.rstrip("\r"))[:longest] for line in lines)
