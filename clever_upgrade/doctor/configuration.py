"""Looks at the settings: where each was said, and whether it can be what it says."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields

from clever_upgrade.api.base_url import parse_base_url
from clever_upgrade.config import Settings
from clever_upgrade.doctor.result import Check, Part, Value
from clever_upgrade.errors import UsageError
from clever_upgrade.scan.settings import PerFileIgnore
from clever_upgrade.store.url import parse_store_url, shown
from clever_upgrade.suggest import closest

_PART = Part.CONFIGURATION
_PREFIX = "CLEVER_UPGRADE_"
_HIDDEN = "(not shown)"


def values_of(settings: Settings) -> tuple[Value, ...]:
    """Every setting as a person may see it: what could hold a password is shown without it, or not at all."""
    return tuple(_value(each.name, settings) for each in fields(Settings))


def file_check(path: str | None) -> Check:
    """Which file configures the tool."""
    told = f"read from {path}" if path is not None else "no file; flags, variables and defaults alone"
    return Check.ok(_PART, "configuration", told)


def table_checks(readers: Mapping[str, Callable[[], object]]) -> Iterator[Check]:
    """What is wrong in the tables of single commands: each is read as its command, which it would end, reads it."""
    for table, read in readers.items():
        try:
            read()
        except UsageError as error:
            yield Check.failed(_PART, table, error)


def base_url_check(settings: Settings) -> Check:
    """Whether the server is one that may be spoken to."""
    try:
        base = parse_base_url(settings.base_url.value)
    except UsageError as error:
        return Check.failed(_PART, "base-url", error)
    return Check.ok(_PART, "base-url", f"{base}, {_said(settings.base_url.origin)}")


def variables_check(environ: Mapping[str, str], known: frozenset[str]) -> Check:
    """Whether a variable is misspelt, so that what it says is not heard."""
    endings = {name.removeprefix(_PREFIX): name for name in known if name.startswith(_PREFIX)}
    strange = (name.removeprefix(_PREFIX) for name in sorted(environ) if name.startswith(_PREFIX) and name not in known)
    meant = {ending: near for ending in strange if (near := closest(ending, endings)) is not None}
    if not meant:
        return Check.ok(_PART, "variables", ", ".join(sorted(known & environ.keys())) or "none is set")
    return Check.warning(
        _PART,
        "variables",
        f"not heard: {', '.join(ascii(f'{_PREFIX}{ending}') for ending in meant)}",
        f"Did you mean {', '.join(endings[near] for near in meant.values())}?",
    )


def _said(origin: str) -> str:
    return "by default" if origin == "default" else f"from {origin}"


def _value(name: str, settings: Settings) -> Value:
    setting = getattr(settings, name)
    return Value(name.replace("_", "-"), _shown(name, setting.value), setting.origin)


def _shown(name: str, value: object) -> str:
    try:
        match name:
            case "base_url":
                return str(parse_base_url(str(value)))
            case "store":
                return shown(parse_store_url(str(value)))
            case _:
                return in_words(value)
    except UsageError:
        return _HIDDEN


def in_words(value: object) -> str:
    """A value as the file would have it, but for the marks around texts and lists; empty where there is none."""
    match value:
        case None:
            return ""
        case bool():
            return str(value).lower()
        case float():
            return format(value, "g")
        case tuple():
            return ", ".join(map(in_words, value))
        case PerFileIgnore():
            return f"{value.glob}: {' '.join(value.rules)}"
        case _:
            return str(value)
