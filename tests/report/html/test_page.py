"""The page is whole by itself, says all that was found and no more, and no text in it becomes anything but text."""

import hashlib
import os
import re
import subprocess
import sys
from base64 import b64encode
from dataclasses import replace
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from clever_upgrade.compare.result import Change, Verdict
from clever_upgrade.contract import default_upgrade
from clever_upgrade.report.check.problem import problems
from clever_upgrade.report.check.render import check_pieces
from clever_upgrade.report.html import findings
from clever_upgrade.report.html.page import spans
from clever_upgrade.report.manners import Manners
from clever_upgrade.report.redaction import Redactor
from clever_upgrade.report.untrusted import printable
from tests.report.check import results as check_results
from tests.report.diff import results as diff_results
from tests.report.html import results
from tests.report.html.results import page_of
from tests.report.scan import results as scan_results

PLAIN = Manners(width=80, color=False, is_terminal=False)
EVERY = pytest.mark.parametrize("name", results.ALL)


def parsed(html):
    return LexborHTMLParser(html)


def texts(tree, selector):
    return [node.text() for node in tree.css(selector)]


def in_words(text):
    """A sentence of ours as the page shows it, whose code needs no backticks there."""
    return "".join(piece for _, piece in spans(printable(text)))


@EVERY
def test_every_problem_is_told_in_full(name):
    result = results.ALL[name]
    tree = parsed(page_of(result))
    found = problems(result, Redactor(default_upgrade()))
    assert sorted(texts(tree, ".where")) == sorted(problem.where for problem in found)
    said = " ".join(texts(tree, ".rule"))
    for problem in found:
        assert all(text in said for text in (problem.message, in_words(problem.remedy), problem.rule))
        assert all(detail in said for detail in problem.details)


@EVERY
def test_every_step_and_everything_that_was_not_checked_is_told(name):
    result = results.ALL[name]
    tree = parsed(page_of(result))
    assert texts(tree, ".way .state") == [item.state.value for item in result.checklist]
    assert texts(tree, ".way code") == [item.command for item in result.checklist if item.command]
    told = " ".join(texts(tree, ".unchecked"))
    diff, scan = result.diff, result.scan
    sentences = [
        *(text for one in result.unchecked for text in (one.why, one.remedy)),
        *(text for failure in (diff.failures if diff else ()) for text in (failure.district, failure.message)),
        *(text for skipped in (scan.skipped if scan else ()) for text in (skipped.path, skipped.why)),
        *(one.reason for one in (scan.suppressed if scan else ())),
    ]
    assert [sentence for sentence in sentences if in_words(sentence) not in told] == []


@EVERY
def test_headings_never_skip_a_level_and_every_link_leads_somewhere(name):
    tree = parsed(page_of(results.ALL[name]))
    levels = [int(node.tag[1]) for node in tree.css("h1, h2, h3, h4, h5, h6")]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    ids = [node.attributes["id"] for node in tree.css("[id]")]
    assert len(ids) == len(set(ids))
    links = [node.attributes["href"] for node in tree.css("a")]
    assert links
    assert {link.removeprefix("#") for link in links} <= set(ids)


@EVERY
def test_the_file_needs_nothing_but_itself_and_lets_nothing_else_run(name):
    tree = parsed(page_of(results.ALL[name]))
    assert [
        node.tag for node in tree.css("[src], [srcset], [style], [onclick], iframe, object, link[rel=stylesheet]")
    ] == []
    assert [node.attributes["href"] for node in tree.css("link")] == ["data:,"]
    policy = tree.css_first("meta[http-equiv=Content-Security-Policy]").attributes["content"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    for kind in ("style", "script"):
        allowed = re.search(rf"{kind}-src '(sha256-[^']+)'", policy)[1]
        for node in tree.css(kind):
            assert allowed == f"sha256-{b64encode(hashlib.sha256(node.text().encode()).digest()).decode()}"
            assert not re.search(r"@import|url\((?!#)|https?:", node.text())


@EVERY
def test_without_its_script_the_page_is_whole(name):
    tree = parsed(page_of(results.ALL[name]))
    assert [node.attributes.get("id") for node in tree.css("[hidden]")] in ([], ["filter"])


def test_the_same_result_gives_the_same_bytes_in_every_process():
    code = "import sys; from tests.report.html import results; sys.stdout.write(results.page_of(results.FOUND))"
    pages = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            check=True,
            timeout=60,
        ).stdout
        for seed in ("1", "2")
    }
    assert pages == {page_of(results.FOUND).encode()}


def test_the_format_is_one_of_a_check():
    assert "".join(check_pieces(results.FOUND, "html", PLAIN)) == page_of(results.FOUND)


