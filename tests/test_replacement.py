"""A file is replaced in one step, or stays as it was."""

import os
import stat
from pathlib import Path

import pytest

from clever_upgrade.replacement import Replacement


def replaced(target: Path, data: bytes) -> None:
    with Replacement(target) as new:
        new.file.write(data)
        new.take_place()


def test_the_new_file_has_the_mode_of_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    target.chmod(0o640)
    replaced(target, b"new")
    assert target.read_bytes() == b"new"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert list(tmp_path.iterdir()) == [target]


def test_a_file_that_was_not_there_is_as_any_new_one(tmp_path: Path) -> None:
    (tmp_path / "ordinary").touch()
    replaced(tmp_path / "file", b"new")
    assert (tmp_path / "file").stat().st_mode == (tmp_path / "ordinary").stat().st_mode


def test_what_does_not_take_its_place_is_thrown_away(tmp_path: Path) -> None:
    target = tmp_path / "file"
    target.write_bytes(b"old")
    with Replacement(target) as new:
        new.file.write(b"half")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    target = tmp_path / "file"
    target.write_bytes(b"old")
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        replaced(target, b"new")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_a_name_may_be_as_long_as_names_can_be(tmp_path: Path) -> None:
    replaced(tmp_path / ("n" * 255), b"new")
    assert (tmp_path / ("n" * 255)).read_bytes() == b"new"
