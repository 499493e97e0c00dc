"""Reports, accepted findings and recordings that lie in the folder that is scanned are no code of its owner."""

import json
from pathlib import Path

import pytest

from clever_upgrade.cli.check import CheckFormat
from clever_upgrade.cli.scan import ScanFormat
from clever_upgrade.scan.tree.own import BY_THE_TOOL
from tests.cli.conftest import RunTool

CLIENT = 'import requests\n\nrequests.get("https://api.clever.com/v1.1/students")\n'
ENDINGS = {"html": "html", "junit": "xml", "markdown": "md", "terminal": "txt", "github": "txt"}
UNREAD = {"md", "txt"}
"""Endings of files that a scan does not look at, whoever wrote them."""


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one file that asks for v1.1; the working folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "app.py").write_text(CLIENT)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def written(tool: RunTool, file: str, *words: str) -> str:
    """The file that a command wrote."""
    assert tool(*words, "--output", file).code in (0, 1)
    assert Path(file).stat().st_size
    return file


def assert_only_the_code_is_read(tool: RunTool, skipped: set[str]) -> None:
    report = json.loads(tool("scan", "--format", "json").out)
    assert {one["path"] for one in report["findings"]} == {"app.py"}
    assert {one["path"]: one["why"] for one in report["skipped"]} == dict.fromkeys(skipped, BY_THE_TOOL)
    assert report["summary"]["files"] == 1


@pytest.mark.parametrize("form", list(ScanFormat))
def test_a_scan_does_not_read_the_last_one(form: ScanFormat, tool: RunTool) -> None:
    ending = ENDINGS.get(form, "json")
    file = written(tool, f"scan.{ending}", "scan", "--format", form)
    assert_only_the_code_is_read(tool, {file} if ending not in UNREAD else set())


@pytest.mark.parametrize("form", list(CheckFormat))
def test_a_check_comes_out_alike_beside_the_report_of_the_last_one(form: CheckFormat, tool: RunTool) -> None:
    ending = ENDINGS.get(form, "json")
    file = written(tool, f"check.{ending}", "check", "--format", form)
    assert_only_the_code_is_read(tool, {file} if ending not in UNREAD else set())


@pytest.mark.parametrize(
    "words",
    [
        ("diff", "students", "--sandbox", "--quiet", "--format", "json"),
        ("diff", "students", "--sandbox", "--quiet", "--format", "ndjson"),
        ("status", "--sandbox", "--quiet", "--format", "json"),
        ("explain", "--format", "json"),
        ("changes", "--format", "json"),
        ("config", "show", "--format", "json"),
    ],
    ids=" ".join,
)
def test_reports_of_other_commands_are_not_read_either(words: tuple[str, ...], tool: RunTool) -> None:
    assert_only_the_code_is_read(tool, {written(tool, "report.json", *words)})


def test_files_of_what_is_accepted_are_not_read(tool: RunTool) -> None:
    assert tool("scan", "--baseline", "known.json", "--update-baseline").code == 0
    assert (
        tool("diff", "students", "--sandbox", "--quiet", "--accept", "differences.json", "--update-accepted").code == 0
    )
    assert_only_the_code_is_read(tool, {"known.json", "differences.json"})


def test_a_recording_is_not_read(tool: RunTool) -> None:
    assert tool("diff", "students", "--sandbox", "--quiet", "--record", "tapes").code == 0
    parts = {file.as_posix() for file in Path("tapes").rglob("*.json")}
    assert len(parts) > 2
    assert_only_the_code_is_read(tool, parts)


def test_no_report_is_rewritten(tool: RunTool) -> None:
    reports = [
        written(tool, "j.json", "scan", "--format", "json"),
        written(tool, "h.html", "check", "--format", "html"),
    ]
    before = [Path(report).read_bytes() for report in reports]
    assert tool("scan", "--fix", "--yes").code == 0
    assert [Path(report).read_bytes() for report in reports] == before
    assert "v1.2" in Path("app.py").read_text()
