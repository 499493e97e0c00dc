"""The catalogue on screens of different widths and manners."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import change_named, changes_of, milestones_of
from clever_upgrade.report.changes import Catalogue
from clever_upgrade.report.changes_terminal import as_terminal
from clever_upgrade.report.manners import Manners

UPGRADE = default_upgrade()
OVERVIEW = Catalogue(
    UPGRADE.from_version.name, UPGRADE.to_version.name, changes_of(UPGRADE), milestones_of(UPGRADE), in_full=False
)
ESCAPE = re.compile(r"\x1b\[[0-9;]*m")


def plain(text: str) -> str:
    return ESCAPE.sub("", text)


def test_a_wide_terminal_gets_a_table_in_colour() -> None:
    out = as_terminal(OVERVIEW, Manners(120, color=True, is_terminal=True))
    assert "─" in out
    assert ESCAPE.search(out)
    assert "What changes" in out


def test_a_terminal_without_colour_gets_the_same_table() -> None:
    coloured, bare = (as_terminal(OVERVIEW, Manners(120, color=color, is_terminal=True)) for color in (True, False))
    assert ESCAPE.search(bare) is None
    assert [line.rstrip() for line in plain(coloured).splitlines()] == bare.splitlines()


@settings(max_examples=30, deadline=None)
@given(st.integers(40, 130), st.booleans(), st.booleans(), st.sampled_from([OVERVIEW, *changes_of(UPGRADE)]))
def test_no_screen_is_too_narrow(width: int, color: bool, is_terminal: bool, what: object) -> None:
    shown = what if isinstance(what, Catalogue) else Catalogue("v", "w", (what,), (), in_full=True)  # type: ignore[arg-type]
    out = plain(as_terminal(shown, Manners(width, color, is_terminal)))
    assert max(map(len, out.splitlines())) <= width
    assert all(change.name in out for change in shown.changes)
    assert is_terminal or out.isascii()


def test_a_narrow_terminal_gets_a_list() -> None:
    out = as_terminal(OVERVIEW, Manners(60, color=False, is_terminal=True))
    assert "─" not in out
    assert all(change.name in out for change in OVERVIEW.changes)


def test_code_stands_in_backticks_with_colour_and_without() -> None:
    one = Catalogue("v", "w", (change_named("schools-array"),), (), in_full=True)
    for color in (True, False):
        assert "`students.schools`" in plain(as_terminal(one, Manners(80, color, is_terminal=color)))


def test_the_versions_shown_are_those_of_the_catalogue() -> None:
    out = as_terminal(Catalogue("v8", "v9", OVERVIEW.changes, ()), Manners(80, color=False, is_terminal=False))
    assert "from v8 to v9" in out
