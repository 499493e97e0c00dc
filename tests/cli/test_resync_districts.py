"""``resync`` and ``events`` over the districts of an application, into one store."""

import json
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.sandbox.exchange import Request
from tests.cli.company import SECRET, Company, company
from tests.cli.conftest import Ended, RunTool
from tests.resync.truth import rows

SIZE = 6


@pytest.fixture(scope="module")
def broken() -> Iterator[Company]:
    with company(SIZE) as found:
        yield found


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    return {"CLEVER_CLIENT_SECRET": SECRET, "CLEVER_UPGRADE_STORE": f"sqlite:///{tmp_path / 'clever.db'}"}


@pytest.fixture
def call(tool: RunTool, broken: Company, environ: dict[str, str]) -> Any:
    def run(*words: str) -> Ended:
        return tool(*words, *broken.words, env=environ)

    return run


@pytest.fixture(scope="module")
def made_once(broken: Company) -> list[bytes]:
    """The store of all districts after their first resync, once there is one: the same districts make the same."""
    del broken
    return []


@pytest.fixture
def resynced(call: Any, environ: dict[str, str], made_once: list[bytes]) -> None:
    """Every healthy district was cut over a while ago."""
    file = Path(environ["CLEVER_UPGRADE_STORE"].removeprefix("sqlite:///"))
    if made_once:
        file.write_bytes(made_once[0])
        return
    call("resync", "-q")
    assert not file.with_name(f"{file.name}-wal").exists(), "everything is in the file"
    made_once.append(file.read_bytes())


def stored(environ: dict[str, str], district: str) -> int:
    asked = f"SELECT count(*) AS n FROM students WHERE district = '{district}'"  # noqa: S608
    found: int = rows(environ["CLEVER_UPGRADE_STORE"], asked)[0]["n"]
    return found


def test_every_healthy_district_is_cut_over_and_the_others_say_why_not(
    broken: Company, call: Any, environ: dict[str, str]
) -> None:
    ended = call("resync", "--format", "json", "-q")
    assert ended.code == 4
    report = json.loads(ended.out)
    assert report["schema"] == "clever-upgrade/district-resyncs/1"
    assert {failure["district"]: failure["reason"] for failure in report["failures"]} == {
        broken.revoked: "token-refused", broken.paused: "paused",
    }  # fmt: skip
    assert {each["district"] for each in report["districts"]} == set(broken.districts) - {broken.revoked, broken.paused}
    assert {each["state"] for each in report["districts"]} == {"done"}
    assert len({each["run"] for each in report["districts"]}) == SIZE - 2
    assert stored(environ, broken.districts[0]) == 5
    assert stored(environ, broken.paused) == 0


@pytest.mark.usefixtures("resynced")
def test_events_go_on_in_every_district_that_was_cut_over(broken: Company, call: Any, environ: dict[str, str]) -> None:
    moved = broken.districts[5]
    student = rows(environ["CLEVER_UPGRADE_STORE"], f"SELECT id FROM students WHERE district = '{moved}'")[0]["id"]  # noqa: S608
    broken.app.handle(Request("DELETE", f"/_sandbox/records/students/{student}"))
    ended = call("events", "--format", "json", "-q")
    report = json.loads(ended.out)
    assert (ended.code, report["schema"]) == (4, "clever-upgrade/district-events/1")
    assert [each["district"] for each in report["districts"] if each["events"]] == [moved]
    assert {failure["reason"] for failure in report["failures"]} == {"token-refused", "gate"}
    again = call("events", "--district", moved)
    assert again.code == 0
    assert "0 events applied in 1 district." in again.out
    silent = call("events", "--district", moved, "--quiet")
    assert (silent.code, silent.out, silent.err) == (0, "", "")
    failed = call("events", "--district", broken.revoked, "--quiet")
    assert (failed.code, broken.revoked in failed.out) == (4, True)


def test_people_see_a_line_for_each(broken: Company, call: Any) -> None:
    ended = call("resync")
    assert f"4 of {SIZE} districts are done." in ended.out
    assert ended.out.index("Held back: 1 district") < ended.out.index("Failed: 1 district")
    assert f"{broken.paused}: held back (paused)" in ended.err
    assert f"{broken.paused}  paused: the district has paused its sync" in " ".join(ended.out.split(" "))
    assert f"[{SIZE}/{SIZE}]" in ended.err


