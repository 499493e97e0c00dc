"""The interface of the clients of v1.1's time, as code uses it: what proves such a client where no manifest names it.

A word alone proves nothing: applications have modules, classes and models called Clever of their own. So each form
asks for what only the client has, and says which declaration in the project would make it the application's own.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from clever_upgrade.scan.found import head_of
from clever_upgrade.scan.result import Place
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Call, Facts
from clever_upgrade.scan.tree.lines import line_index

_RESOURCES = "District|DistrictAdmin|School|SchoolAdmin|Section|Student|Teacher|Contact|Event"


@dataclass(frozen=True, slots=True)
class Use:
    """One place that uses the old interface; ``owner`` is the name that the project must not declare itself."""

    place: Place
    words: str
    owner: str = ""


Finder = Callable[[SourceFile], Iterator[Use]]


def first_use(file: SourceFile, is_own: Callable[[str], bool]) -> Use | None:
    """The first use of the old interface in a file, unless ``is_own`` knows its name as the application's."""
    finder = _FINDERS.get(file.language)
    if finder is None:
        return None
    uses = sorted(finder(file), key=lambda use: use.place)
    return next((use for use in uses if not use.owner or not is_own(use.owner)), None)


def _use(call: Call, owner: str = "") -> Use:
    return Use(head_of(call.place, call.callee), call.callee, owner)


def _members(facts: Facts) -> Iterator[tuple[str, Place]]:
    """Every ``owner.name`` that is called or set, as one text; in some languages a call without arguments is a read."""
    for call in facts.calls:
        yield call.callee, head_of(call.place, call.callee)
    for read in facts.reads:
        yield f"{read.owner}.{read.name}", read.place


_PYTHON_CALL = re.compile(rf"clever\.(?:set_token|set_api_key|(?:{_RESOURCES})\.(?:all|iter|retrieve))")
_PYTHON_TAKEN = re.compile(rf"({_RESOURCES})\.(?:all|iter|retrieve)")
_PYTHON_SET = re.compile(r"clever\.(?:api_key|api_base)\s*=(?!=)")


def _python(file: SourceFile) -> Iterator[Use]:
    brought = [one for one in file.facts.imports if one.module == "clever"]
    if not brought:
        return
    taken = {name for one in brought for name in one.names}
    for call in file.facts.calls:
        resource = _PYTHON_TAKEN.fullmatch(call.callee)
        if _PYTHON_CALL.fullmatch(call.callee) or (resource and resource[1] in taken):
            yield _use(call)
    for read in file.facts.reads:
        if read.owner == "clever" and _PYTHON_SET.match(read.statement):
            yield Use(read.place, f"clever.{read.name}")


_RUBY_RESOURCE = re.compile(
    rf"(?:::)?(Clever::(?:{_RESOURCES}))\.(?:all|find|first|last|count|retrieve|each|find_each)"
)
_RUBY_CONFIGURE = re.compile(r"(?:::)?Clever(?:\.|::)configure")
_RUBY_BUILT = re.compile(r"(?:::)?Clever::\{\}")
_BY_NAME = frozenset({"constantize", "safe_constantize", "const_get"})
_OLD_SETTINGS = frozenset({"token", "api_key"})


def _ruby(file: SourceFile) -> Iterator[Use]:
    for words, place in _members(file.facts):
        if resource := _RUBY_RESOURCE.fullmatch(words):
            yield Use(place, words, resource[1])
        elif _RUBY_CONFIGURE.fullmatch(words) and _sets_old_key(file.facts):
            yield Use(place, words, "Clever.configure")
    if any(call.name in _BY_NAME for call in file.facts.calls):
        for text in file.facts.texts:
            if _RUBY_BUILT.fullmatch(text.plain):
                yield Use(text.place, '"Clever::…"', "Clever::Student")


def _sets_old_key(facts: Facts) -> bool:
    """Whether the configuration names a key as the old client did; the later ones call it ``access_token``."""
    names = set(facts.identifiers) | {read.name for read in facts.reads}
    names |= {text.bound_to.rpartition(".")[2] for text in facts.texts}
    return bool(names & _OLD_SETTINGS) and "access_token" not in names


_PHP_SETTING = re.compile(r"\\?Clever::(?:setToken|setApiKey)")
_PHP_RESOURCE = re.compile(rf"\\?(Clever(?:{_RESOURCES}))::(?:retrieve|all)")
_PHP_FILE = re.compile(r"(?:^|[/\\{}\"' ])(?:clever-php[^/]*/(?:.*/)?|lib/)Clever\.php\b")


def _php(file: SourceFile) -> Iterator[Use]:
    namespaced = {one.module.rpartition("\\")[2] for one in file.facts.imports if "\\" in one.module.strip("\\")}
    for call in file.facts.calls:
        if _PHP_SETTING.fullmatch(call.callee) and "Clever" not in namespaced:
            yield _use(call, "Clever")
        elif (resource := _PHP_RESOURCE.fullmatch(call.callee)) and resource[1] not in namespaced:
            yield _use(call, resource[1])
    for one in file.facts.imports:
        if _PHP_FILE.search(one.module):
            yield Use(one.place, "Clever.php")
    for text in file.facts.texts:
        if _PHP_FILE.search(text.plain):
            yield Use(text.place, "Clever.php")


_MADE_AT_ONCE = re.compile(r"\(?\s*require\(\s*(['\"`])clever\1\s*\)\s*\)?")


def _javascript(file: SourceFile) -> Iterator[Use]:
    names = {name for one in file.facts.imports if one.module == "clever" for name in one.names}
    for call in file.facts.calls:
        if call.callee == "require" and [one.text.strip("'\"`") for one in call.arguments] == ["clever"]:
            names.add(call.bound_to)
    for call in file.facts.calls:
        made = call.callee.removeprefix("new ")
        if call.arguments and (_MADE_AT_ONCE.fullmatch(made) or (made and made in names)):
            yield _use(call)


_NO_ARGUMENT = r"(?!=|(?:is|isnt|and|or|if|unless|then|in|of)\b)"
_COFFEE_AT_ONCE = re.compile(r"require[ (]\s*(['\"])clever\1\s*\)[ \t]*(?:\(|" + _NO_ARGUMENT + r"[\w'\"{@])")
_COFFEE_NAME = re.compile(r"^\s*(\w+)\s*=\s*require[ (]\s*(['\"])clever\2\s*\)?\s*$", re.MULTILINE)
_COFFEE_REMARK = re.compile(r"^[ \t]*#.*$", re.MULTILINE)


def _coffeescript(file: SourceFile) -> Iterator[Use]:
    text = _COFFEE_REMARK.sub(lambda remark: " " * len(remark[0]), file.text)
    index = line_index(file.text)
    for match in _COFFEE_AT_ONCE.finditer(text):
        yield Use(index.place(match.start(), match.end() - 1), "require('clever')")
    for named in _COFFEE_NAME.finditer(text):
        made = re.compile(rf"(?<![\w.@]){re.escape(named[1])}(?:\(|[ \t]+{_NO_ARGUMENT}[\w'\"{{@])")
        for match in made.finditer(text):
            yield Use(index.place(match.start(), match.start() + len(named[1])), named[1])


_FINDERS: dict[str, Finder] = {
    "python": _python,
    "ruby": _ruby,
    "php": _php,
    "javascript": _javascript,
    "typescript": _javascript,
    "tsx": _javascript,
    "coffeescript": _coffeescript,
}
