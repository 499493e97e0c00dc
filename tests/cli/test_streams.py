"""Standard streams that were closed, that are full, or that nobody reads any more."""

import subprocess
import sys

import pytest

TOOL = f"{sys.executable} -m clever_upgrade"


def run_in_shell(command: str) -> tuple[int, str]:
    """The exit code of the tool, which comes first in the command, and all that was written."""
    script = f"{TOOL} {command}; exit ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(
    ("command", "sentence"),
    [
        ("changes >&-", "cannot write standard output: Bad file descriptor"),
        ("--help >&-", "a file or stream cannot be used: Bad file descriptor"),
        ("diff --token-file - <&-", "the token in standard input is empty"),
    ],
)
def test_a_stream_that_was_closed_is_told_in_one_sentence(command: str, sentence: str) -> None:
    code, written = run_in_shell(command)
    assert code == 2
    assert f"error: {sentence}" in written
    assert len(written.splitlines()) == 2


def test_what_is_wrong_goes_to_no_other_stream_where_its_own_was_closed() -> None:
    assert run_in_shell("changes schools 2>&-") == (2, "")


def test_nothing_is_wrong_with_a_closed_stream_that_nothing_is_written_to(tmp_path) -> None:
    assert run_in_shell(f"changes --output {tmp_path}/changes.txt >&- <&-") == (0, "")
    assert "schools-array" in (tmp_path / "changes.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("unbuffered", ["", "1"])
@pytest.mark.parametrize(
    ("command", "what"),
    [
        ("changes > /dev/full", "cannot write standard output"),
        ("changes --output /dev/full", "cannot write /dev/full"),
        ("--help > /dev/full", "a file or stream cannot be used"),
        ("explain --help > /dev/full", "a file or stream cannot be used"),
    ],
)
def test_a_full_device_is_told_in_one_sentence(
    command: str, what: str, unbuffered: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONUNBUFFERED", unbuffered)
    code, written = run_in_shell(command)
    assert code == 2
    assert written.startswith(f"error: {what}: No space left on device\nhint: Make room there")
    assert len(written.splitlines()) == 2


def test_the_exit_code_is_right_where_even_errors_cannot_be_written() -> None:
    assert run_in_shell("changes schools 2> /dev/full") == (2, "")


@pytest.mark.parametrize(
    "command", ["--help", "--version", "changes", "explain --help", "changes --output /dev/stdout"]
)
def test_a_reader_that_went_away_has_seen_enough(command: str) -> None:
    # The reader is gone before the tool has written anything.
    assert run_in_shell(f"{command} | exec 0<&-") == (0, "")


@pytest.mark.parametrize("output", ["/dev/stdout | cat", ">(cat)"])
def test_a_pipe_is_written_by_its_path(output: str) -> None:
    code, written = run_in_shell(f"changes schools-array --output {output}")
    assert code == 0
    assert "schools-array" in written
