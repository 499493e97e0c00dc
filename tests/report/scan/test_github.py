"""The workflow commands for GitHub: one a line, at the place, the gravest first, and none that source code makes."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.report.scan.github import command
from clever_upgrade.report.scan.render import render
from tests.report.scan import results

COMMAND = re.compile(r"::(error|warning|notice) ([^:]*)::(.*)")


def commands(result):
    lines = render(result, "github").splitlines()
    return [COMMAND.fullmatch(line).groups() for line in lines]


def unescaped(text):
    """As GitHub reads a property."""
    for written, sign in (("%2C", ","), ("%3A", ":"), ("%0A", "\n"), ("%0D", "\r"), ("%25", "%")):
        text = text.replace(written, sign)
    return text


def test_the_report_looks_like_this(snapshot):
    assert render(results.result(*results.FEW.findings, results.PARSER, results.EVENTS), "github") == snapshot


def test_every_finding_has_a_command_the_gravest_first():
    said = commands(results.FOUND)
    kinds = [kind for kind, _, _ in said]
    assert kinds == ["error"] * 4 + ["warning"] * 41 + ["notice"] * 4
    assert "static/logo.js is binary" in said[-1][2]


def test_what_one_act_clears_does_not_crowd_out_the_rest():
    files = [re.search(r"file=([^,]*)", where)[1] for kind, where, _ in commands(results.FOUND) if kind == "error"]
    assert files == [
        "Gemfile.lock",
        "app/clever/client.py",
        "app/clever/models.py",
        "vendor/clever-ruby/lib/clever-ruby.rb",
    ]


def test_columns_are_given_only_within_one_line():
    ((_, one, _),) = commands(results.result(results.STUDENTS))
    assert (
        one
        == "title=clever-upgrade%3A endpoint-version,file=app/clever/client.py,line=12,endLine=12,col=49,endColumn=53"
    )
    ((_, several, _),) = commands(results.result(results.PARSER))
    assert "line=8,endLine=10" in several
    assert "col=" not in several


@pytest.mark.parametrize(
    ("text", "in_property", "in_message"),
    [
        ("50%", "50%25", "50%25"),
        ("a:b,c", "a%3Ab%2Cc", "a:b,c"),
        ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"),
        ("%0A", "%250A", "%250A"),
        ("\x1b[2J\u2028", "\\x1b[2J\\u2028", "\\x1b[2J\\u2028"),
    ],
)
def test_what_would_end_a_property_or_a_message_is_escaped(text, in_property, in_message):
    assert command("error", {"file": text}, text) == f"::error file={in_property}::{in_message}\n"


@given(st.text(), st.text())
def test_no_text_ends_its_property_or_starts_a_command(name, message):
    (line, rest) = command("error", {"file": name, "line": "3"}, message).split("\n")
    assert rest == ""
    kind, where, said = COMMAND.fullmatch(line).groups()
    assert kind == "error"
    file, number = where.split(",")
    assert number == "line=3"
    if name.isprintable():
        assert unescaped(file.removeprefix("file=")) == name
    assert line.isprintable()
    assert said.isprintable()


@given(st.text(min_size=1))
def test_hostile_source_makes_no_command_of_its_own(text):
    plain, hostile = (render(results.hostile(one), "github").splitlines() for one in ("x", text))
    assert len(plain) == len(hostile)
    assert all(COMMAND.fullmatch(line) for line in hostile)


def test_without_findings_nothing_is_said():
    assert render(results.CLEAN, "github") == ""
