"""The options of ``diff``, one by one, as a user gives them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.faultspec import parse_options
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.conftest import RunTool
from tests.cli.tampering import tampering_proxy

STUDENTS = 80
DISTRICT = generate_district(STUDENTS, seed=7)


@pytest.fixture(scope="module")
def district() -> District:
    return DISTRICT


@pytest.fixture(scope="module")
def server(district: District) -> Iterator[tuple[str, Sandbox]]:
    sandbox = Sandbox({"DEMO_TOKEN": district, "another-token": district}, rate_limit=None)
    with running_sandbox(sandbox) as base_url:
        yield base_url, sandbox


@pytest.fixture
def base_url(server: tuple[str, Sandbox]) -> str:
    return server[0]


def a_student(district: District) -> str:
    return district.ids("v1.2", "students")[3]


def test_only_the_named_record_is_compared(tool: RunTool, base_url: str, district: District) -> None:
    ended = tool("diff", "--id", a_student(district), "--base-url", base_url, "--format", "json")
    report = json.loads(ended.out)
    assert ended.code == 0, ended.err
    assert [(count["collection"], count["pairs"], count["documented"]) for count in report["collections"]] == [
        ("students", 1, 1)
    ]


def test_an_id_that_nobody_has_is_an_error_that_names_it(tool: RunTool, base_url: str) -> None:
    ended = tool("diff", "--id", "f" * 24, "--base-url", base_url)
    assert ended.code == 4
    assert "f" * 24 in ended.err
    assert "hint: Check the id; it was looked for in districts, schools, sections, teachers, students, " in ended.err
    assert ended.out == ""


@pytest.mark.parametrize("given", ["", "../students", "x/sections", "..", "x?count=true", "x#", "x%2Fy", "a b", "é"])
def test_what_is_no_id_is_refused_before_anything_is_asked(
    tool: RunTool, server: tuple[str, Sandbox], given: str
) -> None:
    base_url, sandbox = server
    before = sandbox.log.as_json()
    ended = tool("diff", "students", f"--id={given}", "--base-url", base_url)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"error: {given!a} is no id of a record\nhint: An id is made of letters, digits")
    assert sandbox.log.as_json() == before


def test_a_sample_is_the_same_for_the_same_seed_and_says_what_it_left_out(tool: RunTool, base_url: str) -> None:
    words = ("diff", "students", "--sample", "10", "--base-url", base_url, "--format", "json")
    first, again = json.loads(tool(*words).out), json.loads(tool(*words).out)
    assert first["collections"] == again["collections"]
    assert first["fields"] == again["fields"]
    assert first["collections"][0]["pairs"] == 10
    assert any(str(STUDENTS - 10) in line for line in first["skipped"])
    assert any("below schools and sections" in line for line in first["skipped"])
    other = json.loads(tool(*words, "--seed", "2").out)
    assert other["fields"] != first["fields"], "another seed takes other examples"


def test_a_sample_as_large_as_the_district_compares_all_of_it(tool: RunTool, base_url: str) -> None:
    report = json.loads(tool("diff", "students", "--sample", "999", "--base-url", base_url, "--format", "json").out)
    assert report["collections"][0]["pairs"] == STUDENTS


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_read(
    tool: RunTool, server: tuple[str, Sandbox], tmp_path: Path
) -> None:
    base_url, sandbox = server
    before = sandbox.log.as_json()
    ended = tool("diff", "--base-url", base_url, "--output", str(tmp_path / "missing" / "diff.json"))
    assert (ended.code, ended.out) == (2, "")
    assert "cannot write" in ended.err
    assert sandbox.log.as_json() == before


def test_the_published_token_is_named_when_it_stands_in_for_one(tool: RunTool, base_url: str) -> None:
    ended = tool("diff", "schools", "--base-url", base_url)
    assert f"Reading {base_url} (from --base-url) with the published demo token" in ended.err


@pytest.mark.parametrize("report_format", ["terminal", "json", "ndjson", "markdown"])
def test_the_report_goes_to_the_file_and_nowhere_else(
    tool: RunTool, base_url: str, tmp_path: Path, report_format: str
) -> None:
    words = ("diff", "teachers", "--base-url", base_url, "--format", report_format)
    file = tmp_path / "report"
    ended = tool(*words, "--output", str(file))
    assert (ended.code, ended.out) == (0, "")
    assert [path.name for path in tmp_path.iterdir()] == ["report"]
    expected = tool(*words).out
    # Later requests make no difference but to their own number.
    assert file.read_text().count("\n") == expected.count("\n")


def asked_for(sandbox: Sandbox) -> list[str]:
    return [request["path"] for request in json.loads(sandbox.log.as_json())]


def test_events_are_refused_without_a_request_until_acknowledged(tool: RunTool, server: tuple[str, Sandbox]) -> None:
    base_url, sandbox = server
    before = sandbox.log.as_json()
    ended = tool("diff", "events", "--base-url", base_url, "--format", "json")
    assert ended.code == 3
    assert json.loads(ended.out)["reason"] == "gate"
    assert "--acknowledge-events" in ended.err
    assert sandbox.log.as_json() == before


def test_acknowledged_events_are_documented(tool: RunTool, base_url: str) -> None:
    ended = tool("diff", "events", "--acknowledge-events", "--base-url", base_url, "--format", "json")
    report = json.loads(ended.out)
    assert ended.code == 0, ended.out
    assert report["collections"][0]["only_to"] > 0, "changes of schools alone are in the later feed only"
    assert report["findings"] == []


def test_a_default_run_asks_for_no_events(tool: RunTool, server: tuple[str, Sandbox]) -> None:
    base_url, sandbox = server
    before = len(asked_for(sandbox))
    assert tool("diff", "--base-url", base_url, "-q").code == 0
    asked = asked_for(sandbox)[before:]
    assert any("/students" in path for path in asked)
    assert not any("/events" in path for path in asked)


@pytest.mark.parametrize(("fail_on", "code"), [("unexpected", 0), ("drifted", 0), ("documented", 1), ("never", 0)])
def test_fail_on_sets_what_ends_in_exit_code_1(tool: RunTool, base_url: str, fail_on: str, code: int) -> None:
    assert tool("diff", "teachers", "--base-url", base_url, "--fail-on", fail_on, "-q").code == code


def test_findings_beyond_the_wanted_number_are_counted(tool: RunTool, base_url: str) -> None:
    with tampering_proxy(base_url, "/v1.2/students", lambda record: {**record, "shoe": "44"}) as tampered:
        ended = tool("diff", "students", "--base-url", tampered, "--format", "json", "--max-findings", "5")
        never = tool("diff", "students", "--base-url", tampered, "--fail-on", "never", "-q")
    report = json.loads(ended.out)
    assert ended.code == 1
    assert len(report["findings"]) == 5
    assert report["findings_left_out"] == STUDENTS - 5
    assert report["collections"][0]["unexpected"] == STUDENTS
    assert never.code == 0


def test_records_beyond_the_limit_of_rereads_keep_their_verdict_and_are_counted(tool: RunTool, base_url: str) -> None:
    with tampering_proxy(base_url, "/v1.2/students", lambda record: {**record, "shoe": "44"}) as tampered:
        ended = tool("diff", "students", "--base-url", tampered, "--format", "json", "--max-rereads", "20")
    report = json.loads(ended.out)
    assert report["collections"][0]["unexpected"] == STUDENTS
    assert any(f"{STUDENTS - 20} differing records" in line for line in report["skipped"])


def test_two_processes_write_what_one_writes() -> None:
    words = [sys.executable, "-m", "clever_upgrade", "diff", "--sandbox", "-q", "--format", "json"]
    reports = [
        subprocess.run([*words, "--processes", number], capture_output=True, check=True).stdout for number in ("1", "2")
    ]
    assert reports[0] == reports[1]
    assert json.loads(reports[0])["coverage"]["pairs"] > 0


def test_quiet_leaves_nothing_but_the_result(tool: RunTool, base_url: str) -> None:
    assert tool("diff", "teachers", "--base-url", base_url, "--quiet").err == ""


def test_the_target_is_said_first(tool: RunTool, base_url: str) -> None:
    assert tool("diff", "teachers", "--base-url", base_url).err.startswith(f"Reading {base_url} ")


def test_the_token_is_read_from_its_file_and_never_shown(tool: RunTool, base_url: str, tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text("another-token\n")
    ended = tool("diff", "teachers", "--base-url", base_url, "--token-file", str(file))
    assert ended.code == 0, ended.err
    file.write_text("wrong-token\n")
    refused = tool("diff", "teachers", "--base-url", base_url, "--token-file", str(file))
    assert refused.code == 4
    for text in (ended.out, ended.err, refused.out, refused.err):
        assert "another-token" not in text
        assert "wrong-token" not in text


def test_without_a_token_a_real_server_is_not_asked(tool: RunTool) -> None:
    ended = tool("diff", "--base-url", "https://api.clever.invalid")
    assert ended.code == 2
    assert "CLEVER_TOKEN" in ended.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("diff", "studnets"), 'Did you mean "students"?'),
        (("diff", "--sandbox", "--base-url", "http://127.0.0.1:1"), "--sandbox"),
        (("diff", "--base-url", "http://example.com"), "https"),
        (("diff", "--format", "yaml", "--sandbox"), "markdown"),
        (("diff", "--sample", "0", "--sandbox"), "--sample"),
        (("diff", "--fail-on", "expected", "--sandbox"), "documented"),
        (("diff", "--config", "no-such-file.toml", "--sandbox"), "no-such-file.toml"),
        (("dif",), "diff"),
        (("diff", "--smaple", "3"), "--sample"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_reads_nothing(tool: RunTool, words: tuple[str, ...], said: str) -> None:
    ended = tool(*words)
    assert ended.code == 2, ended.out + ended.err
    assert said in ended.err
    assert ended.out == ""
    assert "Traceback" not in ended.err


def test_a_server_that_is_not_there_ends_in_one_clear_sentence(tool: RunTool) -> None:
    ended = tool("diff", "--base-url", "http://127.0.0.1:1", "-q", env={"CLEVER_UPGRADE_ATTEMPTS": "1"})
    assert ended.code == 4
    assert ended.err.startswith("error: ")
    assert len(ended.err.splitlines()) == 2


def test_the_sandbox_of_the_first_command_needs_nothing(tool: RunTool) -> None:
    ended = tool("diff", "--sandbox", "--format", "json")
    report = json.loads(ended.out)
    assert ended.code == 0, ended.err
    assert next(c["pairs"] for c in report["collections"] if c["collection"] == "students") == 1000
    assert report["findings"] == []


def start(*words: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "clever_upgrade", *words],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )


def test_an_interrupt_ends_with_130_and_one_line() -> None:
    slow = Sandbox({"DEMO_TOKEN": DISTRICT}, faults=parse_options(("timeout=1",)), rate_limit=None)
    with running_sandbox(slow) as slow_url:
        process = start("diff", "--base-url", slow_url)
        with process:
            assert process.stderr is not None
            process.stderr.readline()
            time.sleep(0.5)
            process.send_signal(signal.SIGINT)
            _, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err.splitlines()[-2:] == [
        "error: interrupted",
        "hint: Nothing was changed; run the command again to start over.",
    ]
    assert "Traceback" not in err


@pytest.mark.parametrize(("fail_on", "code"), [("unexpected", 0), ("documented", 1)])
def test_a_reader_that_goes_away_ends_it_silently_and_changes_no_verdict(
    base_url: str, fail_on: str, code: int
) -> None:
    with start("diff", "--base-url", base_url, "--format", "ndjson", "-q", "--fail-on", fail_on) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        err = process.stderr.read()
        process.wait(20)
    assert (process.returncode, err) == (code, "")
