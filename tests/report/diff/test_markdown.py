"""The Markdown report can be pasted into a ticket, whatever the server put into names and values."""

import re
from dataclasses import replace

import pytest

from clever_upgrade.compare.result import Change, Verdict
from clever_upgrade.errors import DistrictFailure
from clever_upgrade.report.diff.markdown import MOST_FINDINGS, MOST_GROUPS
from clever_upgrade.report.diff.render import render
from tests.report.diff import results


@pytest.mark.parametrize("name", results.ALL)
def test_the_report_looks_like_this(name, snapshot):
    assert render(results.ALL[name], "markdown") == snapshot


HOSTILE = ["a|b", "a`b", "``", "`", "a\\|b", "<img src=x>", "@everyone", "[x](http://e.vil)", "a\nb", "a\x1b[2J", " "]


@pytest.mark.parametrize("name", HOSTILE)
def test_untrusted_names_cannot_leave_their_cell(name):
    difference = results.unexpected(name, Change.CHANGED, "value-differs", name, name)
    hostile = replace(
        results.UNEXPECTED,
        groups=(replace(results.UNEXPECTED.groups[2], path=name, examples=(name,)),),
        findings=(replace(results.finding(1, "students", difference), id=name),),
        **_in_districts(name),
    )
    plain = replace(
        results.UNEXPECTED,
        groups=(replace(results.UNEXPECTED.groups[2], path="x", examples=("x",)),),
        findings=(results.finding(1, "students", results.unexpected("x", Change.CHANGED, "value-differs", "x", "x")),),
        **_in_districts("x"),
    )
    expected = render(plain, "markdown", show_values=True).splitlines()
    lines = render(hostile, "markdown", show_values=True).splitlines()
    assert [line.count("|") for line in lines] == [line.count("|") for line in expected]
    assert [_outside_code(line) for line in lines] == [_outside_code(line) for line in expected]


def _in_districts(name):
    """A district of this name that differs, beside another one, and one that could not be compared."""
    counts = (replace(results.UNEXPECTED.collections[0], district=name), *results.UNEXPECTED.collections[1:])
    return {
        "collections": counts,
        "coverage": replace(results.UNEXPECTED.coverage, districts=2),
        "failures": (DistrictFailure(name, "server", "It does not answer."),),
    }


def _outside_code(line):
    """The line without its code spans: a fence of backticks closes with a fence of the same length."""
    return re.sub(r"(?<!`)(`+)(?!`).*?(?<!`)\1(?!`)", "<code>", line)


def test_untrusted_sentences_format_nothing():
    skipped = replace(results.EQUAL, skipped=("a *b* [c](d) <e> | `f` @g _h_",))
    assert r"- Skipped: a \*b\* \[c\](d) \<e\> \| \`f\` \@g \_h\_" in render(skipped, "markdown")


def test_a_long_list_of_findings_is_cut_and_says_so():
    number = MOST_FINDINGS + 11
    template = results.UNEXPECTED.findings[1]
    many = replace(
        results.UNEXPECTED,
        findings=tuple(replace(template, id=results.record_id(n)) for n in range(number)),
        findings_left_out=4,
    )
    text = render(many, "markdown")
    shown = [n for n in range(3, number) if results.record_id(n) in text]
    assert shown == list(range(3, MOST_FINDINGS))
    assert "15 more findings; `--format json` lists them all." in text


def test_endless_kinds_of_difference_are_cut_too():
    kinds = tuple(replace(results.UNEXPECTED.groups[2], path=f"key_{number}") for number in range(MOST_GROUPS + 7))
    text = render(replace(results.UNEXPECTED, groups=kinds), "markdown")
    assert text.count("key_") == MOST_GROUPS
    assert "7 more kinds of difference; `--format json` lists them all." in text


def test_one_verdict_at_a_time_the_worst_first():
    text = render(results.UNEXPECTED, "markdown")
    places = [text.index(f"### {verdict.label.capitalize()}") for verdict in list(Verdict)[:0:-1]]
    assert places == sorted(places)
