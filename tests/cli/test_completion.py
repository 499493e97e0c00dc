"""What a shell is offered where a name of the tool's own is expected."""

import os
import subprocess
import sys

import pytest

from clever_upgrade.cli import completion
from tests.cli.conftest import RunTool
from tests.cli.resynced import Town, town

__all__ = ["town"]


@pytest.mark.parametrize(
    ("complete", "begun", "offered"),
    [
        (completion.collections, "stu", ["students"]),
        (completion.changes, "schools", ["schools-array"]),
        (completion.rules, "sync", ["sync-state"]),
        (completion.rules, "me-endpoint,sync", ["me-endpoint,sync-state"]),
        (completion.states, "running,p", ["running,pending", "running,paused"]),
        (completion.languages, "py", ["python"]),
        (completion.scenarios, "pau", ["paused"]),
        (completion.faults, "time", ["timeout="]),
        (completion.collections, "nothing", []),
    ],
)
def test_what_begins_alike_is_offered(complete, begun, offered) -> None:
    assert list(complete(begun)) == offered


def test_runs_and_districts_come_from_the_store(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEVER_UPGRADE_STORE", town.environ["CLEVER_UPGRADE_STORE"])
    assert list(completion.runs("")) == []
    assert not town.file.exists(), "looking makes no store"
    assert town.run("resync").code == 0
    assert list(completion.runs("0000")) == ["000001-1"]
    assert list(completion.districts("")) == [town.district.id]


@pytest.mark.parametrize(
    "store",
    [
        "postgresql://nowhere.example/roster", "no store at all", "sqlite:////proc/none.db", f"sqlite:///{'a' * 300}",
    ],
)  # fmt: skip
def test_a_store_that_answers_late_or_never_offers_nothing(store: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CLEVER_UPGRADE_STORE", store)
    assert list(completion.runs("")) == []


def test_a_shell_is_told() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "clever_upgrade"],
        env={
            **os.environ,
            "_CLEVER_UPGRADE_COMPLETE": "complete_bash",
            "COMP_WORDS": "clever-upgrade diff students st",
            "COMP_CWORD": "3",
        },
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout.split() == ["students", "status"]


def test_the_script_for_a_shell_can_be_had(tool: RunTool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION", "1")
    ended = tool("--show-completion", "bash")
    assert ended.code == 0
    assert "_CLEVER_UPGRADE_COMPLETE=complete_bash" in ended.out
