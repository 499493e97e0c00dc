"""Personal values are shown on a terminal, where somebody looks at them, and go nowhere else."""

import os
import pty
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from clever_upgrade.sandbox.app import Sandbox
from clever_upgrade.sandbox.generate import generate_district
from clever_upgrade.sandbox.server import running_sandbox
from tests.cli.conftest import RunTool
from tests.cli.tampering import Record, tampering_proxy

SHOWN, SECRET = "Xaverine", "Sesame-opens"


def tamper(record: Record) -> Record:
    return {**record, "name": {**record["name"], "first": SHOWN}, "credentials": {"district_password": SECRET}}


@pytest.fixture(scope="module")
def base_url() -> Iterator[str]:
    """A server whose later version tells another first name and a password of every teacher."""
    app = Sandbox({"DEMO_TOKEN": generate_district(5)}, rate_limit=None)
    with running_sandbox(app) as upstream, tampering_proxy(upstream, "/v1.2/teachers", tamper) as proxied:
        yield proxied


def on_a_terminal(*words: str) -> tuple[int, str]:
    """The exit code of the tool, and what a terminal shows of it."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "clever_upgrade", *words]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs) as tool:
        os.close(theirs)
        shown = bytearray()
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            # This is how a terminal says that nobody writes to it any more.
            pass
        finally:
            os.close(ours)
    return tool.returncode, shown.decode()


@pytest.mark.parametrize(
    "report_format", ["terminal", *(pytest.param(name, marks=pytest.mark.slow) for name in ("json", "markdown"))]
)
def test_a_terminal_shows_them_and_no_secret(base_url: str, report_format: str) -> None:
    words = ("diff", "teachers", "--base-url", base_url, "--format", report_format, "--max-rereads", "0")
    code, shown = on_a_terminal(*words, "--show-values")
    assert code == 1
    assert SHOWN in shown
    assert SECRET not in shown
    assert SHOWN not in on_a_terminal(*words)[1]


def test_a_terminal_shows_what_is_documented_of_a_single_record(base_url: str) -> None:
    district = generate_district(5)
    student = next(iter(district.ids("v1.2", "students")))
    (school, *_) = district.record("v1.2", "students", student)["schools"]
    words = ("diff", "students", "--base-url", base_url, "--id", student)
    code, shown = on_a_terminal(*words, "--show-values")
    assert (code, f'["{school}' in shown) == (0, True)
    assert school not in on_a_terminal(*words)[1]


@pytest.mark.parametrize("words", [(), ("--output", "-"), ("--output", "r.json"), ("--format", "json")])
def test_they_go_to_no_file_and_no_pipe(
    tool: RunTool, base_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = tool("diff", "teachers", "--base-url", base_url, "--show-values", *words)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: --show-values shows personal values on a terminal only")
    assert list(tmp_path.iterdir()) == []


def test_a_file_gets_none_though_there_is_a_terminal(base_url: str, tmp_path: Path) -> None:
    code, shown = on_a_terminal(
        "diff", "teachers", "--base-url", base_url, "--show-values", "--output", str(tmp_path / "r")
    )
    assert code == 2
    assert SHOWN not in shown
    assert list(tmp_path.iterdir()) == []
