import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clever_upgrade.config import Settings, load_settings, nearest_file
from clever_upgrade.errors import ExitCode, UsageError

FILE = "clever-upgrade.toml"
PROJECT = "pyproject.toml"


def values(settings: Settings) -> dict[str, Any]:
    return {name: getattr(settings, name).value for name in Settings.__slots__}


def test_the_defaults_hold_where_nothing_is_said(tmp_path: Path) -> None:
    settings = load_settings(start=tmp_path)
    assert values(settings) == {
        "base_url": "https://api.clever.com",
        "page_size": 2000,
        "timeout": 30.0,
        "max_rate": None,
        "attempts": 5,
        "store": "sqlite:///clever.db",
    }
    assert {getattr(settings, name).origin for name in Settings.__slots__} == {"default"}


SAID = {"flag": 101, "variable": 102, "file": 103}


@given(st.sets(st.sampled_from(sorted(SAID))))
def test_a_flag_beats_the_environment_beats_the_file_beats_the_default(said: set[str]) -> None:
    path = None
    flags = {"page_size": 101 if "flag" in said else None, "timeout": None}
    environ = {"CLEVER_UPGRADE_PAGE_SIZE": "102"} if "variable" in said else {}
    with TemporaryDirectory() as name:
        folder = Path(name)
        if "file" in said:
            path = folder / FILE
            path.write_text("page-size = 103\n")
        setting = load_settings(flags, environ, start=folder).page_size
    origins = {"flag": "--page-size", "variable": "CLEVER_UPGRADE_PAGE_SIZE", "file": str(path)}
    winner = next((name for name in ("flag", "variable", "file") if name in said), None)
    assert setting.value == (SAID[winner] if winner else 2000)
    assert setting.origin == (origins[winner] if winner else "default")


def test_every_setting_can_be_said_in_a_file_and_in_the_environment(tmp_path: Path) -> None:
    text = 'base-url = "http://127.0.0.1:1"\npage-size = 2\ntimeout = 3\nmax-rate = 4\nattempts = 5\n'
    text += 'store = "sqlite:///roster.db"\n'
    (tmp_path / FILE).write_text(text)
    assert values(load_settings(start=tmp_path)) == {
        "base_url": "http://127.0.0.1:1",
        "page_size": 2,
        "timeout": 3.0,
        "max_rate": 4,
        "attempts": 5,
        "store": "sqlite:///roster.db",
    }
    assert isinstance(load_settings(start=tmp_path).timeout.value, float)
    environ = {
        "CLEVER_API_URL": "http://localhost",
        "CLEVER_UPGRADE_PAGE_SIZE": "20",
        "CLEVER_UPGRADE_TIMEOUT": "0.5",
        "CLEVER_UPGRADE_MAX_RATE": "40",
        "CLEVER_UPGRADE_ATTEMPTS": "1",
        "CLEVER_UPGRADE_STORE": "postgresql:///clever",
    }
    settings = load_settings({}, environ, start=tmp_path)
    assert values(settings) == {
        "base_url": "http://localhost",
        "page_size": 20,
        "timeout": 0.5,
        "max_rate": 40,
        "attempts": 1,
        "store": "postgresql:///clever",
    }
    assert settings.base_url.origin == "CLEVER_API_URL"


def test_the_nearest_file_upwards_is_used(tmp_path: Path) -> None:
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / FILE).write_text("page-size = 7\n")
    assert load_settings(start=inner).page_size.value == 7
    (tmp_path / "a" / PROJECT).write_text("[tool.clever-upgrade]\npage-size = 8\n")
    assert load_settings(start=inner).page_size.value == 8
    (inner / PROJECT).write_text('[project]\nname = "x"\ndependencies = ["clever-upgrade"]\n')
    assert load_settings(start=inner).page_size.value == 8
    (tmp_path / "a" / FILE).write_text("page-size = 9\n")
    assert load_settings(start=inner).page_size.value == 9


def test_a_named_file_is_used_instead_of_the_nearest(tmp_path: Path) -> None:
    (tmp_path / FILE).write_text("page-size = 7\n")
    other = tmp_path / "other.toml"
    other.write_text("attempts = 2\n")
    settings = load_settings(config=str(other), start=tmp_path)
    assert settings.page_size.value == 2000
    assert settings.attempts.value == 2
    project = tmp_path / PROJECT
    project.write_text("[tool.clever-upgrade]\nattempts = 3\n")
    assert load_settings(config=str(project), start=tmp_path).attempts.value == 3


def test_somebody_elses_broken_project_file_is_not_our_concern(tmp_path: Path) -> None:
    (tmp_path / PROJECT).write_text("[tool.other\n")
    assert nearest_file(tmp_path) is None


