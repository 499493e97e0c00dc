"""Looks at the installation: the tool, Python, the system, the libraries, and the grammars that ``scan`` reads with."""

import platform
from collections.abc import Iterator, Mapping
from importlib.metadata import PackageNotFoundError, version

from clever_upgrade import __version__
from clever_upgrade.doctor.result import Check, Part
from clever_upgrade.errors import UsageError
from clever_upgrade.scan.syntax.availability import languages

LIBRARIES = (
    *("ast-grep-py", "httpcore", "httpx", "jinja2", "msgspec", "pathspec", "pydantic"),
    *("rich", "sqlalchemy", "stamina", "typer", "uvicorn", "vcrpy"),
)
DRIVERS: Mapping[str, tuple[str, str]] = {
    "psycopg": ("PostgreSQL", "postgresql"),
    "pymysql": ("MariaDB and MySQL", "mysql"),
}
"""For each driver that need not be there: its databases, and the extra that installs it."""

_PART = Part.INSTALLATION
_AGAIN = "Install the tool again: pip install --force-reinstall clever-upgrade"


def installed() -> Iterator[Check]:
    """One check for each thing that was installed."""
    yield Check.ok(_PART, "tool", f"clever-upgrade {__version__}")
    yield Check.ok(_PART, "python", f"{platform.python_implementation()} {platform.python_version()}")
    yield Check.ok(_PART, "system", f"{platform.system()} {platform.release()}, {platform.machine()}")
    yield libraries({name: _version(name) for name in LIBRARIES})
    yield drivers({name: _version(name) for name in DRIVERS})
    yield grammars(*languages())


def libraries(found: Mapping[str, str | None]) -> Check:
    """Whether every library is there; None stands for one that is not."""
    missing = [name for name, number in found.items() if number is None]
    if missing:
        error = UsageError(f"not installed: {', '.join(missing)}", hint=_AGAIN)
        return Check.failed(_PART, "libraries", error)
    return Check.ok(_PART, "libraries", ", ".join(f"{name} {number}" for name, number in found.items()))


def drivers(found: Mapping[str, str | None]) -> Check:
    """Which databases beside SQLite can be used; none need be."""
    told = [
        f"{name} {number} for {DRIVERS[name][0]}"
        if number
        else f"none for {DRIVERS[name][0]} (pip install 'clever-upgrade[{DRIVERS[name][1]}]')"
        for name, number in found.items()
    ]
    return Check.ok(_PART, "drivers", ", ".join(told))


def grammars(readable: list[str], unreadable: list[str]) -> Check:
    """Whether ``scan`` can read every language that it should."""
    if unreadable:
        error = UsageError(f"the parser cannot read {', '.join(unreadable)}", hint=_AGAIN)
        return Check.failed(_PART, "grammars", error)
    return Check.ok(_PART, "grammars", f"{', '.join(readable)} can be read")


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
