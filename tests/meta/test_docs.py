"""The documentation says what the code does: nothing is left out, and no command in it is misspelt."""

import ast
import re
import subprocess
import sys
from dataclasses import fields
from importlib.util import find_spec, module_from_spec, spec_from_file_location
from itertools import groupby
from pathlib import Path
from types import ModuleType

import pytest

from clever_upgrade.check.probe.settings import KEYS
from clever_upgrade.check.settings import CheckSettings
from clever_upgrade.compare.judge import Rules
from clever_upgrade.compare.request import ME, ORDER
from clever_upgrade.config import Settings
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import change_named, changes_of
from clever_upgrade.errors import ExitCode
from clever_upgrade.sandbox.faults import FAULT_NAMES
from clever_upgrade.sandbox.scenarios import SCENARIOS
from clever_upgrade.scan.rules.catalogue import rule_text
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.settings import ScanSettings
from tests.meta.sources import MODULES, PROJECT, name_of, tree_of

DOCS = PROJECT / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
WRITTEN = [*PAGES, PROJECT / "README.md"]
NAMES = [change.name for change in changes_of(default_upgrade())]


def text_of(page: str) -> str:
    return (DOCS / page).read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def generated() -> ModuleType:
    sys.path.insert(0, str(DOCS / "hooks"))
    spec = spec_from_file_location("generated", DOCS / "hooks" / "generated.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", NAMES)
def test_every_change_has_a_page_that_tells_its_whole_story(name: str, generated: ModuleType) -> None:
    page = generated.pages()[f"reference/changes/{name}.md"]
    change = change_named(name)
    told = (change.title, change.summary, *change.todo, *(breakage.effect for breakage in change.breaks))
    assert all(text in page for text in told)
    assert f"[{name}]({name}.md)" in generated.pages()["reference/changes/index.md"]


@pytest.mark.parametrize("name", RULES)
def test_every_rule_has_a_page_with_all_its_words(name: str, generated: ModuleType) -> None:
    page = generated.pages()[f"reference/rules/{name}.md"]
    rule = rule_text(name)
    told = (rule.title, *rule.why, *rule.remedy, *rule.quiet, rule.suppress, rule.comment)
    assert all(text in page for text in told)
    for example in rule.examples:
        assert all(text in page for text in (example.note, example.before, example.after))
    assert all(f"[{change}](../changes/{change}.md)" in page for change in rule.changes)
    assert f"[{name}]({name}.md)" in generated.pages()["reference/rules/index.md"]


def test_every_marker_stands_for_something_and_everything_has_a_marker(generated: ModuleType) -> None:
    markers = {name for page in PAGES for name in generated.MARKER.findall(page.read_text(encoding="utf-8"))}
    assert markers == generated.PARTS.keys()
    for page in PAGES:
        assert "<!-- generated" not in generated.fill(page.read_text(encoding="utf-8"))


def test_every_row_of_a_generated_table_is_as_wide_as_its_head(generated: ModuleType) -> None:
    for name, part in generated.PARTS.items():
        runs = groupby(part(), lambda line: line.startswith("|"))
        widths = [{row.replace("\\|", "").count("|") for row in rows} for is_table, rows in runs if is_table]
        assert widths, name
        assert all(len(width) == 1 for width in widths), name


def test_every_field_new_in_the_later_version_is_marked(generated: ModuleType) -> None:
    rows = [line for line in generated.PARTS["fields"]() if "**new**" in line]
    assert len(rows) == sum(len(change.fields) for change in changes_of(default_upgrade()))


def test_every_exit_code_is_explained(generated: ModuleType) -> None:
    assert generated.CODES.keys() == set(ExitCode)


def test_every_setting_has_its_row(generated: ModuleType) -> None:
    page = generated.fill(text_of("reference/settings.md"))
    of_a_file = [
        setting for setting in (*fields(ScanSettings), *fields(CheckSettings)) if setting.name not in ("folder", "file")
    ]
    for setting in (*fields(Settings), *of_a_file):
        assert f"| `{setting.name.replace('_', '-')}` |" in page
    of_a_probe = page.partition("\n## probe\n")[2].partition("\n## ")[0]
    assert [key for key in KEYS if f"| `{key}` |" not in of_a_probe] == []


def test_every_variable_that_the_code_names_is_documented(generated: ModuleType) -> None:
    page = generated.fill(text_of("reference/settings.md"))
    named = {
        node.value
        for path in MODULES
        for node in ast.walk(tree_of(path))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and re.fullmatch(r"CLEVER_[A-Z_]+[A-Z]", node.value)
    }
    assert {"CLEVER_TOKEN", "CLEVER_API_URL"} <= named
    assert [name for name in sorted(named) if name not in page] == []


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("how-to/rehearse.md", SCENARIOS),
        ("reference/sandbox.md", SCENARIOS),
        ("how-to/read-a-report.md", [value for name, value in vars(Rules).items() if name.isupper()]),
    ],
)
def test_every_name_is_on_its_page(page: str, names: list[str]) -> None:
    assert [name for name in names if f"`{name}`" not in text_of(page)] == []


def _options_of(page: Path) -> list[tuple[str, str]]:
    text = page.read_text(encoding="utf-8").replace("\\\n", " ")
    commands = re.findall(r"clever-upgrade (changes|diff|doctor|sandbox serve|status)\b([^\n`|#]*)", text)
    return [(command, option) for command, rest in commands for option in re.findall(r"(?<=\s)--?[a-z][a-z-]*", rest)]


def test_every_option_in_the_documentation_exists(generated: ModuleType) -> None:
    known: dict[str, set[str]] = {}
    command = ""
    for line in generated.PARTS["commands"]():
        if line.startswith("## "):
            command = line.removeprefix("## clever-upgrade ")
        elif line.startswith("| `-"):
            known.setdefault(command, set()).update(re.findall(r"--?[a-z][a-z-]*", line.split("` |")[0]))
    used = {(page, *option) for page in WRITTEN for option in _options_of(page)}
    assert len(used) > 10
    unknown = [(name_of(page), command, option) for page, command, option in used if option not in known[command]]
    assert unknown == []


def test_every_collection_and_fault_in_the_documentation_exists() -> None:
    texts = [page.read_text(encoding="utf-8") for page in WRITTEN]
    faults = {name for text in texts for name in re.findall(r"--fault ([a-z0-9-]+)=", text)}
    assert faults
    assert faults <= set(FAULT_NAMES)
    words = {
        word
        for text in texts
        for rest in re.findall(r"clever-upgrade diff((?: [a-z_]+)+)", text)
        for word in rest.split()
    }
    assert words
    assert words <= {*ORDER, ME}


def test_every_test_that_holds_a_manner_is_there() -> None:
    page = text_of("reference/manners.md")
    rows = [line for line in page.splitlines() if line.startswith("| ") and "Held by" not in line]
    assert len(rows) > 20
    for row in rows:
        named = re.findall(r"`(tests/[\w/]+\.py)`", row)
        assert named, row
        assert [name for name in named if not (PROJECT / name).is_file()] == []


@pytest.mark.skipif(find_spec("mkdocs") is None or find_spec("material") is None, reason="MkDocs is not installed")
def test_the_site_builds_without_a_warning(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path / "site")]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, timeout=100, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    for folder, names in (("changes", NAMES), ("rules", RULES)):
        for name in names:
            assert (tmp_path / "site" / "reference" / folder / name / "index.html").is_file()
