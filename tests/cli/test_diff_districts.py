"""``diff`` over the districts of an application: totals, failures that stop nobody, and going on after a kill."""

import json
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clever_upgrade.report.diff.schema import diff_schema
from tests.cli.company import SECRET, Company, company
from tests.cli.conftest import Ended, RunTool

SIZE = 9


@pytest.fixture(scope="module")
def broken() -> Iterator[Company]:
    with company(SIZE) as found:
        yield found


@pytest.fixture
def diff(tool: RunTool, tmp_path: Path) -> Any:
    def run_diff(*words: str, **options: Any) -> Ended:
        env = {"CLEVER_CLIENT_SECRET": SECRET, "CLEVER_UPGRADE_STATE": str(tmp_path)}
        return tool("diff", *words, env=env, **options)

    return run_diff


@pytest.fixture(scope="module")
def seen() -> dict[str, Any]:
    """The report over all districts, once there is one: nothing changes in them for long."""
    return {}


@pytest.fixture
def whole(broken: Company, diff: Any, tmp_path: Path, seen: dict[str, Any]) -> dict[str, Any]:
    """What a comparison of all districts that nobody disturbs reports."""
    if not seen:
        seen.update(json.loads(diff(*broken.words, "--format", "json", "-q").out))
        for notes in tmp_path.iterdir():
            notes.unlink()
    return seen


def test_three_broken_districts_are_told_apart_and_the_others_are_compared(broken: Company, diff: Any) -> None:
    ended = diff(*broken.words, "--format", "json", "-q")
    assert ended.code == 4
    report = json.loads(ended.out)
    jsonschema.validate(report, diff_schema())
    assert not report["complete"]
    assert [(failure["district"], failure["reason"]) for failure in report["failures"]] == [
        (broken.revoked, "token-refused")
    ]
    assert {each["district"] for each in report["districts"]} == set(broken.districts) - {broken.revoked}
    first = report["districts"][0]
    assert (first["district"], first["verdict"], first["unexpected"]) == (broken.tampered, "unexpected", 5)
    assert all(each["verdict"] == "documented" for each in report["districts"][1:])
    assert {finding["district"] for finding in report["findings"]} == {broken.tampered}
    assert report["coverage"]["districts"] == SIZE - 1
    states = [group for group in report["fields"] if group["rule"] in ("sync-state", "pause-window")]
    assert {(group["path"], group["records"]) for group in states} == {
        ("state", 1), ("pause_start", 1), ("pause_end", 1),
    }  # fmt: skip


def test_the_totals_are_the_sums_of_what_each_district_says_alone(
    broken: Company, diff: Any, whole: dict[str, Any]
) -> None:
    totals: dict[str, int] = {}
    for district in set(broken.districts) - {broken.revoked}:
        alone = json.loads(diff(*broken.words, "--district", district, "--format", "json", "-q").out)
        assert [count for count in whole["collections"] if count["district"] == district] == alone["collections"]
        for group in alone["fields"]:
            key = "/".join((group["collection"], group["path"], group["rule"]))
            totals[key] = totals.get(key, 0) + group["records"]
    assert totals == {
        "/".join((group["collection"], group["path"], group["rule"])): group["records"] for group in whole["fields"]
    }


def test_people_see_what_failed_and_what_differs_first(broken: Company, diff: Any) -> None:
    ended = diff(*broken.words)
    assert f"1 of {SIZE} districts could not be compared. Unexpected differences in 5 of" in ended.out
    assert ended.out.index("Not compared: 1 district") < ended.out.index("Districts that differ")
    assert f"{broken.tampered} 5 unexpected of" in " ".join(ended.out.split())
    assert f"Nothing unexpected in the other {SIZE - 2}." in ended.out
    assert "--resume" in ended.out
    assert f"{broken.revoked}: failed (token-refused)" in ended.err
    assert SECRET not in ended.out + ended.err
    assert "DEMO_TOKEN" not in ended.out + ended.err


def test_one_district_can_be_picked(broken: Company, diff: Any) -> None:
    ended = diff(*broken.words, "--district", broken.tampered, "--format", "json", "-q")
    assert ended.code == 1
    assert {each["district"] for each in json.loads(ended.out)["districts"]} == {broken.tampered}
    unknown = diff(*broken.words, "--district", "5" * 24)
    assert unknown.code == 2
    assert f"error: the application has no district '{'5' * 24}'" in unknown.err


def test_a_token_of_another_district_than_the_one_that_was_named_is_refused(broken: Company, tool: RunTool) -> None:
    ended = tool("diff", "--base-url", broken.base_url, "--district", broken.paused, env={"CLEVER_TOKEN": "DEMO_TOKEN"})
    assert ended.code == 2
    assert f"error: the token belongs to the district {broken.districts[0]}, not to" in ended.err


def test_only_what_failed_is_read_again(broken: Company, diff: Any, tmp_path: Path) -> None:
    first = diff(*broken.words, "--format", "json", "-q")
    before = broken.requested()
    again = diff(*broken.words, "--format", "json", "--resume")
    assert f"Going on: {SIZE - 1} of {SIZE} districts are finished already" in again.err
    assert broken.requested() - before <= 3
    assert json.loads(again.out) == json.loads(first.out)
    broken.revoke(broken.revoked, revoked=False)
    try:
        mended = diff(*broken.words, "--format", "json", "--resume", "-q")
    finally:
        broken.revoke(broken.revoked)
    report = json.loads(mended.out)
    assert (mended.code, report["failures"], report["complete"]) == (1, [], True)
    assert report["coverage"]["districts"] == SIZE
    assert list(tmp_path.iterdir()) == []


