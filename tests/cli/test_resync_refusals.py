"""How ``resync`` refuses: runs that do not fit, guards with their names, and stores that cannot be used."""

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from clever_upgrade.store import lease as leases
from clever_upgrade.store import url as store_urls
from clever_upgrade.store.database import open_database
from tests.cli.resynced import Town, town
from tests.cli.tampering import tampering_proxy

__all__ = ["town"]


@pytest.mark.parametrize(
    "words", [("status",), ("plan",), ("abort", "x"), ("approve", "x"), ("cutover", "x"), ("verify",)]
)
def test_what_only_looks_makes_no_store_and_asks_no_server(town: Town, words: tuple[str, ...]) -> None:
    ended = town.run("resync", *words)
    assert ended.code == (0 if words == ("status",) else 2)
    assert "resync run" in ended.out + ended.err
    assert list(town.folder.iterdir()) == []
    assert town.requests() == []


def test_the_status_of_no_store_is_an_empty_list(town: Town) -> None:
    assert town.json_of_store("status")["districts"] == []


def test_the_status_says_whose_tables_are_in_the_way(town: Town) -> None:
    with closing(sqlite3.connect(town.folder / "clever.db")) as other:
        other.execute("CREATE TABLE students (id INTEGER)")
    ended = town.run("resync", "status")
    assert (ended.code, ended.out) == (2, "")
    assert "has a table students that is not the tool's own" in one_sentence(ended.err)


def one_sentence(err: str) -> str:
    first, second = err.splitlines()[-2:]
    assert first.startswith("error: ")
    assert second.startswith("hint: ")
    return first


@pytest.mark.parametrize("command", ["abort", "approve", "cutover", "plan"])
def test_an_unknown_run_is_named_in_one_clear_sentence(town: Town, command: str) -> None:
    town.run("resync", "-q")
    ended = town.run("resync", command, "nope")
    assert (ended.code, ended.out) == (2, "")
    assert one_sentence(ended.err) == "error: there is no run 'nope'"


@pytest.mark.parametrize(
    ("words", "command", "said"),
    [
        ((), "abort", "is done"),
        ((), "cutover", "is done"),
        ((), "approve", "not held by the deletion guard"),
        (("--dry-run",), "approve", "not held by the deletion guard"),
        (("--postpone-cutover",), "approve", "not held by the deletion guard"),
    ],
)
def test_a_run_that_does_not_fit_is_refused_in_one_clear_sentence(
    town: Town, words: tuple[str, ...], command: str, said: str
) -> None:
    name = json.loads(town.run("resync", *words, "--format", "json", "-q").out)["run"]
    ended = town.run("resync", command, name)
    assert (ended.code, ended.out) == (2, "")
    assert said in one_sentence(ended.err)


def test_a_run_cannot_be_given_up_twice(town: Town) -> None:
    name = town.json("resync", "--dry-run")["run"]
    assert town.run("resync", "abort", name).code == 0
    assert "is aborted" in one_sentence(town.run("resync", "abort", name).err)


def test_a_district_that_the_store_does_not_know_is_said_to_be_unknown(town: Town) -> None:
    town.run("resync", "-q")
    ended = town.run("resync", "status", "--district", "5" * 24)
    assert (ended.code, "knows no district" in ended.err) == (2, True)
    known = town.run("resync", "status", "--district", town.district.id)
    assert (known.code, town.district.id in known.out) == (0, True)


@pytest.mark.parametrize("command", ["cutover", "abort"])
def test_a_place_that_cannot_be_written_is_refused_before_a_decision_is_stored(town: Town, command: str) -> None:
    held = town.json("resync", "--postpone-cutover", code=3)
    ended = town.run("resync", command, held["run"], "--output", "missing/result.json")
    assert (ended.code, one_sentence(ended.err)) == (
        2, "error: cannot write missing/result.json: No such file or directory",
    )  # fmt: skip
    assert town.run("resync").code == 3, "its cut-over is postponed as before"


@pytest.mark.parametrize(
    "words",
    [
        ("--output", "missing/result.json"),
        ("--token-file", "missing"),
        ("--sandbox", "--base-url", "http://127.0.0.1:1"),
    ],
)
def test_what_cannot_be_carried_out_is_not_approved(town: Town, words: tuple[str, ...]) -> None:
    town.run("resync", "-q")
    town.remove("students", *town.ids("students")[:20])
    held = town.json("resync", code=3)
    ended = town.run("resync", "approve", held["run"], *words)
    assert (ended.code, ended.out) == (2, "")
    assert town.json("resync", code=3)["reason"] == "deletion-guard"


def busy(town: Town) -> None:
    town.run("resync", "--dry-run", "-q")
    database = open_database(f"sqlite:///{town.file}")
    database.write(
        lambda connection: leases.claim(connection, database.dialect, town.district.id, "elsewhere:1:abc", 600)
    )
    database.close()


def nothing(town: Town) -> None:
    del town


REFUSALS: dict[str, tuple[Callable[[Town], object], tuple[str, ...]]] = {
    "gate": (lambda town: town.run("resync", "--dry-run", "-q"), ("resync", "verify")),
    "lease-held": (busy, ("resync",)),
    "paused": (lambda town: town.status(state="paused", pause_start=None, pause_end=None), ("resync",)),
    "unhealthy": (lambda town: town.status(state="error"), ("resync",)),
    "cursor-expired": (nothing, ("resync", "--v11-cursor", "0" * 23 + "1")),
}


