"""``clever-upgrade scan``, run as its users run it."""

import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from clever_upgrade.cli.scan import EXAMPLES, ScanFormat
from tests.cli.conftest import RunTool

HOST = "https://api.clever.com"
CLIENT = f"""import requests

STUDENTS = "{HOST}/v1.1/students"
EVENTS = "{HOST}/v1.1/events"


def whoami(session):
    return session.get("{HOST}/me").json()
"""
ELSEWHERE = 'BASE = "https://api.example.com/v1.1/orders"\n'
FORMATS = [form.value for form in ScanFormat]


@pytest.fixture(autouse=True)
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with one file that speaks to Clever, and one that does not; the working folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "roster.py").write_text(CLIENT)
    (tmp_path / "app" / "orders.py").write_text(ELSEWHERE)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def found(out: str) -> list[tuple[str, str, int]]:
    return [(one["path"], one["rule"], one["line"]) for one in json.loads(out)["findings"]]


WITHOUT_EVENTS = [("app/roster.py", "endpoint-version", 3), ("app/roster.py", "me-endpoint", 8)]
SELECTED = ("--select", "endpoint-version,me-endpoint")
ALL = [WITHOUT_EVENTS[0], ("app/roster.py", "endpoint-version", 4), WITHOUT_EVENTS[1]]


def scan(tool: RunTool, *words: str) -> list[tuple[str, str, int]]:
    return found(tool("scan", *words, *SELECTED, "--format", "json").out)


def test_what_is_found_ends_in_exit_code_1(tool: RunTool) -> None:
    ended = tool("scan", *SELECTED, "--format", "json")
    assert ended.code == 1
    assert found(ended.out) == ALL
    assert ended.err.startswith("3 findings in 1 file")


def test_a_path_is_the_argument_joined_with_the_file(
    tool: RunTool, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for argument, shown in (("app", "app/roster.py"), ("./app/roster.py", "app/roster.py")):
        assert {path for path, _, _ in scan(tool, argument)} == {shown}
    absolute = (project / "app").as_posix()
    assert {path for path, _, _ in scan(tool, absolute)} == {f"{absolute}/roster.py"}
    monkeypatch.chdir(project / "app")
    assert {path for path, _, _ in scan(tool, "..")} == {"../app/roster.py"}


@pytest.mark.parametrize("form", FORMATS)
def test_the_report_goes_to_the_file_and_nowhere_else(tool: RunTool, form: str, tmp_path: Path) -> None:
    target = tmp_path / "report.out"
    ended = tool("scan", "app", "--format", form, "--output", str(target))
    assert (ended.code, ended.out) == (1, "")
    assert target.read_text(encoding="utf-8") == tool("scan", "app", "--format", form, "--output", "-").out
    assert len(ended.err.splitlines()) == 1


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_tree_gives_the_same_bytes(tool: RunTool, form: str) -> None:
    first, second = (tool("scan", "--format", form, "-q") for _ in range(2))
    assert first == second
    assert first.err == ""
    assert "\x1b" not in first.out


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 1),
        (("--fail-on", "note"), 1),
        (("--fail-on", "never"), 0),
        (("--exit-zero",), 0),
        (("--exit-zero", "--fail-on", "note"), 0),
        (("--select", "sync-state"), 0),
        (("--ignore", "endpoint-version,me-endpoint,events-cutover"), 0),
    ],
)
def test_fail_on_sets_what_ends_in_exit_code_1(tool: RunTool, words: tuple[str, ...], code: int) -> None:
    assert tool("scan", *words).code == code


def test_only_severities_that_count_end_in_exit_code_1(tool: RunTool) -> None:
    report = json.loads(tool("scan", "--select", "me-endpoint", "--format", "json").out)
    severity = report["findings"][0]["severity"]
    codes = [tool("scan", "--select", "me-endpoint", "--fail-on", one).code for one in ("note", "warning", "error")]
    assert codes == {"note": [1, 0, 0], "warning": [1, 1, 0], "error": [1, 1, 1]}[severity]


def test_rules_are_chosen_with_commas_or_again_and_again(tool: RunTool) -> None:
    assert {rule for _, rule, _ in scan(tool, "--ignore", "me-endpoint")} == {"endpoint-version"}
    words = ("--select", "me-endpoint", "--select", "sync-state, status-endpoint", "--format", "json")
    report = json.loads(tool("scan", *words).out)
    assert report["summary"]["rules"] == ["me-endpoint", "sync-state", "status-endpoint"]
    assert found(report_text := tool("scan", *words).out) == [WITHOUT_EVENTS[1]], report_text


