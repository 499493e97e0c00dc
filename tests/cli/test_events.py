"""``events`` as a user calls it: once for a cron job, or following the feed until it is told to stop."""

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.resynced import Town, town
from tests.resync.truth import rows, stored

__all__ = ["town"]


def store_of(town: Town) -> str:
    return f"sqlite:///{town.file}"


@pytest.mark.parametrize("words", [(), ("--once",), ("--follow",), ("--once", "--format", "json")])
def test_without_a_store_it_is_refused_without_a_request_and_makes_none(town: Town, words: tuple[str, ...]) -> None:
    ended = town.run("events", *words)
    assert ended.code == 3
    assert "`clever-upgrade resync run`" in ended.err
    assert bool(ended.out) == ("json" in words)
    assert list(town.folder.iterdir()) == []
    assert town.requests() == []


@pytest.mark.parametrize("words", [("--dry-run",), ("--postpone-cutover",)])
def test_before_the_cut_over_it_is_refused_without_a_request(town: Town, words: tuple[str, ...]) -> None:
    town.run("resync", *words)
    before = len(town.requests())
    refusal = town.json("events", "--once", code=3)
    assert (refusal["schema"], refusal["reason"]) == ("clever-upgrade/refusal/1", "gate")
    assert len(town.requests()) == before
    assert not any("/v1.2/events" in path for path in town.requests())


def test_a_district_that_was_not_resynced_into_this_store_is_refused_though_another_was(town: Town) -> None:
    town.run("resync", "-q")
    with running_sandbox(Sandbox({"DEMO_TOKEN": generate_district(20, seed=99)}, rate_limit=None)) as other:
        town.server = other
        ended = town.run("events", "--once", "--format", "json")
        assert json.loads(ended.out)["reason"] == "gate"
        assert not any("/v1.2/events" in path for path in town.requests())


def test_no_news_are_told_in_a_sentence(town: Town) -> None:
    town.run("resync", "-q")
    ended = town.run("events")
    assert ended.code == 0
    assert ended.out.startswith("No new events; the store is up to date. The cursor is ")
    assert "0 events" not in ended.err


def test_news_are_applied_counted_and_not_applied_again(town: Town) -> None:
    town.run("resync", "-q")
    changed = town.change("students", 1, grade="12")
    gone = town.ids("sections")[0]
    town.remove("sections", gone)
    told = town.json("events", "--once")
    assert told["events"] >= 2
    written = {each["collection"]: each for each in told["collections"]}
    assert written["students"]["changed"] == 1
    assert written["sections"]["archived"] == 1
    assert stored(store_of(town), "students")[changed]["grade"] == "12"
    assert gone in stored(store_of(town), "sections", archived=True)
    assert rows(store_of(town), "SELECT cursor FROM clever_upgrade_districts")[0]["cursor"] == told["cursor"]
    again = town.json("events")
    assert (again["events"], again["collections"], again["cursor"]) == (0, [], told["cursor"])


def test_news_are_told_in_one_sentence_for_people(town: Town) -> None:
    town.run("resync", "-q")
    town.change("students", 1, grade="12")
    ended = town.run("events", "--once", "-q", COLUMNS="120")
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("1 event applied: 1 changed. The cursor is ")


def test_a_quiet_look_that_brings_nothing_says_nothing_to_people(town: Town) -> None:
    town.run("resync", "-q")
    silent = town.run("events", "--once", "--quiet")
    assert (silent.code, silent.out, silent.err) == (0, "", "")
    assert town.json("events", "--once")["events"] == 0
    town.run("events", "--quiet", "--output", "news.txt")
    assert Path("news.txt").read_text(encoding="utf-8").startswith("No new events")
    refused = town.run("events", "--quiet", "--district", "5" * 24)
    assert (refused.code, bool(refused.err)) == (2, True)


def test_the_result_goes_to_the_file_and_nowhere_else(town: Town) -> None:
    town.run("resync", "-q")
    ended = town.run("events", "--format", "json", "-q", "--output", "news.json")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert json.loads(Path("news.json").read_text(encoding="utf-8"))["schema"] == "clever-upgrade/events/1"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--once", "--follow"), "exclude each other"),
        (("--follow", "--record", "r"), "a recording has an end"),
        (("--follow", "--replay", "r"), "a recording has an end"),
        (("--interval", "0"), "--interval"),
        (("--folow",), "--follow"),
        (("--format", "ndjson"), "json"),
        (("now",), "now"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_reads_nothing(town: Town, words: tuple[str, ...], said: str) -> None:
    ended = town.run("events", *words)
    assert (ended.code, ended.out) == (2, ""), ended.err
    assert said in ended.err
    assert town.requests() == []


@contextmanager
def following(town: Town, *words: str) -> Iterator[subprocess.Popen[str]]:
    """A process that looks every second."""
    command = [sys.executable, "-m", "clever_upgrade", "events", "--follow", "--interval", "1", *words]
    environ = {**os.environ, **town.environ, "CLEVER_UPGRADE_ATTEMPTS": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environ) as process:
        try:
            yield process
        finally:
            process.kill()


def next_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline()


@pytest.mark.parametrize("sign", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_following_applies_what_comes_and_ends_well_when_it_is_told_to_stop(town: Town, sign: signal.Signals) -> None:
    town.run("resync", "-q")
    with following(town, "--format", "json") as process:
        assert json.loads(next_line(process))["events"] == 0
        changed = town.change("students", 1, grade="12")
        news = json.loads(next_line(process))
        while not news["events"]:
            news = json.loads(next_line(process))
        assert stored(store_of(town), "students")[changed]["grade"] == "12"
        process.send_signal(sign)
        _, err = process.communicate(timeout=20)
    assert (process.returncode, err.splitlines()[-1]) == (0, "Stopped; the cursor is stored.")


def test_following_outlives_a_server_that_fails_for_a_while(town: Town) -> None:
    town.run("resync", "-q")
    town.ask("faults", "PUT", {"500": 1})
    with following(town) as process:
        line = next_line(process)
        assert line.endswith("; trying again later\n")
        town.ask("faults", "PUT", {})
        town.change("students", 1, grade="12")
        while "applied" not in line:
            line = next_line(process)
        assert line.startswith("1 event applied: 1 changed")


def test_following_ends_silently_when_its_reader_goes_away(town: Town) -> None:
    town.run("resync", "-q")
    with following(town, "--format", "json", "-q") as process:
        next_line(process)
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == ""
        assert process.wait(20) == 0


def test_following_ends_where_a_person_is_needed(town: Town) -> None:
    town.run("resync", "-q")
    with following(town, "--district", "5" * 24) as process:
        _, err = process.communicate(timeout=20)
    assert process.returncode == 2
    assert town.district.id in err
