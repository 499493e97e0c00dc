"""Text from outside stays where it is put: on its line, in its cell, in its span of code."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.report.markdown import code, plain, table


@given(st.text())
def test_whatever_a_text_holds_it_stays_on_its_line_and_steers_no_terminal(text: str) -> None:
    assert code(text).isprintable()
    assert plain(text).isprintable()


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("a\nb", "`a\\nb`"),
        ("a\r\x1b[2Jb", "`a\\r\\x1b[2Jb`"),
        ("a`b", "`` a`b ``"),
        ("a|b", "`a\\x7cb`"),
        (" ", "`   `"),
    ],
)
def test_a_span_of_code_holds_what_does_not_print_as_an_escape(text: str, span: str) -> None:
    assert code(text) == span
    assert len(list(table(("Where",), [(code(text),)]))) == 3
    assert next(iter(table((code(text),), ()))).count("|") == 2
