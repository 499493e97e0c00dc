"""What names a store is read in all its spellings, or refused in one sentence, and its password is never repeated."""

import pytest

from clever_upgrade.errors import UsageError
from clever_upgrade.store.database import open_database
from clever_upgrade.store.url import parse_store_url, shown, without_password

SECRET = "s3cret"


@pytest.mark.parametrize(
    ("text", "driver", "seen"),
    [
        ("sqlite:///clever.db", "sqlite+pysqlite", "sqlite:///clever.db"),
        ("sqlite:////var/lib/clever.db", "sqlite+pysqlite", "sqlite:////var/lib/clever.db"),
        ("postgresql:///clever", "postgresql+psycopg", "postgresql:///clever"),
        (f"postgresql://ada:{SECRET}@host/clever", "postgresql+psycopg", "postgresql://host/clever"),
        (f"postgres://ada:{SECRET}@host:5433/clever", "postgresql+psycopg", "postgresql://host:5433/clever"),
        (f"postgresql+asyncpg://ada:{SECRET}@host/clever", "postgresql+psycopg", "postgresql://host/clever"),
        (f"postgresql://host/clever?password={SECRET}", "postgresql+psycopg", "postgresql://host/clever"),
        (f"postgresql://ada:p%40{SECRET}@host/clever", "postgresql+psycopg", "postgresql://host/clever"),
        (f"mysql://ada:{SECRET}@host/clever", "mysql+pymysql", "mysql://host/clever"),
        (f"mariadb+mariadbconnector://ada:{SECRET}@host/clever", "mariadb+pymysql", "mariadb://host/clever"),
    ],
)
def test_a_store_is_reached_through_the_tools_own_driver_and_shown_without_its_user(
    text: str, driver: str, seen: str
) -> None:
    url = parse_store_url(text)
    assert url.drivername == driver
    assert shown(url) == seen
    assert SECRET not in shown(url)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "//",
        "clever.db",
        "sqlite",
        SECRET,
        f"postgresql:ada:{SECRET}@host/clever",
        f"postgresql://ada:{SECRET}@host:port/clever",
        f"postgresql://ada:{SECRET}@[::1/clever",
        f"po st://ada:{SECRET}@host/clever",
    ],
)
def test_what_is_no_url_is_refused(text: str) -> None:
    assert_refused(text, "the store is not a database URL")


@pytest.mark.parametrize("options", ["mode=ro", "uri=true", "timeout=5&password=geheim"])
def test_a_file_takes_no_options(options: str) -> None:
    with pytest.raises(UsageError, match=r"^a SQLite store takes no options$") as caught:
        parse_store_url(f"sqlite:///clever.db?{options}")
    assert "question mark" in caught.value.hint


@pytest.mark.parametrize("text", ["sqlite://", "sqlite:///", "sqlite:///:memory:", "sqlite:///?mode=memory"])
def test_a_store_in_memory_is_refused(text: str) -> None:
    assert_refused(text, "in memory")


@pytest.mark.parametrize(
    "text", [f"postgresql://ada:{SECRET}@host", f"mysql://ada:{SECRET}@host/", f"mariadb://ada:{SECRET}@host"]
)
def test_a_server_without_a_database_is_refused(text: str) -> None:
    assert_refused(text, "names no database")


@pytest.mark.parametrize(
    "text",
    [
        f"postgresql://ada:p@{SECRET}@host/clever",
        f"postgresql://ada:p@{SECRET}/a@host/clever",
        f"postgresql://ada:p@a/{SECRET}?b=c@host/clever",
        f"mysql://ada:p@@{SECRET}@host/clever",
        f"mariadb://ada@{SECRET}@host/clever",
        f"postgresql://host?password=p@{SECRET}/clever",
    ],
)
def test_a_password_whose_at_sign_is_not_escaped_is_refused_before_its_tail_passes_for_a_host(text: str) -> None:
    assert "%40" in str(assert_refused(text, "an @ where none may stand").hint)
    assert without_password(text) is None


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("sqlite:///a b@c.db", "sqlite:///a b@c.db"),
        ("postgres+asyncpg://app@db/roster?sslmode=require", "postgres+asyncpg://app@db/roster?sslmode=require"),
        (f"postgres://app:{SECRET}@db/roster", "postgres://app:***@db/roster"),
        (f"mysql://app:{SECRET}:/%40?#*@db:3306/roster", "mysql://app:***@db:3306/roster"),
        (
            f"mysql://app@db/roster?ssl=1&PASSWD={SECRET}&Token={SECRET}",
            "mysql://app@db/roster?PASSWD=***&Token=***&ssl=1",
        ),
        (f"postgresql://db/roster?password={SECRET}&password={SECRET}", "postgresql://db/roster?password=***"),
        (f"postgresql://app:{SECRET}@db", None),
        (SECRET, None),
    ],
)
def test_a_store_is_typed_again_with_a_sign_for_each_secret(text: str, typed: str | None) -> None:
    assert without_password(text) == typed


@pytest.mark.parametrize("name", ["oracle", "mssql+pyodbc", "http", "nonsense", "sqlite3"])
def test_another_database_is_refused(name: str) -> None:
    assert_refused(f"{name}://ada:{SECRET}@host/clever", f"cannot be a '{name.partition('+')[0]}' database")


def test_a_driver_that_is_not_installed_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clever_upgrade.store.url.find_spec", lambda _: None)
    refused = assert_refused(f"mariadb://ada:{SECRET}@host/clever", "driver for mariadb is not installed")
    assert "clever-upgrade[mysql]" in refused.hint


def test_what_is_wrong_with_a_store_is_told_before_a_driver_is_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("clever_upgrade.store.url.find_spec", lambda _: None)
    assert_refused(f"postgresql://ada:{SECRET}@host", "names no database")


def assert_refused(text: str, words: str) -> UsageError:
    with pytest.raises(UsageError) as refused:
        open_database(text)
    assert words in refused.value.message
    assert refused.value.hint
    assert SECRET not in refused.value.message + refused.value.hint
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__ or refused.value.__context__ is None
    return refused.value
