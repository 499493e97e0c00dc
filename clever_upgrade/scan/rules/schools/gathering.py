"""Schools of a user gathered from sections: the read of a section's school that goes into a set, a list or a table."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.names import words_of
from clever_upgrade.scan.project import Reading
from clever_upgrade.scan.rules.schools.subjects import SECTION, USERS, Subjects
from clever_upgrade.scan.rules.schools.values import Value, names_school
from clever_upgrade.scan.syntax.facts import Read, Scope

_ADDING = frozenset(words_of("add append push insert unshift union concat"))
_MAPPING = re.compile(r"(?:flat_?)?map(?:\w*)|collect|select|array_map|pluck", re.IGNORECASE)
_BY_NAME = re.compile(r"\.(?:flat_)?(?:map|collect|pluck)\(\s*&?:school(?:_id)?\s*\)$")
_KEPT = r"\s*\]\s*(?:\|\||\?\?)?=\s*(?:true\b|1\b|null\b|nil\b|None\b|struct\b|new\b|\{|\[|set\b)"
_SET_MEMBER = re.compile(rf"^{_KEPT}", re.IGNORECASE)
_SHIFTED = re.compile(r"(?:<<|\[\]\s*=)\s*(?:[\w:.]+\([^()\n]*)?$")
_KEYED = re.compile(r"\[(?P<key>[^=\n]+)\]\s*(?:\|\||\?\?)?=\s*$")
_ALONE_BEFORE = re.compile(r"(?:[\[{(|]|=>|->|\breturn|\blambda [^:\n]*:)\s*$")
_ALONE_AFTER = re.compile(r"\s*(?:[)}\],;]|for\b|end\b|\n|$)")
_COMPREHENSION = re.compile(r"\s*(?:if\b[^\n]*)?\bfor\b")
_OF_A_USER = re.compile(r"(?:students|teachers)/[^/\s]+/sections\b")
_USERS = USERS | frozenset(words_of("user users learner educator"))


def gathered(reading: Reading, subjects: Subjects) -> Iterator[Read]:
    """The reads of a section's school, gathered for a student or teacher."""
    walks = walks_of_users(reading)
    for read in reading.file.facts.reads:
        if not names_school(read.name) or subjects.of(read) != SECTION:
            continue
        value = Value(read, reading.file)
        if _is_gathered(value) and (is_within(read.scope, walks) or _speaks_of_a_user(value)):
            yield read


def walks_of_users(reading: Reading) -> list[Scope]:
    """Where a file asks for the sections of one student or teacher."""
    return [text.scope for text in reading.file.facts.texts if _OF_A_USER.search(text.plain)]


def is_within(scope: Scope, walks: list[Scope]) -> bool:
    """Whether such a request is made in the same function, or stands outside of all."""
    return any(not walk.function or walk == scope for walk in walks)


def _is_gathered(value: Value) -> bool:
    if _BY_NAME.search(value.text) or _SHIFTED.search(value.before):
        return True
    if value.before.rstrip().endswith("[") and _SET_MEMBER.match(value.after):
        return True
    if (keyed := _KEYED.search(value.before)) and _USERS & set(words_of(keyed["key"])):
        return True
    return _is_added(value) or _is_mapped(value) or _is_gathered_later(value)


def _is_added(value: Value) -> bool:
    """Whether a collection takes the value itself, or what is looked up by it and nothing else."""
    for taker in value.takers():
        if taker.argument.name or taker.argument.text.lstrip().startswith("{"):
            return False
        if set(words_of(taker.call.name)) & _ADDING:
            return True
        if len(taker.call.arguments) > 1 or (taker.call.makes and taker.argument.text != value.text):
            return False
    return False


def _is_mapped(value: Value) -> bool:
    """Whether the value stands alone in a comprehension, or is all that a function given to ``map`` returns."""
    if not _ALONE_BEFORE.search(value.before) or not _ALONE_AFTER.match(value.after):
        return False
    if _COMPREHENSION.match(value.after):
        return True
    call = value.innermost()
    return call is not None and _MAPPING.fullmatch(call.name) is not None


def _is_gathered_later(value: Value) -> bool:
    """Whether the value is put into a variable first, and that into a collection."""
    if not value.alias:
        return False
    name = re.escape(value.alias)
    taken = re.compile(
        rf"\.(?:add|append|push|insert)\w*\(\s*{name}\s*\)|\bappend\(\s*\w+,\s*{name}\s*\)|<<\s*{name}\b"
        rf"|\[\]\s*=\s*{re.escape(value.alias)}\s*;|\[\s*{name}{_KEPT}",
        re.IGNORECASE,
    )
    return taken.search(value.following) is not None


def _speaks_of_a_user(value: Value) -> bool:
    """Whether the walk, the function around it or the table that it fills is named for students or teachers."""
    read = value.read
    around = [read.owner, read.statement, read.scope.function, *read.scope.classes[-1:]]
    around += [text for loop in read.loops for text in (loop.variable, loop.over)]
    return bool(_USERS & set(words_of(" ".join(around))))
