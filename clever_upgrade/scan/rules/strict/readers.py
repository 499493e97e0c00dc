"""Readers of JSON that are strict: Jackson by default, those of Go, C# and PHP where they are told to be."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.rules.strict.trouble import Trouble
from clever_upgrade.scan.syntax.facts import Call, Scope

_GO_STRICT = re.compile(r"\bDisallowUnknownFields$|\bUnmarshalStrict$|\bKnownFields$")
_GO_DECODES = re.compile(r"\b(?:Decode|Unmarshal\w*)$")
_GO_TARGET = re.compile(r"^&?(\w+)")
_CSHARP_STRICT = re.compile(r"\bMissingMemberHandling\.Error\b|\bJsonUnmappedMemberHandling\.Disallow\b")
_CSHARP_READS = re.compile(r"(?:Deserialize\w*|ToObject|ReadFromJsonAsync|GetFromJsonAsync)<\s*(?:\w+<\s*)*(\w+)")
_CSHARP_MEMBER = re.compile(
    r"(?:typeof\((\w+)\)|(?:this\.)?GetType\(\))\s*\.\s*GetProperty\(\s*(?![\"'@$])[^()]*\)(?!\s*\?)"
)
_CSHARP_FAILS = re.compile(
    r"^\s*\.\s*SetValue|^[^{}]{0,120}(?:==\s*null|is\s+null|\?\?)\s*\)?\s*\{?\s*throw\b", re.DOTALL
)
_PHP_STRICT = re.compile(
    r"bExceptionOnUndefinedProperty\s*=\s*true|ALLOW_EXTRA_ATTRIBUTES['\"]?\s*=>\s*false|['\"]allow_extra_attributes['\"]\s*=>\s*false"
)
_PHP_VALINOR = re.compile(r"MapperBuilder\(")
_PHP_LENIENT = re.compile(r"allowSuperfluousKeys")
_PHP_CLASS = re.compile(r"(?:new\s+)?\\?(?:\w+\\)*(\w+)(?:::class|\(\))")
_PYTHON_STRICT = re.compile(r"Config\(\s*strict\s*=\s*True|forbid_extra_keys\s*=\s*True|failonextra\s*=\s*True")
_ATTRIBUTE = re.compile(r"^\s*\[")
_NEAR = 300
REMEDY = "Let the reader ignore members that the class does not name, or add the new ones to the class."


def find(reading: Reading, project: Project, code: Code) -> Iterator[Trouble]:
    """Places where a reader is told to be strict, or is given a class to fill strictly."""
    match reading.file.language:
        case "go":
            yield from _of_go(reading)
        case "csharp":
            yield from _of_csharp(reading, code)
        case "php":
            yield from _of_php(reading, code)
        case "python":
            yield from _told(_PYTHON_STRICT, code)


def _of_go(reading: Reading) -> Iterator[Trouble]:
    calls = reading.file.facts.calls
    for call in calls:
        if not _GO_STRICT.search(call.callee) or any(one.text == "false" for one in call.arguments):
            continue
        targets = [name for other in calls if other.scope == call.scope for name in _go_targets(other, calls)]
        yield Trouble(
            call.place,
            "the decoder refuses every member that the struct does not name",
            REMEDY,
            names=(*targets, call.scope.function),
            scope=call.scope,
            sure=True,
        )


def _go_targets(call: Call, calls: tuple[Call, ...]) -> Iterator[str]:
    """The types that a call decodes into, and the names of the variables."""
    if not _GO_DECODES.search(call.callee):
        return
    for argument in call.arguments:
        match = _GO_TARGET.match(argument.text)
        if match is None:
            continue
        made = [one for one in calls if one.makes and one.bound_to == match[1] and one.scope == call.scope]
        yield from (one.callee.rsplit(".", 1)[-1].strip("[]*") for one in made)
        yield match[1]


def _of_csharp(reading: Reading, code: Code) -> Iterator[Trouble]:
    for match in code.matches(_CSHARP_STRICT):
        place = code.place(match.start(), match.end())
        if _ATTRIBUTE.match(code.lines(place)):  # a mark of a class, which the models tell
            continue
        scope = code.scope_at(place)
        yield Trouble(
            place,
            "the reader refuses every member that the class does not name",
            REMEDY,
            names=tuple(_read_near(code, match, scope)),
            scope=scope,
            sure=True,
        )
    for match in code.matches(_CSHARP_MEMBER):
        if _CSHARP_FAILS.search(code.text[match.end() : match.end() + _NEAR].lstrip(";")):
            place = code.place(match.start(), match.end())
            scope = code.scope_at(place)
            yield Trouble(
                place,
                "a member that the class does not have makes this fail",
                "Pass over members that the class does not have.",
                names=(match[1] or "", *reversed(scope.classes), *code.names_around(place)),
                scope=scope,
            )


def _read_near(code: Code, match: re.Match[str], scope: Scope) -> Iterator[str]:
    """The types that are read with settings: in the same statement or just below, else anywhere in the file."""
    after = code.text[match.start() : match.start() + _NEAR]
    before = code.text[max(0, match.start() - _NEAR // 2) : match.start()].rsplit(";", 1)[-1]
    yield from _CSHARP_READS.findall(before)
    yield from _CSHARP_READS.findall(after)
    yield from _CSHARP_READS.findall(code.text)
    yield scope.function


def _of_php(reading: Reading, code: Code) -> Iterator[Trouble]:
    yield from _told(_PHP_STRICT, code)
    for call in reading.file.facts.calls:
        if call.name != "map" or not _PHP_VALINOR.search(call.callee) or _PHP_LENIENT.search(call.callee):
            continue
        given = [match[1] for argument in call.arguments[:1] for match in _PHP_CLASS.finditer(argument.text)]
        yield Trouble(
            call.place,
            "the mapper refuses every member that the class does not name",
            REMEDY,
            names=(*given, call.scope.function),
            scope=call.scope,
        )


def _told(pattern: re.Pattern[str], code: Code) -> Iterator[Trouble]:
    for match in code.matches(pattern):
        place = code.place(match.start(), match.end())
        near = _PHP_CLASS.findall(code.text[match.end() : match.end() + _NEAR])
        scope = code.scope_at(place)
        yield Trouble(
            place,
            "the reader refuses every member that the class does not name",
            REMEDY,
            names=(*near, *code.names_around(place), scope.function, *reversed(scope.classes)),
            scope=scope,
        )
