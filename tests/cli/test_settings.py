"""``config show``: every setting with its origin, and no password."""

import json
from dataclasses import fields
from pathlib import Path

import pytest

from clever_upgrade.check.settings import KEYS as CHECK_KEYS
from clever_upgrade.config import Settings
from clever_upgrade.scan.settings import KEYS as SCAN_KEYS
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
    assert {field.name.replace("_", "-") for field in fields(Settings)} < found.keys()
    assert found["page-size"] == ("50", str(project / "clever-upgrade.toml"))
    assert found["store"] == ("postgresql://db/roster", "CLEVER_UPGRADE_STORE")
    assert "open-sesame" not in ended.out + ended.err


COMMANDS = """
[scan]
exclude = ["/fixtures", "*.min"]

[scan.per-file-ignores]
"tests/**" = ["sync-state", "me-endpoint"]

[check]
live = true
sample = 20

[[probe]]
collection = "students"
command = ["node", "parse.js"]
args = ["-"]
"""


def test_the_settings_of_single_commands_are_shown_too(tool: RunTool, project: Path) -> None:
    (project / "other.toml").write_text(COMMANDS)
    report = json.loads(tool("config", "show", "--config", "other.toml", "--format", "json").out)
    found = {each["name"]: (each["value"], each["origin"]) for each in report["settings"]}
    for table, keys in (("scan", SCAN_KEYS), ("check", CHECK_KEYS)):
        assert [name for name in found if name.startswith(f"{table}.")] == [f"{table}.{key}" for key in keys]
    assert {name: value for name, (value, origin) in found.items() if origin == "other.toml"} == {
        "scan.exclude": "/fixtures, *.min",
        "scan.per-file-ignores": "tests/**: sync-state me-endpoint",
        "check.live": "true",
        "check.sample": "20",
        "probe 1.collection": "students",
        "probe 1.command": "node, parse.js, -",
    }
    assert found["check.fail-on"] == ("warning", "default")
    assert found["check.accept"] == ("", "default")
    assert found["probe 1.timeout"] == ("5", "default")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[scan]\nselekt = ["a"]', 'other.toml: there is no key "scan.selekt"'),
        ('[check]\nfail-on = "eror"', "other.toml: check.fail-on must be one of"),
        ('[[probe]]\ncollection = "studnets"\npython = "a:b"', 'there is no collection "studnets"'),
    ],
)
def test_what_a_command_would_refuse_is_refused(tool: RunTool, project: Path, text: str, told: str) -> None:
    (project / "other.toml").write_text(text)
    ended = tool("config", "show", "--config", "other.toml")
    assert (ended.code, ended.out) == (2, "")
    assert told in ended.err


def test_people_see_a_table(tool: RunTool) -> None:
    lines = tool("config", "show", env={"CLEVER_UPGRADE_TIMEOUT": "5"}).out.splitlines()
    assert lines[0].split() == ["base-url", "https://api.clever.com", "default"]
    assert ["timeout", "5", "CLEVER_UPGRADE_TIMEOUT"] in [line.split() for line in lines]


def test_a_file_that_is_wrong_is_wrong_usage(tool: RunTool, project: Path) -> None:
    (project / "other.toml").write_text("page-size = 0\n")
    ended = tool("config", "show", "--config", "other.toml")
    assert (ended.code, ended.out) == (2, "")
    assert "page-size must be a whole number from 1 to 10000" in ended.err