def test_a_held_district_ends_in_a_refusal(broken: Company, call: Any) -> None:
    ended = call("resync", "--district", broken.districts[0], "--postpone-cutover")
    assert ended.code == 3
    assert "is held (postponed)" in ended.out


def suggested(text: str, word: str) -> list[str]:
    """The first command of a report with this word in it, as a shell would take it."""
    lines = (line.strip() for line in text.replace("\\\n", " ").splitlines())
    return next(shlex.split(line) for line in lines if line.startswith("clever-upgrade ") and word in line)


def test_what_status_suggests_works_as_it_stands(
    broken: Company, call: Any, tool: RunTool, environ: dict[str, str]
) -> None:
    district = broken.districts[0]
    call("resync", "--district", district, "--district", broken.districts[5], "--postpone-cutover")
    for word, told in (("cutover", "is done"), ("events", "0 events applied")):
        command = suggested(tool("resync", "status", "--district", district, env=environ).out, word)
        assert command[-2:] == ["--district", district]
        ended = tool(*("--once" if each == "--follow" else each for each in command[1:]), env=environ)
        assert (ended.code, told in ended.out) == (0, True), (command, ended)


def test_a_run_that_goes_on_otherwise_is_suggested_otherwise(
    broken: Company, call: Any, tool: RunTool, environ: dict[str, str]
) -> None:
    words = ("--district", broken.districts[0], "--postpone-cutover")
    call("resync", *words)
    alone = {**environ, "CLEVER_TOKEN": "DEMO_TOKEN"}
    tool("resync", *words, "--base-url", broken.base_url, env=alone)
    command = suggested(tool("resync", "status", env=environ).out, "cutover")
    assert command[-4:] == ["--base-url", broken.base_url, "--district", broken.districts[0]]
    assert "--client-id" not in command


def test_nothing_of_one_district_is_asked_of_many(call: Any) -> None:
    assert call("resync", "--v11-cursor", "5" * 24).code == 2
    verified = call("resync", "verify")
    assert verified.code == 2


@pytest.mark.usefixtures("resynced")
def test_of_many_districts_in_a_store_one_is_verified(call: Any) -> None:
    assert "Pick it with --district." in call("resync", "verify").err


@pytest.mark.usefixtures("resynced")
def test_following_goes_on_until_it_is_stopped(broken: Company, environ: dict[str, str]) -> None:
    command = [sys.executable, "-m", "clever_upgrade", "events", "--follow", "--interval", "1", *broken.words]
    with subprocess.Popen(
        [*command, "--district", broken.districts[0], "--format", "json"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, **environ},
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        lines = [json.loads(process.stdout.readline()) for _ in range(2)]
        process.send_signal(signal.SIGTERM)
        told = process.stderr.read()
    assert process.returncode == 0
    assert [line["district"] for line in lines] == [broken.districts[0]] * 2
    assert "Stopped; the cursors are stored." in told


def test_a_run_over_all_that_is_killed_ends_as_if_it_had_not_been(
    broken: Company, call: Any, environ: dict[str, str], tmp_path: Path
) -> None:
    command = [sys.executable, "-m", "clever_upgrade", "resync", *broken.words, "--at-once", "2", "--lease", "2"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env={**os.environ, **environ}) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if "is done" in line:
                break
        process.kill()
        process.communicate()
    assert process.returncode == -signal.SIGKILL
    time.sleep(2.1)
    report = json.loads(call("resync", "--format", "json", "-q").out)
    assert {each["state"] for each in report["districts"]} == {"done"}
    undisturbed = f"sqlite:///{tmp_path / 'undisturbed.db'}"
    call("resync", "-q", "--store", undisturbed)
    asked = "SELECT id, district, fingerprint FROM students WHERE archived_at IS NULL ORDER BY id"
    assert rows(environ["CLEVER_UPGRADE_STORE"], asked) == rows(undisturbed, asked)
    healthy = set(broken.districts) - {broken.revoked, broken.paused}
    assert {row["district"] for row in rows(undisturbed, asked)} == healthy
