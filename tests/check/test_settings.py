"""What ``[check]`` may say, and how a mistake in it is told."""

from pathlib import Path

import pytest

from clever_upgrade.check.settings import CheckSettings, load_check_settings
from clever_upgrade.errors import UsageError

OWN, PROJECT = "clever-upgrade.toml", "pyproject.toml"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def from_text(text: str) -> CheckSettings:
    Path(OWN).write_text(f"[check]\n{text}\n")
    return load_check_settings()


def test_without_a_file_only_the_working_folder_is_scanned() -> None:
    settings = load_check_settings()
    assert settings == CheckSettings()
    assert (settings.paths, settings.cassettes, settings.live, settings.fail_on) == ((".",), None, False, "warning")
    assert settings.place == ""
    assert "events" not in settings.collections


def test_every_key_is_read() -> None:
    settings = from_text(
        'paths = ["app", "lib"]\ncassettes = "cassettes"\nclient-id = "app"\n'
        'collections = ["students", "schools"]\nsample = 50\nfail-on = "error"'
    )
    assert settings.paths == ("app", "lib")
    assert settings.cassettes == Path("cassettes")
    assert settings.client_id == "app"
    assert settings.collections == ("schools", "students")
    assert settings.sample == 50
    assert settings.fail_on == "error"
    assert settings.place == OWN
    assert from_text("live = true").live


def test_a_pyproject_holds_the_same_table() -> None:
    Path(PROJECT).write_text('[tool.clever-upgrade.check]\npaths = ["src"]\n')
    assert load_check_settings().paths == ("src",)
    assert load_check_settings().place == PROJECT


def test_paths_are_seen_from_the_file_and_named_from_the_working_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "ci").mkdir()
    (folder / "ci" / "gate.toml").write_text('[check]\npaths = ["app"]\ncassettes = "tapes"\n')
    settings = load_check_settings(config="ci/gate.toml")
    assert settings.paths == ("ci/app",)
    assert settings.cassettes == Path("ci/tapes")
    monkeypatch.chdir(folder / "ci")
    assert load_check_settings(config="gate.toml").paths == ("app",)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ('path = ["app"]', 'clever-upgrade.toml: there is no key "check.path"', 'Did you mean "paths"?'),
        ('paths = "app"', "must be a list of texts", ""),
        ("paths = []", "must be a list of texts", ""),
        ('paths = [""]', "must be a list of texts", ""),
        ('paths = [" "]', "must be a list of texts", ""),
        ('cassettes = ""', "must be a text that is not empty", ""),
        ('cassettes = "  "', "must be a text that is not empty", ""),
        ("client-id = 7", "must be a text that is not empty", ""),
        ('live = "yes"', "must be true or false", ""),
        ('live = true\ncassettes = "c"', "exclude each other", "Leave one of them out."),
        (
            'collections = ["studens"]',
            'check.collections: there is no collection "studens"',
            'Did you mean "students"?',
        ),
        ('collections = ["events"]', "a check compares no events", "Leave events out."),
        ("sample = 0", "must be a whole number from 1 on", ""),
        ("sample = true", "must be a whole number from 1 on", ""),
        ('fail-on = "eror"', "must be one of error, warning, note, never", 'Did you mean "error"?'),
    ],
)
def test_a_mistake_names_its_place_and_what_is_allowed(text: str, message: str, hint: str) -> None:
    with pytest.raises(UsageError) as refused:
        from_text(text)
    assert message in refused.value.message
    assert OWN in refused.value.message
    assert hint in refused.value.hint


def test_the_table_must_be_one() -> None:
    Path(OWN).write_text("check = 3\n")
    with pytest.raises(UsageError, match="check must be a table"):
        load_check_settings()
