"""What JSON and YAML say."""

import pytest

from clever_upgrade.scan.syntax.read import read_facts
from tests.scan.syntax import compact

TEXTS = [
    (
        "yaml",
        "clever:\n  base_url: https://api.clever.com/v1.1 # x\n",
        ["clever.base_url = https://api.clever.com/v1.1"],
    ),
    ("yaml", 'a: \'x\'\n"b": "y\\n"\n', ["a = x", "b = y\\n"]),
    ("yaml", "a:\n- /me\n- b: /you\n", ["a = /me", "a.b = /you"]),
    ("yaml", "a: {b: x, 'c': [y]}\n", ["a.b = x", "a.c = y"]),
    ("yaml", "a: |\n  curl x\n  curl y\n", ["a = curl x\n  curl y"]),
    ("yaml", "a: ${HOST:-api.clever.com}/me\n", ["a = {HOST}/me"]),
    ("yaml", 'a: <%= ENV["HOST"] %>/me\n', ['a = {ENV["HOST"]}/me']),
    ("yaml", "a: 1.1\nb: 2\nc: ~\nd:\n", []),
    ("yaml", "a: &x text\nb: *x\n", ["a = text"]),
    ("yaml", "- v1\n---\na: v2\n", ["v1", "a = v2"]),
    ("json", '{"a": {"b": "/me", "c": ["x", {"d": false}]}, "n": 1}', ["a.b = /me", "a.c = x", "a.c.d = false"]),
    ("json", '{"url": "{{host}}/me"} // "x"\n', ["url = {host}/me"]),
]


@pytest.mark.parametrize(("language", "source", "expected"), TEXTS, ids=[source for _, source, _ in TEXTS])
def test_texts(language, source, expected):
    facts = read_facts(source, language)
    assert compact.texts(facts) == expected
    assert compact.misplaced(facts, source) == []


DECISIONS = [
    ("yaml", "state:\n  type: string\n  enum: [pending, running]\n", ["membership state: pending running"]),
    ("yaml", "states:\n- pending\n- 'running' # x\n", ["membership states: pending running"]),
    ("json", '{"state": {"enum": ["pending", "running"]}}', ["membership state: pending running"]),
    ("json", '{"a": ["x"], "b": [1, "y"], "c": ["x", {"y": 1}]}', []),
]


@pytest.mark.parametrize(("language", "source", "expected"), DECISIONS, ids=[source for _, source, _ in DECISIONS])
def test_decisions(language, source, expected):
    assert compact.decisions(read_facts(source, language)) == expected


def test_comments_and_keys():
    facts = read_facts("# one\nclever_url: x # two\n", "yaml")
    assert [comment.text for comment in facts.comments] == ["# one", "# two"]
    assert facts.identifiers == {"clever_url"}


def test_places_in_lines_that_end_in_two_characters():
    source = "é:\r\n  😀: 'x'\r\n  b: /me\r\n"
    facts = read_facts(source, "yaml")
    assert compact.misplaced(facts, source) == []
    assert [(text.place.line, text.place.column) for text in facts.texts] == [(2, 7), (3, 6)]


@pytest.mark.parametrize("language", ["json", "yaml"])
def test_deep_nesting_is_read(language):
    assert read_facts("[" * 5000 + "]" * 5000, language).texts == ()
