"""The settings of the tool, each knowing where it was said: flag, then environment, then file, then default.

The file is the nearest ``clever-upgrade.toml`` or ``[tool.clever-upgrade]`` of a ``pyproject.toml``, looked for from
the working folder upwards, or the one that ``--config`` names. A token has no place in either.
"""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Generic, TypeVar

from clever_upgrade.errors import UsageError
from clever_upgrade.suggest import did_you_mean

T = TypeVar("T")

DEFAULT_BASE_URL = "https://api.clever.com"
BASE_URL_VARIABLE = "CLEVER_API_URL"
DEFAULT_PAGE_SIZE = 2000
"""How many records are asked for at once. The API gives 10,000 at most: with more than this, memory grows and hardly
anything is done faster; with fewer, the same district takes more of the rate limit and longer."""
DEFAULT_STORE = "sqlite:///clever.db"
OWN_FILE = "clever-upgrade.toml"
PROJECT_FILE = "pyproject.toml"
TABLE = "clever-upgrade"
COMMAND_TABLES = frozenset({"scan", "check", "probe"})
"""Tables that belong to single commands, which read them themselves."""
REPEATED_TABLES = frozenset({"probe"})
"""Those of which there may be several, each under ``[[its name]]``."""


@dataclass(frozen=True, slots=True)
class Setting(Generic[T]):
    """One value, and who said so: a flag, a variable, a file, or ``default``."""

    value: T
    origin: str


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting of the tool."""

    base_url: Setting[str]
    """the server to read; https, or http on this machine"""
    page_size: Setting[int]
    """records to ask for at once, up to 10,000"""
    timeout: Setting[float]
    """seconds to wait for an answer"""
    max_rate: Setting[int | None]
    """requests a minute; the server's limit if there is none"""
    attempts: Setting[int]
    """how often a request is tried before the tool gives up"""
    store: Setting[str]
    """the database that `resync` and `events` write; a URL with a password does not belong in the file"""


@dataclass(frozen=True, slots=True)
class _Kind:
    """What a value may be: a text, or a number within bounds."""

    default: Any
    type: type
    lowest: float = -math.inf
    highest: float = math.inf
    variable: str | None = None

    @property
    def allowed(self) -> str:
        """The values that are allowed, as the end of a sentence."""
        if self.type is str:
            return "a text that is not empty"
        noun = "a whole number" if self.type is int else "a number"
        return f"{noun} from {self.lowest:g} to {self.highest:g}"

    def accept(self, value: object) -> Any:
        """The value if it is allowed, else None."""
        if self.type is str:
            return value if isinstance(value, str) and value.strip() else None
        whole_enough = isinstance(value, int) or (self.type is float and isinstance(value, float))
        if isinstance(value, bool) or not whole_enough or not self.lowest <= value <= self.highest:  # type: ignore[operator]
            return None
        return self.type(value)

    def read(self, text: str) -> Any:
        """The value that a text from the environment stands for, or None."""
        if self.type is str:
            return self.accept(text)
        try:
            return self.accept(self.type(text))
        except ValueError:
            return None


_KINDS: dict[str, _Kind] = {
    "base_url": _Kind(DEFAULT_BASE_URL, str, variable=BASE_URL_VARIABLE),
    "page_size": _Kind(DEFAULT_PAGE_SIZE, int, 1, 10_000),
    "timeout": _Kind(30.0, float, 0.1, 3600),
    "max_rate": _Kind(None, int, 1, 100_000),
    "attempts": _Kind(5, int, 1, 20),
    "store": _Kind(DEFAULT_STORE, str),
}


def load_settings(
    flags: Mapping[str, object] | None = None,
    environ: Mapping[str, str] | None = None,
    *,
    config: str | None = None,
    start: Path | None = None,
) -> Settings:
    """The settings that hold; a flag of None was not given. UsageError names what is wrong, and where it stands."""
    path = Path(config) if config is not None else nearest_file(start or Path.cwd())
    table = {} if path is None else read_table(path)
    if path is not None:
        _check_keys(path, table)
    given, variables = flags or {}, environ or {}
    return Settings(**{name: _setting(name, kind, given, variables, path, table) for name, kind in _KINDS.items()})


