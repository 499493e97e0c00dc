"""``clever-upgrade check``, run as its users and their CI run it."""

import json
import os
import re
import resource
import shutil
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from clever_upgrade.cli.check import EXAMPLES, CheckFormat
from tests.cli.conftest import RunTool

CLIENT = """import requests

STUDENTS = "https://api.clever.com/v1.1/students"
"""
MOVED = CLIENT.replace("v1.1", "v1.2")
CONFIGURED = '[check]\ncassettes = "cassettes"\n'
KEPT = Path(__file__).resolve().parents[2] / "cassettes"
"""Recordings of the sandbox that are kept with the project."""
FORMATS = [form.value for form in CheckFormat]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project that speaks to Clever; the working folder. Nothing of the machine's own CI reaches it."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "roster.py").write_text(CLIENT)
    monkeypatch.chdir(tmp_path)
    for name in ("GITHUB_ACTIONS", "GITHUB_STEP_SUMMARY", "CLEVER_UPGRADE_STORE"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


@pytest.fixture
def recorded_project(project: Path) -> Path:
    shutil.copytree(KEPT / "healthy", project / "cassettes")
    (project / "clever-upgrade.toml").write_text(CONFIGURED)
    return project


def report(tool: RunTool, *words: str, code: int) -> dict[str, Any]:
    ended = tool("check", *words, "--format", "json")
    assert ended.code == code, ended.err
    return json.loads(ended.out)


def test_without_configuration_it_scans_and_says_what_it_did_not_check(tool: RunTool) -> None:
    found = report(tool, code=1)
    assert [(one["part"], one["rule"]) for one in found["problems"]] == [("scan", "endpoint-version")]
    assert [(one["part"], one["failed"]) for one in found["unchecked"]] == [("probe", False), ("diff", False)]
    assert found["complete"]
    told = tool("check").out
    assert "Not checked" in told
    assert "clever-upgrade diff --record cassettes" in told


def test_it_passes_where_nothing_is_left(tool: RunTool, project: Path) -> None:
    (project / "roster.py").write_text(MOVED)
    ended = tool("check")
    assert ended.code == 0
    assert ended.out.startswith("Nothing stands in the way in code. Parsers and data were not checked.")


def test_a_folder_without_clever_is_told_so(tool: RunTool, project: Path) -> None:
    (project / "roster.py").write_text("x = 1\n")
    ended = tool("check")
    assert ended.code == 0
    assert "clever-upgrade check PATH" in ended.out


@pytest.mark.usefixtures("recorded_project")
def test_a_recording_is_compared_without_token_and_without_network(
    tool: RunTool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("the network was asked for")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    found = report(tool, code=1)
    data = found["summary"]["diff"]
    assert (data["complete"], data["unexpected"]) == (True, 0)
    assert data["documented"] > 10
    assert [one["part"] for one in found["problems"]] == ["scan"]
    assert found["summary"]["scan"]["files"] == 2, "the recording is data, not code"
    assert [one["part"] for one in found["unchecked"]] == ["probe"]
    assert {item["state"] for item in found["checklist"][:2]} == {"done"}


@pytest.mark.slow
def test_on_a_recording_of_a_thousand_students_it_takes_less_than_three_seconds(project: Path) -> None:
    """What it computes, from the start of the interpreter on: other work on the machine does not count."""
    tool = [sys.executable, "-m", "clever_upgrade"]
    record = [*tool, "diff", "--sandbox", "--record", "cassettes", "-q"]
    subprocess.run(record, capture_output=True, timeout=60, check=True)
    (project / "clever-upgrade.toml").write_text(CONFIGURED)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    done = subprocess.run([*tool, "check", "--format", "json"], capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    assert done.returncode == 1, done.stderr
    assert json.loads(done.stdout)["summary"]["diff"]["documented"] > 1000
    assert after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime < 3


def test_a_recording_that_does_not_hold_what_is_asked_is_an_incomplete_check(
    tool: RunTool, recorded_project: Path
) -> None:
    (recorded_project / "clever-upgrade.toml").write_text(f"page-size = 7\n{CONFIGURED}")
    ended = tool("check", "--format", "json")
    assert ended.code == 4
    found = json.loads(ended.out)
    assert not found["complete"]
    (failed,) = (one for one in found["unchecked"] if one["failed"])
    assert failed["part"] == "diff"
    assert "clever-upgrade diff --record" in failed["remedy"]
    assert tool("check", "--exit-zero").code == 4
    assert tool("check").out.startswith("Not conclusive: data could not be checked. 1 problem so far.")


def test_a_recording_of_an_application_is_compared_district_by_district(tool: RunTool, project: Path) -> None:
    shutil.copytree(KEPT / "application", project / "tapes")
    (project / "clever-upgrade.toml").write_text(
        '[check]\ncassettes = "tapes"\ncollections = ["students", "teachers", "status"]\n'
    )
    data = report(tool, code=1)["summary"]["diff"]
    assert (data["districts"], data["complete"], data["unexpected"]) == (3, True, 0)


def test_unexpected_data_fails_and_is_placed_at_the_configuration(tool: RunTool, project: Path) -> None:
    (project / "roster.py").write_text(MOVED)
    shutil.copytree(KEPT / "unexpected", project / "tapes")
    (project / "clever-upgrade.toml").write_text('[check]\ncassettes = "tapes"\ncollections = ["students"]\n')
    found = report(tool, code=1)["problems"]
    assert {one["part"] for one in found} == {"diff"}
    run = json.loads(tool("check", "--format", "sarif", "-q").out)["runs"][0]
    assert [one["ruleId"] for one in run["results"]] == [f"diff/{one['rule']}" for one in found]
    places = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in run["results"]}
    assert places == {"clever-upgrade.toml"}


def test_no_recording_where_one_is_configured_is_a_mistake(tool: RunTool, project: Path) -> None:
    (project / "clever-upgrade.toml").write_text(CONFIGURED)
    ended = tool("check")
    assert (ended.code, ended.out) == (2, "")
    assert "cassettes" in ended.err


def test_a_live_comparison_is_one_with_the_server(tool: RunTool, project: Path) -> None:
    from clever_upgrade.sandbox.app import Sandbox
    from clever_upgrade.sandbox.generate import generate_district
    from clever_upgrade.sandbox.server import running_sandbox

    with running_sandbox(Sandbox({"DEMO_TOKEN": generate_district(students=20)}, rate_limit=None)) as base_url:
        (project / "clever-upgrade.toml").write_text(
            f'base-url = "{base_url}"\nattempts = 1\n[check]\nlive = true\ncollections = ["students"]\nsample = 5\n'
        )
        data = report(tool, code=1)["summary"]["diff"]
        told = tool("check", "-vv", env={"CLEVER_TOKEN": "DEMO_TOKEN"})
    assert (data["documented"], data["unexpected"]) == (5, 0)
    assert "GET /v1.2/students?where=" in told.err
    assert '"schools": [string]' in told.err
    assert "GET" not in told.out
    assert "DEMO_TOKEN" not in told.err
    ended = tool("check")
    assert ended.code == 4
    assert "Not conclusive" in ended.out


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_goes_to_its_file_and_nowhere_else(tool: RunTool, form: str, tmp_path: Path) -> None:
    target = tmp_path / "report.out"
    ended = tool("check", "--format", form, "--output", str(target), "-q")
    assert (ended.code, ended.out, ended.err) == (1, "", "")
    assert target.read_text(encoding="utf-8") == tool("check", "--format", form, "-q").out
    assert "\x1b" not in target.read_text(encoding="utf-8")


def test_several_formats_are_written_at_once(tool: RunTool, tmp_path_factory: pytest.TempPathFactory) -> None:
    tmp_path = tmp_path_factory.mktemp("reports")
    names = {"sarif": "a.sarif", "junit": "b.xml", "markdown": "c.md", "json": "d.json", "github": "e=f.txt"}
    names["html"] = "g.html"
    outputs = [word for form, name in names.items() for word in ("--output", f"{form}={tmp_path / name}")]
    ended = tool("check", *outputs)
    assert ended.code == 1
    assert ended.out == tool("check").out, "people see the same as ever"
    for form, name in names.items():
        assert (tmp_path / name).read_text(encoding="utf-8") == tool("check", "--format", form).out


@pytest.mark.parametrize(
    ("output", "message"),
    [
        ("xml=a.xml", 'there is no format "xml"'),
        ("", "--output '' names no file"),
        ("sarif=", "--output sarif= names no file"),
        ("nowhere/a.sarif", "cannot write nowhere/a.sarif"),
        ("sarif=nowhere/a.sarif", "cannot write nowhere/a.sarif"),
    ],
)
def test_an_output_that_cannot_be_is_refused_before_anything_is_done(tool: RunTool, output: str, message: str) -> None:
    ended = tool("check", "--output", output)
    assert (ended.code, ended.out) == (2, "")
    assert message in ended.err


def test_two_outputs_to_one_file_are_refused(tool: RunTool) -> None:
    ended = tool("check", "--output", "sarif=a", "--output", "junit=a")
    assert ended.code == 2
    assert "--output a is named twice" in ended.err


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1),
        (("--fail-on", "error"), 0),
        (("--fail-on", "warning"), 1),
        (("--fail-on", "never"), 0),
        (("--exit-zero",), 0),
        (("--exit-zero", "--fail-on", "note"), 0),
    ],
)
def test_fail_on_sets_what_ends_in_exit_code_1(tool: RunTool, words: tuple[str, ...], code: int) -> None:
    assert tool("check", *words).code == code


