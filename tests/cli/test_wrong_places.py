"""What the operating system refuses is told in one sentence, with the file and what to do; a bug stays one."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import NoReturn

import pytest

from clever_upgrade.cli.wrong_places import as_usage_error
from tests.cli.conftest import RunTool


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (FileNotFoundError(errno.ENOENT, "No such file", "x/y"), "x/y cannot be used: No such file"),
        (PermissionError(errno.EACCES, "Permission denied", b"x/y"), "x/y cannot be used: Permission denied"),
        (OSError(errno.ENOSPC, "No space left"), "a file or stream cannot be used: No space left"),
        (OSError(errno.EIO, "Input/output error", 5), "a file or stream cannot be used: Input/output error"),
    ],
)
def test_a_refusal_names_the_file_and_says_what_to_do(error: OSError, sentence: str) -> None:
    told = as_usage_error(error)
    assert told is not None
    assert (told.message, told.exit_code) == (sentence, 2)
    assert told.hint


@pytest.mark.parametrize(
    "error", [OSError("value 5"), OSError(errno.EINVAL, "Invalid argument"), ConnectionResetError(errno.ECONNRESET, "")]
)
def test_an_error_that_no_file_has_caused_is_none_of_these(error: OSError) -> None:
    assert as_usage_error(error) is None


@pytest.mark.parametrize(
    ("error", "code"), [(OSError(errno.ENOSPC, "No space left", "x"), 2), (OSError("Ada"), 70), (ValueError("Ada"), 70)]
)
def test_only_what_a_file_has_caused_is_no_bug(
    tool: RunTool, error: Exception, code: int, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fails(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr("clever_upgrade.cli.changes._catalogue", fails)
    monkeypatch.setenv("CLEVER_UPGRADE_STATE", str(tmp_path))
    ended = tool("changes")
    assert (ended.code, ended.out) == (code, "")
    assert "Ada" not in ended.err


@pytest.mark.parametrize(
    "words",
    [
        ("scan",), ("scan", "app"), ("diff", "--sandbox"), ("doctor", "--offline"), ("check",), ("init",),
        ("config", "show"), ("resync", "status"), ("probe",),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_working_folder_that_was_deleted_is_told_of(words: tuple[str, ...], tmp_path: Path) -> None:
    gone = tmp_path / "gone"
    gone.mkdir()
    script = f'rmdir "$PWD"; exec {sys.executable} -m clever_upgrade {" ".join(words)}'
    done = subprocess.run(
        ["sh", "-c", script],
        cwd=gone,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert "error: the working folder is not there any more\nhint: " in done.stderr
