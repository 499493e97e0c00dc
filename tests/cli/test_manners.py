"""Colour, loudness, and how the tool ends when something is wrong with itself."""

import json
import logging
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from tests.cli.conftest import RunTool
from tests.cli.resynced import Town, town

__all__ = ["town"]

SECRET = "Ada Lovelace, born 1815-12-10"


@pytest.fixture
def broken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A tool with a bug, whose message and locals quote a record; the folder for its notes."""

    def write_catalogue(*_: object) -> NoReturn:
        try:
            {}[SECRET]
        except KeyError as error:
            raise ValueError(f"cannot read {SECRET}") from error

    monkeypatch.setattr("clever_upgrade.report.changes.write_catalogue", write_catalogue)
    monkeypatch.setenv("CLEVER_UPGRADE_STATE", str(tmp_path / "state"))
    return tmp_path / "state"


@pytest.mark.parametrize(
    ("asked", "environ", "colored"),
    [
        ((), {}, False),
        (("--color", "auto"), {"FORCE_COLOR": "1"}, True),
        (("--color", "always"), {}, True),
        (("--color", "always"), {"NO_COLOR": "1"}, True),
        (("--color", "always"), {"TERM": "dumb"}, True),
        (("--color", "never"), {"FORCE_COLOR": "1"}, False),
        (("--color", "never"), {"CLICOLOR_FORCE": "1"}, False),
    ],
)
def test_the_option_for_colour_goes_before_the_environment(
    tool: RunTool, asked: tuple[str, ...], environ: dict[str, str], colored: bool
) -> None:
    before = dict(os.environ)
    ended = tool("changes", *asked, env=environ)
    assert ended.code == 0
    assert ("\x1b[" in ended.out) is colored
    assert os.environ == before


def test_each_v_tells_more_and_never_a_value(town: Town) -> None:
    silent, told, told_more = (town.run("diff", "students", *words) for words in ((), ("-v",), ("-vv",)))
    assert silent.out == told.out == told_more.out
    assert "GET /v1.2/students?limit=2000 200" in told.err
    assert "GET" not in silent.err
    assert '"schools": [string]' in told_more.err
    assert '"schools"' not in told.err
    for values in town.ask("truth/v1.1/students")[0]["name"].values():
        assert values not in told_more.err
    assert "DEMO_TOKEN" not in told_more.err
    assert logging.getLogger("clever_upgrade.api").handlers == []


def test_loud_and_quiet_at_once_is_a_mistake(tool: RunTool) -> None:
    ended = tool("diff", "--sandbox", "-q", "-v")
    assert (ended.code, ended.out) == (2, "")
    assert "exclude each other" in ended.err


def test_a_bug_ends_in_two_lines_and_a_report_that_quotes_nothing(tool: RunTool, broken: Path) -> None:
    ended = tool("changes", "--format=json")
    assert (ended.code, ended.out) == (70, "")
    first, second = ended.err.splitlines()
    assert first.startswith("bug: ValueError in test_manners.py:")
    (report,) = broken.iterdir()
    assert str(report) in second
    assert "--traceback" in second
    text = report.read_text(encoding="utf-8")
    assert "command: clever-upgrade changes --format\n" in text
    assert text.index("builtins.KeyError") < text.index("builtins.ValueError")
    assert "builtins.ValueError: cannot read […] […] […] […]\n" in text
    assert "in write_catalogue" in text
    assert "clever_upgrade/cli/changes.py:" in text
    assert not any(word in text + ended.err for word in SECRET.replace(",", "").split())
    assert str(Path.home()) not in text
    assert stat.S_IMODE(report.stat().st_mode) == 0o600


def test_words_of_the_command_line_that_are_data_are_not_in_the_report(tool: RunTool, broken: Path) -> None:
    tool("changes", "schools-array", "--output", "ada.txt", "--color=never")
    (report,) = broken.iterdir()
    assert "command: clever-upgrade changes --output --color\n" in report.read_text(encoding="utf-8")


def test_a_report_that_cannot_be_written_is_no_second_bug(
    tool: RunTool, broken: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").touch()
    monkeypatch.setenv("CLEVER_UPGRADE_STATE", str(tmp_path / "file"))
    ended = tool("changes")
    assert ended.code == 70
    assert "report it. --traceback shows more" in ended.err
    assert not broken.exists()


@pytest.mark.parametrize(("words", "environ"), [(("--traceback",), {}), ((), {"CLEVER_UPGRADE_DEBUG": "1"})])
def test_a_traceback_is_shown_to_whoever_asks(
    tool: RunTool, broken: Path, words: tuple[str, ...], environ: dict[str, str]
) -> None:
    ended = tool("changes", *words, env=environ)
    assert ended.code == 70
    assert "Traceback (most recent call last)" in ended.err
    assert SECRET in ended.err
    assert len(list(broken.iterdir())) == 1


def test_an_expected_error_has_a_traceback_only_where_it_is_asked_for(tool: RunTool) -> None:
    plain, shown = tool("changes", "schools"), tool("changes", "schools", "--traceback")
    assert plain.code == shown.code == 2
    assert len(plain.err.splitlines()) == 2
    assert shown.err.endswith(plain.err)
    assert "Traceback (most recent call last)" in shown.err


@pytest.mark.parametrize(
    "words", [("changes",), ("explain", "sync-state"), ("--help",), ("changes", "--format", "json")]
)
def test_a_reader_that_goes_away_changes_nothing(words: tuple[str, ...]) -> None:
    command = f"{sys.executable} -m clever_upgrade {' '.join(words)} | head -c 1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", command], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout[1:] == "0\n"
    assert done.stderr == ""


def test_an_interrupt_while_the_tool_is_loaded_is_told_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "typer.py").write_text("raise KeyboardInterrupt", encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "clever_upgrade", "changes"],
        env={**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{Path(__file__).parents[2]}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout, done.stderr) == (130, "", "error: interrupted\n")


def test_json_is_the_same_twice(town: Town) -> None:
    for words in (("diff",), ("status",), ("changes",), ("explain",)):
        runs = {town.run(*words, "--format", "json").out for _ in range(2)}
        (text,) = runs
        assert json.loads(text)["schema"].startswith("clever-upgrade/")
