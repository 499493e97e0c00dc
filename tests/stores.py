"""Empty stores for tests: a new file, a new schema or a new database each, on the servers of this machine."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import pytest
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from clever_upgrade.errors import UsageError
from clever_upgrade.store.url import require_driver
from tests.required import missing

KINDS = ("sqlite", "postgresql", "mariadb")
_SERVERS = {
    "postgresql": os.environ.get("CLEVER_UPGRADE_TEST_POSTGRESQL", "postgresql+psycopg://postgres@127.0.0.1:5432/test"),
    "mariadb": os.environ.get("CLEVER_UPGRADE_TEST_MARIADB", "mariadb+pymysql://root@127.0.0.1:3306/test"),
}


def need_driver(kind: str) -> None:
    """Skips the test where the driver of a kind of database is not installed, as the extras of the package do it."""
    try:
        require_driver(make_url(f"{kind}://"))
    except UsageError as error:
        missing(kind, error.message)


@contextmanager
def empty_store(kind: str, folder: Path) -> Iterator[str]:
    """The URL, as ``--store`` takes it, of a store of a kind that holds nothing and is dropped afterwards.

    The test is skipped where the server is not there.
    """
    if kind == "sqlite":
        yield f"sqlite:///{folder / f'store-{uuid4().hex[:8]}.db'}"
        return
    name = f"clever_test_{uuid4().hex[:12]}"
    need_driver(kind)
    try:
        engine = create_engine(_SERVERS[kind], isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql(f"CREATE DATABASE {name}")
    except SQLAlchemyError:
        missing(kind, f"no {kind} server answers on this machine")
    try:
        yield engine.url.set(database=name, drivername=kind).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            force = " WITH (FORCE)" if kind == "postgresql" else ""
            connection.exec_driver_sql(f"DROP DATABASE {name}{force}")
        engine.dispose()


@pytest.fixture(params=[pytest.param(kind, id=kind) for kind in KINDS])
def store_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty store of each kind."""
    with empty_store(request.param, tmp_path) as url:
        yield url
