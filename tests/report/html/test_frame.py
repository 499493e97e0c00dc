"""A frame shows the lines of a file with the place in them, and stays short whatever the file is like."""

from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.report.html.frame import Line, lines_of
from clever_upgrade.scan.result import Place
from tests.report.scan import results as scan_results


def place(line, column, end_line, end_column):
    return Place(0, 0, line, column, end_line, end_column)


def test_the_place_is_cut_out_of_its_line():
    (line,) = lines_of(scan_results.STUDENTS.frame, scan_results.STUDENTS.place)
    assert line == Line(12, '        return self.get("https://api.clever.com/', "v1.1", '/students", limit=100)')


def test_a_place_of_several_lines_goes_from_indent_to_end_and_the_rest_is_shown_plain():
    lines = lines_of(("class A(B):", "    x = 1", "", "y = 2"), place(5, 7, 7, 1))
    assert lines == (
        Line(5, "class ", "A(B):", ""),
        Line(6, "    ", "x = 1", ""),
        Line(7, "", "", ""),
        Line(8, "y = 2", "", ""),
    )


def test_where_something_is_to_be_put_in_the_next_sign_is_marked():
    assert lines_of(("ab",), place(1, 2, 1, 2)) == (Line(1, "a", "b", ""),)


def test_without_a_place_there_is_no_frame():
    assert lines_of(("a",), None) == ()


@given(st.text(max_size=900), st.integers(1, 900), st.integers(0, 900))
def test_a_line_keeps_what_surrounds_its_place(text, column, length):
    (line,) = lines_of((text,), place(1, column, 1, column + length))
    before, at = text[: column - 1], text[column - 1 : column - 1 + max(length, 1)]
    after = text[column - 1 + max(length, 1) :]
    for shown, whole in ((line.before, before), (line.at, at), (line.after, after)):
        whole = whole.replace("\t", "    ")
        assert len(shown) <= 403
        assert shown == whole or "..." in shown
        assert shown.removeprefix("...").removesuffix("...") in whole
