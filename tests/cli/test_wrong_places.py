"""What the operating system refuses is told in one sentence, with the file and what to do; a bug stays one."""

import errno
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NoReturn

import pytest

from clever_upgrade.cli.wrong_places import as_usage_error
from tests.cli.conftest import RunTool

TOO_LONG = "a" * 300


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


@pytest.fixture
def locked(tmp_path: Path) -> Iterator[Path]:
    """A folder that may not be entered and one that may not be written, beside the working folder."""
    (tmp_path / "here").mkdir()
    unreadable = tmp_path / "here" / "unreadable.py"
    unreadable.write_text('URL = "https://api.clever.com/v1.1/students"', encoding="utf-8")
    unreadable.chmod(0o000)
    for name, mode in (("ro", 0o555), ("locked", 0o000)):
        (tmp_path / name).mkdir(mode)
    yield tmp_path
    (tmp_path / "locked").chmod(0o755)


def without_rights(*words: str, cwd: Path, **environ: str) -> subprocess.CompletedProcess[str]:
    """The tool as somebody runs it whom the modes of files bind, as they do not bind root."""
    return subprocess.run(
        [*BOUND, sys.executable, "-m", "clever_upgrade", *words],
        cwd=cwd,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(Path(__file__).parents[2]), "HOME": str(cwd), **environ},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


PASSES = "-dac_override,-dac_read_search"
BOUND = () if os.geteuid() else ("setpriv", f"--bounding-set={PASSES}", f"--inh-caps={PASSES}")
needs_bounds = pytest.mark.skipif(bool(BOUND) and shutil.which("setpriv") is None, reason="no modes of files bind root")
REFUSED = [
    ("scan", "../locked"),
    ("scan", "../locked/a.py"),
    ("scan", "unreadable.py"),
    ("check", "unreadable.py"),
    ("scan", "--output", "../locked/a"),
    ("check", "--output", "../locked/a"),
    ("init", "--output", "../locked/a"),
    ("diff", "--sandbox", "--accept", "../locked/a", "--update-accepted"),
    ("diff", "--sandbox", "--record", "../locked/a"),
    ("diff", "--sandbox", "--record", "../ro"),
    ("resync", "status", "--store", "sqlite:///../locked/a.db"),
    ("events", "--store", "sqlite:///../locked/a.db"),
]


@needs_bounds
@pytest.mark.parametrize("words", REFUSED, ids=" ".join)
def test_a_place_that_may_not_be_used_is_told_in_one_sentence(words: tuple[str, ...], locked: Path) -> None:
    ended = without_rights(*words, cwd=locked / "here")
    assert (ended.returncode, ended.stdout) == (2, "")
    *_, error, hint = ended.stderr.splitlines()
    assert error.startswith("error: ")
    assert words[-1].removeprefix("sqlite:///") in error or words[-2] in error
    assert "ermission denied" in error
    assert hint.startswith("hint: ")


@needs_bounds
def test_a_doctor_goes_on_after_places_that_may_not_be_looked_at(locked: Path) -> None:
    place = locked / "locked" / "a"
    words = ("doctor", "--offline", "--format", "json", "--store", f"sqlite:///{place}.db")
    ended = without_rights(*words, cwd=locked / "here", CLEVER_UPGRADE_STATE=str(place))
    failed = {each["name"]: each["message"] for each in json.loads(ended.stdout)["checks"]}
    assert failed["store"] == f"sqlite:///{place}.db cannot be looked for: Permission denied"
    assert failed["state-folder"] == f"notes of long comparisons cannot be kept in {place}"


@pytest.mark.parametrize(
    "words",
    [
        ("scan", TOO_LONG), ("check", TOO_LONG), ("scan", "--output", TOO_LONG), ("init", "--output", TOO_LONG),
        ("diff", "--sandbox", "--record", TOO_LONG), ("resync", "status", "--store", f"sqlite:///{TOO_LONG}"),
    ],
    ids=lambda words: " ".join(words[:-1]),
)  # fmt: skip
def test_a_name_that_is_too_long_is_told_in_one_sentence(
    tool: RunTool, words: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ended = tool(*words)
    assert (ended.code, ended.out) == (2, "")
    *_, error, hint = ended.err.splitlines()
    assert TOO_LONG in error
    assert hint.startswith("hint: ")
    assert list(tmp_path.iterdir()) == []
