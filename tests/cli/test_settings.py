"""``config show``: every setting with its origin, and no password."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from clever_upgrade.config import Settings
from tests.cli.conftest import RunTool


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "clever-upgrade.toml").write_text("page-size = 50\n")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_every_setting_says_who_said_it(tool: RunTool, project: Path) -> None:
    environ = {"CLEVER_UPGRADE_STORE": "postgresql://app:open-sesame@db/roster"}
    ended = tool("config", "show", "--format", "json", env=environ)
    report = json.loads(ended.out)
    assert (ended.code, report["schema"]) == (0, "clever-upgrade/settings/1")
    found = {each["name"]: (each["value"], each["origin"]) for each in report["settings"]}
    assert found.keys() == {field.name.replace("_", "-") for field in fields(Settings)}
    assert found["page-size"] == ("50", str(project / "clever-upgrade.toml"))
    assert found["store"] == ("postgresql://db/roster", "CLEVER_UPGRADE_STORE")
    assert "open-sesame" not in ended.out + ended.err


def test_people_see_a_table(tool: RunTool) -> None:
    lines = tool("config", "show", env={"CLEVER_UPGRADE_TIMEOUT": "5"}).out.splitlines()
    assert lines[0].split() == ["base-url", "https://api.clever.com", "default"]
    assert ["timeout", "5", "CLEVER_UPGRADE_TIMEOUT"] in [line.split() for line in lines]


def test_a_file_that_is_wrong_is_wrong_usage(tool: RunTool, project: Path) -> None:
    (project / "other.toml").write_text("page-size = 0\n")
    ended = tool("config", "show", "--config", "other.toml")
    assert (ended.code, ended.out) == (2, "")
    assert "page-size must be a whole number from 1 to 10000" in ended.err