def test_the_file_says_what_fails_and_a_flag_says_it_louder(tool: RunTool, project: Path) -> None:
    (project / "clever-upgrade.toml").write_text('[check]\nfail-on = "error"\n')
    assert tool("check").code == 0
    assert tool("check", "--fail-on", "warning").code == 1


def test_paths_are_those_of_the_file_unless_some_are_named(tool: RunTool, project: Path) -> None:
    for folder in ("app", "lib"):
        (project / folder).mkdir()
        (project / folder / "roster.py").write_text(CLIENT)
    (project / "clever-upgrade.toml").write_text('[check]\npaths = ["app"]\n')
    assert [one["path"] for one in report(tool, code=1)["problems"]] == ["app/roster.py"]
    assert [one["path"] for one in report(tool, "lib", code=1)["problems"]] == ["lib/roster.py"]


def test_the_settings_of_the_scan_hold_too(tool: RunTool, project: Path) -> None:
    tool("scan", "--baseline", "known.json", "--update-baseline", "-q")
    (project / "clever-upgrade.toml").write_text('[scan]\nbaseline = "known.json"\n')
    found = report(tool, code=0)
    assert (found["problems"], found["summary"]["scan"]["suppressed"]) == ([], 1)


def test_another_configuration_can_be_named(tool: RunTool, project: Path) -> None:
    (project / "gate.toml").write_text('[check]\nfail-on = "never"\n')
    assert tool("check", "--config", "gate.toml").code == 0
    assert tool("check", "--config", "none.toml").code == 2


