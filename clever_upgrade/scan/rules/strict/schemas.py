"""Schemas that admit no other members: of JavaScript's and TypeScript's validators, and JSON Schema anywhere."""

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.rules.strict.gains import looks_like_record
from clever_upgrade.scan.rules.strict.trouble import Trouble
from clever_upgrade.scan.syntax.facts import Declaration

_STRICT_MARKS = re.compile(r"(?:^|\.)(?:strict|strictObject|noUnknown|exact)$")
_STRICT_BY_DEFAULT = re.compile(r"^[Jj]oi\.(?:object|keys)$|^(?:superstruct\.|s\.)?object$")
_LENIENT_MARKS = frozenset({"unknown", "passthrough", "loose", "catchall", "strip", "rename", "options", "prefs"})
_TOLD_TO_ALLOW = re.compile(r"allowUnknown\s*:\s*true|stripUnknown\s*:\s*true")
_MONGOOSE = re.compile(r"\bstrict\s*:\s*['\"]throw['\"]")
_CLASS_VALIDATOR = re.compile(r"\bforbidNonWhitelisted\s*:\s*true")
_NO_MORE = re.compile(r"""["']?\b(?:additional|unevaluated)Properties["']?\s*(?::|=>|=)\s*[Ff]alse\b""")
_TITLE = re.compile(r"""["']?\b(?:title|\$?id)["']?\s*(?::|=>)\s*["']?([^"',\n}]{1,80})""")
_SUPERSTRUCT = "superstruct"
REMEDY = "Let the schema admit members that it does not name, or add the new ones."


def find(reading: Reading, project: Project, code: Code) -> Iterator[Trouble]:
    """Schemas that refuse what they do not name."""
    for declared in reading.file.facts.declarations:
        if declared.keyword == "schema" and _is_strict(declared, reading, code):
            yield Trouble(
                declared.place,
                f"the schema {declared.name} admits no other members".replace("  ", " "),
                REMEDY,
                names=(declared.name, *code.names_around(declared.place)),
                known=tuple(member.name for member in declared.members),
                scope=declared.scope,
                asks=looks_like_record(member.name for member in declared.members),
            )
    for pattern, what in ((_MONGOOSE, "this collection throws for every other member"), (_CLASS_VALIDATOR, _FORBIDS)):
        for match in code.matches(pattern):
            place = code.place(match.start(), match.end())
            yield Trouble(place, what, REMEDY, names=tuple(code.names_around(place)), scope=code.scope_at(place))
    yield from _of_json_schema(reading, code)


_FORBIDS = "the validator refuses every member that the class does not name"


def _is_strict(declared: Declaration, reading: Reading, code: Code) -> bool:
    if any(_STRICT_MARKS.search(mark) for mark in declared.marks):
        return True
    by_default = any(_STRICT_BY_DEFAULT.match(mark) for mark in declared.marks)
    if not by_default or _LENIENT_MARKS.intersection(declared.marks):
        return False
    brings = {brought.module for brought in reading.file.facts.imports}
    joi = any(mark.lower().startswith("joi.") for mark in declared.marks)
    if not joi and _SUPERSTRUCT not in brings:
        return False
    told = re.compile(rf"\b{re.escape(declared.name)}\b[^\n;]*(?:{_TOLD_TO_ALLOW.pattern})") if declared.name else None
    return told is None or next(code.matches(told), None) is None


def _of_json_schema(reading: Reading, code: Code) -> Iterator[Trouble]:
    for match in code.matches(_NO_MORE):
        place = code.place(match.start(), match.end())
        around = tuple(code.names_around(place))
        yield Trouble(
            place,
            "the schema admits no other members",
            REMEDY,
            names=(*around, *_titles(reading, code)),
            known=_properties_beside(code.text, match),
            scope=code.scope_at(place),
            asks=False,
        )


def _titles(reading: Reading, code: Code) -> Iterator[str]:
    """What a schema that is a whole file calls itself; the name of the file says it too."""
    if reading.file.language in {"json", "yaml"}:
        yield from (match[1] for match in _TITLE.finditer(code.text[:4000]))
        yield PurePosixPath(reading.file.path).stem


_NEW = re.compile(r"""["']?\b(schools|graduation_year|sis_id|pause_start|pause_end|launch_date)["']?\s*(?::|=>)""")
_NEAR = 1500


def _properties_beside(text: str, match: re.Match[str]) -> tuple[str, ...]:
    """New fields that a schema names already, looked for in the object around the place."""
    start, end = _object_around(text, match.start())
    return tuple(found[1] for found in _NEW.finditer(text, start, end))


def _object_around(text: str, offset: int) -> tuple[int, int]:
    depth, start = 0, max(0, offset - _NEAR)
    for position in range(offset - 1, start, -1):
        if text[position] == "}":
            depth += 1
        elif text[position] == "{":
            depth -= 1
            if depth < 0:
                start = position
                break
    depth, end = 0, min(len(text), offset + _NEAR)
    for position in range(offset, end):
        if text[position] == "{":
            depth += 1
        elif text[position] == "}":
            depth -= 1
            if depth < 0:
                end = position
                break
    return start, end
