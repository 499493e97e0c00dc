"""The settings of ``scan``: flag, then file, then default.

In pyproject.toml they stand in ``[tool.clever-upgrade.scan]``, in clever-upgrade.toml in ``[scan]``.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from clever_upgrade.config import nearest_file, read_table
from clever_upgrade.config_values import choice, no_key, text, texts, yes_or_no
from clever_upgrade.errors import UsageError
from clever_upgrade.filenames import seen_from
from clever_upgrade.scan.result import FAIL_ON, Severity
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.tree.ignored import IgnoreRules
from clever_upgrade.scan.tree.text import LARGEST
from clever_upgrade.suggest import no_such

TABLE = "scan"


@dataclass(frozen=True, slots=True)
class PerFileIgnore:
    """Rules that say nothing in some files. ``glob`` is a pattern as in .gitignore."""

    glob: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ScanSettings:
    """Every setting of a scan. ``folder`` is that of the configuration file: patterns start from there."""

    select: tuple[str, ...] = RULES
    """the [rules](rules/index.md) to look for"""
    ignore: tuple[str, ...] = ()
    """rules not to look for"""
    per_file_ignores: tuple[PerFileIgnore, ...] = ()
    """a table of rules that say nothing in files that match a pattern"""
    exclude: tuple[str, ...] = ()
    """patterns of files and folders to leave out"""
    include_vendored: bool = False
    """look into `vendor`, `node_modules` and their like"""
    evidence: tuple[str, ...] = ()
    """names of your own that stand for Clever, such as a wrapper's"""
    max_file_size: int = LARGEST
    """skip files of more bytes; a file may also say `2 MB`; manifests and locks may have 50 MB"""
    baseline: str | None = None
    """the file with the findings that are accepted"""
    fail_on: str = Severity.NOTE.value
    """the mildest severity that ends in exit code 1: error, warning, note, or never"""
    folder: Path | None = None

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules that are looked for, in their usual order."""
        return tuple(rule for rule in RULES if rule in self.select and rule not in self.ignore)

    def ignored_in(self, path: str) -> frozenset[str]:
        """The rules that say nothing in a file, which is named from ``folder`` on."""
        holding = [one for one in self.per_file_ignores if _pattern(one.glob).covers(path)]
        return frozenset(rule for one in holding for rule in one.rules)


def load_scan_settings(
    flags: Mapping[str, object] | None = None, *, config: str | None = None, start: Path | None = None
) -> ScanSettings:
    """The settings that hold; a flag of None was not given. UsageError names what is wrong, and where it stands."""
    here = start or Path.cwd()
    file = Path(config) if config is not None else nearest_file(here)
    table = {} if file is None else read_table(file).get(TABLE, {})
    if not isinstance(table, dict):
        raise UsageError(f"{file}: {TABLE} must be a table")
    values: dict[str, Any] = {}
    for key, value in table.items():
        place = f"{file}: {TABLE}.{key}"
        if key not in _READ:
            raise no_key(key, file, TABLE, _READ)
        values[key.replace("-", "_")] = _READ[key](value, place)
    if file is not None and values.get("baseline"):
        values["baseline"] = seen_from(here, file.parent / values["baseline"])
    given = {name: value for name, value in (flags or {}).items() if value is not None}
    for name, value in given.items():
        key = name.replace("_", "-")
        values[name] = _READ[key](value, f"--{key}")
    settings = ScanSettings(**values, folder=None if file is None else file.parent)
    if not settings.rules:
        # A scan for nothing finds nothing, which would pass for a clean one.
        raise UsageError(
            "select and ignore leave no rule to look for", hint=f"Name some in select: {', '.join(RULES)}."
        )
    return settings


@lru_cache
def _pattern(glob: str) -> IgnoreRules:
    return IgnoreRules([glob])


def _rules(value: object, place: str) -> tuple[str, ...]:
    names = texts(value, place)
    for name in names:
        if name not in RULES:
            error = no_such("rule", name, RULES)
            raise UsageError(f"{place}: {error.message}", hint=error.hint)
    return names


def _rules_of_files(value: object, place: str) -> tuple[PerFileIgnore, ...]:
    if not isinstance(value, dict):
        raise UsageError(f'{place} must be a table of rules for patterns, as "tests/**" = ["sync-state"]')
    return tuple(PerFileIgnore(glob, _rules(rules, f'{place}."{glob}"')) for glob, rules in value.items())


_SIZE = re.compile(r"(\d{1,9})\s*(|k|kB|KB|M|MB|B|bytes)")
_UNITS = {"k": 1000, "M": 1_000_000}


def _size(value: object, place: str) -> int:
    found = None if isinstance(value, bool) else _SIZE.fullmatch(str(value).strip())
    size = int(found[1]) * _UNITS.get(found[2][:1].replace("K", "k"), 1) if found else 0
    if size < 1:
        raise UsageError(f'{place} must be a number of bytes, or a size as "2 MB"')
    return size


_READ: dict[str, Callable[[object, str], Any]] = {
    "select": _rules,
    "ignore": _rules,
    "per-file-ignores": _rules_of_files,
    "exclude": texts,
    "include-vendored": yes_or_no,
    "evidence": texts,
    "max-file-size": _size,
    "baseline": text,
    "fail-on": choice(FAIL_ON),
}
"""How each key is read, from a file and from a flag."""

KEYS = tuple(_READ)
"""Every key."""
