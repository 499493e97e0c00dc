"""Classes that are told to refuse what they do not name, or refuse it unless they are told otherwise."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.rules.strict.gains import STATUS_FIELDS, looks_like_record
from clever_upgrade.scan.rules.strict.trouble import Trouble, declarations_of
from clever_upgrade.scan.syntax.facts import Declaration, Member

_FORBIDS = {
    "python": re.compile(
        r"extra[\"']?\s*[=:]\s*(?:Extra\.forbid|[\"']forbid[\"'])|forbid_unknown_fields\s*=\s*True|forbid_extra_keys\s*=\s*True"
        r"|unknown\s*=\s*RAISE"
    ),
    "ruby": re.compile(r"schema\s+schema\.strict\b|\bschema\.strict\b|validate_keys\s*=\s*true"),
    "csharp": re.compile(r"UnmappedMemberHandling\.Disallow|MissingMemberHandling\.Error"),
    "java": re.compile(r"ignoreUnknown\s*=\s*false"),
    "php": re.compile(r"property_exists\([^;{]*\{?\s*throw\b|DisallowExtraProperties|throw new [^;]*[Uu]nknown"),
}
_SAY_IT_INSIDE = frozenset({"python", "ruby", "php"})
_STRICT_BASES = {
    "ruby": re.compile(r"^Hashie::(?:Dash|Trash)$"),
    "python": re.compile(r"(?:^|\.)Schema$"),
}
_TOLD_OTHERWISE = re.compile(r"unknown\s*=\s*(?:\w+\.)?(?:EXCLUDE|INCLUDE)|IgnoreUndeclared")
_MARSHMALLOW = "marshmallow"
_OPTIONAL = re.compile(r"None\b|Optional|\?|NotRequired")
_PARSED = re.compile(r"date|time", re.IGNORECASE)
REMEDY = "Let the class ignore the members that it does not name, or add the new ones as optional."
REQUIRED_REMEDY = "Make the member optional: a district that is not paused, or not launched yet, has null there."


def find(reading: Reading, project: Project, code: Code) -> Iterator[Trouble]:
    """Classes of models that refuse other members, and members of a status that are not always there."""
    for declared in reading.file.facts.declarations:
        if declared.keyword == "schema":
            continue
        if _refuses(declared, reading, project):
            yield Trouble(
                declared.place,
                f"{_name_of(declared)} refuses every member that it does not name",
                REMEDY,
                names=(_name_of(declared), *reversed(declared.scope.classes)),
                known=tuple(member.name for member in declared.members),
                scope=declared.scope,
                sure=True,
                asks=looks_like_record(member.name for member in declared.members),
                class_name=_name_of(declared),
            )
        for member in declared.members:
            if _is_required_date(declared, member, reading):
                yield Trouble(
                    member.place,
                    f"{declared.name} takes {member.name} to be there always",
                    REQUIRED_REMEDY,
                    fields=(f"status.{member.name}",),
                    scope=declared.scope,
                )


def _name_of(declared: Declaration) -> str:
    # The settings of a model may stand in a class of their own within it.
    inner = declared.name in {"Config", "Meta"} and declared.scope.classes
    return declared.scope.classes[-1] if inner else declared.name


def _refuses(declared: Declaration, reading: Reading, project: Project) -> bool:
    if declared.name in {"Config", "Meta"} and declared.scope.classes:
        return False
    language = reading.file.language
    if _says_so(declared, language):
        return True
    if _has_strict_base(declared, language, reading):
        return not _TOLD_OTHERWISE.search(declared.body)
    parents = (base.rsplit(".", 1)[-1] for base in declared.bases if "(" not in base)
    return any(
        _says_so(one, language)
        for parent in parents
        if parent != declared.name
        for one in declarations_of(parent, reading, project)
    )


def _says_so(declared: Declaration, language: str) -> bool:
    forbids = _FORBIDS.get(language)
    if forbids is None:
        return False
    told = (*declared.marks, *declared.bases)
    return any(forbids.search(one) for one in told) or forbids.search(_own_body(declared, language)) is not None


def _own_body(declared: Declaration, language: str) -> str:
    # In other languages the body holds what methods tell somebody else.
    return declared.body if language in _SAY_IT_INSIDE and declared.keyword == "class" else ""


def _has_strict_base(declared: Declaration, language: str, reading: Reading) -> bool:
    strict = _STRICT_BASES.get(language)
    if strict is None or not any(strict.search(base) for base in declared.bases):
        return False
    modules = {brought.module.split(".")[0] for brought in reading.file.facts.imports}
    return language != "python" or _MARSHMALLOW in modules


def _is_required_date(declared: Declaration, member: Member, reading: Reading) -> bool:
    if member.name not in STATUS_FIELDS or member.default or _OPTIONAL.search(member.type):
        return False
    checked = any("BaseModel" in base or "Struct" in base for base in declared.bases)
    return reading.file.language == "python" and checked and _PARSED.search(member.type) is not None
