"""What a requirement allows, by the dialect it is written in; None where its words do not tell."""

import re

from clever_upgrade.scan.manifests.dependency import Dialect
from clever_upgrade.scan.manifests.versions import (
    ANY,
    Allowed,
    Span,
    Version,
    all_of,
    any_of,
    before,
    exactly,
    onwards,
    parse_version,
)

_CLAUSE = re.compile(r"(===|~=|==|!=|<>|>=|=>|<=|=<|~>|[~^<>=])?\s*([^\s,<>=~^!|]+)")
_ANYTHING = frozenset(
    {"", "*", "x", "X", "latest", "LATEST", "RELEASE", "+", "latest.release", "latest.integration", "any"}
)
_WILD = re.compile(r"[vV=]?(?:((?:\d+\.)*\d+)\.)?[xX*+](?:\.[xX*])*(?:-dev)?")
_HYPHEN = re.compile(r"(\S+)\s+-\s+(\S+)")
_RANGE = re.compile(r"([\[\](])\s*([^,\[\]()]*)\s*(,?)\s*([^,\[\]()]*)\s*([\])\[])")
_STABILITY = re.compile(r"@(?:stable|dev|alpha|beta|rc)\b", re.IGNORECASE)
_WHOLE = 3
_LONGEST = 300
_BRACKETS = {Dialect.MAVEN, Dialect.NUGET}


def allowed_by(requirement: str, dialect: Dialect) -> Allowed | None:
    """The versions that a requirement allows; None where its words do not tell."""
    requirement = requirement.strip()
    if len(requirement) > _LONGEST:
        return None
    if requirement in _ANYTHING:
        return ANY
    if dialect is Dialect.EXACT:
        version = parse_version(requirement)
        return None if version is None else Allowed((exactly(version),))
    if dialect in _BRACKETS:
        return _bracketed(requirement, dialect)
    if dialect is Dialect.RUBY:
        return _together(requirement, dialect)
    parts = [_together(part, dialect) for part in re.split(r"\s*\|\|?\s*", _STABILITY.sub("", requirement))]
    known = [part for part in parts if part is not None]
    return any_of(known) if len(known) == len(parts) else None


def _together(text: str, dialect: Dialect) -> Allowed | None:
    """What clauses allow that must all hold."""
    text = text.strip()
    if text in _ANYTHING:
        return ANY
    if dialect in {Dialect.NPM, Dialect.COMPOSER} and (hyphen := _HYPHEN.fullmatch(text)):
        low, high = parse_version(hyphen[1]), parse_version(hyphen[2])
        if low is None or high is None:
            return None
        whole = len(high.numbers) >= _WHOLE
        return Allowed((Span(low, high if whole else high.raised(len(high.numbers) - 1), with_high=whole),))
    # Not one expression for the whole: on odd texts it would try ever more ways to split them.
    if _CLAUSE.sub("", text).strip(" \t,"):
        return None
    parts = [_clause(match[1] or "", match[2], dialect) for match in _CLAUSE.finditer(text)]
    known = [part for part in parts if part is not None]
    return all_of(known) if len(known) == len(parts) else None


def _clause(operator: str, text: str, dialect: Dialect) -> Allowed | None:
    if text in _ANYTHING:
        return ANY
    if wild := _WILD.fullmatch(text):
        return _series(operator, wild[1])
    version = parse_version(text)
    if version is None:
        return None
    if operator in {"", "=", "==", "==="} and dialect is Dialect.NPM and len(version.numbers) < _WHOLE:
        return _series("", text.lstrip("vV="))
    return _compared(operator, version, dialect)


def _series(operator: str, numbers: str | None) -> Allowed | None:
    """All versions that begin with the same numbers, as ``2.3.*``."""
    version = parse_version(numbers) if numbers else None
    if version is None:
        return ANY
    end = version.raised(len(version.numbers) - 1)
    if operator in {"!=", "<>"}:
        return Allowed((before(version), onwards(end)))
    if operator in {">=", "=>"}:
        return Allowed((onwards(version),))
    if operator in {"<=", "=<"}:
        return Allowed((before(end),))
    if operator in {"<", ">"}:
        return Allowed((before(version) if operator == "<" else onwards(end),))
    if operator == "^":
        return Allowed((Span(version, _caret_end(version)),))
    return Allowed((Span(version, end),))


def _compared(operator: str, version: Version, dialect: Dialect) -> Allowed | None:
    if operator in {"", "=", "==", "==="}:
        return Allowed((exactly(version),))
    if operator in {"!=", "<>"}:
        return Allowed((before(version), Span(version, with_low=False)))
    if operator in {">=", "=>"}:
        return Allowed((onwards(version),))
    if operator == ">":
        return Allowed((Span(version, with_low=False),))
    if operator in {"<=", "=<"}:
        return Allowed((Span(high=version, with_high=True),))
    if operator == "<":
        return Allowed((before(version),))
    end = _caret_end(version) if operator == "^" else _tilde_end(operator, version, dialect)
    return Allowed((Span(version, end),))


def _caret_end(version: Version) -> Version:
    """Where ``^`` ends: the first number that is not zero may not change."""
    for position, number in enumerate(version.numbers):
        if number:
            return version.raised(position)
    return version.raised(len(version.numbers) - 1)


def _tilde_end(operator: str, version: Version, dialect: Dialect) -> Version:
    """Where ``~`` ends: npm and Poetry keep two numbers, all others keep all but the last that is written."""
    if operator == "~" and dialect in {Dialect.NPM, Dialect.POETRY}:
        return version.raised(min(len(version.numbers), 2) - 1)
    return version.raised(max(len(version.numbers) - 2, 0))


def _bracketed(requirement: str, dialect: Dialect) -> Allowed | None:
    """Ranges of Maven, Gradle and NuGet; a bare version is that one in Maven, and the least in NuGet."""
    if not requirement.startswith(("[", "(", "]")):
        if wild := _WILD.fullmatch(requirement):
            return _series("", wild[1])
        version = parse_version(requirement)
        if version is None:
            return None
        return Allowed((exactly(version) if dialect is Dialect.MAVEN else onwards(version),))
    spans = []
    for opening, low_text, comma, high_text, closing in _RANGE.findall(requirement):
        low, high = parse_version(low_text), parse_version(high_text if comma else low_text)
        if (low is None and low_text) or (high is None and high_text):
            return None
        spans.append(Span(low, high, with_low=opening == "[", with_high=closing == "]"))
    return Allowed(tuple(spans)) if spans else None
