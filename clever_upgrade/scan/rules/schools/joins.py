"""Schools of a user by way of sections without a read of a member: relations of an ORM, queries, and SQL."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.names import words_of
from clever_upgrade.scan.project import Reading
from clever_upgrade.scan.result import Place
from clever_upgrade.scan.rules.schools.gathering import is_within, walks_of_users
from clever_upgrade.scan.rules.schools.subjects import USERS
from clever_upgrade.scan.syntax.facts import Call, Scope
from clever_upgrade.scan.tree.lines import line_index

_RELATIONS = re.compile(
    r"has_many|hasMany\w*|belongsToMany|has_and_belongs_to_many|many_?to_?many(?:_?field)?|relationship", re.IGNORECASE
)
_PICKING = re.compile(r"pluck|values_list|distinct|map|uniq_?by|pick|unique", re.IGNORECASE)
_PICKED = re.compile(r"""^:?['"]?(?:data\.)?school(?:_?id)?['"]?$""", re.IGNORECASE)
_SECTIONS = frozenset({"section", "sections"})
_USERS = USERS | frozenset(words_of("user users enrollment enrollments"))

_REMARK = re.compile(r"--[^\n]*|/\*.*?\*/", re.DOTALL)
_STATEMENT = re.compile(r"[^;]+")
_OF_SECTIONS = re.compile(r"\b(?:from|join)\s+[\w.\"`]*section", re.IGNORECASE)
_OF_USERS = re.compile(r"(?<![a-z])(?:student|teacher|user)", re.IGNORECASE)
_DISTINCT_SCHOOLS = re.compile(
    r"(?<!count\()\bdistinct\b(?:(?!\bfrom\b).)*\bschool|\bdistinct\b.*?\bfrom\s+[\w.\"`]*schools\b"
    r"|\b\w*(?:array_agg|group_concat|string_agg|json_agg|arrayagg|listagg)\(\s*(?:distinct\s+)?[\w.\"`]*school",
    re.IGNORECASE | re.DOTALL,
)


def joined(reading: Reading) -> Iterator[Place]:
    """The relations, queries and statements that lead from a user over sections to schools."""
    facts, walks = reading.file.facts, walks_of_users(reading)
    for call in facts.calls:
        if _is_relation(call) or _picks_schools(call, walks):
            yield call.place
    if reading.file.language == "sql":
        yield from _statements(reading.file.text)
    for text in facts.texts:
        if len(text.plain) > len("select school from sections") and _joins(text.plain):
            yield text.place


def _is_relation(call: Call) -> bool:
    """``has_many :schools, through: :sections`` and its like, in a model of a user."""
    if not _RELATIONS.fullmatch(call.name) or len(call.arguments) < 2:
        return False
    first = set(words_of(call.arguments[0].text))
    rest = set(words_of(" ".join(argument.text for argument in call.arguments[1:])))
    model = set(words_of(" ".join([*call.scope.classes[-1:], call.callee[: -len(call.name)], call.bound_to])))
    return bool(first & {"school", "schools"} and rest & _SECTIONS and not model & {"district", "course", "school"})


def _picks_schools(call: Call, walks: list[Scope]) -> bool:
    """``Section.objects.filter(teachers=t).values_list("school")`` and its like."""
    if not _PICKING.fullmatch(call.name) or not any(_PICKED.match(argument.text) for argument in call.arguments):
        return False
    words = set(words_of(" ".join([call.callee, *(argument.text for argument in call.arguments)])))
    around = {*words_of(call.scope.function), *words_of(" ".join(call.scope.classes[-1:]))}
    return bool(words & _SECTIONS and ((words | around) & _USERS or is_within(call.scope, walks)))


def _statements(source: str) -> Iterator[Place]:
    index = line_index(source)
    plain = _REMARK.sub(lambda remark: re.sub(r"[^\n]", " ", remark[0]), source)
    for statement in _STATEMENT.finditer(plain):
        if _joins(statement[0]):
            start = statement.start() + len(statement[0]) - len(statement[0].lstrip())
            yield index.place(start, statement.end())


def _joins(statement: str) -> bool:
    if "select" not in statement.lower() or not _OF_SECTIONS.search(statement):
        return False
    return bool(_OF_USERS.search(statement) and _DISTINCT_SCHOOLS.search(statement))
