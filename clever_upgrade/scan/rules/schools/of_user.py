"""Users taken to have exactly one school: their ``school`` kept as the only one, or the first of ``schools``."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.names import root_of, words_of
from clever_upgrade.scan.project import Reading
from clever_upgrade.scan.rules.schools.subjects import USER, Subjects
from clever_upgrade.scan.rules.schools.values import Value, names_school, names_schools
from clever_upgrade.scan.syntax.facts import Read

_LOOKED_UP = r"(?:(?:await\s+)?[\w$@.:>!?-]*[({\[]+\s*(?:['\"]?\w+['\"]?\s*(?::|=>|=)\s*)?)?"
_TARGET = re.compile(
    rf"(?P<owner>[\w$@.>?\]\[\"':-]*?)(?P<link>\.|->|@|\[:?['\"]?|\b)(?P<name>\w*school\w*)['\"]?\]?"
    rf"\s*(?P<sign>=>|:=|=(?!=)|:(?!:))\s*{_LOOKED_UP}\[?\s*$",
    re.IGNORECASE,
)
_MEMBER_LINKS = frozenset({".", "->", "@"})
_LIST_OF_ONE = re.compile(r"(?:^|[\s,(:=>])\[\s*$")
_FIRST = re.compile(
    r"\s*(?:(?:\.|->|&\.|\?\.)(?:first\w*|getFirst|at\(0\)|get\(0\))|(?:\?\.)?\[0\]|!?\[0\])", re.IGNORECASE
)
_FROM_A_FORM = re.compile(r"\bparams\b|\bform\b|\bcookies\b|\bsession\b|\breq(?:uest)?\b|\$_[A-Z]+|\.body\b")
_FILLED = re.compile(
    r"\s*(?:<<|(?:\.|->)(?:add|push|append|set|connect|attach|sync|clear)\b|(?:\|\|)?=(?!=)|\[\]\s*=)", re.IGNORECASE
)
_KEEPING = frozenset(
    words_of("create update save insert upsert set build new make add store import assign put write replace merge sync")
)
_OTHER_RECORDS = frozenset(words_of("section sections course courses class classroom classrooms enrollment"))


def single_schools(reading: Reading, subjects: Subjects) -> Iterator[Read]:
    """The reads that make one school of a user the only one, where nothing near reads all of them."""
    file = reading.file
    near = (one for one in file.facts.reads if _is_near(one) and not _FROM_A_FORM.search(one.owner))
    users = [one for one in near if subjects.of(one) == USER]
    ready = [one.scope for one in users if names_schools(one.name) and not _is_reduced(Value(one, file))]
    for read in users:
        if any(scope == read.scope or (scope.classes and scope.classes == read.scope.classes) for scope in ready):
            continue
        value = Value(read, file)
        if not names_school(read.name) and not _FIRST.match(value.after):
            continue
        if _is_kept(value) or (names_school(read.name) and _is_list_of_one(value)):
            yield read


def _is_near(read: Read) -> bool:
    return names_school(read.name) or names_schools(read.name)


def _is_reduced(value: Value) -> bool:
    """Whether of all schools only the first is taken, or something is put into a list of that name."""
    return bool(_FIRST.match(value.after) or _FILLED.match(value.after))


def _is_list_of_one(value: Value) -> bool:
    return bool(_LIST_OF_ONE.search(value.before)) and value.after.lstrip().startswith("]")


def _is_kept(value: Value) -> bool:
    """Whether the value, or the school that is looked up by it, becomes the school of something that is not a class."""
    takers = value.takers()
    if any({"set", "school"} <= set(words_of(one.call.name)) for one in takers):
        return True
    if value.alias:
        return _is_kept_later(value)
    target = _TARGET.search(value.before)
    if target is None:
        return False
    if target["sign"] in {"=", ":="} and target["link"] in _MEMBER_LINKS | {"['", '["', "[:"}:
        return _is_another(target["owner"], value)
    return _is_kept_by_call(value, target["name"])


def _is_another(owner: str, value: Value) -> bool:
    """Whether the owner is neither the record itself nor a class."""
    root = root_of(owner)
    return root != root_of(value.read.owner) and not _OTHER_RECORDS & set(words_of(root))


def _is_kept_by_call(value: Value, name: str) -> bool:
    """Whether a pair of name and value is part of what a call stores, or of a value that is made."""
    for taker in value.takers():
        words = set(words_of(taker.call.callee))
        if words & _OTHER_RECORDS:
            return False
        if set(words_of(taker.call.name)) & _KEEPING or taker.call.makes:
            return True
        if "school" not in words:
            return False
    # What no call takes may be there to be shown; the id of a school is there to be kept.
    return {"id", "ids"} & set(words_of(name)) != set()


def _is_kept_later(value: Value) -> bool:
    """Whether the variable that holds the value becomes the school of something further down."""
    name = re.escape(value.alias)
    kept = re.compile(
        rf"(?:\.|->|@)\w*school\w*\s*=\s*(?:[\w:.]+\([^()\n]*)?{name}\b(?!\s*[.(])"
        rf"|\bset_?school\w*\(\s*{name}\s*\)"
        rf"|(?:create|update|save|insert|upsert|build|new|add)\w*!?\([^()]*\bschool\w*['\"]?\s*(?::|=>|=)\s*{name}\b"
        rf"|(?:create|update|save|insert|upsert|build|new|add)\w*\([^()]*[{{,]\s*(?={name}\b)\w*school\w*\s*[,}}]",
        re.IGNORECASE,
    )
    return kept.search(value.following) is not None
