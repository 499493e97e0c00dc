"""Recordings as a user makes and replays them: judged alike, and with nobody's data in them."""

import errno
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.district import District
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.scenarios import SCENARIOS, apply_scenario
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.company import SECRET, company
from tests.cli.conftest import Ended, RunTool
from tests.cli.tampering import Record, tampering_proxy
from tests.marked import Marks, found_in, marked_district, texts_below

TOKEN = "a-very-private-token-of-this-district"
ENV = {"CLEVER_TOKEN": TOKEN}


@contextmanager
def served(district: District) -> Iterator[str]:
    with running_sandbox(Sandbox({TOKEN: district}, rate_limit=None)) as base_url:
        yield base_url


def record_and_replay(tool: RunTool, folder: Path, base_url: str, *words: str) -> tuple[Ended, Ended]:
    """A comparison as it was recorded, and as it is replayed."""
    common = ("diff", *words, "--format", "json", "-q")
    live = tool(*common, "--base-url", base_url, "--record", str(folder), env=ENV)
    return live, tool(*common, "--replay", str(folder))


def tamper(record: Record) -> Record:
    """Differences of many kinds, some of them personal."""
    chosen = int(record["id"][-2:], 16) % 5
    if chosen == 0 and isinstance(record.get("name"), dict):
        return {**record, "name": {**record["name"], "first": "Quimbly Zwornak"}}
    if chosen == 1:
        return {name: value for name, value in record.items() if name not in ("email", "sis_id")}
    if chosen == 2:
        return {**record, "shoe_size": 44, "Full Name": "Ann Other"}
    if chosen == 3 and "schools" in record:
        return {**record, "schools": [*record["schools"], "nonsense"]}
    return record


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_a_replayed_comparison_is_the_recorded_one_to_the_byte(tool: RunTool, tmp_path: Path, scenario: str) -> None:
    district = generate_district(60, seed=2)
    apply_scenario(district, scenario)
    with served(district) as base_url:
        live, replayed = record_and_replay(tool, tmp_path / "r", base_url, "--page-size", "20")
    assert replayed == live
    assert json.loads(live.out)["complete"]


@pytest.mark.parametrize("words", [(), ("--map-ids",)])
def test_a_tampered_district_is_judged_alike_when_replayed(tool: RunTool, tmp_path: Path, words: Any) -> None:
    district = generate_district(30, seed=2)
    folder = tmp_path / "r"
    common = ("diff", "--format", "json", "-q")
    with served(district) as base_url, tampering_proxy(base_url, "/v1.2/", tamper) as proxied:
        live = tool(*common, "--base-url", proxied, "--record", str(folder), *words, env=ENV)
    replayed = tool(*common, "--replay", str(folder))
    assert (live.code, replayed.code) == (1, 1)
    assert shape_of(replayed) == shape_of(live)
    if words:
        collections = ("districts", "schools", "students", "teachers", "sections", "contacts")
        ids = frozenset(one for name in collections for one in district.ids("v1.1", name))
        assert found_in(texts_below(folder), ids) == set()
    else:
        assert renamed(replayed) == renamed(live)


def shape_of(ended: Ended) -> Any:
    """What a report says, but for ids, fingerprints and odd names of members."""
    report = json.loads(ended.out)
    return (
        [{**each, "district": ""} for each in report["collections"]],
        sorted((each["collection"], each["verdict"], each["rule"], each["change"], each["records"])
               for each in report["fields"]),
        sorted((each["collection"], each["verdict"], each["rule"], str(each.get("from")), str(each.get("to")))
               for each in report["findings"]),
    )  # fmt: skip


def renamed(ended: Ended) -> str:
    """A report without the one odd name, and the fingerprints, which hang on it."""
    report = json.loads(ended.out)
    for one in (*report["fields"], *report["findings"]):
        one["path"] = one["path"] if one["path"].replace("_", "").replace(".", "").islower() else "?"
        one.pop("fingerprint", None)
    report["fields"].sort(key=lambda one: (one["collection"], one["path"], one["rule"]))
    report["findings"].sort(key=lambda one: (one["collection"], one["id"], one["path"], one["rule"]))
    return json.dumps({name: report[name] for name in ("collections", "fields", "findings")})


