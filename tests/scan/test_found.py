"""What a finding shows of a file: the lines it stands on, without secrets, every character in its column."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.found import found, part_of, without_secrets
from clever_upgrade.scan.result import Severity
from clever_upgrade.scan.source import SourceFile
from clever_upgrade.scan.syntax.facts import Facts, Literal
from clever_upgrade.scan.tree.lines import line_index


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("get('https://me:pass@api.clever.com')", "get('https://*******@api.clever.com')"),
        ('auth = "Bearer 0123456789abcdef"', 'auth = "Bearer ****************"'),
        ("'Authorization' => 'Basic dXNlcjpwYXNz'", "'Authorization' => 'Basic ************'"),
        ('CLIENT_SECRET = "8a7f27db39"', 'CLIENT_SECRET = "**********"'),
        ("client_id: 'abcdef1234'", "client_id: '**********'"),
        ("# ask ada@school.example first", "# ask ****************** first"),
        ('get(url, token="DEMO_TOKEN")', 'get(url, token="**********")'),
        ('url = "https://api.clever.com/v1.1/me"', 'url = "https://api.clever.com/v1.1/me"'),
    ],
)
def test_secrets_are_masked(source: str, shown: str) -> None:
    assert without_secrets(source) == shown


@given(st.text())
def test_masking_keeps_every_column(text: str) -> None:
    assert len(without_secrets(text)) == len(text)


@given(st.text(), st.data())
def test_part_of_a_literal_stands_where_the_text_says(text: str, data: st.DataObject) -> None:
    source = f"a = '{text}'".replace("\r", " ")
    literal = Literal(source[5:-1], line_index(source).place(5, len(source) - 1))
    start = data.draw(st.integers(0, len(literal.text)))
    end = data.draw(st.integers(start, len(literal.text)))
    assert part_of(literal, start, end) == line_index(source).place(5 + start, 5 + end)


def test_a_finding_shows_three_lines_at_most() -> None:
    text = "\n".join(f"line {number}" for number in range(10))
    file = SourceFile("a/clever-ruby/lib/a.rb", text, Facts("ruby"))
    place = line_index(text).place(text.index("line 2"), len(text))
    finding = found("me-endpoint", file, place, "wrong", "mend it", severity=Severity.NOTE)
    assert finding.frame == ("line 2", "line 3", "line 4")
