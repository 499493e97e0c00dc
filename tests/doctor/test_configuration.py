"""The settings: each with its origin, none with a password, and a misspelt variable is noticed."""

from pathlib import Path

import pytest

from clever_upgrade.config import load_settings, variables
from clever_upgrade.doctor.configuration import base_url_check, values_of, variables_check
from clever_upgrade.doctor.result import Grade
from clever_upgrade.errors import ExitCode

KNOWN = frozenset((*variables().values(), "CLEVER_TOKEN", "CLEVER_UPGRADE_STATE"))


def test_every_setting_says_where_it_comes_from(tmp_path: Path) -> None:
    (tmp_path / "clever-upgrade.toml").write_text("page-size = 50\n")
    environ = {"CLEVER_UPGRADE_TIMEOUT": "2.5", "CLEVER_UPGRADE_STORE": "postgresql://app:open-sesame@db/roster"}
    found = {
        value.name: (value.value, value.origin)
        for value in values_of(load_settings({"max_rate": 600}, environ, start=tmp_path))
    }
    assert found == {
        "base-url": ("https://api.clever.com", "default"),
        "page-size": ("50", str(tmp_path / "clever-upgrade.toml")),
        "timeout": ("2.5", "CLEVER_UPGRADE_TIMEOUT"),
        "max-rate": ("600", "--max-rate"),
        "attempts": ("5", "default"),
        "store": ("postgresql://db/roster", "CLEVER_UPGRADE_STORE"),
    }


@pytest.mark.parametrize("url", ["https://me:open-sesame@api.clever.com", "open-sesame", "http://elsewhere.example"])
def test_a_server_that_may_not_be_spoken_to_is_not_shown(url: str, tmp_path: Path) -> None:
    settings = load_settings({"base_url": url}, start=tmp_path)
    check = base_url_check(settings)
    assert (check.grade, check.code) == (Grade.FAILED, ExitCode.USAGE)
    assert "open-sesame" not in check.message + repr(values_of(settings))


def test_a_store_whose_password_cannot_be_told_from_its_host_is_not_shown(tmp_path: Path) -> None:
    settings = load_settings({"store": "postgresql://app:p@open-sesame@db/roster"}, start=tmp_path)
    assert "open-sesame" not in repr(values_of(settings))


def test_variables_that_are_heard_are_named_and_others_are_left_alone() -> None:
    check = variables_check({"CLEVER_TOKEN": "x", "PATH": "/bin", "CLEVER_UPGRADE_REQUIRE": "node"}, KNOWN)
    assert (check.grade, check.message) == (Grade.OK, "CLEVER_TOKEN")
    assert variables_check({}, KNOWN).message == "none is set"


def test_a_misspelt_variable_is_noticed() -> None:
    check = variables_check({"CLEVER_UPGRADE_PAGESIZE": "5"}, KNOWN)
    assert (check.grade, check.code) == (Grade.WARNING, ExitCode.FINDINGS)
    assert "'CLEVER_UPGRADE_PAGESIZE'" in check.message
    assert check.remedy == "Did you mean CLEVER_UPGRADE_PAGE_SIZE?"
