"""Reads what ``--store`` says: which database, spoken to through which driver. Never repeats a password."""

from collections.abc import Mapping
from importlib.util import find_spec
from urllib.parse import quote_plus

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from clever_upgrade.contract.sensitive import names_secret
from clever_upgrade.errors import UsageError

_HINT = "Write it like sqlite:///clever.db, postgresql://user@host/database or mariadb://user@host/database."
_DRIVERS: Mapping[str, tuple[str, str, str]] = {
    "sqlite": ("pysqlite", "sqlite3", ""),
    "postgresql": ("psycopg", "psycopg", "postgresql"),
    "postgres": ("psycopg", "psycopg", "postgresql"),
    "mysql": ("pymysql", "pymysql", "mysql"),
    "mariadb": ("pymysql", "pymysql", "mysql"),
}
"""For each database: its driver, the module that must be installed, and the extra that installs it."""
_HIDDEN = "***"


def parse_store_url(text: str) -> URL:
    """The database that ``text`` names, with the driver that the tool uses; UsageError if it names none.

    The driver need not be installed: ``require_driver`` sees to that.
    """
    url = _as_written(text)
    name = url.get_backend_name()
    backend = "postgresql" if name == "postgres" else name
    return url.set(drivername=f"{backend}+{_DRIVERS[name][0]}")


def require_driver(url: URL) -> None:
    """Raises UsageError, which says what to install, where the driver of a database is missing."""
    name = url.get_backend_name()
    _, module, extra = _DRIVERS[name]
    if find_spec(module) is None:
        raise UsageError(f"the driver for {name} is not installed", hint=f"pip install 'clever-upgrade[{extra}]'")


def has_password(url: URL) -> bool:
    """Whether a password stands in the URL, in its usual place or among the options."""
    return bool(url.password) or bool(_secret_options(url))


def refuse_shared_password(url: URL, origin: str) -> None:
    """UsageError if the URL stands in a configuration file, ``origin``, and has a password in it."""
    if origin.endswith(".toml") and has_password(url):
        raise UsageError(
            f"{origin}: the store has a password in it, which would be shared and kept",
            hint="Put the URL into CLEVER_UPGRADE_STORE.",
        )


def without_password(text: str) -> str | None:
    """What ``--store`` said, to be typed again, with a sign in place of each secret; None if it names no store."""
    try:
        url = _as_written(text)
    except UsageError:
        return None
    if not has_password(url):
        return text
    hidden = url.update_query_dict(dict.fromkeys(_secret_options(url), _HIDDEN))
    return hidden.render_as_string().replace(quote_plus(_HIDDEN), _HIDDEN)


def _as_written(text: str) -> URL:
    """The database that ``text`` names, with the driver that it asks for."""
    try:
        url = make_url(text)
    except (ArgumentError, ValueError):
        raise UsageError("the store is not a database URL", hint=_HINT) from None
    name = url.get_backend_name()
    if name not in _DRIVERS:
        raise UsageError(f"the store cannot be a {name!a} database", hint=_HINT)
    if name == "sqlite":
        _check_file(url)
    else:
        _check_server(url, text)
    return url


def _secret_options(url: URL) -> list[str]:
    return [option for option in url.query if "pass" in option.lower() or names_secret(option)]


def _check_server(url: URL, text: str) -> None:
    if text.count("@") > 1 or "?" in (url.username or ""):
        # A password that holds one would go on in what is taken for the host, the database or an option, and be shown.
        raise UsageError(
            "the store has an @ where none may stand", hint="Write each @ in a name, a password or an option as %40."
        )
    if not url.database:
        raise UsageError("the store names no database", hint=_HINT)


def _check_file(url: URL) -> None:
    path = url.database or ""
    if path in ("", ":memory:") or "mode=memory" in url.render_as_string().replace("%3D", "=") or ":memory:" in path:
        raise UsageError("a store in memory would be gone when the command ends", hint=_HINT)
    if url.host or "\x00" in path:
        raise UsageError("the store names no file", hint=_HINT)
    if url.query:
        # The driver would pass over most of them, and the others would undo what the tool relies on.
        raise UsageError("a SQLite store takes no options", hint="Leave out what stands after the question mark.")


def shown(url: URL) -> str:
    """The store as a person may see it."""
    place = "" if url.host is None else url.host + (f":{url.port}" if url.port else "")
    return f"{url.get_backend_name()}://{place}/{url.database}"