def test_the_command_that_is_told_for_the_rest_goes_on_with_the_same_comparison(broken: Company, diff: Any) -> None:
    picked = [word for each in broken.districts[:4] for word in ("--district", each)]
    chosen = ("students", "teachers", "--sample", "3", "--seed", "5", "--max-findings", "2")
    told = " ".join(diff(*broken.words, *picked, *chosen, "-q").out.replace("\\\n", " ").split())
    (command,) = re.findall(r"only those: clever-upgrade diff (.*? --resume)", told)
    before = broken.requested()
    assert "Going on: 3 of 4 districts are finished already" in diff(*shlex.split(command)).err
    assert broken.requested() - before <= 3


def test_a_run_that_was_begun_anew_says_what_it_gives_up(broken: Company, diff: Any) -> None:
    diff(*broken.words, "-q")
    ended = diff(*broken.words)
    assert f"cut off after {SIZE - 1} of {SIZE} districts; this one starts anew" in ended.err


def test_another_comparison_does_not_go_on_with_this_one(broken: Company, diff: Any) -> None:
    diff(*broken.words, "-q")
    ended = diff("students", *broken.words, "--resume")
    assert f"Going on: 0 of {SIZE} districts" in ended.err


def test_what_was_damaged_in_the_notes_is_read_again(
    broken: Company, diff: Any, whole: dict[str, Any], tmp_path: Path
) -> None:
    diff(*broken.words, "-q")
    (notes,) = tmp_path.iterdir()
    first, second, third, *others = notes.read_text().splitlines()
    lines = [
        "[" * 100_000,
        first.replace('"report": {', '"report": {"x": 1, '),
        second.replace("v1.1", "v7"),
        third[:-9],
    ]
    notes.write_bytes("\n".join([*lines, *others]).encode() + b"\n\xff\n")
    again = diff(*broken.words, "--format", "json", "--resume")
    assert f"Going on: {SIZE - 4} of {SIZE} districts are finished already" in again.err
    assert {**json.loads(again.out), "coverage": None} == {**whole, "coverage": None}


def test_the_notes_hold_no_value_and_are_the_owner_s_alone(broken: Company, diff: Any, tmp_path: Path) -> None:
    diff(*broken.words, "--show-values", "-q", terminal=True)
    (notes,) = tmp_path.iterdir()
    assert notes.stat().st_mode & 0o077 == 0
    text = notes.read_text()
    assert '"from": ' not in text
    assert '"44"' not in text
    assert "shoe_size" in text


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["--sandbox"], "--sandbox is a server of its own"),
        (["--token-file", "x"], "--client-id lists the tokens of an application"),
        (["--id", "5" * 24], "--id names a record of one district"),
    ],
)
def test_options_that_do_not_go_together(broken: Company, diff: Any, words: list[str], told: str) -> None:
    ended = diff(*broken.words, *words)
    assert ended.code == 2
    assert told in ended.err


def test_a_resume_without_an_application_is_refused(tool: RunTool) -> None:
    ended = tool("diff", "--sandbox", "--resume")
    assert ended.code == 2
    assert "Add --client-id" in ended.err


@pytest.mark.parametrize("command", ["diff", "status", "resync"])
def test_the_server_is_named_before_it_is_sent_the_secret(command: str, tool: RunTool, tmp_path: Path) -> None:
    nobody = "http://127.0.0.1:1"
    env = {"CLEVER_CLIENT_SECRET": SECRET, "CLEVER_UPGRADE_STORE": f"sqlite:///{tmp_path / 'clever.db'}"}
    ended = tool(command, "--client-id", "a", "--base-url", nobody, env={**env, "CLEVER_UPGRADE_ATTEMPTS": "1"})
    first, second, *_ = ended.err.splitlines()
    assert first == f"Reading {nobody} (from --base-url) with the secret from CLEVER_CLIENT_SECRET"
    assert second.startswith("error: GET /oauth/tokens")


def test_without_a_secret_nothing_is_asked(broken: Company, tool: RunTool) -> None:
    before = broken.requested()
    ended = tool("diff", *broken.words, env={"CLEVER_CLIENT_SECRET": ""})
    assert ended.code == 2
    assert "hint: Put the secret of the application into CLEVER_CLIENT_SECRET." in ended.err
    assert broken.requested() == before


@pytest.mark.parametrize("how", [signal.SIGKILL, pytest.param(signal.SIGTERM, marks=pytest.mark.slow), signal.SIGINT])
def test_a_run_that_is_killed_goes_on_where_it_was(
    broken: Company, diff: Any, whole: dict[str, Any], tmp_path: Path, how: int
) -> None:
    command = [sys.executable, "-m", "clever_upgrade", "diff", *broken.words, "--at-once", "2", "--format", "json"]
    environ = {**os.environ, "CLEVER_CLIENT_SECRET": SECRET, "CLEVER_UPGRADE_STATE": str(tmp_path)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if f"[4/{SIZE}]" in line:
                break
        process.send_signal(how)
        rest = process.stderr.read()
        process.wait()
    assert process.returncode == (-signal.SIGKILL if how == signal.SIGKILL else 130)
    assert "Traceback" not in rest
    if how != signal.SIGKILL:
        assert "add --resume to the same command" in rest
    (notes,) = tmp_path.iterdir()
    finished = len(notes.read_text().splitlines())
    assert 3 <= finished < SIZE - 1
    with notes.open("a") as file:
        file.write('{"district": "cut o')
    resumed = diff(*broken.words, "--format", "json", "--resume")
    assert f"Going on: {finished} of {SIZE}" in resumed.err
    assert {**json.loads(resumed.out), "coverage": None} == {**whole, "coverage": None}


def test_processes_are_for_one_district(broken: Company, diff: Any) -> None:
    ended = diff(*broken.words, "--processes", "2")
    assert ended.code == 2
    assert "--processes is for one district" in ended.err
    assert "--at-once" in ended.err
