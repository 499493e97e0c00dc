"""What a file of Python brings in, and what it calls it."""

import pytest

from clever_upgrade.scan.syntax.read import read_facts
from tests.scan.syntax import compact


@pytest.mark.parametrize(
    ("source", "expected", "aliases"),
    [
        ("import a.b, c as d", ["a.b: b", "c: c"], [("d", "c")]),
        ("from .a import b, c as d", [".a: b c"], [("d", "c")]),
        ("from a import (\n    b as x,\n    c,\n)", ["a: b c"], [("x", "b")]),
        ("from a import *", ["a: *"], []),
    ],
)
def test_imports(source: str, expected: list[str], aliases: list[tuple[str, str]]) -> None:
    facts = read_facts(source, "python")
    assert compact.imports(facts) == expected
    assert [alias for one in facts.imports for alias in one.aliases] == aliases