def variables() -> dict[str, str]:
    """The environment variable of each setting, by the setting's name."""
    return {name: kind.variable or f"CLEVER_UPGRADE_{name.upper()}" for name, kind in _KINDS.items()}


def nearest_file(start: Path) -> Path | None:
    """The file that configures the tool for whoever works in the folder ``start``."""
    for folder in (start, *start.parents):
        if _is_file(folder / OWN_FILE):
            return folder / OWN_FILE
        if _speaks_of_us(folder / PROJECT_FILE) and _own_table(folder / PROJECT_FILE) is not None:
            return folder / PROJECT_FILE
    return None


def read_table(path: Path) -> dict[str, Any]:
    """Our table of a configuration file, not yet checked; empty where the file has none."""
    table = _own_table(path)
    if table is None:
        return {}
    if not isinstance(table, dict):
        raise UsageError(f"{path}: [tool.{TABLE}] must be a table")
    return table


def _own_table(path: Path) -> Any:
    content = _parse(path)
    if path.name != PROJECT_FILE:
        return content
    tools = content.get("tool")
    return tools.get(TABLE) if isinstance(tools, dict) else None


def _parse(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_bytes().decode())
    except FileNotFoundError:
        problem = "does not exist"
    except RecursionError:
        problem = "is nested too deep"
    except (OSError, ValueError) as error:
        problem = f"is not valid TOML: {error}" if isinstance(error, tomllib.TOMLDecodeError) else "cannot be read"
    raise UsageError(f"the configuration file {path} {problem}")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:
        return False


def _speaks_of_us(project: Path) -> bool:
    # Somebody else's broken file is not ours to complain about, so only one that has our name in it is parsed.
    try:
        return project.is_file() and TABLE.encode() in project.read_bytes()
    except OSError:
        return False


def _setting(
    name: str,
    kind: _Kind,
    flags: Mapping[str, object],
    environ: Mapping[str, str],
    path: Path | None,
    table: Mapping[str, object],
) -> Setting[Any]:
    key = name.replace("_", "-")
    variable = variables()[name]
    if flags.get(name) is not None:
        return _accepted(kind, kind.accept(flags[name]), f"--{key}", f"--{key}")
    if environ.get(variable):
        return _accepted(kind, kind.read(environ[variable]), variable, variable)
    if key in table:
        return _accepted(kind, kind.accept(table[key]), f"{path}: {key}", str(path))
    return Setting(kind.default, "default")


def _accepted(kind: _Kind, value: Any, place: str, origin: str) -> Setting[Any]:
    if value is None:
        raise UsageError(f"{place} must be {kind.allowed}")
    return Setting(value, origin)


def _check_keys(path: Path, table: Mapping[str, object]) -> None:
    keys = sorted(name.replace("_", "-") for name in _KINDS)
    for key, value in table.items():
        if key in keys or (key in COMMAND_TABLES and _is_table(key, value)):
            continue
        if key in REPEATED_TABLES:
            raise UsageError(f"{path}: {key} must be tables", hint=f"Write each of them as {_head_of(path, key)}.")
        if key in COMMAND_TABLES:
            raise UsageError(f"{path}: {key} must be a table")
        if "token" in key.lower() or "secret" in key.lower():
            raise UsageError(
                f"{path}: {key} does not belong in a file, where it would be shared and kept",
                hint="Put the token into CLEVER_TOKEN, or give --token-file.",
            )
        hint = f"{did_you_mean(key, [*keys, *COMMAND_TABLES])} The keys are {', '.join(keys)}.".strip()
        raise UsageError(f'{path}: there is no key "{key}"', hint=hint)


def _is_table(key: str, value: object) -> bool:
    if key in REPEATED_TABLES:
        return isinstance(value, list) and all(isinstance(one, dict) for one in value)
    return isinstance(value, dict)


def _head_of(path: Path, key: str) -> str:
    return f"[[tool.{TABLE}.{key}]]" if path.name == PROJECT_FILE else f"[[{key}]]"
