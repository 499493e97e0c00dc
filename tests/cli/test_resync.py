"""``resync`` as a user calls it: every subcommand, every way it can refuse, and what it leaves behind."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.sandbox.faultspec import parse_options
from tests.cli.conftest import RunTool
from tests.cli.resynced import Town, town
from tests.resync.truth import rows

__all__ = ["town"]

COMMANDS = ("run", "approve", "cutover", "abort", "status", "plan", "verify")
LIVE = ("districts", "schools", "teachers", "students", "sections", "contacts", "school_admins", "district_admins")


def live_rows(town: Town) -> int:
    return sum(
        rows(f"sqlite:///{town.file}", f"SELECT count(*) AS n FROM {name} WHERE archived_at IS NULL")[0]["n"]  # noqa: S608
        for name in LIVE
    )


def folded(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(
    "words", [("resync",), ("resync", "run"), ("resync", "-q"), ("resync", "--page-size", "7", "-q")]
)
def test_a_bare_resync_with_or_without_options_runs(town: Town, words: tuple[str, ...]) -> None:
    ended = town.run(*words)
    assert ended.code == 0, ended.err
    assert "is done" in ended.out
    assert live_rows(town) > 40


def test_what_is_under_way_is_said_on_standard_error_and_the_result_on_standard_output(town: Town) -> None:
    ended = town.run("resync")
    assert ended.err.splitlines() == [
        f"Reading {town.server} (from CLEVER_API_URL) with the token from CLEVER_TOKEN",
        "Checking the district and the store",
        "Reading every record",
        "Verifying",
        "Cutting over",
        "Replaying events",
    ]
    assert ended.out.startswith("Run ")
    quiet = town.run("resync", "--quiet")
    assert quiet.err == ""


def test_a_second_run_says_that_nothing_had_changed(town: Town) -> None:
    town.run("resync")
    again = town.run("resync")
    assert (again.code, "no row was written" in folded(again.out)) == (0, True)


def test_the_result_goes_to_the_file_and_nowhere_else(town: Town) -> None:
    ended = town.run("resync", "--format", "json", "-q", "--output", "result.json")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert json.loads(Path("result.json").read_text(encoding="utf-8"))["state"] == "done"


def test_a_place_that_cannot_be_written_is_refused_before_anything_is_read_or_made(town: Town) -> None:
    ended = town.run("resync", "--output", "missing/result.json")
    assert (ended.code, ended.out) == (2, "")
    assert not town.file.exists()
    assert town.requests() == []


def test_a_dry_run_stages_everything_shows_the_plan_and_changes_nothing(town: Town) -> None:
    planned = town.json("resync", "--dry-run")
    assert (planned["state"], planned["dry_run"], planned["version"]) == ("verified", True, None)
    students = next(each for each in planned["collections"] if each["collection"] == "students")
    assert students["plan"]["added"] == students["rows"] == students["count"] == 40
    assert live_rows(town) == 0
    assert not any("/v1.2/events" in path for path in town.requests())
    assert "resync run" in town.run("resync", "status").out


def test_a_run_that_goes_on_says_so_first_and_at_the_end(town: Town) -> None:
    first = town.json("resync", "--dry-run")
    ended = town.run("resync")
    assert f"Going on with run {first['run']}\n" in ended.err
    assert "went on where an earlier command had stopped" in folded(ended.out)
    assert f"Run {first['run']} " in ended.out
    assert "Going on" not in town.run("resync").err


def test_a_postponed_run_waits_for_its_cut_over(town: Town) -> None:
    held = town.json("resync", "--postpone-cutover", code=3)
    assert (held["state"], held["reason"]) == ("held", "postponed")
    again = town.run("resync")
    assert (again.code, live_rows(town)) == (3, 0)
    assert f"resync cutover {held['run']}" in again.out
    done = town.json("resync", "cutover", held["run"])
    assert (done["state"], done["run"], done["reason"]) == ("done", held["run"], None)
    assert live_rows(town) > 40


def lose_half(town: Town) -> dict[str, Any]:
    """A run that the deletion guard holds."""
    town.run("resync", "-q")
    town.remove("students", *town.ids("students")[:20])
    return town.json("resync", code=3)


def test_a_run_that_would_archive_too_much_is_held_until_approved(town: Town) -> None:
    held = lose_half(town)
    before = live_rows(town)
    assert (held["state"], held["reason"]) == ("held", "deletion-guard")
    assert "20 of 40 (50.0 %) students" in held["message"]
    shown = town.run("resync", "plan").out
    assert "students archived: " in folded(shown)
    assert town.run("resync", "status").out.count(f"resync approve {held['run']}") == 1
    done = town.json("resync", "approve", held["run"])
    archived = sum(each["plan"]["archived"] for each in held["collections"])
    assert archived > 20, "their contacts go with them"
    assert (done["state"], live_rows(town)) == ("done", before - archived)


def test_nothing_is_said_to_be_cut_over_where_a_guard_holds_the_run(town: Town) -> None:
    for words in (("--postpone-cutover",), (), ("--dry-run",)):
        assert "utting over" not in town.run("resync", *words).err
    name = town.json_of_store("status")["districts"][0]["run"]
    assert "Cutting over" in town.run("resync", "cutover", name).err
    town.remove("students", *town.ids("students")[:20])
    held = town.run("resync")
    assert (held.code, "utting over" in held.err) == (3, False)


def test_a_run_that_was_overtaken_by_events_is_said_to_be_given_up_and_why(town: Town) -> None:
    held = lose_half(town)
    town.run("events", "--once")
    approved = town.run("resync", "approve", held["run"], COLUMNS="120")
    assert approved.code == 0
    why = f"run {held['run']}, because events were applied after it had begun to read\n"
    assert f"Giving up {why}" in approved.err
    assert f"Run {held['run']} was given up, because events were applied after it" in folded(approved.out)
    assert "approved there counts here" in folded(approved.out)
    assert "was given up" not in town.run("resync").out


def test_a_cut_over_stays_postponed_though_events_overtook_the_run(town: Town) -> None:
    town.run("resync", "-q")
    held = town.json("resync", "--postpone-cutover", code=3)
    town.change("students", 1, grade="12")
    town.run("events", "--once")
    anew = town.json("resync", code=3)
    assert (anew["reason"], anew["run"] != held["run"]) == ("postponed", True)
    assert town.json("resync", "cutover", anew["run"])["state"] == "done"


def test_a_run_that_was_given_up_leaves_the_live_tables_as_they_were(town: Town) -> None:
    held = lose_half(town)
    before = live_rows(town)
    ended = town.run("resync", "abort", held["run"])
    assert (ended.code, live_rows(town)) == (0, before)
    assert (
        ended.out == f"Run {held['run']} was given up. What it staged is dropped; the live tables are as they were.\n"
    )
    assert "was given up" in town.run("resync", "status").out


def test_more_may_be_allowed_beforehand(town: Town) -> None:
    town.run("resync", "-q")
    town.remove("students", *town.ids("students")[:20])
    assert town.run("resync", "--max-archived", "70").code == 0


def test_verify_finds_nothing_after_a_resync_and_ends_with_1_where_something_differs(town: Town) -> None:
    town.run("resync", "-q")
    equal = town.run("resync", "verify", "-q")
    assert (equal.code, "holds just what the source does" in folded(equal.out)) == (0, True)
    changed = town.change("students", 3, grade="12", gender="X")
    (gone,) = town.ids("teachers")[:1]
    town.remove("teachers", gone)
    report = town.json("resync", "verify", code=1)
    found = {(each["collection"], each["id"]): each for each in report["mismatches"]}
    assert "grade" in found["students", changed]["paths"]
    assert found["teachers", gone]["only_in"] == "store"
    assert not report["equal"]
    assert town.run("events", "--once").code == 0
    assert town.run("resync", "verify").code == 0


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("resync", "aprove", "x"), "approve"),
        (("resync", "statsu"), "status"),
        (("resync", "--dryrun"), "--dry-run"),
        (("resync", "--format", "yaml"), "json"),
        (("resync", "--max-archived", "101"), "--max-archived"),
        (("resync", "abort"), "RUN"),
        (("resync", "--v11-cursor", "nonsense"), "--v11-cursor"),
        (("resync", "--v11-cursor", "f" * 24), "--v11-cursor"),
        (("resync", "--sandbox", "--base-url", "http://127.0.0.1:1"), "--sandbox"),
        (("resync", "status", "--config", "no-such-file.toml"), "no-such-file.toml"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(town: Town, words: tuple[str, ...], said: str) -> None:
    ended = town.run(*words)
    assert (ended.code, ended.out) == (2, ""), ended.err
    assert said in ended.err
    assert "Traceback" not in ended.err


@pytest.mark.parametrize("words", [("resync",), *(("resync", command) for command in COMMANDS), ("events",)])
def test_every_command_shows_an_example_in_its_help(tool: RunTool, words: tuple[str, ...]) -> None:
    ended = tool(*words, "--help", env={"COLUMNS": "120"})
    assert (ended.code, ended.err) == (0, "")
    assert re.search(r"Examples?: `clever-upgrade (resync|events)", ended.out)


@pytest.mark.parametrize("words", [("resync", "run"), ("resync", "status"), ("events",)])
def test_help_loads_neither_database_nor_client(words: tuple[str, ...]) -> None:
    code = (
        "import sys\nfrom clever_upgrade.cli.main import run\n"
        f"sys.argv = ['clever-upgrade', *{words!r}, '--help']\n"
        "try:\n    run()\nexcept SystemExit:\n    pass\n"
        "print('LOADED', *sorted({name.split('.')[0] for name in sys.modules}))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    loaded = set(done.stdout.rpartition("LOADED")[2].split())
    assert "typer" in loaded
    assert not {"sqlalchemy", "httpx", "msgspec", "starlette", "uvicorn"} & loaded, "pydantic comes with Typer"


@pytest.mark.parametrize("sign", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_an_interrupt_ends_with_130_and_the_next_call_goes_on(town: Town, sign: signal.Signals) -> None:
    slow = parse_options(("slow=1",))
    town.ask("faults", "PUT", {kind.value: {"rate": 1, "seconds": 0.2} for kind in slow})
    command = [sys.executable, "-m", "clever_upgrade", "resync", "--page-size", "10"]
    environ = {**os.environ, **town.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ) as process:
        assert process.stderr is not None
        for line in process.stderr:
            if line.startswith("Reading every record"):
                break
        time.sleep(0.3)
        process.send_signal(sign)
        out, err = process.communicate(timeout=30)
    assert (process.returncode, out) == (130, "")
    assert "error: interrupted" in err
    assert "goes on from there" in err
    assert "Traceback" not in err
    town.ask("faults", "PUT", {})
    assert town.json_of_store("status")["districts"][0]["at_work"] is False
    again = town.run("resync")
    assert again.code == 0, again.err
    assert "Going on with run" in again.err


def personal_texts(town: Town) -> set[str]:
    """Every name, address and number of a person in the district, as long as it cannot be mistaken for a word."""
    found: set[str] = set()
    for collection in ("students", "teachers", "contacts", "school_admins", "district_admins"):
        for record in town.ask(f"truth/v1.2/{collection}"):
            name = record.get("name") or {}
            if isinstance(name, dict) and name.get("first") and name.get("last"):
                found |= {f"{name['first']} {name['last']}", name["last"]}
            found |= {
                str(record[key]) for key in ("email", "dob", "phone", "sis_id", "student_number") if record.get(key)
            }
    return {text for text in found if len(text) > 4}


def test_no_output_holds_anything_personal(town: Town) -> None:
    people = personal_texts(town)
    assert len(people) > 100
    said = []
    for report_format in ("terminal", "json"):
        form = ("--format", report_format)
        town.file.unlink(missing_ok=True)
        said.append(town.run("resync", "--dry-run", *form))
        said.append(town.run("resync", "plan", *form))
        said.append(town.run("resync", *form))
        town.change("students", 5, grade="7", gender="F")
        town.change("teachers", 2, title="Chief")
        said.append(town.run("resync", "verify", *form))
        said.append(town.run("events", "--once", *form))
        town.remove("students", *town.ids("students")[:10])
        said.append(town.run("resync", *form))
        said.append(town.run("resync", "status", *form))
        said.append(town.run("resync", "plan", *form))
        said.append(
            town.run(
                "resync",
                "abort",
                json.loads(town.run("resync", "status", "--format", "json").out)["districts"][0]["run"],
                *form,
            )
        )
    text = "".join(ended.out + ended.err for ended in said)
    assert len(text) > 5000
    assert sorted(each for each in people if re.search(rf"(?<![0-9a-f]){re.escape(each)}(?![0-9a-f])", text)) == []