def test_files_are_left_out_by_pattern_and_by_size(tool: RunTool) -> None:
    assert scan(tool, "--exclude", "roster.py") == []
    report = json.loads(tool("scan", "--max-file-size", "60", "--format", "json").out)
    assert [one["path"] for one in report["skipped"]] == ["app/roster.py"]
    assert report["findings"] == []


def test_what_others_wrote_is_looked_at_only_on_demand(tool: RunTool, project: Path) -> None:
    (project / "vendor").mkdir()
    (project / "vendor" / "roster.py").write_text(CLIENT)
    assert {path for path, _, _ in scan(tool)} == {"app/roster.py"}
    assert {path for path, _, _ in scan(tool, "--include-vendored")} == {"app/roster.py", "vendor/roster.py"}


def test_a_project_without_clever_is_told_so(tool: RunTool) -> None:
    ended = tool("scan", "app/orders.py")
    assert ended.code == 0
    assert ended.out.startswith("Nothing here has to do with Clever: 1 file looked at")


def test_what_cannot_be_read_is_counted_and_stops_nothing(tool: RunTool, project: Path) -> None:
    (project / "app" / "broken.py").write_bytes(b"\0\0\0")
    ended = tool("scan", *SELECTED, "--format", "json")
    assert found(ended.out) == ALL
    assert json.loads(ended.out)["skipped"] == [{"path": "app/broken.py", "why": "is binary"}]
    assert "Not looked at in full: 1 file." in ended.err


def fixed() -> str:
    return CLIENT.replace("/v1.1/students", "/v1.2/students").replace("/me", "/v1.2/me")


def test_a_diff_shows_what_fix_would_write_and_writes_nothing(tool: RunTool, project: Path) -> None:
    for words in (("--diff",), ("--fix", "--diff"), ("--fix", "--diff", "--yes")):
        ended = tool("scan", *words)
        assert ended.code == 1
        assert ended.out.startswith("--- a/app/roster.py\n+++ b/app/roster.py\n@@ ")
        assert (project / "app" / "roster.py").read_text() == CLIENT
    subprocess.run(["git", "apply", "-"], input=ended.out, text=True, cwd=project, check=True)
    assert (project / "app" / "roster.py").read_text() == fixed()


def test_a_diff_of_nothing_is_empty(tool: RunTool) -> None:
    ended = tool("scan", "--diff", "app/orders.py")
    assert (ended.code, ended.out, ended.err) == (0, "", "Nothing to fix.\n")


def test_a_diff_can_be_kept_in_a_file(tool: RunTool, tmp_path: Path) -> None:
    ended = tool("scan", "--diff", "--output", "fix.diff", "--exit-zero")
    assert (ended.code, ended.out) == (0, "")
    assert (tmp_path / "fix.diff").read_text() == tool("scan", "--diff").out


def test_a_fix_is_written_and_what_is_left_is_reported_with_the_reason(tool: RunTool, project: Path) -> None:
    ended = tool("scan", *SELECTED, "--fix", "--yes", "--format", "json")
    assert (project / "app" / "roster.py").read_text() == fixed()
    assert (project / "app" / "orders.py").read_text() == ELSEWHERE
    assert "Fixed 2 findings in 1 file." in ended.err
    (left,) = json.loads(ended.out)["findings"]
    assert (left["line"], left["fix"]) == (4, None)
    assert left["held"]
    assert ended.code == 1


def test_fixing_again_changes_nothing(tool: RunTool, project: Path) -> None:
    tool("scan", "--fix", "--yes", "-q")
    ended = tool("scan", *SELECTED, "--fix", "--yes")
    assert ended.err == "Nothing to fix.\n"
    assert (project / "app" / "roster.py").read_text() == fixed()


def test_events_are_fixed_once_the_resync_is_done(tool: RunTool, project: Path) -> None:
    ended = tool("scan", *SELECTED, "--fix", "--yes", "--resynced")
    assert ended.code == 0
    assert "v1.1" not in (project / "app" / "roster.py").read_text()