GITHUB = {"GITHUB_ACTIONS": "true"}


def test_in_a_job_of_github_it_annotates_and_writes_the_summary(tool: RunTool, tmp_path: Path) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    ended = tool("check", "-q", env={**GITHUB, "GITHUB_STEP_SUMMARY": str(summary)})
    assert ended.code == 1
    assert ended.out == tool("check", "-q").out, "the result stays what it is"
    assert ended.err == tool("check", "--format", "github", "-q").out
    assert ended.err.startswith("::warning title=clever-upgrade%3A endpoint-version,file=roster.py,line=3")
    assert summary.read_text(encoding="utf-8") == "before\n" + tool("check", "--format", "markdown", "-q").out


def test_annotations_are_not_written_twice(tool: RunTool) -> None:
    ended = tool("check", "--format", "github", "-q", env=GITHUB)
    assert len(re.findall("^::warning", ended.out + ended.err, re.MULTILINE)) == 1


def test_annotations_in_a_file_are_told_all_the_same(tool: RunTool, tmp_path: Path) -> None:
    ended = tool("check", "--format", "github", "--output", str(tmp_path / "told.txt"), "-q", env=GITHUB)
    assert ended.err == (tmp_path / "told.txt").read_text(encoding="utf-8")


def test_what_is_named_for_standard_output_takes_its_place(tool: RunTool) -> None:
    assert tool("check", "--output", "sarif=-", "-q").out == tool("check", "--format", "sarif", "-q").out


def test_a_summary_that_cannot_be_written_is_said(tool: RunTool, tmp_path: Path) -> None:
    ended = tool("check", env={**GITHUB, "GITHUB_STEP_SUMMARY": str(tmp_path / "no" / "summary.md")})
    assert ended.code == 2
    assert "the job summary cannot be written" in ended.err


def test_the_verdict_is_the_same_in_ci(tool: RunTool) -> None:
    for words in ((), ("--fail-on", "error"), ("--exit-zero",)):
        assert tool("check", *words).code == tool("check", *words, env={**GITHUB, "CI": "true"}).code


@pytest.mark.usefixtures("recorded_project")
@pytest.mark.parametrize("form", FORMATS)
def test_the_same_tree_gives_the_same_bytes(tool: RunTool, form: str) -> None:
    first, second = (tool("check", "--format", form, "-q") for _ in range(2))
    assert first == second
    assert first.err == ""


def test_junit_can_be_read_and_counts(tool: RunTool) -> None:
    root = ET.fromstring(tool("check", "--format", "junit", "-q").out)  # noqa: S314 - our own document
    assert (root.get("failures"), root.get("errors")) == ("1", "0")


def test_the_store_tells_how_far_the_resync_is(tool: RunTool, project: Path) -> None:
    before = report(tool, code=1)["checklist"][4]
    assert before["name"] == "resync"
    (project / "roster.py").write_text(CLIENT.replace("students", "events"))
    assert tool("resync", "run", "--sandbox", "-q").code == 0
    after = report(tool, code=1)["checklist"][4]
    assert (after["state"], after["evidence"]) == ("done", "1 of 1 district cut over")


def test_a_store_that_cannot_be_read_fails_no_check_of_the_code(tool: RunTool, project: Path) -> None:
    (project / "roster.py").write_text(CLIENT.replace("students", "events"))
    (project / "bad.db").write_text("no database at all, but long enough to be looked at as one" * 100)
    found = json.loads(tool("check", "--format", "json", env={"CLEVER_UPGRADE_STORE": "sqlite:///bad.db"}).out)
    assert "the store could not be read" in found["checklist"][4]["evidence"]


def test_the_examples_of_the_help_run(tool: RunTool) -> None:
    for command in re.findall(r"`clever-upgrade ([^`]+)`", EXAMPLES):
        assert tool(*command.split()).code in (0, 1), command
    assert os.path.exists("clever.sarif")  # noqa: PTH110
