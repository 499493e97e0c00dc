"""Constructors that are given a whole record as keyword arguments: ``Student(**record)`` and its like."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.rules.strict.gains import holds_a_record, subject_of
from clever_upgrade.scan.rules.strict.records import is_whole_record
from clever_upgrade.scan.rules.strict.trouble import Trouble, declarations_of
from clever_upgrade.scan.syntax.facts import Call, Declaration

_LANGUAGES = frozenset({"python", "ruby", "php"})
_LENIENT_BASES = re.compile(
    r"BaseModel|SQLModel|TypedDict|\bdict\b|Dict$|OpenStruct|Namespace|Munch|Bunch|Box$|Hashie::Mash|Mash$|SimpleNamespace"
)
_TAKES_REST = re.compile(
    r"def (?:__init__|initialize)\s*\(?[^)]*\*\*|__construct\s*\([^)]*\.\.\.|@JsonAnySetter|def __init__\([^)]*\*args"
)
_CLASS = re.compile(r"(?:^|[.:\\])([A-Z]\w*)(?:\.new)?$|^(?:self\.class\.|self\.)?(new)$|^(static|self|cls)$")
REMEDY = "Pick the members that are wanted by name, or take up the rest in the constructor."


def find(reading: Reading, project: Project, code: Code) -> Iterator[Trouble]:
    """Calls of a class with ``**record`` or ``...$record`` for an argument."""
    if reading.file.language not in _LANGUAGES:
        return
    for call in reading.file.facts.calls:
        whole = [one for one in call.arguments if one.splat and is_whole_record(one.splat)]
        name = class_of(call)
        if not whole or not name or (subject_of(name) and not holds_a_record(name)):
            continue
        declared = list(declarations_of(name, reading, project))
        if any(_takes_anything(one, reading, project) for one in declared):
            continue
        yield Trouble(
            call.place,
            f"{name} is given whole records and takes no other members than it names",
            REMEDY,
            names=(name, whole[0].splat, call.scope.function),
            known=tuple(member.name for one in declared for member in one.members),
            scope=call.scope,
            asks=bool(declared),
            class_name=name,
        )


def class_of(call: Call) -> str:
    """The name of the class that a call makes an object of; empty where it makes none."""
    match = _CLASS.search(call.callee)
    if match is None:
        return ""
    return match[1] or (call.scope.classes[-1] if call.scope.classes else "")


def _takes_anything(declared: Declaration, reading: Reading, project: Project) -> bool:
    if _TAKES_REST.search(declared.body) or any(_LENIENT_BASES.search(base) for base in declared.bases):
        return True
    parents = [base.rsplit(".", 1)[-1] for base in declared.bases if base != declared.name]
    return any(
        _TAKES_REST.search(one.body) or any(_LENIENT_BASES.search(base) for base in one.bases)
        for parent in parents
        for one in declarations_of(parent, reading, project)
    )
