"""``clever-upgrade changes``, run as its users run it."""

import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from clever_upgrade.cli import changes
from clever_upgrade.contract import default_upgrade
from clever_upgrade.contract.changes import changes_of
from clever_upgrade.errors import ExitCode, UsageError

NAMES = [change.name for change in changes_of(default_upgrade())]
FORMATS = ["terminal", "json", "markdown"]

app = typer.Typer()
app.command("changes", epilog=changes.EXAMPLES)(changes.changes)


@app.callback()
def _root() -> None: ...


def run(*arguments: str) -> Result:
    return CliRunner(env={"COLUMNS": "80", "TERMINAL_WIDTH": "80", "NO_COLOR": "1"}).invoke(
        app, ["changes", *arguments]
    )


@pytest.mark.parametrize("form", FORMATS)
def test_the_overview_names_every_change_and_every_date(form: str) -> None:
    result = run("--format", form)
    assert result.exit_code == 0
    assert all(name in result.stdout for name in NAMES)
    assert all(date in result.stdout for date in ("2017-03-15", "2017-04-04", "2017-06-04", "2017-06-05", "2022"))


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("name", NAMES)
def test_every_change_is_shown_in_full(name: str, form: str) -> None:
    result = run(name, "--format", form)
    assert result.exit_code == 0
    (change,) = (change for change in changes_of(default_upgrade()) if change.name == name)
    shown = " ".join(result.stdout.split())
    for text in (change.title, change.summary, *change.todo, *(breakage.effect for breakage in change.breaks)):
        assert text in shown
    assert all(endpoint in shown for endpoint in change.endpoints)


def test_json_is_versioned_and_the_same_each_time() -> None:
    first, second = run("--format", "json").stdout, run("--format", "json").stdout
    assert first == second
    content = json.loads(first)
    assert content["schema"] == "clever-upgrade/changes/1"
    assert [change["name"] for change in content["changes"]] == NAMES
    fields = {(f["collection"], f["path"]) for change in content["changes"] for f in change["fields"]}
    assert ("students", "schools") in fields
    assert ("status", "state") in fields


def test_what_is_piped_has_no_boxes_no_colours_and_fits_the_width() -> None:
    for arguments in ((), *((name,) for name in NAMES)):
        out = run(*arguments).stdout
        assert out.isascii(), "box drawing or escape codes"
        assert "\x1b" not in out
        assert max(len(line) for line in out.splitlines()) <= 80
        assert not any(line.endswith(" ") for line in out.splitlines())


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_gets_what_standard_output_would_get(form: str, tmp_path: Path) -> None:
    target = tmp_path / "changes"
    result = run("--format", form, "--output", str(target))
    assert result.exit_code == 0
    assert result.stdout == ""
    assert target.read_text(encoding="utf-8") == run("--format", form, "--output", "-").stdout


def test_a_misspelt_name_is_wrong_usage_with_a_suggestion_and_all_names() -> None:
    result = run("school-array")
    error = result.exception
    assert isinstance(error, UsageError)
    assert error.exit_code is ExitCode.USAGE
    assert 'Did you mean "schools-array"?' in error.hint
    assert all(name in error.hint for name in NAMES)
    assert result.stdout == ""


def test_an_unknown_format_lists_the_formats() -> None:
    result = run("--format", "yaml")
    assert result.exit_code == ExitCode.USAGE
    assert all(form in result.stderr for form in FORMATS)
    assert result.stdout == ""


def test_help_shows_examples_that_work() -> None:
    result = run("--help")
    assert result.exit_code == 0
    examples = [part for part in changes.EXAMPLES.split("`") if part.startswith("clever-upgrade changes")]
    assert len(examples) >= 2
    for example in examples:
        arguments = [word for word in example.split()[2:] if word not in ("--output", "changes.json")]
        assert run(*arguments).exit_code == 0
