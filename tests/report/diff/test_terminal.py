"""What a person sees after a comparison: at every width, in colour or not, on a terminal or in a pipe."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from clever_upgrade.compare.result import MISSING, Change, Difference, Verdict
from clever_upgrade.report.diff.render import render
from clever_upgrade.report.diff.terminal import MOST_FINDINGS, MOST_GROUPS
from tests.report.diff import results

WIDTHS = (40, 60, 80, 120)
ANSI = re.compile(r"\x1b\[[0-9;]*m")

every_result = pytest.mark.parametrize("result", results.ALL.values(), ids=results.ALL)


@pytest.mark.parametrize("name", results.ALL)
def test_on_a_terminal_of_80_columns_it_looks_like_this(name, snapshot):
    assert render(results.ALL[name], "terminal", is_terminal=True) == snapshot


@pytest.mark.parametrize("width", [60, 120])
def test_on_other_terminals_it_looks_like_this(width, snapshot):
    assert render(results.UNEXPECTED, "terminal", is_terminal=True, width=width) == snapshot


@pytest.mark.parametrize("name", ["many", "accepted"])
def test_on_a_terminal_of_40_columns_it_looks_like_this(name, snapshot):
    assert render(results.ALL[name], "terminal", is_terminal=True, width=40) == snapshot


def test_documented_values_are_shown_to_whoever_asked_for_them_on_a_terminal_alone():
    schools = Difference("schools", Change.ADDED, Verdict.DOCUMENTED, "schools-array", MISSING, [results.record_id(7)])
    result = replace(results.DOCUMENTED, documented=(results.finding(1, "students", schools),))
    shown = render(result, "terminal", show_values=True, is_terminal=True)
    told = f"Documented values\n  students {results.record_id(1)}  documented\n    schools  schools-array  (none) → ["
    assert f'{told}"{results.record_id(7)}"]\n' in shown
    assert "Documented values" not in render(result, "terminal", is_terminal=True)
    for report_format in ("json", "ndjson", "markdown"):
        told = render(result, report_format, show_values=True)
        assert told == render(results.DOCUMENTED, report_format, show_values=True)


def test_in_a_pipe_it_looks_like_this(snapshot):
    assert render(results.UNEXPECTED, "terminal") == snapshot


@every_result
@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("is_terminal", [False, True])
def test_no_line_is_wider_than_the_screen_or_ends_in_blanks(result, width, is_terminal):
    lines = render(result, "terminal", width=width, is_terminal=is_terminal).splitlines()
    assert max(map(len, lines)) <= width
    assert not [line for line in lines if line != line.rstrip()]


@every_result
@pytest.mark.parametrize("width", WIDTHS)
def test_ids_are_never_cut(result, width):
    text = render(result, "terminal", width=width, is_terminal=True)
    unexpected = [group for group in result.groups if group.verdict is Verdict.UNEXPECTED]
    wanted = {results.DISTRICT} | {example for group in unexpected for example in group.examples}
    assert not [wanted_id for wanted_id in wanted if wanted_id not in text]


@every_result
@pytest.mark.parametrize("width", [40, 50, 60, 80])
def test_nothing_of_the_summary_is_cut(result, width):
    report = render(result, "terminal", is_terminal=True, width=width)
    assert "…" not in report
    assert all(count.collection in report for count in result.collections)


def test_at_no_width_a_district_loses_its_id_or_a_number():
    counts = (
        replace(each, verdicts={Verdict.UNEXPECTED: 1234567, Verdict.DRIFTED: 89012})
        for each in results.MANY.collections
    )
    result = replace(results.MANY, collections=tuple(counts))
    for width in range(40, 100):
        text = " ".join(render(result, "terminal", is_terminal=True, width=width).split())
        assert re.search(rf"{results.DISTRICT} [\d,]+ unexpected,? [\d,]+ drifted of [\d,]+ records", text), width


@pytest.mark.parametrize("is_terminal", [False, True])
def test_at_no_width_a_field_is_broken(is_terminal):
    for width in range(40, 100):
        text = render(results.ACCEPTED, "terminal", is_terminal=is_terminal, width=width)
        assert "students.last_modified  changed in" in text
        assert re.search(r"Accepted: .*students\.name\.first ", text, re.DOTALL)


@every_result
def test_a_pipe_gets_plain_ascii(result):
    assert render(result, "terminal").isascii()


@every_result
def test_colour_adds_nothing_but_colour(result):
    plain = render(result, "terminal", is_terminal=True)
    coloured = render(result, "terminal", is_terminal=True, color=True)
    assert "\x1b" not in plain
    assert ANSI.search(coloured)
    assert [line.rstrip() for line in ANSI.sub("", coloured).splitlines()] == plain.splitlines()


def test_a_very_wide_terminal_does_not_pull_lines_apart():
    assert render(results.UNEXPECTED, "terminal", width=300) == render(results.UNEXPECTED, "terminal", width=120)


def test_only_the_first_findings_are_listed_the_worst_first():
    text = render(results.UNEXPECTED, "terminal")
    listed = text[text.index("\nFindings") : text.index("\nCoverage")]
    assert f"the first {MOST_FINDINGS} of 28" in listed
    assert listed.count("value-differs") == MOST_FINDINGS
    assert "and 8 more" in listed


def test_findings_that_a_limit_left_out_are_counted():
    limited = replace(results.UNEXPECTED, findings=results.UNEXPECTED.findings[:1], findings_left_out=27)
    text = render(limited, "terminal")
    assert "the first 1 of 28" in text
    assert "--format json --output diff.json" in text


def test_verdicts_are_said_in_words_beside_each_record():
    both = replace(results.UNEXPECTED, findings=(results.UNEXPECTED.findings[1], results.UNSETTLED.findings[-1]))
    text = render(both, "terminal")
    assert f"students {results.record_id(0)}  unexpected" in text
    assert f"students {results.record_id(60)}  drifted" in text


@pytest.mark.parametrize("report_format", ["terminal", "markdown"])
def test_an_incomplete_result_says_so_first(report_format):
    assert "Not conclusive" in render(results.UNSETTLED, report_format)[:120]
    assert "Some others never held still." in render(replace(results.UNEXPECTED, complete=False), report_format)[:160]


def test_what_settled_is_summed_up_and_not_listed():
    text = render(results.DRIFTED, "terminal")
    assert "students.last_modified  changed in 2 records" in text
    assert results.record_id(50) not in text
    assert "\nFindings" not in text


def test_endless_kinds_of_difference_do_not_flood_the_screen():
    template = results.UNEXPECTED.groups[2]
    kinds = tuple(
        replace(template, path=f"key_{number}", verdict=verdict)
        for number in range(500)
        for verdict in (Verdict.DOCUMENTED, Verdict.DRIFTED, Verdict.UNEXPECTED)
    )
    text = render(replace(results.UNEXPECTED, groups=kinds), "terminal")
    assert text.count("students.key_") == 3 * MOST_GROUPS
    assert text.count(f"and {500 - MOST_GROUPS} more kinds of difference") == 3


def test_records_that_only_a_nested_list_shows_to_differ_are_counted():
    nested = replace(
        results.DOCUMENTED, groups=results.UNEXPECTED.groups[2:3], findings=results.UNEXPECTED.findings[1:3]
    )
    text = render(nested, "terminal")
    assert "Unexpected differences in 2 of 1,476 records." in text
    assert "Unexpected in 2 records" in text


def test_records_of_several_districts_are_added_up():
    other = tuple(replace(count, district="5" * 24) for count in results.DOCUMENTED.collections)
    both = replace(results.DOCUMENTED, collections=results.DOCUMENTED.collections + other)
    text = render(both, "terminal")
    assert re.search(r"students +2,008 +- +2,008", text)
    assert f"districts {results.DISTRICT}, {'5' * 24}" in text


@pytest.mark.parametrize(("show_values", "shown"), [(False, "[string] -> [string]"), (True, '"Ada" -> "Bea"')])
def test_values_are_shown_only_on_request(show_values, shown):
    assert f"name.first  value-differs  {shown}" in render(results.UNEXPECTED, "terminal", show_values=show_values)


@settings(deadline=None)  # the first example imports Rich
@given(st.text(min_size=1), st.sampled_from(WIDTHS))
def test_no_name_steers_the_terminal(name, width):
    hostile = replace(
        results.UNEXPECTED,
        groups=(replace(results.UNEXPECTED.groups[2], path=name, collection=name, examples=(name,)),),
        findings=(
            replace(
                results.finding(1, name, results.unexpected(name, Change.CHANGED, "value-differs", name, name)), id=name
            ),
        ),
        skipped=(name,),
    )
    text = render(hostile, "terminal", width=width, is_terminal=True, show_values=True)
    assert text.replace("\n", "").isprintable()
