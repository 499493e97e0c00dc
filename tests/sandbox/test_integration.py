"""The sample integration shows every rule of a scan, and never overwrites anything."""

import ast
from pathlib import Path

import pytest

from clever_upgrade.errors import UsageError
from clever_upgrade.sandbox.integration import lay_out
from clever_upgrade.scan.request import ScanRequest
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.run import scan


def test_every_rule_finds_something_in_it(tmp_path: Path) -> None:
    lay_out(tmp_path / "sync")
    result = scan(ScanRequest((str(tmp_path / "sync"),), root=tmp_path))
    assert {finding.rule for finding in result.findings} == set(RULES)
    assert result.skipped == ()


def test_it_is_python_that_runs(tmp_path: Path) -> None:
    names = lay_out(tmp_path / "sync")
    modules = [name for name in names if name.endswith(".py")]
    assert len(modules) == 5
    for name in modules:
        ast.parse((tmp_path / "sync" / name).read_text(encoding="utf-8"))


def test_a_folder_that_is_there_stays_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(UsageError, match="is there already"):
        lay_out(tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.txt"]


def test_a_place_that_cannot_hold_a_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="cannot be written"):
        lay_out(tmp_path / "file" / "sync")
