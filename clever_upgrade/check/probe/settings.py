"""The parsers to try: ``[[probe]]``, or in pyproject.toml ``[[tool.clever-upgrade.probe]]``."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from clever_upgrade.compare.request import ORDER
from clever_upgrade.config import nearest_file, read_table
from clever_upgrade.config_values import choice, text, without_nul
from clever_upgrade.errors import UsageError
from clever_upgrade.filenames import seen_from
from clever_upgrade.suggest import did_you_mean, no_such

TABLE = "probe"
COLLECTIONS = ORDER
"""What a parser may read: every collection, and the status of a district."""
KINDS = ("python", "command", "json-schema")
LONGEST_TIMEOUT = 600.0


class Given(StrEnum):
    """What a parser of Python is called with."""

    RECORD = "record"
    """The record, as a dict."""
    MEMBERS = "members"
    """Its members as keyword arguments."""
    TEXT = "text"
    """Its JSON, as a text."""


@dataclass(frozen=True, slots=True)
class Probe:
    """One parser to try.

    One of ``python`` (``module:name``), ``command`` and ``json_schema`` says what it is. ``timeout`` is in seconds, for
    one record. ``cwd`` is where it runs; code of Python is imported from there, and from its folder ``src``.
    ``interpreter`` is the Python to use, None for the one that the folder or the shell suggests. ``given`` says what a
    parser of Python is called with, None where that follows from what it is.
    """

    collection: str
    cwd: Path
    python: str = ""
    command: tuple[str, ...] = ()
    json_schema: Path | None = None
    timeout: float = 5.0
    interpreter: str | None = None
    given: Given | None = None

    @property
    def name(self) -> str:
        """It as the configuration names it."""
        if self.json_schema is not None:
            return seen_from(self.cwd, self.json_schema)
        return self.python or " ".join(self.command)


def load_probes(*, config: str | None = None, start: Path | None = None) -> tuple[Probe, ...]:
    """Every parser that is configured, in its order; UsageError names what is wrong, and where it stands."""
    file = Path(config) if config is not None else nearest_file(start or Path.cwd())
    tables = [] if file is None else read_table(file).get(TABLE, [])
    if not isinstance(tables, list) or not all(isinstance(table, dict) for table in tables):
        raise UsageError(f"{file}: {TABLE} must be tables", hint=f"Write each of them as [[{TABLE}]].")
    return tuple(
        _probe(table, f"{file}: {TABLE} {number}", file.parent.absolute())
        for number, table in enumerate(tables, 1)
        if file is not None
    )


def _probe(table: Mapping[str, object], place: str, folder: Path) -> Probe:
    values: dict[str, Any] = {}
    for key, value in table.items():
        if key not in _READ:
            hint = f"{did_you_mean(key, _READ)} The keys are {', '.join(sorted(KEYS))}.".strip()
            raise UsageError(f"{place} has no key {key}", hint=hint)
        values[key.replace("-", "_")] = _READ[key](value, f"{place}: {key}", folder)
    _require_one_kind(table, place)
    if "collection" not in table:
        raise UsageError(
            f"{place} names no collection",
            hint=f'Add one, such as collection = "students"; the collections are {", ".join(COLLECTIONS)}.',
        )
    _refuse_what_has_no_meaning(table, place)
    arguments = values.pop("args", ())
    if "command" in values:
        values["command"] = (*values["command"], *arguments)
    return Probe(**{"cwd": folder, **values})


def _require_one_kind(table: Mapping[str, object], place: str) -> None:
    kinds = [kind for kind in KINDS if kind in table or kind.replace("-", "_") in table]
    if len(kinds) == 1:
        return
    said = (
        f"has {' and '.join(kinds)}, and may have only one of them" if kinds else "does not say what reads the records"
    )
    raise UsageError(
        f"{place} {said}",
        hint='Give one: python = "app.roster:parse", command = ["node", "parse.js"] or json-schema = "student.json".',
    )


def _refuse_what_has_no_meaning(table: Mapping[str, object], place: str) -> None:
    for key, kind in (("given", "python"), ("interpreter", "python"), ("args", "command")):
        if key in table and kind not in table:
            raise UsageError(f"{place}: {key} has a meaning with {kind} only", hint="Leave it out.")


def _collection(value: object, place: str, _: Path) -> str:
    if value not in COLLECTIONS:
        error = no_such("collection", str(value), COLLECTIONS)
        raise UsageError(f"{place}: {error.message}", hint=error.hint)
    return str(value)


def _target(value: object, place: str, _: Path) -> str:
    target = text(value, place)
    module, _colon, name = target.rpartition(":")
    if not module or not name or not all(part.isidentifier() for part in name.split(".")):
        raise UsageError(
            f"{place} must name a module and what is in it", hint='Write it like "app.roster:Student.model_validate".'
        )
    return target


def _words(value: object, place: str, _: Path) -> tuple[str, ...]:
    # Unlike other texts, an argument may be blank, as a separator is.
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise UsageError(
            f"{place} must be a list of texts that are not empty", hint='Write it like ["node", "parse.js"].'
        )
    return tuple(without_nul(word, place) for word in value)


def _path(value: object, place: str, folder: Path) -> Path:
    return folder / text(value, place)


def _program(value: object, place: str, folder: Path) -> str:
    """A path from the folder on; a bare name is looked for where programs are."""
    program = text(value, place)
    return str(folder / program) if "/" in program or "\\" in program else program


def _seconds(value: object, place: str, _: Path) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LONGEST_TIMEOUT:
        raise UsageError(f"{place} must be a number of seconds, up to {LONGEST_TIMEOUT:g}")
    return float(value)


def _given(value: object, place: str, _: Path) -> Given:
    return Given(choice(tuple(Given))(value, place))


_READ: dict[str, Callable[[object, str, Path], Any]] = {
    "collection": _collection,
    "python": _target,
    "command": _words,
    "json-schema": _path,
    "json_schema": _path,
    "timeout": _seconds,
    "cwd": _path,
    "interpreter": _program,
    "given": _given,
    "args": _words,
}
"""How each key is read: its value, its place for a message, and the folder of the file."""

KEYS = tuple(key for key in _READ if "_" not in key)
"""Every key, in the one spelling that is documented."""
