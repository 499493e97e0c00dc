"""A baseline takes over what a scan found, and keeps what the scan did not look at."""

import json
from pathlib import Path

import pytest

from clever_upgrade.scan.fingerprint import fingerprinted
from clever_upgrade.scan.result import Finding, ScanResult, Skipped
from clever_upgrade.scan.rules.names import RULES
from clever_upgrade.scan.tree.accept import accept, coverage_of
from tests.scan.findings import finding

TEXT = 'URL = "/v1.1/students"\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def at(path: str, rule: str = "endpoint-version") -> Finding:
    (one,) = fingerprinted([finding(TEXT, "v1.1", path=path, rule=rule)], path)
    return one


def scan(*findings: Finding, paths: tuple[str, ...] = (".",), **more: object) -> ScanResult:
    return ScanResult(**{"paths": paths, "rules": RULES, "findings": findings, **more})  # type: ignore[arg-type]


def accepted() -> list[tuple[str, str]]:
    return [(one["path"], one["rule"]) for one in json.loads(Path("b.json").read_text())["findings"]]


def test_what_was_found_is_accepted(folder: Path) -> None:
    assert accept(scan(at("b.py"), at("a.py")), "b.json", folder) is True
    assert accepted() == [("a.py", "endpoint-version"), ("b.py", "endpoint-version")]
    assert accept(scan(at("a.py"), at("b.py")), "b.json", folder) is False


def test_what_is_gone_is_dropped_and_what_was_not_looked_at_stays(folder: Path) -> None:
    accept(scan(at("app/a.py"), at("lib/b.py"), at("app/c.py", "sync-state"), at("app/d.py")), "b.json", folder)
    later = scan(paths=("app",), rules=("endpoint-version",), skipped=(Skipped("app/d.py", "is binary"),))
    accept(later, "b.json", folder)
    assert accepted() == [
        ("app/c.py", "sync-state"),
        ("app/d.py", "endpoint-version"),
        ("lib/b.py", "endpoint-version"),
    ]


@pytest.mark.parametrize(
    ("start", "path", "covered"),
    [
        (".", "app/a.py", True),
        ("app", "app/a.py", True),
        ("app/a.py", "app/a.py", True),
        ("app", "application/a.py", False),
        ("app/inner/..", "app/a.py", True),
        ("lib", "app/a.py", False),
    ],
)
def test_a_scan_covers_what_lies_below_its_paths(folder: Path, start: str, path: str, covered: bool) -> None:
    (folder / "app" / "inner").mkdir(parents=True)
    assert coverage_of(scan(paths=(start,)), folder).looked_at(path) is covered


def test_paths_are_named_from_the_root_whatever_folder_one_works_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "app").mkdir()
    monkeypatch.chdir(folder / "app")
    accept(scan(at("a.py"), at("../b.py"), paths=(".", "..")), str(folder / "b.json"), folder)
    monkeypatch.chdir(folder)
    assert accepted() == [("app/a.py", "endpoint-version"), ("b.py", "endpoint-version")]
