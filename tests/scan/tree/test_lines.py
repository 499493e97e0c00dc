from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.tree.lines import line_index

TEXTS = st.text(st.sampled_from("ab \n\r\u2028\x0b\U0001f600é"), max_size=40)


def counted(text: str, offset: int) -> tuple[int, int]:
    """Line and column, counted character by character."""
    line = column = 1
    for number, character in enumerate(text[:offset]):
        ends = character == "\n" or (character == "\r" and text[number + 1 : number + 2] != "\n")
        line, column = (line + 1, 1) if ends else (line, column + 1)
    return line, column


@given(TEXTS, st.data())
def test_an_offset_is_where_counting_leads(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    place = line_index(text).place(start, end)
    assert (place.start, place.end) == (start, end)
    assert (place.line, place.column) == counted(text, start)
    assert (place.end_line, place.end_column) == counted(text, end)


@given(TEXTS)
def test_the_lines_make_up_the_text(text: str) -> None:
    lines = line_index(text)
    parts = [lines.line(number) for number in range(1, lines.count + 1)]
    assert parts == text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    assert all(text.startswith(part, lines.start_of(number)) for number, part in enumerate(parts, 1))