def test_the_recorded_evidence_of_many_districts_is_replayed(tool: RunTool, tmp_path: Path) -> None:
    with company(6) as found:
        common = ("diff", "students", "status", "--client-id", "app", "--format", "json", "-q")
        words = (*common, "--base-url", found.base_url, "--record", str(tmp_path / "r"))
        live = tool(*words, env={"CLEVER_CLIENT_SECRET": SECRET})
        replayed = tool(*common, "--replay", str(tmp_path / "r"))
    assert live.code == replayed.code == 4
    assert replayed == live
    assert SECRET not in "".join(text.decode("utf-8", "replace") for text in texts_below(tmp_path))


def test_records_picked_by_id_and_samples_are_replayed(tool: RunTool, tmp_path: Path) -> None:
    district = generate_district(60, seed=2)
    one = list(district.ids("v1.2", "students"))[7]
    with served(district) as base_url:
        for number, words in enumerate(
            [("students", "--id", one), ("--sample", "5"), ("--sample", "9", "--seed", "4")]
        ):
            live, replayed = record_and_replay(tool, tmp_path / str(number), base_url, *words)
            assert replayed == live
            assert live.code == 0
        mapped = ("--base-url", base_url, "--record", str(tmp_path / "mapped"), "--map-ids", "-q")
        assert tool("diff", "--sample", "5", *mapped, env=ENV).code == 0
        assert tool("diff", "--sample", "5", "--replay", str(tmp_path / "mapped"), "-q").code == 0


def test_a_whole_move_is_recorded_and_replayed(tool: RunTool, tmp_path: Path) -> None:
    district = generate_district(30, seed=2)
    with served(district) as base_url:
        live = moved(tool, tmp_path / "live", district, "--base-url", base_url, record=tmp_path)
    replayed = moved(tool, tmp_path / "again", district, replay=tmp_path)
    assert [ended.code for ended in live] == [ended.code for ended in replayed] == [0, 0]
    for one, other in zip(live, replayed, strict=True):
        assert counted(json.loads(one.out)) == counted(json.loads(other.out))


def moved(
    tool: RunTool, folder: Path, district: District, *words: str, record: Path | None = None, replay: Path | None = None
) -> list[Ended]:
    """A resync and the events after it."""
    ended = []
    folder.mkdir()
    for name, command in (("resync", ("resync",)), ("events", ("events", "--once"))):
        tape = ("--record", str(record / name)) if record else ("--replay", str(replay / name) if replay else "")
        store = ("--store", f"sqlite:///{folder}/clever.db")
        ended.append(tool(*command, *words, *tape, *store, "--format", "json", "-q", env=ENV))
        if record and name == "resync":
            change(district)
    return ended


def change(district: District, marks: Marks | None = None) -> None:
    """Something happens to a student, a teacher and a school."""
    for collection in ("students", "teachers", "schools"):
        chosen = next(iter(district.ids("v1.1", collection)))
        found = district.record("v1.1", collection, chosen)
        if collection == "schools":
            district.upsert(collection, {**found, "name": marks.mark() if marks else "Another"})
        else:
            name = {"first": marks.mark() if marks else "New", "last": marks.mark() if marks else "Name"}
            district.upsert(collection, {**found, "name": name})
    district.delete("students", list(district.ids("v1.1", "students"))[-1])


def counted(report: Any) -> Any:
    """A report without what hangs on the time and on the names of things."""
    if isinstance(report, dict):
        odd = ("run", "started", "finished", "seconds", "at", "store", "epoch", "took")
        return {name: counted(each) for name, each in report.items() if name not in odd}
    return [counted(each) for each in report] if isinstance(report, list) else report