def test_no_value_of_a_record_is_shown():
    tree = parsed(page_of(results.FOUND))
    details = texts(tree, "[data-part=diff] .detail")
    assert f"{diff_results.record_id(0)}: v1.1 [string], v1.2 [string]" in details
    assert f"{diff_results.record_id(42)}: v1.1 pending, v1.2 running" in details
    assert not re.search(r"\b(Ada|Bea)\b", tree.body.text())


def test_the_districts_that_differ_are_named_where_there_are_several():
    tree = parsed(page_of(results.ALL["many"]))
    rows = [[cell.text(strip=True) for cell in row.css("th, td")] for row in tree.css("#data .districts tbody tr")]
    assert rows == [[diff_results.DISTRICT, "unexpected", "1,097", "2", "28"]]
    assert "Nothing unexpected in the other one." in tree.css_first("#data").text()
    assert not parsed(page_of(results.FOUND)).css(".districts")


def test_what_is_accepted_stays_in_sight():
    text = " ".join(parsed(page_of(results.ALL["accepted"])).body.text().split())
    assert "students.name.first in 20 records" in text
    assert "value-differs, by accepted.json" in text
    assert "(20 accepted)" in text
    assert "accepted.json accepts 2 differences that were not found any more" in text


def test_lines_that_a_frame_leaves_out_are_counted():
    place = replace(scan_results.PARSER.place, end_line=scan_results.PARSER.place.end_line + 4)
    long = replace(scan_results.PARSER, place=place)
    tree = parsed(page_of(check_results.checked(scan=scan_results.result(long))))
    assert texts(tree, ".occurrences p") == ["and 4 more lines"]


def test_the_mildest_findings_are_left_out_where_there_are_too_many(monkeypatch):
    monkeypatch.setattr(findings, "MOST_FINDINGS", 10)
    tree = parsed(page_of(check_results.checked(scan=scan_results.FOUND)))
    assert len(tree.css(".occurrences > li")) == 10
    assert len(tree.css(".message[data-severity=error] .occurrences > li")) == 4
    assert tree.css_first("#scan-me-endpoint").text().rstrip().endswith("and 1 more, which are not in this page")
    assert "36 of them, the mildest, are not in this page" in tree.css_first("#findings").text()


# With a sign at its end, a text is never a word that the tool knows, such as the name of a collection.
ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30).map("{}~".format)
SHARP = [
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "\"'><svg onload=alert(1)>",
    "<!--<script>",
    "]]>",
    "{{ 7 * 7 }}{% raw %}",
    "&lt;&amp;&#60;",
    "\x00\x1b[2J\r\n\t\x85\u2028",
    "\u202egnirts\u2066\u200f",
    "\ud800",
    "`",
    " a  b ",
    "javascript:alert(1)",
]


def shape(tree):
    """Every element and the names of its attributes, in order."""
    return [(node.tag, tuple(sorted(node.attributes))) for node in tree.css("*")]


@cache
def plain_shape():
    return shape(parsed(page_of(results.hostile("x"))))


def sharpened(test):
    for text in SHARP:
        test = example(text)(test)
    return test


@sharpened
@settings(deadline=None, max_examples=25)
@given(ANY_TEXT.filter(lambda text: text.count("`") < 2))
def test_whatever_a_text_says_it_stays_text(text):
    tree = parsed(page_of(results.hostile(text)))
    assert shape(tree) == plain_shape()
    shown = printable(text)
    assert texts(tree, "#scan-sync-state .message .text") == [shown]
    assert set(texts(tree, ".unchecked .remedy")) == {shown}
    assert set(texts(tree, ".way .step")) == {f"{shown} {state}" for state in ("done", "open", "blocked")}
    assert set(texts(tree, ".next code")) == {shown}
    at_place = tree.css_first("#scan-endpoint-version .frame mark").text()
    assert at_place == printable(text.replace("\t", "    "))
    assert printable(tree.body.text().replace("\n", " ")) == tree.body.text().replace("\n", " ")


@settings(deadline=None, max_examples=15)
@given(st.text(max_size=8).map(lambda text: f"ZQX{text}ZQX"), st.sampled_from(["name.first", "email", "schools", ""]))
def test_no_value_comes_through_whatever_it_is(value, path):
    difference = diff_results.unexpected(path, Change.CHANGED, "type-differs", value, {value: [value]})
    diff = replace(
        diff_results.UNEXPECTED,
        findings=(diff_results.finding(1, "students", difference),),
        groups=(diff_results.group(f"students.{path}", Change.CHANGED, Verdict.UNEXPECTED, "type-differs", 1),),
    )
    page = page_of(check_results.checked(diff=diff))
    assert diff_results.record_id(1) in page
    assert "ZQX" not in page
