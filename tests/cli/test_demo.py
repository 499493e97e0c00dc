"""The demo tells the whole story in a moment, whatever the environment says, and leaves nothing behind."""

import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from tests.cli.conftest import RunTool


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder for temporary files, which a demo must leave empty."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.chdir(tmp_path)
    return folder


@pytest.fixture
def taken_port() -> Iterator[None]:
    """Somebody else serves where a sandbox usually does."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            other.bind(("127.0.0.1", 8712))
            other.listen()
        except OSError:
            pass  # then somebody does so indeed
        yield


@pytest.mark.parametrize("columns", ["80", "50"])
def test_the_story_as_it_is_told(tool: RunTool, temporary: Path, snapshot: SnapshotAssertion, columns: str) -> None:
    started = time.monotonic()
    ended = tool("demo", env={"COLUMNS": columns})
    assert time.monotonic() - started < 60
    assert (ended.code, ended.err) == (0, "")
    assert re.sub(r"127\.0\.0\.1:\d+", "127.0.0.1:PORT", ended.out) == snapshot
    assert max(map(len, ended.out.splitlines())) <= int(columns)
    assert ended.out.isascii()
    assert list(temporary.iterdir()) == []


@pytest.mark.usefixtures("taken_port")
def test_nothing_that_the_user_has_set_up_is_used(tool: RunTool, temporary: Path) -> None:
    (temporary.parent / "clever-upgrade.toml").write_text("not = [even TOML", encoding="utf-8")
    env = {
        "CLEVER_TOKEN": "a-token-of-a-real-district",
        "CLEVER_API_URL": "https://api.clever.example",
        "CLEVER_UPGRADE_STORE": "postgresql://nowhere.example/roster",
        "CLEVER_UPGRADE_PAGE_SIZE": "none",
    }
    ended = tool("demo", env=env)
    assert ended.code == 0, ended.err
    assert "3 events applied" in ended.out
    assert "127.0.0.1:8712" not in ended.out
    assert sorted(file.name for file in temporary.parent.iterdir()) == ["clever-upgrade.toml", "temporary"]


@pytest.mark.parametrize("sent", [signal.SIGINT, pytest.param(signal.SIGTERM, marks=pytest.mark.slow)])
def test_told_to_stop_it_ends_in_order(temporary: Path, sent: signal.Signals) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "clever_upgrade", "demo", "--pause", "60"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline().startswith("From v1.1")
    time.sleep(0.5)
    process.send_signal(sent)
    _, err = process.communicate(timeout=30)
    assert process.returncode == 130
    assert err == "error: interrupted\nhint: Nothing is left of the demo; run it again to see it.\n"
    assert list(temporary.iterdir()) == []


def test_a_reader_that_goes_away_ends_nothing_badly(temporary: Path) -> None:
    command = f"{sys.executable} -m clever_upgrade demo | head -n 1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=True)
    assert len(done.stdout.splitlines()) == 1
    assert done.stderr == ""
    assert list(temporary.iterdir()) == []


def test_the_sample_can_be_had_and_scanned(tool: RunTool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    ended = tool("demo", "--sample", "sync")
    assert (ended.code, ended.out) == (0, "")
    assert "clever-upgrade scan sync" in ended.err
    assert (tmp_path / "sync" / "clever_api.py").is_file()
    assert tool("scan", "sync").code == 1
    again = tool("demo", "--sample", "sync")
    assert again.code == 2
    assert "stays as it is" in again.err


def test_a_sample_tells_no_story(tool: RunTool) -> None:
    ended = tool("demo", "--sample", "sync", "--pause", "3")
    assert (ended.code, ended.out) == (2, "")
    assert "Leave one of them out" in ended.err