def test_tables_of_single_commands_are_left_to_them(tmp_path: Path) -> None:
    tables = "".join(f"{head}\nanything = 1\n" for head in ("[scan]", "[check]", "[[probe]]", "[[probe]]"))
    (tmp_path / FILE).write_text(tables)
    assert load_settings(start=tmp_path).page_size.origin == "default"


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("page_size = 7", 'there is no key "page_size". Did you mean "page-size"?'),
        ("bas-url = 'x'", 'Did you mean "base-url"?'),
        ("[chekc]\na = 1", 'Did you mean "check"?'),
        ("[resync]\na = 1", 'there is no key "resync"'),
        ("zzz = 7", 'there is no key "zzz"'),
        ("page-size = '7'", "page-size must be a whole number from 1 to 10000"),
        ("page-size = true", "page-size must be a whole number from 1 to 10000"),
        ("page-size = 7.0", "page-size must be a whole number from 1 to 10000"),
        ("page-size = 0", "page-size must be a whole number from 1 to 10000"),
        ("page-size = 10001", "page-size must be a whole number from 1 to 10000"),
        ("timeout = nan", "timeout must be a number from 0.1 to 3600"),
        ("timeout = inf", "timeout must be a number from 0.1 to 3600"),
        ("timeout = []", "timeout must be a number from 0.1 to 3600"),
        ("max-rate = -1", "max-rate must be a whole number from 1 to 100000"),
        ("attempts = 21", "attempts must be a whole number from 1 to 20"),
        ("base-url = 7", "base-url must be a text that is not empty."),
        ("base-url = ''", "base-url must be a text that is not empty."),
        ("store = '  '", "store must be a text that is not empty."),
        ("scan = 1", "scan must be a table"),
        ("[probe]\na = 1", "probe must be tables. Write each of them as [[probe]]"),
        ("probe = [1]", "probe must be tables. Write each of them as [[probe]]"),
        ("token = 'hunter2'", "token does not belong in a file"),
        ("client-secret = 'hunter2'", "client-secret does not belong in a file"),
        ("page-size = ", "is not valid TOML"),
        ("\x00", "is not valid TOML"),
        ("a = " + "[" * 100_000, "is nested too deep"),
    ],
)
def test_a_wrong_file_is_refused_by_its_name_and_key(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / FILE
    path.write_text(text)
    with pytest.raises(UsageError) as caught:
        load_settings(start=tmp_path)
    assert str(path) in caught.value.message
    assert reason in f"{caught.value.message}. {caught.value.hint}"
    assert "hunter2" not in caught.value.message + caught.value.hint
    assert caught.value.exit_code is ExitCode.USAGE


@pytest.mark.parametrize("text", ["tool = 1", "[tool]\nclever-upgrade = 1"])
def test_a_project_file_with_something_else_for_our_table_does_no_harm(tmp_path: Path, text: str) -> None:
    (tmp_path / PROJECT).write_text(f"# clever-upgrade\n{text}")
    if "clever-upgrade =" in text:
        with pytest.raises(UsageError, match="must be a table"):
            load_settings(start=tmp_path)
    else:
        assert load_settings(start=tmp_path).page_size.origin == "default"


def test_a_named_file_that_is_not_there_or_not_readable_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml does not exist"):
        load_settings(config=str(tmp_path / "none.toml"))
    with pytest.raises(UsageError, match="cannot be read"):
        load_settings(config=str(tmp_path))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("CLEVER_UPGRADE_PAGE_SIZE", "many"),
        ("CLEVER_UPGRADE_PAGE_SIZE", "1.5"),
        ("CLEVER_UPGRADE_TIMEOUT", "0"),
        ("CLEVER_UPGRADE_ATTEMPTS", "-1"),
    ],
)
def test_a_wrong_variable_is_refused_by_its_name(tmp_path: Path, name: str, value: str) -> None:
    with pytest.raises(UsageError, match=f"^{name} must be a .*number from "):
        load_settings({}, {name: value}, start=tmp_path)


def test_a_wrong_flag_is_refused_by_its_name(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"^--page-size must be a whole number from 1 to 10000$"):
        load_settings({"page_size": 0}, start=tmp_path)


def test_an_empty_variable_says_nothing(tmp_path: Path) -> None:
    assert load_settings({}, {"CLEVER_API_URL": ""}, start=tmp_path).base_url.origin == "default"


def test_settings_load_without_anything_heavy() -> None:
    code = (
        "import sys, clever_upgrade.config; print(*sorted({'httpx', 'pydantic', 'rich', 'typer'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