def test_nothing_that_is_anybodys_stands_in_recordings_logs_errors_and_reports(
    tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("CLEVER_UPGRADE_STATE", str(tmp_path / "state"))
    district, marks = marked_district()
    told: list[str] = []
    with served(district) as base_url, tampering_proxy(base_url, "/v1.2/students", tamper) as proxied:
        commands = {
            "whole": ("diff", "-vv"),
            "by-id": ("diff", "students", "--id", next(iter(district.ids("v1.1", "students")))),
            "sample": ("diff", "--sample", "4"),
            "events-of-both": ("diff", "events", "--acknowledge-events", "-vv"),
            "states": ("status", "-vv"),
            "resync": ("resync", "--store", f"sqlite:///{tmp_path}/clever.db", "-vv"),
            "changes": ("events", "--once", "--store", f"sqlite:///{tmp_path}/clever.db"),
            "mapped": ("diff", "students", "--map-ids", "-vv"),
        }
        for name, command in commands.items():
            if name == "events-of-both":
                change(district, marks)
            ended = tool(*command, "--base-url", proxied, "--record", f"recordings/{name}", env=ENV)
            assert ended.code in (0, 1), (name, ended.err)
            told += [ended.out, ended.err]
            told += replayed_in_every_format(tool, name, [word for word in command if word != "--map-ids"], ended.code)
    told += checked_in_every_format(tool, tmp_path / "recordings" / "whole")
    assert len(marks.words) > 100
    recordings = list(texts_below(tmp_path / "recordings"))
    assert len(recordings) > 2 * len(commands) * 4
    searched = marks.words | {TOKEN, "quimbly", "zwornak", "ann other"}
    assert found_in(recordings, searched) == set()
    # A district's own name is nobody's, and says which one a report is about.
    named = found_in([district.record("v1.1", "districts", district.id)["name"]], marks.words)
    assert found_in([*told, *texts_below(tmp_path / "written")], searched - named) == set()


def replayed_in_every_format(tool: RunTool, name: str, command: list[str], code: int) -> Iterator[str]:
    """What a command says that reads a recording, and needs no store that is as it was."""
    formats = {"diff": ("terminal", "json", "ndjson", "markdown"), "status": ("terminal", "json", "markdown")}
    for report_format in formats.get(command[0], ()):
        shown = tool(*command, "--format", report_format, "--replay", f"recordings/{name}")
        assert shown.code == code
        yield from (shown.out, shown.err)


def checked_in_every_format(tool: RunTool, recording: Path) -> Iterator[str]:
    """What a check of a recording says; it also writes files into the folder ``written``."""
    Path("clever-upgrade.toml").write_text(f'[check]\ncassettes = "{recording}"\n')
    Path("written").mkdir()
    for report_format in ("terminal", "json", "sarif", "junit", "github", "markdown", "html"):
        written = ("--output", f"{report_format}=written/{report_format}")
        shown = tool("check", "--fail-on", "never", *written)
        assert shown.code == 0, shown.err
        yield from (shown.out, shown.err)


def test_any_user_of_vcrpy_replays_a_cassette(tool: RunTool, tmp_path: Path) -> None:
    import httpx
    import vcr  # type: ignore[import-untyped]

    district = generate_district(20, seed=2)
    with served(district) as base_url:
        tool("diff", "students", "--base-url", base_url, "--record", str(tmp_path / "r"), "-q", env=ENV)
    (cassette,) = (tmp_path / "r").glob("*/v1.2-students.json")
    asked = json.loads(cassette.read_text())["interactions"][0]["request"]["uri"]
    with vcr.use_cassette(str(cassette), serializer="json", record_mode="none"):
        answer = httpx.get(asked, headers={"Authorization": "Bearer nobody"})
    assert answer.status_code == 200
    assert len(answer.json()["data"]) == 20


def test_a_recording_that_was_cut_off_is_none(tmp_path: Path) -> None:
    folder = tmp_path / "r"
    with served(generate_district(400)) as base_url:
        words = ("diff", "--base-url", base_url, "--record", str(folder), "--page-size", "2", "-q", "--max-rate", "600")
        tool = subprocess.Popen(
            [sys.executable, "-m", "clever_upgrade", *words], env={**os.environ, **ENV}, stderr=subprocess.PIPE
        )
        while not list(folder.rglob("*.part")):
            time.sleep(0.05)
            assert tool.poll() is None
        tool.send_signal(signal.SIGINT)
        _, told = tool.communicate(timeout=30)
    assert tool.returncode == 130, told
    assert not list(folder.rglob("*.part"))
    assert not (folder / "recording.json").exists()


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--replay", "nowhere"), "nowhere holds no whole recording"),
        (("--replay", "x", "--sandbox"), "--replay reads a recording"),
        (("--replay", "x", "--record", "y"), "--replay reads a recording"),
        (("--map-ids",), "say how to record"),
        (("--client-id", "x", "--resume", "--record", "y"), "a recording must be whole"),
        (("--sandbox", "--record", "full"), "full holds other files"),
        (("--sandbox", "--record", "new", "--public-field", "studnets.house"), 'there is no collection "studnets"'),
        (("--sandbox", "--record", "file"), "file cannot be used for a recording"),
        (("--sandbox", "--record", "done"), "done holds a recording already"),
        (("--replay", "old"), "was recorded by another version"),
        (("--replay", "broken"), "broken holds no whole recording"),
    ],
)
def test_what_cannot_be_recorded_or_replayed_is_said_in_a_sentence(
    tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], told: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for folder in ("full", "done", "old", "broken"):
        Path(folder).mkdir()
    Path("full/x").touch()
    Path("file").touch()
    Path("done/recording.json").write_text("{}")
    said = {"base_url": "http://x", "owners": [], "version": "1", "ids": "kept"}
    Path("old/recording.json").write_text(json.dumps({**said, "schema": "clever-upgrade/recording/0"}))
    Path("broken/recording.json").write_text("{")
    ended = tool("diff", *words)
    assert ended.code == 2
    assert told in " ".join(ended.err.split())


