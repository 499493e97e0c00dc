"""The project's own recordings: small, as they are made today, of nobody, and good to compare without a network."""

import json
import socket
from pathlib import Path
from typing import NoReturn

import pytest

from clever_upgrade.sandbox.generate import generate_district
from tests.cli.conftest import RunTool, tool
from tests.make_cassettes import CASSETTES, CLIENT, ENVIRON, RECORDED, STUDENTS, record
from tests.marked import found_in, texts_below

__all__ = ["tool"]

LARGEST = 600_000
SERVED = frozenset({"first", "last", "name", "email", "sis_id", "phone", "address", "student_number", "dob"})


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    """No connection comes about."""

    def refuse(*_: object) -> NoReturn:
        raise AssertionError("somebody asked the network")

    for name in ("connect", "connect_ex", "bind"):
        monkeypatch.setattr(socket.socket, name, refuse)


@pytest.mark.parametrize("name", RECORDED)
def test_a_recording_is_what_is_made_today(name: str, tmp_path: Path) -> None:
    """Where this fails after a change that is meant, ``python -m tests.make_cassettes`` makes them anew."""
    record(name, tmp_path)
    assert contents(tmp_path / name) == contents(CASSETTES / name)


def test_they_are_small_and_there_are_no_others() -> None:
    assert {path.name for path in CASSETTES.iterdir() if path.is_dir()} == set(RECORDED)
    assert sum(map(len, contents(CASSETTES).values())) < LARGEST


@pytest.mark.usefixtures("cut_off")
@pytest.mark.parametrize(
    ("name", "words", "code", "counted"),
    [
        ("healthy", (), 0, {"students": STUDENTS, "sections": 5, "status": 1}),
        ("paused", (), 0, {"students": STUDENTS, "sections": 5, "status": 1}),
        ("unexpected", ("students",), 1, {"students": STUDENTS}),
        ("application", CLIENT, 0, {"students": 12, "status": 3}),
    ],
)
def test_they_are_compared_without_a_network(
    tool: RunTool, name: str, words: tuple[str, ...], code: int, counted: dict[str, int]
) -> None:
    ended = tool("diff", *words, "--replay", str(CASSETTES / name), "--format", "json")
    assert ended.code == code, ended.err
    counts = json.loads(ended.out)["collections"]
    found = {each: sum(one["pairs"] for one in counts if one["collection"] == each) for each in counted}
    assert found == counted


@pytest.mark.usefixtures("cut_off")
def test_the_odd_one_has_every_kind_of_finding(tool: RunTool) -> None:
    report = json.loads(tool("diff", "students", "--replay", str(CASSETTES / "unexpected"), "--format", "json").out)
    assert {(each["path"], each["rule"]) for each in report["findings"]} == {
        ("name.first", "value-differs"),
        ("sis_id", "field-vanished"),
        ("shoe_size", "undocumented-field"),
        ("schools", "schools-mismatch"),
    }


@pytest.mark.usefixtures("cut_off")
def test_a_resync_runs_without_a_network(tool: RunTool, tmp_path: Path) -> None:
    store = ("--store", f"sqlite:///{tmp_path}/clever.db")
    ended = tool("resync", *store, "--replay", str(CASSETTES / "resync"), "--format", "json")
    assert ended.code == 0, ended.err
    assert '"students"' in ended.out


@pytest.mark.usefixtures("cut_off")
@pytest.mark.parametrize(("name", "words"), [("paused", ()), ("application", CLIENT)])
def test_states_are_told_without_a_network(tool: RunTool, name: str, words: tuple[str, ...]) -> None:
    ended = tool("status", *words, "--replay", str(CASSETTES / name))
    assert ended.code == 0, ended.err
    assert "keep serving, archive nothing, look at pause_end" in " ".join(ended.out.split())


def test_nobody_of_the_districts_is_in_them() -> None:
    district = generate_district(STUDENTS)
    values = {
        value
        for collection in ("students", "teachers", "contacts", "schools")
        for one in district.ids("v1.1", collection)
        for value in personal(district.record("v1.1", collection, one))
    }
    assert len(values) > 3 * STUDENTS
    assert found_in(texts_below(CASSETTES), frozenset(values) | set(ENVIRON.values())) == set()


def personal(value: object, name: str = "") -> set[str]:
    """What a record tells of a person, as far as it is long enough to be looked for."""
    if isinstance(value, dict):
        return {each for key, inner in value.items() for each in personal(inner, key)}
    return {value.casefold()} if name in SERVED and isinstance(value, str) and len(value) > 6 else set()
