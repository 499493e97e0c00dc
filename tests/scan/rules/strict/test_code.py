"""Code as text: without comments, and with the names that a place is within."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.scan.rules.strict.code import Code
from tests.scan.projects import project

MARK = re.compile("HERE")


def code(source: str, path: str = "a.py") -> Code:
    whole = project({path: source})
    return Code(whole.reading(whole.files[path]))


def names(source: str, path: str = "a.py") -> list[str]:
    found = code(source, path)
    (match,) = found.matches(MARK)
    return list(found.names_around(found.place(match.start(), match.end())))


def test_comments_are_no_code() -> None:
    source = '"""HERE"""\n# HERE\nx = HERE  # HERE\n'
    assert [match.start() for match in code(source).matches(MARK)] == [source.index("x = HERE") + 4]


@pytest.mark.parametrize(
    ("path", "source", "expected"),
    [
        ("a.js", "const Student = new Schema({ id: String }, { HERE });", ["Schema", "new", "Student", "const"]),
        ("a.json", '{"defs": {"Teacher": {"a": {}, "HERE": 1}}}', ["Teacher", "defs"]),
        ("a.yaml", "schemas:\n  Student:\n    type: object\n    HERE: 1\n", ["HERE", "Student", "schemas"]),
        ("a.py", "STUDENT = {\n    'a': {},\n    HERE: 1,\n}\n", ["STUDENT", "HERE", "STUDENT"]),
    ],
)
def test_names_come_from_the_inside_out(path: str, source: str, expected: list[str]) -> None:
    assert names(source, path)[: len(expected)] == expected


@given(st.text("{}[]() \nabc:=,;", max_size=200), st.integers(0, 200))
def test_any_place_of_any_text_has_names(text: str, offset: int) -> None:
    found = code(text, "a.sql")
    start = min(offset, len(text))
    assert all(name.isidentifier() for name in found.names_around(found.place(start, start)))
