"""What files of settings say."""

import pytest

from clever_upgrade.scan.syntax.read import read_facts
from tests.scan.syntax import compact

TEXTS = [
    ("CLEVER_URL=https://api.clever.com/v1.1", ["CLEVER_URL = https://api.clever.com/v1.1"]),
    ("export A='x # y' # z", ["A = x # y"]),
    ("a=x#y", ["a = x#y"]),
    ("a = x ; y", ["a = x"]),
    ('A="${HOST}/me"', ["A = {HOST}/me"]),
    ("A=$HOST/me", ["A = {HOST}/me"]),
    ("a.b.c: /me", ["a.b.c = /me"]),
    ("a => 'b'", ["a = b"]),
    ('a = ["x", "y"]', ["a = x", "a = y"]),
    ('a = """\nx = 1\n"""\nb = 2', ["a = \nx = 1\n", "b = 2"]),
    ("a = x\\\n  y\nb = 2", ["a = x\\\n  y", "b = 2"]),
    ("proxy_pass https://api.clever.com/me;", ["proxy_pass https://api.clever.com/me;"]),
    ("a=\nb=''\n# c=d\n; e=f\n", []),
]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize(("source", "expected"), TEXTS, ids=lambda value: value if isinstance(value, str) else "")
def test_texts(source, expected, end):
    facts = read_facts(source.replace("\n", end), "env")
    assert [text.replace("\r\n", "\n") for text in compact.texts(facts)] == expected
    assert compact.misplaced(facts, source.replace("\n", end)) == []


def test_a_section_is_the_scope_of_its_settings():
    facts = read_facts('before = x\n[clever.api]\nurl = "/me" # why\n', "env")
    assert [(text.bound_to, text.scope.classes) for text in facts.texts] == [("before", ()), ("url", ("clever.api",))]
    assert [comment.text for comment in facts.comments] == ["# why"]
    assert facts.identifiers == {"before", "clever", "api", "url"}