def some_events(town: Town) -> None:
    town.change("students", 0, grade="3")


@pytest.mark.parametrize("reason", REFUSALS)
def test_a_refusal_is_an_object_with_its_reason_for_programs_and_a_sentence_for_people(town: Town, reason: str) -> None:
    prepare, words = REFUSALS[reason]
    some_events(town)
    prepare(town)
    ended = town.run(*words, "--format", "json")
    assert ended.code == 3, ended.err
    refusal = json.loads(ended.out)
    assert refusal["schema"] == "clever-upgrade/refusal/1"
    assert (refusal["reason"], refusal["message"]) == (reason, one_sentence(ended.err).removeprefix("error: "))
    assert refusal["hint"]
    for_people = town.run(*words)
    assert (for_people.code, for_people.out) == (3, "")
    file = town.folder / "refusal.json"
    assert town.run(*words, "--format", "json", "--output", str(file)).out == ""
    assert json.loads(file.read_text(encoding="utf-8"))["reason"] == reason


def test_a_listing_that_never_agrees_with_its_count_is_refused_by_name(town: Town) -> None:
    lost = town.ids("students")[7]
    with tampering_proxy(town.server, "/v1.2/students", lambda record: None if record["id"] == lost else record) as url:
        town.server = url
        ended = town.run("resync", "--format", "json", "-q")
    assert ended.code == 3, ended.err
    assert json.loads(ended.out)["reason"] == "count-mismatch"


@pytest.mark.parametrize(("state", "option"), [("paused", "--allow-paused"), ("error", "--allow-unhealthy")])
def test_a_guard_is_overridden_by_the_option_that_its_hint_names(town: Town, state: str, option: str) -> None:
    town.status(state=state)
    refused = town.run("resync")
    assert option in refused.err
    assert "resync run" in town.run("resync", "status").out
    assert town.run("resync", option).code == 0


def test_a_token_of_another_district_is_refused_where_one_was_named(town: Town) -> None:
    ended = town.run("resync", "--district", "5" * 24)
    assert (ended.code, town.district.id in ended.err) == (2, True)


def test_a_password_in_a_file_that_is_shared_is_refused_and_not_repeated(town: Town) -> None:
    Path("clever-upgrade.toml").write_text('store = "postgresql://app:geheim@127.0.0.1:1/roster"\n', encoding="utf-8")
    environ = {name: value for name, value in town.environ.items() if name != "CLEVER_UPGRADE_STORE"}
    for command in ("run", "status", "plan", "verify"):
        ended = town.tool("resync", command, env=environ)
        assert ended.code == 2, command
        assert "CLEVER_UPGRADE_STORE" in ended.err
        assert "geheim" not in ended.out + ended.err
    assert town.requests() == []


@pytest.mark.parametrize("kind", ["postgresql", "mysql", "mariadb"])
def test_a_driver_that_is_not_there_is_named_with_what_installs_it(
    town: Town, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setattr(store_urls, "find_spec", lambda _: None)
    ended = town.run("resync", "--store", f"{kind}://app:geheim@127.0.0.1:1/roster")
    assert ended.code == 2
    assert re.search(r"hint: pip install 'clever-upgrade\[(postgresql|mysql)\]'", ended.err)
    assert "geheim" not in ended.err


@pytest.mark.parametrize("store", ["clever.db", "oracle://db/roster", "sqlite://", "postgresql://db"])
def test_what_names_no_store_is_answered_with_how_to_write_one(town: Town, store: str) -> None:
    ended = town.run("resync", "--store", store)
    assert ended.code == 2
    assert "sqlite:///clever.db" in ended.err


def test_a_store_that_cannot_be_written_ends_with_5(town: Town) -> None:
    ended = town.run("resync", "--store", f"sqlite:///{town.folder}/missing/clever.db")
    assert (ended.code, ended.out) == (5, "")
    assert one_sentence(ended.err)


def test_hints_keep_the_store_and_the_server_that_were_named(town: Town) -> None:
    there = ("--store", "sqlite:///other db")
    missing = town.run("resync", "approve", "x", *there, "--base-url", town.server)
    again = f"--store 'sqlite:///other db' --base-url {town.server}"
    assert f"hint: Check --store, or make it with `clever-upgrade resync run {again}`." in missing.err
    held = town.json("resync", "--postpone-cutover", *there, code=3)
    assert f"`clever-upgrade resync cutover {held['run']} --store 'sqlite:///other db'`" in held["hint"]
    for words in (("approve", "x"), ("abort", "x"), ("plan", "x"), ("status", "--district", "x")):
        ended = town.run("resync", *words, *there)
        assert (ended.code, "`clever-upgrade resync status --store 'sqlite:///other db'`" in ended.err) == (2, True)
    gate = town.run("events", *there, "--format", "json")
    assert "`clever-upgrade resync run --store 'sqlite:///other db'`" in json.loads(gate.out)["hint"]


def test_the_next_commands_keep_the_store_that_was_named(town: Town) -> None:
    ended = town.run("resync", "--dry-run", "--store", "sqlite:///other.db")
    assert "clever-upgrade resync run --store sqlite:///other.db" in ended.out
    shown = town.run("resync", "status", "--store", "sqlite:///other.db").out
    assert "clever-upgrade resync run --store sqlite:///other.db" in shown
