"""A command that is folded stays one command to a shell."""

import shlex

from hypothesis import example, given
from hypothesis import strategies as st

from clever_upgrade.report.manners import Manners
from clever_upgrade.report.screen import drawn


@given(st.lists(st.text("ab '\"\\\\$;é", max_size=8), min_size=1, max_size=12))
@example(["resync", "abort", "--config", "my very own settings of the year.toml", "--store", "it's here.db"])
def test_a_folded_command_is_still_one_command(words: list[str]) -> None:
    command = shlex.join(words)
    text = drawn(Manners(60, color=False, is_terminal=False), lambda pen: pen.command(command, indent=2))
    assert shlex.split(text.replace("\\\n", "")) == words
