"""``clever-upgrade explain``, run as its users run it."""

import json
from pathlib import Path

import pytest

from clever_upgrade.cli.explain import EXAMPLES
from clever_upgrade.scan.rules.names import RULES
from tests.cli.conftest import RunTool

FORMATS = ["terminal", "json", "markdown"]


@pytest.mark.parametrize("form", FORMATS)
def test_the_list_names_every_rule(tool: RunTool, form: str) -> None:
    ended = tool("explain", "--format", form)
    assert (ended.code, ended.err) == (0, "")
    assert all(rule in ended.out for rule in RULES)


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_told_in_full(tool: RunTool, rule: str, form: str) -> None:
    ended = tool("explain", rule, "--format", form)
    assert (ended.code, ended.err) == (0, "")
    assert f"clever-upgrade: ignore[{rule}] reason" in ended.out
    assert ended.out.endswith("\n")


def test_what_is_piped_has_no_colours_and_fits_the_width(tool: RunTool) -> None:
    for words in ((), *((rule,) for rule in RULES)):
        out = tool("explain", *words, env={"COLUMNS": "60"}).out
        assert "\x1b" not in out
        assert max(map(len, out.splitlines())) <= 60


def test_examples_of_one_language_can_be_asked_for(tool: RunTool) -> None:
    words = ("explain", "sync-state", "--language", "go", "--language", "ruby", "--format", "json")
    (rule,) = json.loads(tool(*words).out)["rules"]
    assert {example["language"] for example in rule["examples"]} == {"go", "ruby"}


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_gets_what_standard_output_would_get(tool: RunTool, form: str, tmp_path: Path) -> None:
    target = tmp_path / "rule"
    words = ("explain", "me-endpoint", "--format", form)
    ended = tool(*words, "--output", str(target))
    assert (ended.code, ended.out) == (0, "")
    assert target.read_text(encoding="utf-8") == tool(*words).out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("strict-parse",), 'Did you mean "strict-parsing"?'),
        (("paused",), "old-client-library"),
        (("sync-state", "--language", "pyton"), 'Did you mean "python"?'),
        (("--language", "go"), "--language needs a rule"),
        (("--format", "yaml"), "markdown"),
        (("me-endpoint", "--output", "no/such/folder/x"), "cannot write"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tool: RunTool, words: tuple[str, ...], said: str) -> None:
    ended = tool("explain", *words)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_help_shows_examples_that_work(tool: RunTool) -> None:
    assert "Examples" in tool("explain", "--help").out
    examples = [part for part in EXAMPLES.split("`") if part.startswith("clever-upgrade explain")]
    assert len(examples) >= 3
    for example in examples:
        assert tool(*example.split()[1:]).code == 0
