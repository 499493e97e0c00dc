"""Every word about a rule is in every format, on every screen."""

import json
import re
from dataclasses import replace

import pytest

from clever_upgrade.report.explain import Rules, as_json, as_markdown, page, title_of
from clever_upgrade.report.explain_terminal import as_terminal
from clever_upgrade.report.manners import Manners
from clever_upgrade.scan.rules.catalogue import Example, catalogue, rule_text

ESCAPE = re.compile(r"\x1b\[[0-9;]*m")
ALL = Rules(catalogue())

every_rule = pytest.mark.parametrize("rule", catalogue(), ids=lambda rule: rule.name)


def in_full(rule):
    return Rules((rule,), in_full=True)


def shown(rules, width=80, color=False, is_terminal=False):
    return ESCAPE.sub("", as_terminal(rules, Manners(width, color, is_terminal)))


def words(text):
    return " ".join(text.split())


@every_rule
@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_terminal_tells_the_whole_story(rule, width):
    text = shown(in_full(rule), width)
    assert max(map(len, text.splitlines())) <= width
    assert not [line for line in text.splitlines() if line != line.rstrip()]
    assert words(text).startswith(f"{rule.name}: {rule.title}")
    if width == 120:
        for told in (*rule.why, *rule.remedy, *rule.quiet, rule.suppress, rule.comment):
            assert words(told) in words(text)
    for change in rule.changes:
        assert f"clever-upgrade changes {change}" in words(text.replace("\\\n", ""))


@every_rule
def test_the_terminal_shows_both_sides_of_every_example(rule):
    text = shown(in_full(rule), 120)
    for example in rule.examples:
        after = text[text.index(f"\n{title_of(example)}\n") :]
        for side, sign in ((example.before, "-"), (example.after, "+")):
            for line in filter(str.strip, side.splitlines()):
                code = words(line.expandtabs(4))
                assert any(f"{mark}{code}" in words(after) for mark in (f"{sign} ", "")), code


@every_rule
def test_a_pipe_gets_plain_text_and_colour_adds_only_colour(rule):
    plain = shown(in_full(rule), is_terminal=True)
    coloured = as_terminal(in_full(rule), Manners(80, color=True, is_terminal=True))
    assert ESCAPE.search(coloured)
    assert [line.rstrip() for line in ESCAPE.sub("", coloured).splitlines()] == plain.splitlines()
    assert "\x1b" not in as_terminal(in_full(rule), Manners(80, color=False, is_terminal=False))


@every_rule
def test_markdown_tells_the_whole_story(rule):
    text = as_markdown(in_full(rule))
    assert text.startswith(f"# {rule.name}\n\n{rule.title}.\n")
    for told in (*rule.why, *rule.remedy, *rule.quiet, rule.suppress, rule.comment):
        assert told in text
    for example in rule.examples:
        assert example.note in text
        assert f"\n{example.before.strip(chr(10))}\n```\n" in text
        assert f"\n{example.after.strip(chr(10))}\n```\n" in text
    assert text.count("\n```") == 4 * len(rule.examples) + 2


@every_rule
def test_headings_stand_one_level_apart(rule):
    headings = [line.partition(" ")[0] for line in _outside_blocks(page(rule, level=3)) if line.startswith("#")]
    assert set(headings) == {"###", "####"}
    assert headings[0] == "###"


def _outside_blocks(lines):
    inside = False
    for line in lines:
        inside ^= line.startswith("```")
        if not inside:
            yield line


def test_a_block_of_code_cannot_end_early():
    example = Example("python", "s = '''\n```\n'''\n", "s = '````'\n", "Backticks.", "roster.py")
    text = as_markdown(in_full(replace(rule_text("me-endpoint"), examples=(example,))))
    assert "````python\ns = '''\n```\n'''\n````" in text
    assert "`````python\ns = '````'\n`````" in text


@every_rule
def test_json_holds_every_word(rule):
    (data,) = json.loads(as_json(in_full(rule)))["rules"]
    assert data["name"] == rule.name
    assert data["severity"] == rule.severity.value
    assert (data["why"], data["remedy"], data["quiet"]) == (list(rule.why), list(rule.remedy), list(rule.quiet))
    assert [(one["language"], one["before"], one["after"]) for one in data["examples"]] == [
        (example.language, example.before, example.after) for example in rule.examples
    ]


def test_json_is_versioned():
    assert json.loads(as_json(ALL))["schema"] == "clever-upgrade/rules/1"


@pytest.mark.parametrize("width", [40, 60, 80, 120])
def test_the_list_names_every_rule_with_its_severity(width):
    text = shown(ALL, width, is_terminal=True)
    assert max(map(len, text.splitlines())) <= width
    table = as_markdown(ALL)
    for rule in catalogue():
        assert f"{rule.name}  {rule.severity.value}" in text
        assert f"| `{rule.name}` | {rule.severity.value} | {rule.title} |" in table


def test_the_list_looks_like_this(snapshot):
    assert shown(ALL, is_terminal=True) == snapshot


@pytest.mark.parametrize("width", [60, 80])
def test_a_rule_looks_like_this(width, snapshot):
    rule = rule_text("me-endpoint")
    assert shown(in_full(replace(rule, examples=rule.examples[:2])), width, is_terminal=True) == snapshot
