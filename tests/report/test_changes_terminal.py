"""The catalogue on terminals of different widths and manners."""

from io import StringIO

import pytest

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import change_named, changes_of, milestones_of
from clever_upgrade.report.changes import Catalogue
from clever_upgrade.report.changes_terminal import write_catalogue

UPGRADE = default_upgrade()
OVERVIEW = Catalogue(
    UPGRADE.from_version.name, UPGRADE.to_version.name, changes_of(UPGRADE), milestones_of(UPGRADE), in_full=False
)


class Terminal(StringIO):
    """A stream that calls itself a terminal."""

    encoding = "utf-8"

    def isatty(self) -> bool:
        return True


@pytest.fixture(autouse=True)
def _plain_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("TERM", "xterm-256color")


def shown(catalogue: Catalogue, stream: StringIO) -> str:
    write_catalogue(catalogue, stream)
    return stream.getvalue()


def test_a_wide_terminal_gets_a_table_in_colour(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    out = shown(OVERVIEW, Terminal())
    assert "─" in out
    assert "\x1b[" in out
    assert "What changes" in out


def test_a_terminal_without_colour_gets_the_table_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.setenv("NO_COLOR", "1")
    out = shown(OVERVIEW, Terminal())
    assert "─" in out
    assert "\x1b[36" not in out
    assert "\x1b[1;36" not in out


@pytest.mark.parametrize("width", [20, 40, 60, 89])
def test_a_narrow_terminal_gets_a_list_within_its_width(width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    monkeypatch.setenv("NO_COLOR", "1")
    monkeypatch.setenv("TERM", "dumb")
    out = shown(OVERVIEW, Terminal())
    assert "─" not in out
    assert all(change.name in out for change in OVERVIEW.changes)


@pytest.mark.parametrize("columns", ["", "wide", "0", "-5", "1"])
def test_a_width_that_makes_no_sense_harms_nobody(columns: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", columns)
    out = shown(OVERVIEW, StringIO())
    assert all(change.name in out for change in OVERVIEW.changes)


def test_a_pipe_is_80_columns_wide_unless_the_environment_says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    one = Catalogue("v", "w", (change_named("schools-array"),), (), in_full=True)
    assert 70 < max(map(len, shown(one, StringIO()).splitlines())) <= 80
    monkeypatch.setenv("COLUMNS", "50")
    assert max(map(len, shown(one, StringIO()).splitlines())) <= 50


def test_the_versions_shown_are_those_of_the_catalogue() -> None:
    assert "from v8 to v9" in shown(Catalogue("v8", "v9", OVERVIEW.changes, ()), StringIO())