class Answers(io.StringIO):
    """A terminal on which somebody types."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("answer", "writes"), [("y\n", True), ("Yes\n", True), ("n\n", False), ("\n", False), ("", False)]
)
def test_a_person_is_shown_the_diff_and_asked(
    tool: RunTool, project: Path, monkeypatch: pytest.MonkeyPatch, answer: str, writes: bool
) -> None:
    monkeypatch.setattr(sys, "stdin", Answers(answer))
    ended = tool("scan", "--fix")
    assert "+++ b/app/roster.py" in ended.err
    assert "Write these changes to 1 file? [y/N] " in ended.err
    assert (project / "app" / "roster.py").read_text() == (fixed() if writes else CLIENT)
    assert ("Nothing was written." in ended.err) is not writes


def test_where_nobody_can_be_asked_the_flag_is_named_and_nothing_is_read(tool: RunTool, project: Path) -> None:
    ended = tool("scan", "no-such-path", "--fix")
    assert (ended.code, ended.out) == (2, "")
    assert "--yes" in ended.err
    assert (project / "app" / "roster.py").read_text() == CLIENT


def test_the_configuration_of_the_project_holds(tool: RunTool, project: Path) -> None:
    (project / "clever-upgrade.toml").write_text('[scan]\nignore = ["me-endpoint"]\nfail-on = "error"\n')
    ended = tool("scan", *SELECTED, "--format", "json")
    assert {rule for _, rule, _ in found(ended.out)} == {"endpoint-version"}
    assert ended.code == 0
    assert tool("scan", *SELECTED, "--fail-on", "note").code == 1
    other = project / "other.toml"
    other.write_text("[scan]\n")
    assert tool("scan", "--config", str(other)).code == 1


def test_a_comment_answers_a_finding(tool: RunTool, project: Path) -> None:
    (project / "app" / "roster.py").write_text(
        f'A = "{HOST}/v1.1/students"  # clever-upgrade: ignore[endpoint-version] compared every night\n'
        "B = 1  # clever-upgrade: ignore[sync-state] gone\n"
    )
    report = json.loads(tool("scan", "--format", "json").out)
    assert report["findings"] == []
    assert [(one["line"], one["suppressed_by"], one["reason"]) for one in report["suppressed"]] == [
        (1, "comment", "compared every night")
    ]
    assert [(one["path"], one["line"]) for one in report["unused_suppressions"]] == [("app/roster.py", 2)]


def test_a_baseline_accepts_what_is_there_and_nothing_new(tool: RunTool, project: Path) -> None:
    words = ("scan", *SELECTED, "--baseline", "accepted.json", "--format", "json")
    ended = tool(*words, "--update-baseline")
    assert ended.code == 0, ended.err
    before = (project / "accepted.json").read_bytes()
    ended = tool(*words)
    assert (ended.code, found(ended.out)) == (0, [])
    assert json.loads(ended.out)["summary"]["suppressed"] == 3
    with (project / "app" / "roster.py").open("a") as file:
        file.write(f'SECTIONS = "{HOST}/v1.1/sections"\n')
    ended = tool(*words)
    assert (ended.code, [line for _, _, line in found(ended.out)]) == (1, [9])
    assert (project / "accepted.json").read_bytes() == before


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("no-such-path",), "no-such-path"),
        (("--select", "strict-parse"), 'Did you mean "strict-parsing"?'),
        (("--select", ""), "--select must be a list of texts that are not empty"),
        (("--select", ","), "--select must be a list of texts that are not empty"),
        (("--ignore", "me"), "--ignore"),
        (("--fail-on", "warn"), "warning"),
        (("--format", "yaml"), "sarif"),
        (("--format", "json", "--diff"), "--diff writes a diff, not json"),
        (("--max-file-size", "big"), "2 MB"),
        (("--update-baseline",), "--baseline"),
        (("--update-baseline", "--baseline", "b.json", "--diff"), "--update-baseline"),
        (("--baseline", "missing.json"), "missing.json"),
        (("--config", "missing.toml"), "missing.toml"),
        (("--output", "no/such/folder/x"), "cannot write"),
        (("--slect", "sync-state"), "--select"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(tool: RunTool, words: tuple[str, ...], said: str) -> None:
    ended = tool("scan", *words)
    assert (ended.code, ended.out) == (2, ""), ended.out
    assert said in ended.err
    assert "Traceback" not in ended.err


def test_help_shows_examples_that_work(tool: RunTool, project: Path) -> None:
    (project / "lib").mkdir()
    assert "Examples" in tool("scan", "--help").out
    examples = [part for part in EXAMPLES.split("`") if part.startswith("clever-upgrade scan")]
    assert len(examples) >= 3
    for example in examples:
        assert tool(*example.split()[1:]).code in (0, 1)