def test_what_was_not_recorded_is_said_with_the_request(tool: RunTool, tmp_path: Path) -> None:
    with served(generate_district(5)) as base_url:
        tool("diff", "students", "--base-url", base_url, "--record", str(tmp_path / "r"), "-q", env=ENV)
    ended = tool("diff", "teachers", "--replay", str(tmp_path / "r"), "-q")
    assert ended.code == 4
    assert "has no answer to GET /v1." in ended.err


@pytest.mark.parametrize(
    ("spoilt", "problem"), [('"code": 503', "HTTP 503"), ('"code": 401', "HTTP 401"), ('"code": 200', "not JSON")]
)
def test_advice_about_a_recording_asks_nobody_to_try_again(
    tool: RunTool, tmp_path: Path, spoilt: str, problem: str
) -> None:
    with served(generate_district(5)) as base_url:
        tool("diff", "students", "--base-url", base_url, "--record", str(tmp_path / "r"), "-q", env=ENV)
    (cassette,) = (tmp_path / "r").glob("*/v1.2-students.json")
    text = cassette.read_text(encoding="utf-8").replace('"code": 200', spoilt).replace("application/json", "text/plain")
    cassette.write_text(text, encoding="utf-8")
    ended = tool("diff", "students", "--replay", str(tmp_path / "r"), "-q")
    assert ended.code == 4
    error, hint = ended.err.splitlines()
    assert problem in error
    assert "attempts" not in error
    assert hint.startswith("hint: This is how the recording answers.")


def test_a_full_disk_ends_a_recording_in_a_sentence(
    tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr("clever_upgrade.api.recording.files.write_cassette", full)
    ended = tool("diff", "students", "--sandbox", "--record", str(tmp_path / "r"), "-q")
    assert ended.code == 2
    assert ended.err.startswith(f"error: {tmp_path}/r cannot be used: No space left on device\nhint: Make room there")
    assert list((tmp_path / "r").iterdir()) == []
