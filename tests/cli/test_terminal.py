"""The tool on a real terminal: colour, lines around tables, and progress that vanishes when the work is done."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from pathlib import Path

import pytest

COLUMNS = 90


def on_terminal(*words: str, **environ: str) -> str:
    """All that a run of the tool writes on a terminal, standard output and error alike."""
    leader, follower = pty.openpty()
    fcntl.ioctl(follower, termios.TIOCSWINSZ, struct.pack("HHHH", 40, COLUMNS, 0, 0))
    unset = ("NO_COLOR", "FORCE_COLOR", "CLICOLOR_FORCE", "COLUMNS")
    base = {name: value for name, value in os.environ.items() if name not in unset}
    process = subprocess.Popen(
        [sys.executable, "-m", "clever_upgrade", *words],
        stdin=follower,
        stdout=follower,
        stderr=follower,
        env={**base, "TERM": "xterm-256color", **environ},
    )
    os.close(follower)
    written = b""
    try:
        while piece := os.read(leader, 65536):
            written += piece
    except OSError:
        pass  # Linux says so when the other end is closed.
    finally:
        os.close(leader)
        process.wait(timeout=60)
    return written.decode("utf-8")


@pytest.fixture(scope="module")
def compared() -> str:
    return on_terminal("diff", "students", "--sandbox")


def test_a_report_is_coloured_and_drawn(compared: str) -> None:
    assert "\x1b[1;32m" in compared
    assert "─" in compared
    assert "✓" in compared


def test_progress_is_alive_and_gone_in_the_end(compared: str) -> None:
    progress, report = compared.split("v1.1 → v1.2", 1)
    assert "students" in progress
    assert "\x1b[?25l" in progress, "the cursor is hidden while the display moves"
    assert progress.count("\x1b[?25h") == progress.count("\x1b[?25l"), "and there again"
    assert "\x1b[2K" in progress
    assert "\x1b[2K" not in report
    assert "students: 1,000 records compared" not in compared, "which is for where nothing can be drawn"


def test_quiet_draws_no_progress() -> None:
    written = on_terminal("diff", "schools", "--sandbox", "--quiet")
    assert "\x1b[2K" not in written
    assert "Reading" not in written


def test_request_lines_take_the_place_of_the_display() -> None:
    written = on_terminal("diff", "schools", "--sandbox", "-v")
    assert "GET /v1.1/schools?limit=2000 200" in written
    assert "\x1b[2K" not in written
    assert "schools: 3 records compared" in written


@pytest.mark.parametrize(("words", "environ"), [(("--color", "never"), {}), ((), {"NO_COLOR": "1"})])
def test_colour_can_be_refused_and_the_lines_stay(words: tuple[str, ...], environ: dict[str, str]) -> None:
    written = on_terminal("changes", *words, **environ)
    assert "\x1b[" not in written
    assert "─" in written


def test_a_dumb_terminal_gets_plain_text() -> None:
    written = on_terminal("changes", TERM="dumb")
    assert "\x1b" not in written
    assert written.isascii()


ASCII = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}


def test_a_terminal_without_the_signs_gets_words_and_colour() -> None:
    written = on_terminal("diff", "students", "--sandbox", **ASCII)
    assert "v1.1 -> v1.2" in written
    assert "?" not in written.partition("v1.1 -> v1.2")[2].partition("What next")[0]
    assert "\x1b[" in written


def test_names_that_the_encoding_lacks_are_scanned_and_fixed(tmp_path: Path) -> None:
    file = tmp_path / "größe" / "a.py"
    file.parent.mkdir()
    file.write_text('URL = "https://api.clever.com/v1.1/students"\n', encoding="utf-8")
    for asked, version in (("--diff", "v1.1"), ("--fix --yes", "v1.2")):
        done = subprocess.run(
            ["sh", "-c", f"exec {sys.executable} -m clever_upgrade scan größe {asked}".encode()],
            cwd=tmp_path,
            env={**os.environ, **ASCII, "PYTHONPATH": str(Path(__file__).parents[2])},
            capture_output=True,
            timeout=60,
            check=False,
        )
        assert done.returncode == int(asked == "--diff"), done.stderr
        assert version in file.read_text(encoding="utf-8")
