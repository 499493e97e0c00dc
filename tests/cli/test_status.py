"""``status``: one district or all of an application, what ends in which exit code, and recordings of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from clever_upgrade.report.status.schema import status_schema
from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from clever_upgrade.sandbox.tokens import district_token
from tests.cli.company import SECRET, Company, company
from tests.cli.conftest import RunTool

SIZE = 8


@pytest.fixture(scope="module")
def broken() -> Iterator[Company]:
    with company(SIZE) as found:
        yield found


@pytest.fixture
def status(tool: RunTool) -> Any:
    return lambda *words: tool("status", *words, env={"CLEVER_CLIENT_SECRET": SECRET})


def test_a_throw_away_district_needs_nothing_and_runs(status: Any) -> None:
    ended = status("--sandbox", "-q")
    assert (ended.code, ended.err) == (0, "")
    assert "The sync of the district is running." in ended.out


def test_one_district_of_a_token_is_told_in_full(broken: Company, tool: RunTool) -> None:
    token = district_token(broken.districts.index(broken.paused) + 1)
    ended = tool("status", "--base-url", broken.base_url, env={"CLEVER_TOKEN": token})
    assert ended.code == 0
    assert f"district {broken.paused} (" in ended.out
    assert "The sync is paused" in ended.out
    assert "nobody until pause_end" in ended.out
    assert token not in ended.out + ended.err


def test_the_districts_of_an_application_are_told_and_a_refused_token_stops_nobody(
    broken: Company, status: Any
) -> None:
    ended = status(*broken.words, "--format", "json")
    assert ended.code == 4
    report = json.loads(ended.out)
    jsonschema.validate(report, status_schema())
    assert [(each["district"], each["reason"]) for each in report["failures"]] == [(broken.revoked, "token-refused")]
    assert {each["district"] for each in report["districts"]} == set(broken.districts) - {broken.revoked}
    assert report["states"] == {"unknown": 0, "error": 0, "pending": 0, "paused": 1, "running": SIZE - 2}
    assert report["districts"][0]["district"] == broken.paused
    assert f"[{SIZE}/{SIZE}]" in ended.err
    people = status(*broken.words, "-q")
    assert people.out.index("Not read: 1 district") < people.out.index("paused: ") < people.out.index("running: ")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((), 0),
        (("--fail-on-state", "error"), 0),
        (("--fail-on-state", "error,paused"), 1),
        (("--fail-on-state", "pending", "--fail-on-state", "running"), 1),
        (("--fail-on-state", "unknown"), 0),
    ],
)
def test_the_states_that_are_named_end_in_exit_code_1(broken: Company, status: Any, words: Any, code: int) -> None:
    picked = ("--district", broken.paused, "--district", broken.districts[0])
    assert status(*broken.words, *picked, "-q", *words).code == code


def test_what_to_do_next_is_told_for_the_districts_that_were_picked(broken: Company, status: Any) -> None:
    told = " ".join(status(*broken.words, "--district", broken.districts[0], "-q").out.replace("\\\n", " ").split())
    where = f"--base-url {broken.base_url} --client-id app"
    assert f"clever-upgrade diff {where} --district {broken.districts[0]}" in told
    picked = ("--district", broken.districts[0], "--district", broken.revoked)
    told = " ".join(status(*broken.words, *picked, "-q").out.replace("\\\n", " ").split())
    assert told.endswith(f"clever-upgrade status {where} --district {broken.revoked}")


def test_an_unread_district_is_graver_than_a_state(broken: Company, status: Any) -> None:
    assert status(*broken.words, "-q", "--fail-on-state", "running").code == 4


def test_a_misspelt_state_is_told_before_anything_is_asked(broken: Company, status: Any) -> None:
    before = broken.requested()
    ended = status(*broken.words, "--fail-on-state", "pause")
    assert (ended.code, broken.requested()) == (2, before)
    assert 'Did you mean "paused"?' in ended.err


def test_it_goes_to_a_file_and_standard_output_stays_empty(broken: Company, status: Any, tmp_path: Path) -> None:
    target = tmp_path / "status.md"
    ended = status(*broken.words, "-q", "--format", "markdown", "--output", str(target))
    assert (ended.code, ended.out) == (4, "")
    assert target.read_text().startswith("## clever-upgrade status: v1.1 and v1.2")
    assert status("--sandbox", "--output", str(tmp_path / "no" / "file")).code == 2


@pytest.mark.parametrize("several", [False, True])
def test_a_recording_answers_as_the_server_did(broken: Company, status: Any, tmp_path: Path, several: bool) -> None:
    folder = str(tmp_path / "recorded")
    healthy = [word for each in (broken.paused, broken.districts[0]) for word in ("--district", each)]
    where = (*broken.words, *healthy) if several else ("--base-url", broken.base_url)
    live = status(*where, "--record", folder, "--format", "json", "-q")
    again = ("--client-id", "any", *healthy) if several else ()
    replayed = status("--replay", folder, *again, "--format", "json", "-q")
    assert (live.code, replayed.code) == (0, 0)
    first, again_told = (json.loads(ended.out)["districts"] for ended in (live, replayed))
    # Free texts are replaced when they are recorded; what the contract knows is kept.
    free = {"name": "", "sis_type": ""}
    assert [{**each, **free} for each in again_told] == [{**each, **free} for each in first]


def test_each_token_has_a_budget_of_its_own(status: Any) -> None:
    districts = {district_token(place): generate_district(3, seed=place) for place in range(1, 7)}
    app = Sandbox(districts, rate_limit=4)
    with running_sandbox(app) as base_url:
        # Three requests for each district: together they are far beyond the four that one token has in a minute.
        ended = status("--client-id", "app", "--base-url", base_url, "--at-once", "6", "--format", "json")
    assert (ended.code, json.loads(ended.out)["states"]["running"]) == (0, 6)
    assert [request.status for request in app.log._requests if request.status == 429] == []
