"""The settings of ``check``: in pyproject.toml ``[tool.clever-upgrade.check]``, in clever-upgrade.toml ``[check]``."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clever_upgrade.compare.request import DEFAULT, collections_to_compare
from clever_upgrade.config import nearest_file, read_table
from clever_upgrade.config_values import anywhere, choice, no_key, text, texts, yes_or_no
from clever_upgrade.errors import GuardRefusedError, UsageError
from clever_upgrade.filenames import seen_from
from clever_upgrade.scan.result import FAIL_ON, Severity

TABLE = "check"


@dataclass(frozen=True, slots=True)
class CheckSettings:
    """What a check looks at. ``file`` is the configuration, if there is one."""

    paths: tuple[str, ...] = (".",)
    """files and folders to scan, with the settings of `scan`"""
    cassettes: Path | None = None
    """the folder of a recording to compare from, without token and network"""
    live: bool = False
    """compare what the server gives now; not together with `cassettes`"""
    client_id: str | None = None
    """compare every district of this application"""
    collections: tuple[str, ...] = DEFAULT
    """the collections to compare; all but events if none is named"""
    sample: int | None = None
    """compare so many records of each collection"""
    accept: Path | None = None
    """the file of differences that are accepted, as `diff --accept` has it"""
    fail_on: str = Severity.WARNING.value
    """the mildest severity that ends in exit code 1: error, warning, note, or never"""
    file: Path | None = None

    @property
    def place(self) -> str:
        """The file as reports name it; empty where there is none."""
        return "" if self.file is None else _seen_from_here(self.file)


def load_check_settings(*, config: str | None = None, start: Path | None = None) -> CheckSettings:
    """The settings that hold; UsageError names what is wrong, and where it stands."""
    file = Path(config) if config is not None else nearest_file(start or Path.cwd())
    if file is None:
        return CheckSettings()
    table = read_table(file).get(TABLE, {})
    if not isinstance(table, dict):
        raise UsageError(f"{file}: {TABLE} must be a table")
    values: dict[str, Any] = {}
    for key, value in table.items():
        place = f"{file}: {TABLE}.{key}"
        if key not in _READ:
            raise no_key(key, file, TABLE, _READ)
        values[key.replace("-", "_")] = _READ[key](value, place, file.parent)
    if values.get("live") and values.get("cassettes"):
        raise UsageError(
            f"{file}: {TABLE}.live and {TABLE}.cassettes exclude each other", hint="Leave one of them out."
        )
    return CheckSettings(**values, file=file)


def _paths(value: object, place: str, folder: Path) -> tuple[str, ...]:
    return tuple(_seen_from_here(folder / name) for name in texts(value, place, least=1))


def _seen_from_here(path: Path) -> str:
    return seen_from(Path.cwd(), path)


def _collections(value: object, place: str, _: Path) -> tuple[str, ...]:
    try:
        return collections_to_compare(texts(value, place, least=1), acknowledge_events=False)
    except GuardRefusedError:
        raise UsageError(f"{place}: a check compares no events", hint="Leave events out.") from None
    except UsageError as error:
        raise UsageError(f"{place}: {error.message}", hint=error.hint) from None


def _path(value: object, place: str, folder: Path) -> Path:
    return Path(_seen_from_here(folder / text(value, place)))


def _number(value: object, place: str, _: Path) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or value < 1:
        raise UsageError(f"{place} must be a whole number from 1 on")
    return value


_READ: dict[str, Callable[[object, str, Path], Any]] = {
    "paths": _paths,
    "cassettes": _path,
    "live": anywhere(yes_or_no),
    "client-id": anywhere(text),
    "collections": _collections,
    "sample": _number,
    "accept": _path,
    "fail-on": anywhere(choice(FAIL_ON)),
}
"""How each key is read: its value, its place for a message, and the folder of the file."""

KEYS = tuple(_READ)
"""Every key."""
