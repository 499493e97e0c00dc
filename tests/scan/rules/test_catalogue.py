"""The words of the rules: complete, strict, and with examples that are code."""

import ast
import json
import tomllib
from importlib.resources import files

import pytest
import yaml
from pydantic import ValidationError

from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import changes_of
from clever_upgrade.errors import UsageError
from clever_upgrade.scan.result import Severity
from clever_upgrade.scan.rules.catalogue import MANIFEST, Example, catalogue, parsed, rule_text
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.syntax.matcher import PARSERS, is_broken, parse
from clever_upgrade.scan.tree.kinds import kind_of

LANGUAGES = {"python", "ruby", "javascript", "typescript", "php", "java", "csharp", "go"}
BESIDES = {
    "endpoint-version": {"coffeescript", "json", "yaml", "env"},
    "me-endpoint": {"yaml", "env", MANIFEST},
    "strict-parsing": {"json", "yaml"},
    "sync-state": {"sql", "json", "yaml"},
    "old-client-library": {MANIFEST},
}
NO_OLD_CLIENT = {"java", "csharp", "go"}
"""Without a client for v1.1 in code: Java's is a matter of manifests, Go's leaves the version to its caller."""

SNIPPETS = [
    pytest.param(example, getattr(example, side), id=f"{rule.name}-{number}-{example.language}-{side}")
    for rule in catalogue()
    for number, example in enumerate(rule.examples)
    for side in ("before", "after")
]


def source_of(name: str) -> str:
    return files("clever_upgrade.scan.rules").joinpath("data", f"{name}.toml").read_text(encoding="utf-8")


def test_the_catalogue_holds_every_rule_in_order() -> None:
    assert tuple(rule.name for rule in catalogue()) == RULES
    folder = files("clever_upgrade.scan.rules").joinpath("data")
    assert {entry.name for entry in folder.iterdir()} == {f"{name}.toml" for name in RULES}


def test_an_unknown_rule_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match=r'there is no rule "sync-stat"') as caught:
        rule_text("sync-stat")
    assert 'Did you mean "sync-state"?' in caught.value.hint


@pytest.mark.parametrize(
    ("right", "wrong"),
    [
        pytest.param("title =", "titel =", id="misspelt-key"),
        pytest.param("remedy = [", "remedies = [", id="missing-key"),
        pytest.param('severity = "', 'severity = "very ', id="unknown-severity"),
        pytest.param("note = ", "notes = ", id="misspelt-key-of-an-example"),
        pytest.param('changes = ["', 'changes = ["no-such-', id="unknown-change"),
        pytest.param('title = "', 'title = ""\n#', id="empty-text"),
        pytest.param('language = "python"', 'language = "cobol"', id="example-without-a-file"),
        pytest.param('language = "python"', 'language = "python"\nfile = 1', id="wrong-type"),
    ],
)
def test_a_slip_in_the_data_is_refused(right: str, wrong: str) -> None:
    source = source_of("endpoint-version")
    assert right in source
    with pytest.raises((ValidationError, ValueError)):
        parsed("endpoint-version", source.replace(right, wrong, 1))


def test_all_data_is_read() -> None:
    for rule in catalogue():
        said = tomllib.loads(source_of(rule.name))
        assert [one["before"] for one in said["example"]] == [example.before for example in rule.examples]
        assert tuple(said["why"]) == rule.why
        assert Severity(said["severity"]) is rule.severity


def test_every_change_that_code_can_feel_is_answered_by_a_rule() -> None:
    answered = {name for rule in catalogue() for name in rule.changes}
    assert answered == {change.name for change in changes_of(default_upgrade())}


@pytest.mark.parametrize("name", RULES)
def test_every_language_in_which_a_rule_exists_has_an_example(name: str) -> None:
    wanted = LANGUAGES - (NO_OLD_CLIENT if name == "old-client-library" else set())
    assert set(rule_text(name).languages) == wanted | BESIDES.get(name, set())


def test_the_texts_are_whole_sentences() -> None:
    for rule in catalogue():
        for text in (*rule.why, *rule.remedy, *rule.quiet, rule.suppress, *(one.note for one in rule.examples)):
            assert text[0].isupper() or text[0] == "`" or text.split()[0].rstrip("s,") in NAMES, text
            assert text.endswith("."), text
            assert text.count("`") % 2 == 0, text
            assert text == " ".join(text.split()), text
        assert not rule.title.endswith(".")


NAMES = {"v1.1", "v1.2", "pydantic", "encoding/json"}
"""What begins a sentence in lower case, because it is a name."""


def test_the_strict_parsing_rule_names_every_new_field() -> None:
    said = " ".join(rule_text("strict-parsing").why)
    for field in ("students.schools", "students.graduation_year", "teachers.schools", "contacts.sis_id"):
        assert f"`{field}`" in said
    for field in ("pause_start", "pause_end", "launch_date"):
        assert f"`{field}`" in said


def test_the_comment_that_suppresses_names_the_rule() -> None:
    assert rule_text("me-endpoint").comment == "clever-upgrade: ignore[me-endpoint] reason"


@pytest.mark.parametrize(("example", "code"), SNIPPETS)
def test_every_example_is_code(example: Example, code: str) -> None:
    kind = kind_of(example.file.rsplit("/", 1)[-1])
    assert kind is not None
    assert (MANIFEST if kind.manifest else kind.language) == example.language
    if example.language in PARSERS:
        assert not is_broken(parse(code, example.language))
    if example.language == "python":
        ast.parse(code)
    if example.file.endswith(".json"):
        assert isinstance(json.loads(code), dict)
    if example.language == "yaml":
        assert isinstance(yaml.safe_load(code), dict)


@pytest.mark.parametrize(("example", "code"), SNIPPETS)
def test_every_example_fits_on_a_screen(example: Example, code: str) -> None:
    lines = code.strip("\n").split("\n")
    assert 1 < len(lines) <= 20
    assert max(map(len, lines)) <= 110
    assert code.endswith("\n")
    assert example.before != example.after
