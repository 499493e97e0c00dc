"""The settings of single commands, read as those commands read them, and shown like the others."""

from collections.abc import Callable, Collection, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from clever_upgrade.config import nearest_file, read_table

if TYPE_CHECKING:
    from clever_upgrade.doctor.result import Value

Reader = Callable[[], "tuple[Value, ...]"]


def readers(config: str | None) -> Mapping[str, Reader]:
    """What reads each table of a command, by the table's name; UsageError names what is wrong in it."""
    return {name: partial(read, config) for name, read in (("scan", _scan), ("check", _check), ("probe", _probes))}


def _scan(config: str | None) -> "tuple[Value, ...]":
    from clever_upgrade.scan.settings import KEYS, TABLE, load_scan_settings

    settings = load_scan_settings(config=config)
    return tuple(_values(TABLE, settings, KEYS, *_said_in(config, TABLE)))


def _check(config: str | None) -> "tuple[Value, ...]":
    from clever_upgrade.check.settings import KEYS, TABLE, load_check_settings

    settings = load_check_settings(config=config)
    return tuple(_values(TABLE, settings, KEYS, *_said_in(config, TABLE)))


def _probes(config: str | None) -> "tuple[Value, ...]":
    from clever_upgrade.check.probe.settings import KEYS, TABLE, load_probes

    probes = load_probes(config=config)
    tables, file = _said_in(config, TABLE)
    own = [key for key in KEYS if key != "args"]  # they are at the end of the command
    return tuple(
        value
        for number, (probe, said) in enumerate(zip(probes, tables, strict=True), 1)
        for value in _values(f"{TABLE} {number}", probe, own, said, file)
        if value.value
    )


def _said_in(config: str | None, table: str) -> tuple[Collection[str], str]:
    """What the configuration says in a table, and the file in which it does."""
    file = Path(config) if config is not None else nearest_file(Path.cwd())
    return ((), "") if file is None else (read_table(file).get(table, ()), str(file))


def _values(table: str, settings: object, keys: Collection[str], said: Collection[str], file: str) -> "Iterator[Value]":
    from clever_upgrade.doctor.configuration import in_words
    from clever_upgrade.doctor.result import Value

    for key in keys:
        name = key.replace("-", "_")
        origin = file if key in said or name in said else "default"
        yield Value(f"{table}.{key}", in_words(getattr(settings, name)), origin)
