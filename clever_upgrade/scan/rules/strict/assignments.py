"""Models of a database that are given a whole record: a column that is not there makes them raise."""

import re
from collections.abc import Iterator

from clever_upgrade.scan.project import Project, Reading
from clever_upgrade.scan.rules.strict.code import Code
from clever_upgrade.scan.rules.strict.gains import holds_a_record
from clever_upgrade.scan.rules.strict.records import is_whole_record
from clever_upgrade.scan.rules.strict.trouble import Trouble, declarations_of
from clever_upgrade.scan.syntax.facts import Argument, Call

_RUBY = re.compile(
    r"^(?:create!?|new|build|update!?|update_attributes!?|assign_attributes|attributes=|insert!?|upsert|update_columns"
    r"|first_or_create!?|first_or_initialize|find_or_create_by!?|find_or_initialize_by|create_with|insert_all!?|upsert_all)$"
)
_PYTHON = re.compile(
    r"^(?:create|get_or_create|update_or_create|acreate|aupdate_or_create|update|values|bulk_create|insert)$"
)
_PHP = re.compile(r"^(?:forceCreate|forceFill|insert|insertOrIgnore|insertGetId|updateOrInsert|upsert|create)$")
_PHP_TABLE = re.compile(r"table\(|forceCreate|forceFill|[Ii]nsert")
_CLASS = re.compile(r"(?:::|\\)?[A-Z]")
_OF_A_MODEL = re.compile(r"objects|insert\(|query|manager|filter\(", re.IGNORECASE)
_LIBRARY = re.compile(r"^(?:::)?(?:Clever|OpenStruct|Struct|Hash|Hashie|JSON|Set|Array|ActionController)\b")
REMEDY = "Pick the columns that are wanted by name before the record is assigned."


def find(reading: Reading, project: Project, code: Code) -> Iterator[Trouble]:
    """Calls that assign a whole record to a model."""
    of_language = {"ruby": _of_ruby, "python": _of_python, "php": _of_php}.get(reading.file.language)
    if of_language is None:
        return
    for call in reading.file.facts.calls:
        given = of_language(call)
        if given is None or _takes_a_hash(call, reading, project):
            continue
        if call.makes and not holds_a_record(call.callee.rsplit("::", 1)[-1]):
            continue
        # A class says by its name what it holds; of a variable only what it is given may say it.
        is_class = _CLASS.match(_receiver(call)) is not None
        yield Trouble(
            call.place,
            f"{_method(call)} is given whole records, and raises for a column that is not there",
            REMEDY,
            names=(_receiver(call),) if is_class else (_receiver(call), given, call.scope.function),
            scope=call.scope,
            asks=not is_class,
        )


def _method(call: Call) -> str:
    return "new" if call.makes else call.name


def _receiver(call: Call) -> str:
    return call.callee if call.makes else call.callee.removesuffix(call.name)


def _first_whole(arguments: tuple[Argument, ...]) -> str | None:
    if not arguments or arguments[0].name or arguments[0].splat:
        return None
    return arguments[0].text if is_whole_record(arguments[0].text) else None


def _of_ruby(call: Call) -> str | None:
    on_itself = call.callee == call.name and not call.makes
    if on_itself or not _RUBY.match(_method(call)) or _LIBRARY.match(call.callee):
        return None
    return _first_whole(call.arguments)


def _of_python(call: Call) -> str | None:
    if not _PYTHON.match(call.name) or not _OF_A_MODEL.search(_receiver(call)):
        return None
    for argument in call.arguments:
        if argument.splat and is_whole_record(argument.splat):
            return argument.splat
        if argument.name == "defaults":
            value = argument.text.partition("=")[2]
            return value if is_whole_record(value) else None
    return _first_whole(call.arguments) if call.name in {"values", "insert"} else None


def _of_php(call: Call) -> str | None:
    if not _PHP.match(call.name) or not _PHP_TABLE.search(call.callee):
        return None
    return _first_whole(call.arguments)


def _takes_a_hash(call: Call, reading: Reading, project: Project) -> bool:
    """Whether ``new`` is that of a class of one's own that takes the hash apart itself."""
    if _method(call) != "new":
        return False
    name = _receiver(call).rstrip(".:").rsplit("::", 1)[-1]
    return any("initialize" in one.methods for one in declarations_of(name, reading, project))
