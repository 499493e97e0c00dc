"""Jackson, which refuses unknown members unless the mapper or the class is told otherwise."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.rules.strict.trouble import Trouble, declarations_of
from clever_upgrade.scan.syntax.facts import Call, Declaration

_READS = frozenset({"readValue", "convertValue", "treeToValue", "readerFor", "readValues", "forType", "updateValue"})
_CLASS = re.compile(r"\b(?:\w+\.)*(\w+)(?:\[\])?\.class\b|TypeReference<\s*(?:[\w.]+<\s*)*(?:\w+\s*,\s*)?([\w.]+)")
_MAKES = re.compile(
    r"\bnew\s+(?:ObjectMapper|JsonMapper|XmlMapper|YAMLMapper)\s*\(|\b(?:Json|Xml|YAML)Mapper\.builder\("
)
_ALLOWS = re.compile(
    r"FAIL_ON_UNKNOWN_PROPERTIES\s*,\s*false|disable\(\s*(?:\w+\.)*FAIL_ON_UNKNOWN_PROPERTIES|without\(\s*(?:\w+\.)*FAIL_ON_UNKNOWN"
)
_IGNORES = re.compile(r"JsonIgnoreProperties\s*\([^)]*ignoreUnknown\s*=\s*true|JsonAnySetter")
_HOLDS_ANYTHING = frozenset({"Map", "HashMap", "LinkedHashMap", "JsonNode", "ObjectNode", "List", "Object", "String"})
_OWNER = re.compile(r"^(?:this\.)?(?:\w+\.)*?(\w+)\s*\.")
REMEDY = (
    "Tell the mapper not to fail on unknown properties, or mark the class with "
    "@JsonIgnoreProperties(ignoreUnknown = true)."
)


def find(reading: Reading, project: Project, code: Code) -> Iterator[Trouble]:
    """Calls that fill a class from JSON through a mapper that is as it was made."""
    if reading.file.language != "java":
        return
    for call in reading.file.facts.calls:
        if call.name not in _READS or not _is_strict(call, reading, project):
            continue
        for name in _classes_of(call):
            declared = list(declarations_of(name, reading, project))
            if any(_ignores(one, reading, project) for one in declared):
                continue
            yield Trouble(
                call.place,
                f"Jackson refuses every member that {name} does not name",
                REMEDY,
                names=(name, *(member.type for one in declared for member in one.members)),
                known=tuple(member.name for one in declared for member in one.members),
                scope=call.scope,
                sure=True,
                asks=False,
            )


def _classes_of(call: Call) -> Iterator[str]:
    for argument in call.arguments[-1:]:
        for match in _CLASS.finditer(argument.text):
            name = (match[1] or match[2]).rsplit(".", 1)[-1]
            if name not in _HOLDS_ANYTHING:
                yield name


def _is_strict(call: Call, reading: Reading, project: Project) -> bool:
    """Whether the mapper of a call is made by the project, and nobody tells it to allow what it does not know."""
    if _MAKES.search(call.callee):
        return not _ALLOWS.search(call.callee)
    owner = _OWNER.match(call.callee)
    if owner is None:
        return False
    files = [reading.file, *(file for file in project.files.values() if file is not reading.file)]
    for file in files:
        if file.language != "java":
            continue
        made = _made(owner[1], file.text)
        if made:
            return not (_ALLOWS.search(made) or _is_told_later(owner[1], file.text))
    return False


def _made(name: str, text: str) -> str:
    """The expression that a mapper of this name is made by; empty where the file makes none."""
    for match in re.finditer(rf"\b{re.escape(name)}\s*=\s*([^;]*);", text):
        if _MAKES.search(match[1]):
            return match[1]
    return ""


def _is_told_later(name: str, text: str) -> bool:
    return any(_ALLOWS.search(match[0]) for match in re.finditer(rf"\b{re.escape(name)}\s*\.[^;]*;", text))


def _ignores(declared: Declaration, reading: Reading, project: Project) -> bool:
    told = " ".join((*declared.marks, declared.body))
    if _IGNORES.search(told):
        return True
    return any(
        _IGNORES.search(" ".join((*one.marks, one.body)))
        for base in declared.bases
        if base != declared.name
        for one in declarations_of(base, reading, project)
    )
